package model

import (
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Form is how a record is filled in.
type Form struct {
	Name     string
	Entity   *Entity
	Sections []*Section
	At       diag.Range
}

// Section is a part of a form under a heading.
type Section struct {
	Label   Text
	Columns int // 1 or 2
	Fields  []*Field
	Inlines []*Inverse // children edited as rows
	When    *rule.Expr
}

// ViewKind is how a view shows records.
type ViewKind string

// The kinds of view.
const (
	List   ViewKind = "list"
	Kanban ViewKind = "kanban"
	// Calendar, Timeline and Grid are declared, and not shown yet.
	CalendarView ViewKind = "calendar"
	Timeline     ViewKind = "timeline"
	Grid         ViewKind = "grid"
)

// View is a way of showing many records.
type View struct {
	Name    string
	Label   Text
	Kind    ViewKind
	Entity  *Entity
	Columns []*Field // list: columns; kanban: fields of a card
	Where   *rule.Expr
	Sort    []Order
	Funnel  *Funnel // kanban
	Sum     *Field  // kanban: what each stage adds up
	At      diag.Range
}

// Order is a field to sort by.
type Order struct {
	Field *Field
	Desc  bool
}
