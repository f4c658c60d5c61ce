package view

import "github.com/tamga-crm/tamga/engine/model"

// actions are the buttons of an entity that the viewer's role may press on some record.
func (s *screen) actions(e *model.Entity) []*Action {
	out := []*Action{}
	for _, a := range s.model.Automations {
		t := a.Button(e)
		if t == nil || !s.presses(e, a.Name) {
			continue
		}
		x := &Action{Name: a.Name, Label: words(a.Label, s.locale, a.Name), Icon: t.Icon, Confirm: t.Confirm.In(s.locale), Fields: []*Field{}}
		for _, f := range t.Form {
			x.Fields = append(x.Fields, &Field{Name: f.Name, Kind: f.Kind.Name(), Label: words(f.Label, s.locale, f.Name), Help: f.Help.In(s.locale),
				Placeholder: f.Placeholder.In(s.locale), Required: f.Required.Always, Options: s.options(f), Min: f.Options.Min, Max: f.Options.Max, Scale: scaleOf(f)})
		}
		out = append(out, x)
	}
	return out
}

func (s *screen) presses(e *model.Entity, name string) bool {
	if s.role == nil || s.role.All {
		return true
	}
	g := s.role.Grants[e.Name]
	return g != nil && !g.Action(name).Never()
}
