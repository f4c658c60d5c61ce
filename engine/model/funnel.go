package model

import (
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Funnel is the stages that records of an entity go through.
type Funnel struct {
	Name   string
	Was    string
	Label  Text
	Entity *Entity
	Select *rule.Expr // whether a new record enters here; nil: it may
	Stages []*Stage   // in order; new records enter the first
	Map    map[string]string
	At     diag.Range
}

// Stage finds a stage by name; nil when there is none.
func (f *Funnel) Stage(name string) *Stage {
	for _, s := range f.Stages {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// StageKind tells the ends of a funnel from its middle.
type StageKind string

// The kinds of stage.
const (
	Open StageKind = "open"
	Won  StageKind = "won"
	Lost StageKind = "lost"
)

// Stage is one place in a funnel.
type Stage struct {
	Funnel      *Funnel
	Name        string
	Was         string
	Label       Text
	Kind        StageKind
	Color       string
	Probability int // percent; won is 100, lost 0
	StaleAfter  *field.Duration
	Requires    []*Requirement
	Enter       *rule.Expr // must hold to come in; nil: always
	Message     Text       // said when Enter fails
	Next        []*Stage   // where a record may go; nil: anywhere in the funnel, empty: nowhere
	NoBack      bool       // a record may not go to an earlier stage
	Back        *rule.Expr // must hold for a record that stands here to go to an earlier stage; nil: see NoBack
	Guidance    Text
	Checklist   []string
	At          diag.Range
}

// Requirement is a field or collection that must not be empty to enter a stage.
type Requirement struct {
	Field   *Field
	Inverse *Inverse
}
