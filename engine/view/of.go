package view

import (
	"github.com/tamga-crm/tamga/engine/model"
)

// Viewer is who looks at the model.
type Viewer struct {
	ID, Name, Email string
	Role            *model.Role
	Locale          string
	Demo            bool
}

// Of is the model as a viewer may see it.
func Of(m *model.Model, who Viewer) *Meta {
	s := &screen{model: m, role: who.Role, locale: who.Locale, dynamic: dynamic(m)}
	meta := &Meta{
		Package: PackageOf(m, who.Locale), User: MeOf(who),
		Entities: map[string]*Entity{}, Funnels: map[string]*Funnel{},
	}
	meta.Package.Demo = who.Demo
	for _, e := range m.Entities {
		if s.reads(e) {
			meta.Entities[e.Name] = s.entity(e)
		}
	}
	for _, f := range m.Funnels {
		if s.reads(f.Entity) {
			meta.Funnels[f.Name] = s.funnel(f)
		}
	}
	meta.Navigation, meta.Reports, meta.Dashboards = s.navigation(), s.reports(), s.dashboards()
	return meta
}

// PackageOf is the package's head, as anybody may see it.
func PackageOf(m *model.Model, locale string) Package {
	p := Package{
		Name: m.Name, Label: words(m.Label, locale, m.Name), Version: m.Version, Release: m.Hash,
		Locales: m.Locales, Currency: m.Currency, Currencies: m.Currencies, Accent: m.Accent,
	}
	if m.Zone != nil {
		p.Zone = m.Zone.String()
	}
	if len(p.Currencies) == 0 && m.Currency != "" {
		p.Currencies = []string{m.Currency}
	}
	return p
}

// MeOf is the viewer's own card.
func MeOf(who Viewer) Me {
	me := Me{ID: who.ID, Name: who.Name, Email: who.Email, Locale: who.Locale, Can: []string{}}
	if who.Role == nil {
		return me
	}
	me.Role, me.Label = who.Role.Name, words(who.Role.Label, who.Locale, who.Role.Name)
	for _, action := range []string{"outbox", "runs", "simulate", "users"} {
		if May(who.Role, action) {
			me.Can = append(me.Can, action)
		}
	}
	return me
}

// screen is the model under the eyes of one role, in one locale.
type screen struct {
	model   *model.Model
	role    *model.Role
	locale  string
	dynamic map[*model.Field]bool
}

// entity is one kind of record.
func (s *screen) entity(e *model.Entity) *Entity {
	out := &Entity{
		Name: e.Name, Label: s.entityLabel(e), Plural: s.plural(e), Help: e.Help.In(s.locale), Icon: e.Icon,
		Can: s.can(e), Fields: []*Field{}, Funnels: []string{}, Search: len(e.Search) > 0,
	}
	for _, f := range e.Fields {
		if s.sees(f) {
			out.Fields = append(out.Fields, s.field(f))
		}
	}
	for _, f := range e.Funnels {
		out.Funnels = append(out.Funnels, f.Name)
	}
	out.Related = s.related(e)
	out.Form, out.Actions = s.form(e), s.actions(e)
	out.Views = s.views(e)
	return out
}

// navigation is the package's own; without one, everything that is not a row of something else.
func (s *screen) navigation() []Group {
	groups := s.model.Navigation
	if len(groups) == 0 {
		groups = []*model.Group{{Entities: s.standing()}}
	}
	out := []Group{}
	for _, g := range groups {
		shown := Group{Label: g.Label.In(s.locale)}
		for _, e := range g.Entities {
			if s.reads(e) {
				shown.Entities = append(shown.Entities, e.Name)
			}
		}
		if len(shown.Entities) > 0 {
			out = append(out, shown)
		}
	}
	return out
}

// standing are the entities that stand on their own: no inline children, no people.
func (s *screen) standing() []*model.Entity {
	var out []*model.Entity
	for _, e := range s.model.Entities {
		if e.Name != model.UserEntity && !inline(e) {
			out = append(out, e)
		}
	}
	return out
}

func inline(e *model.Entity) bool {
	for _, f := range e.Fields {
		if f.Link != nil && f.Link.Inline {
			return true
		}
	}
	return false
}
