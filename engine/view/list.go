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
		if !s.readsAll(e, v.Where) {
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
	if v.Sum != nil && s.sees(v.Sum) {
		out.Sum = v.Sum.Name
	}
	return out
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
