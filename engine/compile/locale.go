package compile

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/spec"
)

// untranslated warns of texts that lack one of the package's languages, and of labels that are made from a name
// and so speak none but the first; it counts them, and keeps their paths for a translator's file.
func (c *compiler) untranslated() {
	all := 0
	for _, t := range c.p.Texts() {
		if strings.HasPrefix(t.Near.File, spec.BuiltIn+"/") || t.Text.Given() && !hasWords(*t.Text) || len(c.m.Locales) < 2 && !t.Text.Given() {
			continue
		}
		all++
		lacks := c.lacking(t)
		if len(lacks) == 0 {
			continue
		}
		for _, locale := range lacks {
			c.m.Untranslated = append(c.m.Untranslated, model.Untranslated{Locale: locale, Path: t.Path, Words: c.wordsOf(t), At: t.Near})
		}
		if t.Text.Given() && !t.Text.Made {
			c.l.Warnf("untranslated", t.Near, "this text has no words in %s", strings.Join(lacks, ", ")).
				WithHint("write {%s: …}, or a line %s: … in i18n/%s.yaml", strings.Join(c.m.Locales, ": …, "), t.Path, lacks[0])
		} else {
			c.l.Warnf("untranslated", t.Near, "the label is made from the name, and has no words in %s", strings.Join(lacks, ", ")).
				WithHint("write a line %s: … in i18n/%s.yaml", t.Path, lacks[0])
		}
	}
	c.m.Texts = all
}

// lacking are the locales in which a text has no words.
func (c *compiler) lacking(t spec.Placed) []string {
	var out []string
	_, plain := t.Text.By.Get("")
	for i, locale := range c.m.Locales {
		if _, ok := t.Text.By.Get(locale); !ok && !(i == 0 && (plain || !t.Text.Given() || t.Text.Made)) {
			out = append(out, locale)
		}
	}
	if strings.HasSuffix(t.Path, ".plural") && !t.Text.Given() {
		return nil // made from the label, which is asked for
	}
	return out
}

// wordsOf is what a translator reads: the words of the first locale, or whatever there are.
func (c *compiler) wordsOf(t spec.Placed) string {
	if w, ok := t.Text.By.Get(c.m.Locales[0]); ok {
		return w.Value
	}
	if w, ok := t.Text.By.Get(""); ok {
		return w.Value
	}
	if t.Name != "" {
		return humanize(t.Name)
	}
	for _, e := range t.Text.By {
		return e.Value.Value
	}
	return ""
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
