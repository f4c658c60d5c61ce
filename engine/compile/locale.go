package compile

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/tamga-crm/tamga/engine/spec"
)

// untranslated warns of texts that lack one of the package's languages.
func (c *compiler) untranslated() {
	c.p.EachText(func(t spec.Text) {
		if strings.HasPrefix(t.At.File, spec.BuiltIn+"/") || !hasWords(t) {
			return
		}
		var lacks []string
		for i, locale := range c.m.Locales {
			_, plain := t.By.Get("")
			if _, ok := t.By.Get(locale); !ok && !(plain && i == 0) {
				lacks = append(lacks, locale)
			}
		}
		if len(lacks) > 0 {
			c.l.Warnf("untranslated", t.At, "this text has no words in %s", strings.Join(lacks, ", ")).
				WithHint("write {%s: …}", strings.Join(c.m.Locales, ": …, "))
		}
	})
}

var inBraces = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// hasWords tells whether there is something to translate beside the values.
func hasWords(t spec.Text) bool {
	for _, e := range t.By {
		if strings.ContainsFunc(inBraces.ReplaceAllString(e.Value.Value, ""), unicode.IsLetter) {
			return true
		}
	}
	return false
}
