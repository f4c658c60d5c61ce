package view

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
)

// words are a text in a locale; where there is none, the name made readable: "first_name" is "First name".
func words(t model.Text, locale, name string) string {
	if s := t.In(locale); s != "" {
		return s
	}
	return Readable(name)
}

// Readable makes words of a name: "first_name" is "First name".
func Readable(name string) string {
	s := strings.TrimSpace(strings.ReplaceAll(name, "_", " "))
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// own are Tamga's own words for a key, when the package has none.
func own(t model.Text, loc, key, name string) string {
	if s := t.In(loc); s != "" {
		return s
	}
	if c := locale.Words(loc); c.Has(key) {
		return c.Say(key, nil)
	}
	return Readable(name)
}

func (s *screen) entityLabel(e *model.Entity) string { return own(e.Label, s.locale, e.Name, e.Name) }

func (s *screen) plural(e *model.Entity) string {
	if p := e.Plural.In(s.locale); p != "" {
		return p
	}
	if e.System {
		return own(nil, s.locale, e.Name+"s", e.Name+"s")
	}
	return s.entityLabel(e)
}

func (s *screen) fieldLabel(f *model.Field) string { return FieldLabel(f, s.locale) }

// FieldLabel is what a field is called in a locale.
func FieldLabel(f *model.Field, locale string) string {
	key := "field." + f.Name
	if f.Entity != nil && f.Entity.System && !f.System {
		key = f.Entity.Name + "." + f.Name
	}
	if !f.System && (f.Entity == nil || !f.Entity.System) && f.Name != model.Owner {
		return words(f.Label, locale, f.Name)
	}
	return own(f.Label, locale, key, f.Name)
}
