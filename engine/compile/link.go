package compile

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// anyEntity is what "to" says of a link to a record of whatever entity.
const anyEntity = "any"

// linkFields connects links with their targets, adds the fields of the system, and then the inverses.
func (c *compiler) linkFields() {
	for _, m := range c.m.Entities {
		e := c.entities[m.Name]
		for _, f := range e.Fields {
			s := e.fields[f.Name]
			if s.Options != nil && s.Options.Of.Given() {
				c.sharedOptions(f, s.Options.Of)
			}
			if slices.Contains(linkKinds, f.Kind.Name()) {
				c.link(e, f, s)
			}
			c.seriesPer(e, f, s.Per)
		}
		c.systemFields(e)
	}
	for _, m := range c.m.Entities {
		for _, f := range m.Fields {
			if s := c.entities[m.Name].fields[f.Name]; s != nil && f.Link != nil && s.Inverse.Given() {
				c.inverse(f, s)
			}
		}
	}
}

func (c *compiler) link(e *entity, f *model.Field, s *spec.Field) {
	f.Link = &model.Link{Inverse: s.Inverse.Value, Inline: s.Inline.Value, OnDelete: c.onDelete(s)}
	switch f.Kind.Name() {
	case "user":
		f.Link.To = []*model.Entity{c.entities[model.UserEntity].Entity}
	case "tree":
		f.Link.To = []*model.Entity{e.Entity}
	default:
		c.targets(f, s)
	}
	f.Options.Targets = entityNamesOf(f.Link.To)
	if f.Link.Inline && !s.Inverse.Given() {
		c.missing(s.At, quoted(f.Name), "inverse", "inline rows are shown under the name of a collection: write inverse: lines")
	}
	if s.OnDelete.Given() && f.Link.OnDelete == model.Clear && s.Required.Always {
		c.l.Errorf("wrong-value", s.OnDelete.At, "%q is required, so it cannot be cleared when the other record is deleted", f.Name).
			WithHint("write restrict or cascade")
	}
}

func (c *compiler) targets(f *model.Field, s *spec.Field) {
	if len(s.To) == 0 {
		c.missing(s.At, quoted(f.Name), "to", "write to: and the entity that it points to")
	}
	for _, w := range s.To {
		if w.Value == anyEntity {
			f.Link.To = slices.Clone(c.m.Entities)
			return
		}
		to := c.entityNamed(w)
		if to != nil && !slices.Contains(f.Link.To, to) {
			f.Link.To = append(f.Link.To, to)
		}
	}
	if len(f.Link.To) == 0 {
		f.Kind = broken{f.Kind}
		c.lost[s.Inverse.Value] = true
	}
}

func entityNamesOf(list []*model.Entity) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.Name)
	}
	return out
}

func (c *compiler) onDelete(s *spec.Field) model.OnDelete {
	if !s.OnDelete.Given() || !c.oneOf(s.OnDelete, "choice of on_delete", string(model.Restrict), string(model.Clear), string(model.Cascade)) {
		return model.Restrict
	}
	return model.OnDelete(s.OnDelete.Value)
}

// inverse adds the collection on the other side.
func (c *compiler) inverse(f *model.Field, s *spec.Field) {
	if !c.memberName(s.Inverse, "collection") {
		return
	}
	for _, to := range f.Link.To {
		if other := to.Field(s.Inverse.Value); other != nil {
			c.clash(to, s.Inverse, other.At)
			continue
		}
		if other := to.Inverse(s.Inverse.Value); other != nil {
			c.clash(to, s.Inverse, other.Link.At)
			continue
		}
		label := c.text(s.InverseLabel)
		if len(label) == 0 {
			label = f.Entity.Plural
		}
		to.Inverses = append(to.Inverses, &model.Inverse{Name: s.Inverse.Value, Label: label, Entity: f.Entity, Link: f, Inline: f.Link.Inline})
	}
}

func (c *compiler) clash(to *model.Entity, w spec.Word, first diag.Range) {
	d := c.l.Errorf("inverse-clash", w.At, "%q has a field or collection %q already", to.Name, w.Value).WithHint("give this collection another name")
	if first.Known() {
		d.WithRelated(first, "the other one")
	}
}

// linkWhere is which records may be chosen: a condition over the target, in which "record" is the one that chooses.
func (c *compiler) linkWhere(f *model.Field, s *spec.Field) {
	if len(f.Link.To) != 1 {
		c.l.Errorf("wrong-key", s.Where.At, "a link to several entities has no where: its targets have no fields in common")
		return
	}
	scope := &rule.Scope{Schema: c.schema, Entity: f.Link.To[0].Name, Vars: []rule.Var{{Name: "record", Type: rule.RecordOf(f.Entity.Name)}}}
	f.Link.Where = c.expr(s.Where.Word, scope, rule.Bool)
}

// settings are typed like fields.
func (c *compiler) settings() {
	home := &entity{Entity: &model.Entity{Name: "settings"}, fields: map[string]*spec.Field{}}
	scope := &rule.Scope{Schema: newSchema(c)}
	for _, e := range c.p.Settings {
		if !c.memberName(e.Key, "setting") {
			continue
		}
		f := c.declareField(home, e.Key, e.Value)
		if f.Kind.Type() == field.Record || f.Series != nil || len(f.Kind.Columns()) == 0 {
			c.l.Errorf("wrong-type", e.Value.Type.At, "a setting cannot be %s", a(f.Kind.Name()+" field")).WithHint("use text, integer, money, percent, boolean, date or choice")
			continue
		}
		out := &model.Setting{Name: e.Key.Value, Label: f.Label, Field: f, At: e.Value.At}
		if e.Value.Default.Given() && f.Kind.Name() == "secret" {
			c.l.Errorf("literal-secret", e.Value.Default.At, "a secret never stands in a package: whoever reads the files would know it").
				WithHint("leave out the default: the administrator fills it in")
		} else if e.Value.Default.Given() {
			if v := c.value(e.Value.Default, f, scope); v != nil && v.Formula == nil {
				out.Default = v.Literal
			} else if v != nil {
				c.l.Errorf("wrong-type", e.Value.Default.At, "the default of a setting is a literal, not a formula")
			}
		}
		c.m.Settings = append(c.m.Settings, out)
	}
}
