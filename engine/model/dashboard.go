package model

import (
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Dashboard is a page of tiles.
type Dashboard struct {
	Name  string
	Label Text
	Icon  string
	Roles []*Role // nil: everybody
	Tiles []*Tile
	At    diag.Range
}

// Tile is a part of a dashboard: one of Report, View, Number, Target and Text is set.
type Tile struct {
	Label  Text
	Width  int // of four columns
	Report *Report
	View   *View
	Number *Report // one measure and no group
	Target *Target
	Text   Text
	At     diag.Range
}

// Target is what is planned for each period, and perhaps for each of some, beside what came of it.
type Target struct {
	Name    string
	Label   Text
	Entity  *Entity
	Where   *rule.Expr
	Measure *Measure
	Date    *Field
	Every   Every
	Per     *Field // nil: one plan for all
	Amount  *Value // the same for every period; or
	Plan    *Plan  // the records that say what is planned
	Roles   []*Role
	At      diag.Range
}

// Plan is the entity whose records are planned figures.
type Plan struct {
	Entity           *Entity
	Value, Date, Per *Field
}

// Dashboard finds a dashboard by name; nil when there is none.
func (m *Model) Dashboard(name string) *Dashboard {
	for _, d := range m.Dashboards {
		if d.Name == name {
			return d
		}
	}
	return nil
}

// Target finds a target by name; nil when there is none.
func (m *Model) Target(name string) *Target {
	for _, t := range m.Targets {
		if t.Name == name {
			return t
		}
	}
	return nil
}
