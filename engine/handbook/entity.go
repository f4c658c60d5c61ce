package handbook

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

func (b *book) entities() {
	b.para("## %s", b.say("docs.entities"))
	b.diagram()
	for _, e := range b.own() {
		b.para("### %s", b.entity(e))
		if help := e.Help.In(b.locale); help != "" {
			b.para("%s", plain(help))
		}
		b.out.WriteByte('\n')
		b.row(b.say("docs.field"), b.say("docs.type"), b.say("docs.notes"))
		b.line("|---|---|---|")
		for _, f := range e.Fields {
			if !f.System {
				b.row(b.field(f), b.kind(f), strings.Join(b.notes(f), "; "))
			}
		}
		b.rules(e)
	}
}

// diagram draws the entities and their links.
func (b *book) diagram() {
	b.para("```mermaid\nerDiagram")
	for _, e := range b.own() {
		b.line("  %s[\"%s\"]", e.Name, quotable(b.text(e.Label, e.Name)))
	}
	for _, e := range b.own() {
		for _, f := range e.Fields {
			if f.System || f.Link == nil {
				continue
			}
			for _, to := range f.Link.To {
				if !to.System {
					b.line("  %s %s %s : \"%s\"", e.Name, ends(f), to.Name, quotable(b.text(f.Label, f.Name)))
				}
			}
		}
	}
	b.line("```")
}

// ends are how many of one there may be for the other, as Mermaid draws them: the left are the records that link.
func ends(f *model.Field) string {
	left, right := "}o--", "o|"
	if f.Unique {
		left = "|o--"
	}
	if f.Required.Always && len(f.Link.To) == 1 {
		right = "||"
	}
	if f.Kind.Name() == "links" {
		right = "o{"
	}
	return left + right
}

func quotable(s string) string {
	return strings.NewReplacer(`"`, "'", "\n", " ", "`", "'", "#", "").Replace(s)
}

// kind is what a field holds: where a link leads, which options there are.
func (b *book) kind(f *model.Field) string {
	said := b.say("docs.kind." + f.Kind.Name())
	if f.Link != nil {
		var to []string
		for _, e := range f.Link.To {
			to = append(to, b.entity(e))
		}
		return said + ": " + strings.Join(to, ", ")
	}
	if f.Kind.Type() == field.Interval {
		return said + ": " + b.say("docs.kind."+field.EndOf(f.Kind).Name())
	}
	if len(f.Choices) > 0 {
		var labels []string
		for _, o := range f.Choices {
			labels = append(labels, b.label(o.Label, o.Name))
		}
		return said + ": " + strings.Join(labels, ", ")
	}
	return said
}

// notes are what else holds for a field.
func (b *book) notes(f *model.Field) []string {
	var out []string
	add := func(key string, params ...any) { out = append(out, b.say(key, params...)) }
	if help := f.Help.In(b.locale); help != "" {
		out = append(out, plain(help))
	}
	if f.Formula != nil {
		add("docs.computed", "what", source(f.Formula))
	}
	b.flag(&out, "docs.required", f.Required)
	if f.Formula == nil {
		b.flag(&out, "docs.readonly", f.Readonly)
	}
	if f.Visible.When != nil {
		add("docs.visible", "what", source(f.Visible.When))
	}
	if f.Unique {
		add("docs.unique")
	}
	if f.Default != nil {
		add("docs.default", "what", b.value(f, f.Default))
	}
	if f.Check != nil {
		add("docs.check", "what", source(f.Check))
	}
	if f.Personal {
		add("docs.personal")
	}
	return out
}

func (b *book) flag(out *[]string, key string, f model.Flag) {
	switch {
	case f.When != nil:
		*out = append(*out, b.say(key)+", "+b.say("docs.if", "what", source(f.When)))
	case f.Always:
		*out = append(*out, b.say(key))
	}
}

// rules are what must hold for the record as a whole.
func (b *book) rules(e *model.Entity) {
	var out []string
	for _, r := range e.Rules {
		key := "docs.must_hold"
		if r.Warn {
			key = "docs.warns"
		}
		said := b.say(key, "what", source(r.Check))
		if message := r.Message.In(b.locale); message != "" {
			said += " — " + plain(message)
		}
		out = append(out, said)
	}
	for _, u := range e.Unique {
		out = append(out, b.say("docs.unique_together", "what", b.fields(u)))
	}
	for _, x := range e.Exclusive {
		out = append(out, b.say("docs.exclusive", "what", b.fields(x.What), "during", b.fields(x.During[:]), "where", heldWhere(x)))
	}
	if len(out) > 0 {
		b.para("- %s", strings.Join(out, "\n- "))
	}
}

func (b *book) fields(list []*model.Field) string {
	var labels []string
	for _, f := range list {
		if f != nil && !slices.Contains(labels, b.field(f)) {
			labels = append(labels, b.field(f))
		}
	}
	return strings.Join(labels, ", ")
}

// heldWhere is which records hold what is exclusive; "" for all.
func heldWhere(x *model.Exclusive) string {
	if x.Holds == nil {
		return ""
	}
	return source(x.Holds.Formula)
}
