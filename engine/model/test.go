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
	Vars              int // how many Vars the steps use; the first are the model's People, in order
	At                diag.Range
}

// Given is one step of a scenario or of demo data: exactly one of its contents is set.
type Given struct {
	As       string // the name of the created record in what follows; its index in Vars is AsVar
	AsVar    int
	Create   *CreateAction
	Update   *UpdateAction
	Delete   *DeleteAction
	Move     *MoveAction
	Press    *Press
	Let      *Value          // demo data: only sets Vars[AsVar]
	When     *rule.Expr      // demo data: done only when it holds
	Moment   *Value          // demo data: the instant at which this step and those after it are done
	Chance   int             // demo data: done in so many turns of a hundred; 0: always
	Repeat   *Repeat         // demo data: a block; Demo writes it out
	After    *field.Duration // moves the clock and runs what falls due
	Expect   *rule.Expr
	Sent     *Sent
	Fired    *Fired
	Withheld *Withheld
	Sees     *Sees
	// Refused: the step inside must be refused, for the field or code Because.
	Refused *Given
	Because string
	By      *Person // who does this step; nil: the test's
	At      diag.Range
}

// Press presses a button on a record; Set are the answers to what it asks for.
type Press struct {
	Automation *Automation
	Of         *Value
	Set        []Assignment
}

// Checks tells a step that expects something and changes nothing by itself.
func (g *Given) Checks() bool {
	return g.Expect != nil || g.Sent != nil || g.Fired != nil || g.Withheld != nil || g.Sees != nil || g.Refused != nil
}

// Sent expects a message: to whom, and with what subject (an expression over "it").
type Sent struct {
	To      *Value
	Subject *rule.Expr // over the variable "subject"
	Body    *rule.Expr // over the variable "body"
	Attach  string     // a part of an attachment's name
	Locale  string     // the language it was written in
	Times   *int       // how many; nil: one or more
	At      diag.Range
}

// Fired expects runs of an automation: one or more, so many, or (Not) none.
type Fired struct {
	Automation *Automation
	For        *Value // the record; nil: any
	Times      *int
	Not        bool
	Because    string // Not: the verdict of the explanation
	At         diag.Range
}

// Withheld expects that a limit kept an automation from sending something: once or more, or so often.
type Withheld struct {
	Automation *Automation
	For        *Value // the record; nil: any
	Because    string // consent, unless, at_most; "": any
	Times      *int
	At         diag.Range
}

// Sees expects that the person sees a record, with some fields, or (Hidden) that the record or these fields are not seen.
type Sees struct {
	Record *Value
	Fields []*Field
	Hidden bool
	At     diag.Range
}
