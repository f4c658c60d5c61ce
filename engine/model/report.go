package model

import (
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Report is figures over records of an entity.
type Report struct {
	Name    string
	Label   Text
	Help    Text
	Entity  *Entity
	Where   *rule.Expr
	Group   []*Grouping
	Across  []*Grouping // their values are columns
	Measure []*Measure
	Chart   Chart
	Stacked bool
	Date    *Field // what the reader's period is about; nil: there is none
	Sort    []ReportOrder
	Limit   int     // 0: all
	Roles   []*Role // nil: everybody who may read the entity
	At      diag.Range
}

// Chart is how a report is drawn.
type Chart string

// Charts are all of them; the first is the table alone.
var Charts = []Chart{"table", "bar", "line", "area", "pie", "donut", "funnel", "number"}

// Every is the part of a date that records are told apart by.
type Every string

// Spans are the parts of a date that follow each other; Turns those that come again.
var (
	Spans = []Every{"day", "week", "month", "quarter", "year"}
	Turns = []Every{"weekday", "hour"}
)

// Grouping is what figures are told apart by.
type Grouping struct {
	Name  string
	Label Text // nil: as the field is called
	By    *rule.Expr
	Field *Field // when By is a field, of the record or of a linked one: its kind draws the value
	Every Every  // "": the value itself
	At    diag.Range
}

// Aggregate is how a figure is made of many records.
type Aggregate string

// The aggregates. A Formula is computed from the other figures.
const (
	Count    Aggregate = "count"
	Sum      Aggregate = "sum"
	Avg      Aggregate = "avg"
	Min      Aggregate = "min"
	Max      Aggregate = "max"
	Distinct Aggregate = "distinct"
	Formula  Aggregate = "formula"
)

// Measure is one figure.
type Measure struct {
	Name  string
	Label Text
	Kind  Aggregate
	Of    *rule.Expr // nil for Count; for Formula over the measures before it, as variables in their order
	Field *Field     // when Of is a field
	Where *rule.Expr
	Type  rule.Type // of the figure
	At    diag.Range
}

// ReportOrder is a measure or a group to sort by.
type ReportOrder struct {
	Measure *Measure
	Group   *Grouping
	Desc    bool
}

// Report finds a report by name; nil when there is none.
func (m *Model) Report(name string) *Report {
	for _, r := range m.Reports {
		if r.Name == name {
			return r
		}
	}
	return nil
}
