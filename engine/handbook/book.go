package handbook

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/view"
)

// Of writes the handbook of a model in a locale.
func Of(m *model.Model, loc string) string {
	b := &book{m: m, locale: loc, words: locale.Words(loc), format: locale.Format(loc, m.Zone)}
	b.line("# %s", b.say("docs.title", "name", plain(b.text(m.Label, m.Name))))
	if m.Version != "" {
		b.para("%s", b.say("docs.version", "what", m.Version))
	}
	b.entities()
	b.funnels()
	b.automations()
	b.roles()
	return strings.TrimRight(b.out.String(), "\n") + "\n"
}

// book is one being written.
type book struct {
	m      *model.Model
	locale string
	words  *locale.Catalogue
	format *locale.Formatter
	out    strings.Builder
}

func (b *book) line(format string, args ...any) { fmt.Fprintf(&b.out, format+"\n", args...) }

func (b *book) para(format string, args ...any) { b.line("\n"+format, args...) }

// say gives the words for a key; params are names and values in turn.
func (b *book) say(key string, params ...any) string {
	with := map[string]any{}
	for i := 0; i+1 < len(params); i += 2 {
		with[params[i].(string)] = params[i+1]
	}
	return b.words.Say(key, with)
}

func (b *book) text(t model.Text, name string) string {
	if s := t.In(b.locale); s != "" {
		return s
	}
	return view.Readable(name)
}

func (b *book) label(t model.Text, name string) string { return plain(b.text(t, name)) }

// entity is what a record of an entity is called: the package's word, or Tamga's own for what is built in.
func (b *book) entity(e *model.Entity) string {
	if e.System && b.words.Has(e.Name) && e.Label.In(b.locale) == "" {
		return b.say(e.Name)
	}
	return b.label(e.Label, e.Name)
}

func (b *book) field(f *model.Field) string { return plain(view.FieldLabel(f, b.locale)) }

// plain makes words safe in Markdown: on one line, and no markup.
func plain(s string) string {
	return escape.Replace(strings.Join(strings.Fields(s), " "))
}

var escape = strings.NewReplacer("\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "<", "&lt;")

// row is a row of a table, where a bar ends a cell even in code.
func (b *book) row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(c, "|", "\\|")
	}
	b.line("| %s |", strings.Join(cells, " | "))
}

// code shows an expression as it was written.
func code(source string) string {
	s := strings.Join(strings.Fields(source), " ")
	if strings.Contains(s, "`") {
		return "`` " + s + " ``"
	}
	return "`" + s + "`"
}

func source(e *rule.Expr) string { return code(e.Source) }

// own are the entities that the package itself declares.
func (b *book) own() []*model.Entity {
	return slices.DeleteFunc(slices.Clone(b.m.Entities), func(e *model.Entity) bool { return e.System })
}
