package model

import (
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Quality is what keeps the data of an entity clean. What is nil or empty was not declared.
type Quality struct {
	Entity      *Entity
	Standardize []Assignment
	Duplicates  *Duplicates
	Health      []*HealthCheck
	Archive     *rule.Expr
	Schedules   map[string]string // standardize, duplicates, health, archive: cron
	At          diag.Range
}

// Duplicates says when two records are of the same thing, and what is kept of them.
type Duplicates struct {
	Rules  []*Likeness
	Keep   string            // oldest, newest, fullest
	Fields map[string]string // whose value: survivor, oldest, …
}

// Likeness is one way of being the same: all must hold.
type Likeness struct {
	Exact   []*Field
	Similar []Similar
	Where   *rule.Expr
	Merge   bool
}

// Similar is a field that is alike by at least so much, in hundredths.
type Similar struct {
	Field *Field
	Least int
}

// HealthCheck is one thing that a good record has.
type HealthCheck struct {
	Name   string
	Label  Text
	Check  *rule.Expr
	Weight int
	Fix    []Assignment
	At     diag.Range
}
