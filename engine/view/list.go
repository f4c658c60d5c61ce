package view

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// views are the entity's; one that depends on what the viewer may not read is left out. There is always a list.
func (s *screen) views(e *model.Entity) []*View {
	out, lists := []*View{}, 0
	for _, v := range e.Views {
		if !s.readsAll(e, v.Where) || !s.needs(v.Starts, v.Rows, v.Across) {
			continue
		}
		out = append(out, s.view(v))
		if v.Kind == model.List {
			lists++
		}
	}
	if lists == 0 {
		out = append(out, s.view(everything(e)))
	}
	return out
}

func (s *screen) view(v *model.View) *View {
	out := &View{Name: v.Name, Label: s.viewLabel(v), Kind: string(v.Kind), Columns: []string{}, Sort: s.sort(v.Sort)}
	for _, f := range v.Columns {
		if s.sees(f) {
			out.Columns = append(out.Columns, f.Name)
		}
	}
	if v.Where != nil {
		out.Where = v.Where.Source
	}
	if v.Funnel != nil {
		out.Funnel = v.Funnel.Name
	}
	out.Sum, out.Starts, out.Ends, out.Resource = s.name(v.Sum), s.name(v.Starts), s.name(v.Ends), s.name(v.Resource)
	out.Rows, out.Across, out.Color = s.name(v.Rows), s.name(v.Across), s.name(v.Color)
	out.Caption = s.caption(v) != nil
	return out
}

// needs tells whether the viewer sees the fields without which a view is nothing.
func (s *screen) needs(fields ...*model.Field) bool {
	for _, f := range fields {
		if f != nil && !s.sees(f) {
			return false
		}
	}
	return true
}

// name is the name of a field that the viewer sees; "" for none.
func (s *screen) name(f *model.Field) string {
	if f == nil || !s.sees(f) {
		return ""
	}
	return f.Name
}

// CaptionFor is what stands on the records of a view; nil: their titles, for the role may not see what it is made of.
func CaptionFor(m *model.Model, role *model.Role, v *model.View) *model.TextTemplate {
	return (&screen{model: m, role: role}).caption(v)
}

func (s *screen) caption(v *model.View) *model.TextTemplate {
	if v.Caption == nil {
		return nil
	}
	for _, t := range v.Caption.By {
		for _, p := range t.Parts {
			if p.Expr == nil {
				continue
			}
			// A record is written as its title, which its own permission guards.
			if of := s.model.Entity(p.Expr.Type.Entity); !s.mayAsk(p.Expr) || of != nil && of != v.Entity && !s.grant(of).Read.Always {
				return nil
			}
		}
	}
	return v.Caption
}

// viewLabel: a board without words of its own is called as its funnel, a list that shows everything "All".
func (s *screen) viewLabel(v *model.View) string {
	if l := v.Label.In(s.locale); l != "" {
		return l
	}
	switch {
	case v.Funnel != nil:
		return words(v.Funnel.Label, s.locale, v.Funnel.Name)
	case v.Kind == model.Kanban:
		return own(nil, s.locale, "view.board", v.Name)
	case v.Where == nil && (v.Name == "all" || v.Name == "list"):
		return own(nil, s.locale, "view.all", v.Name)
	}
	return Readable(v.Name)
}

func (s *screen) sort(orders []model.Order) string {
	var out []string
	for _, o := range orders {
		if !s.sees(o.Field) {
			continue
		}
		sign := ""
		if o.Desc {
			sign = "-"
		}
		out = append(out, sign+o.Field.Name)
	}
	return strings.Join(out, ",")
}

// readsAll tells whether the viewer may read every field of the entity that an expression looks at.
func (s *screen) readsAll(e *model.Entity, x *rule.Expr) bool {
	if x == nil {
		return true
	}
	for _, r := range x.Reads {
		if of := s.model.Entity(r.Entity); of != nil {
			if f := of.Field(r.Member); f != nil && !s.sees(f) {
				return false
			}
		}
	}
	return true
}

// everything is the list of an entity that declares none.
func everything(e *model.Entity) *model.View {
	fields := ownFields(e)
	return &model.View{Name: "all", Kind: model.List, Entity: e, Columns: fields[:min(len(fields), 7)]}
}
