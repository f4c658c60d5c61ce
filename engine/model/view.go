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
	Tabs     []*Tab
	At       diag.Range
}

// Tab is a part of a form that is shown alone.
type Tab struct {
	Label    Text
	Sections []*Section
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
	List         ViewKind = "list"
	Kanban       ViewKind = "kanban"
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
	Columns []*Field // list: columns; kanban: fields of a card; others: what is shown of a record that is opened
	Where   *rule.Expr
	Sort    []Order
	Group   *Field  // list: headings
	Funnel  *Funnel // kanban
	Sum     *Field  // kanban: what each stage adds up

	Starts, Ends *Field        // calendar, timeline; Ends may be nil, or a duration
	Resource     *Field        // calendar, timeline: whose rows; may be nil
	Rows, Across *Field        // grid
	Caption      *TextTemplate // calendar, timeline: what stands on a record; grid: in a cell; nil: its title
	Color        *Field        // a choice, the stage or a colour; may be nil
	At           diag.Range
}

// Order is a field to sort by.
type Order struct {
	Field *Field
	Desc  bool
}
