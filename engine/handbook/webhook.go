package handbook

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
)

// pairs are the members of what is sent.
func (b *book) pairs(list []model.Pair) string {
	var said []string
	for _, p := range list {
		said = append(said, plain(p.Name)+" = "+b.value(nil, p.Value))
	}
	if len(said) == 0 {
		return ""
	}
	return " (" + strings.Join(said, ", ") + ")"
}
