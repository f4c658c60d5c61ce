package model

import (
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Segment is a condition with a name: a live list of its entity, and a computed field that is true of its records.
type Segment struct {
	Name   string
	Label  Text
	Entity *Entity
	Field  *Field // boolean, its formula the condition: kept right with the record, or computed when it asks the clock
	At     diag.Range
}

// Match says which records of two entities suit each other.
type Match struct {
	Name     string
	Label    Text
	Sides    [2]*Side
	SetAside bool
	At       diag.Range
}

// Side is one of the two of a match.
type Side struct {
	Name    string // what the condition calls it
	Entity  *Entity
	Columns []*Field
	// Where and Score are over records of this side; the other is the one variable.
	Where, Score *rule.Expr
}
