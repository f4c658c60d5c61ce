package model

import (
	"maps"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Role is what a user may do. What is not granted is denied.
type Role struct {
	Name    string
	Label   Text
	Admin   bool // may manage people, settings, runs and the outbox; all: true grants every entity too
	All     bool
	Portal  bool
	Grants  map[string]*Grant // by entity
	Actions []string          // import, export, outbox, runs, simulate, users
	At      diag.Range
}

// Grant is what a role may do with an entity.
type Grant struct {
	Read, Create, Update, Delete, Move Permission
	Fields                             map[string]Access // only those that differ from the entity's
	Actions                            map[string]Permission
	Every                              bool // every button too
	Untitled                           bool // the title of a record would show a field that is hidden
}

// Hiding is the grant with another field hidden. A grant may be shared, so it stays as it is.
func (g Grant) Hiding(field string) *Grant {
	fields := maps.Clone(g.Fields)
	if fields == nil {
		fields = map[string]Access{}
	}
	fields[field] = AccessNone
	g.Fields = fields
	return &g
}

// Action is the permission to press the button of an automation.
func (g Grant) Action(name string) Permission {
	if g.Every {
		return Permission{Always: true}
	}
	return g.Actions[name]
}

// Permission is never, always, or for the records for which Where holds (own is owner == user).
type Permission struct {
	Always bool
	Where  *rule.Expr
}

// Never tells a permission that nothing has.
func (p Permission) Never() bool { return !p.Always && p.Where == nil }

// Access is what a role may do with a field.
type Access string

// The accesses.
const (
	AccessNone  Access = "none"
	AccessRead  Access = "read"
	AccessWrite Access = "write"
)
