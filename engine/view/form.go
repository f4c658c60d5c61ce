package view

import (
	"github.com/tamga-crm/tamga/engine/model"
)

// form is the entity's form, without what the viewer may not read; an entity without one shows its own fields.
func (s *screen) form(e *model.Entity) *Form {
	sections := []*model.Section{plain(e)}
	if e.Form != nil {
		sections = e.Form.Sections
	}
	out := &Form{Sections: []*Section{}}
	for _, sec := range sections {
		if shown := s.section(sec); len(shown.Fields)+len(shown.Inlines) > 0 {
			out.Sections = append(out.Sections, shown)
		}
	}
	return out
}

func (s *screen) section(sec *model.Section) *Section {
	out := &Section{Label: sec.Label.In(s.locale), Columns: max(1, sec.Columns), Fields: []string{}, Inlines: []string{}}
	for _, f := range sec.Fields {
		if s.sees(f) {
			out.Fields = append(out.Fields, f.Name)
		}
	}
	for _, i := range sec.Inlines {
		if s.sees(i.Link) {
			out.Inlines = append(out.Inlines, i.Name)
		}
	}
	return out
}

// plain is the form of an entity that declares none.
func plain(e *model.Entity) *model.Section {
	sec := &model.Section{Columns: 2}
	for _, f := range e.Fields {
		if !f.System || f.Name == model.Owner {
			sec.Fields = append(sec.Fields, f)
		}
	}
	for _, i := range e.Inverses {
		if i.Inline {
			sec.Inlines = append(sec.Inlines, i)
		}
	}
	return sec
}

// related are the collections on the other side of the links that lead here.
func (s *screen) related(e *model.Entity) []*Related {
	out := []*Related{}
	for _, i := range e.Inverses {
		if i.Name != "" && s.sees(i.Link) {
			out = append(out, &Related{
				Name: i.Name, Label: s.inverseLabel(e, i), Entity: i.Entity.Name, Field: i.Link.Name,
				Inline: i.Inline, Columns: s.rowColumns(i),
			})
		}
	}
	return out
}

// inverseLabel is the collection's own label; a collection that is the only one of its entity is called as that.
func (s *screen) inverseLabel(e *model.Entity, i *model.Inverse) string {
	if l := i.Label.In(s.locale); l != "" {
		return l
	}
	for _, other := range e.Inverses {
		if other != i && other.Entity == i.Entity {
			return Readable(i.Name)
		}
	}
	return s.plural(i.Entity)
}

// rowColumns are those of the child's first list, without the link back. Rows that are edited in the form show all
// of the child's own fields.
func (s *screen) rowColumns(i *model.Inverse) []string {
	fields := ownFields(i.Entity)
	for _, v := range i.Entity.Views {
		if v.Kind == model.List && !i.Inline {
			fields = v.Columns
			break
		}
	}
	out := []string{}
	for _, f := range fields {
		if f != i.Link && s.sees(f) {
			out = append(out, f.Name)
		}
	}
	return out
}

func ownFields(e *model.Entity) []*model.Field {
	var out []*model.Field
	for _, f := range e.Fields {
		if !f.System && f.Name != model.Owner {
			out = append(out, f)
		}
	}
	return out
}
