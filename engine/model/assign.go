package model

import "github.com/tamga-crm/tamga/engine/rule"

// AssignAction gives a record to a person: by the first of its rules that holds and finds somebody. Of nil is the
// run's own record. Its result is the person.
type AssignAction struct {
	Of      *Value
	Entity  *Entity
	Field   *Field
	Rules   []*AssignRule
	Working bool // only in working time; outside it the run waits
}

func (*AssignAction) action() {}

// AssignBy is how one is taken of several.
type AssignBy string

// The ways.
const (
	AssignTo    AssignBy = "to" // one person, or their deputy
	RoundRobin  AssignBy = "round_robin"
	LeastLoaded AssignBy = "least_loaded"
)

// AssignRule is one line of the table.
type AssignRule struct {
	When   *rule.Expr // nil: always
	By     AssignBy
	Roles  []*Role // whoever has one of these
	People []*Value
	Where  *rule.Expr // which of them: .name is of the person (Frame.Element)
	Load   *Load      // LeastLoaded
}

// Load counts the records of an entity that a person has. Where holds of those that count; its last variable is the
// person.
type Load struct {
	Entity *Entity
	Field  *Field
	Where  *rule.Expr
}
