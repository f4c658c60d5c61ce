package model

import (
	"time"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Person is somebody whom scenarios and the demo sign in as.
type Person struct {
	Name     string // the short name: "anna"
	Label    string // the full name
	Email    string
	Role     *Role
	Locale   string
	Password string // only for the demo; empty: drawn at random and printed once
	At       diag.Range
}

// Test is a scenario.
type Test struct {
	Name              string
	As                *Person
	Start             time.Time
	Given, When, Then []*Given
	At                diag.Range
}

// Given is one step of a scenario or of demo data: exactly one of its contents is set.
type Given struct {
	As     string // the name of the created record in what follows; its index in Vars is AsVar
	AsVar  int
	Create *CreateAction
	Update *UpdateAction
	Delete *DeleteAction
	Move   *MoveAction
	After  *field.Duration // moves the clock and runs what falls due
	Expect *rule.Expr
	Sent   *Sent
	// Refused: the step inside must be refused, for the field or code Because.
	Refused *Given
	Because string
	By      *Person // who does this step; nil: the test's
	At      diag.Range
}

// Sent expects a message: to whom, and with what subject (an expression over "it").
type Sent struct {
	To      *Value
	Subject *rule.Expr // over the variable "subject"
	Attach  string     // a part of an attachment's name
	Not     bool
}
