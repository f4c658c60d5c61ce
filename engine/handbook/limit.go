package handbook

import (
	"strconv"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
)

// limit is what a limit holds back, in one line.
func (b *book) limit(l *model.Limit) string {
	var said []string
	if l.Consent != nil {
		said = append(said, b.say("docs.if", "what", source(l.Consent)))
	}
	if l.Unless != nil {
		said = append(said, b.say("docs.unless", "what", source(l.Unless)))
	}
	for _, c := range l.AtMost {
		said = append(said, b.say("docs.at_most", "times", strconv.FormatInt(c.Times, 10), "span", b.format.Value(c.Per)))
	}
	if l.Quiet != nil {
		said = append(said, b.say("docs.quiet", "from", b.format.Value(l.Quiet.From), "to", b.format.Value(l.Quiet.To)))
	}
	return strings.Join(said, ", ")
}
