package model

import (
	"slices"
	"time"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Text is words in several locales. In gives the best for a reader.
type Text map[string]string

// In gives the text in a locale, else in the package's first locale (kept under ""), else nothing.
func (t Text) In(locale string) string {
	if s, ok := t[locale]; ok {
		return s
	}
	return t[""]
}

// Model is one compiled package.
type Model struct {
	Name, Version string
	Label         Text
	Hash          string // of all sources: the same YAML gives the same hash
	Locales       []string
	Currency      string
	Currencies    []string
	Zone          *time.Location
	Region        string // ISO 3166 country, for phones; from the zone unless declared
	Icon, Accent  string
	Settings      []*Setting
	Entities      []*Entity // in declared order; the built-in ones last
	Funnels       []*Funnel
	Automations   []*Automation
	Roles         []*Role
	Documents     []*Document
	Messages      []*Message
	Navigation    []*Group
	Reports       []*Report
	Dashboards    []*Dashboard
	Targets       []*Target
	Limits        []*Limit
	Segments      []*Segment
	Matches       []*Match
	Channels      []*Channel
	Quality       []*Quality
	Tests         []*Test
	People        []*Person      // tests/users.yaml: who scenarios and the demo sign in as
	Data          []*Given       // data/: the demo's records, in order: see Demo
	DataVars      int            // how many Vars the demo's steps use; the first are the People, in order
	Calendar      *Calendar      // working time; nil: Monday to Friday
	Untranslated  []Untranslated // of Texts, when it was asked for
	Texts         int
	Declared      []Declared // compiled and not run by this version, by place
}

// Setting is a typed value that the customer's administrator may change.
type Setting struct {
	Name    string
	Label   Text
	Field   *Field // its kind and options
	Default any
	At      diag.Range
}

// Group is a heading of the navigation with its entities.
type Group struct {
	Label    Text
	Entities []*Entity
}

// Entity finds an entity by name; nil when there is none.
func (m *Model) Entity(name string) *Entity {
	i := slices.IndexFunc(m.Entities, func(e *Entity) bool { return e.Name == name })
	if i < 0 {
		return nil
	}
	return m.Entities[i]
}

// Funnel finds a funnel by name; nil when there is none.
func (m *Model) Funnel(name string) *Funnel {
	i := slices.IndexFunc(m.Funnels, func(f *Funnel) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return m.Funnels[i]
}

// Role finds a role by name; nil when there is none.
func (m *Model) Role(name string) *Role {
	i := slices.IndexFunc(m.Roles, func(r *Role) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return m.Roles[i]
}

// Automation finds an automation by name; nil when there is none.
func (m *Model) Automation(name string) *Automation {
	i := slices.IndexFunc(m.Automations, func(a *Automation) bool { return a.Name == name })
	if i < 0 {
		return nil
	}
	return m.Automations[i]
}

// Value is what a key that takes a value holds: a literal in its Go form, a formula after "=",
// or a text with values in it. The literal has passed the kind's Decode where the field is known.
type Value struct {
	Literal  any
	Formula  *rule.Expr
	Template *rule.Template
	Draw     *Draw // only within demo data; Demo replaces it
	At       diag.Range
}

// Flag is a key that takes true, false or an expression. The zero Flag is false.
type Flag struct {
	Always bool
	When   *rule.Expr
}
