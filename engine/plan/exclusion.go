package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
)

// Exclusion is a constraint by which two rows that hold, with What equal, never overlap. Its name tells all of it,
// which no inspection does.
type Exclusion struct {
	Name   string
	What   []string
	During [2]string
	Days   bool   // the last day is included; else the end is not
	Holds  string `json:",omitempty"` // the column that says whether a row holds; "": all do
}

// ExclusionOf is the constraint of an exclusive use.
func ExclusionOf(x *model.Exclusive) *Exclusion {
	out := &Exclusion{What: columnsOf(x.What), During: [2]string(columnsOf(x.During[:])), Days: x.Days()}
	if x.Holds != nil {
		out.Holds = x.Holds.Name
	}
	kind := "hours"
	if out.Days {
		kind = "days"
	}
	out.Name = indexName(x.During[0].Entity.Name, append(out.columns(), kind), "excl")
	return out
}

// columns are those that decide whether two rows meet.
func (x *Exclusion) columns() []string {
	list := append(slices.Clone(x.What), x.During[:]...)
	if x.Holds != "" {
		list = append(list, x.Holds)
	}
	return list
}

func (t *Table) addExclusion(x *model.Exclusive) {
	out := ExclusionOf(x)
	t.Exclusions = append(t.Exclusions, out)
	t.addIndex(t.indexOf(append(slices.Clone(out.What), out.During[0])))
}

type (
	// DropExclusion takes a constraint of exclusive use away.
	DropExclusion struct{ Table, Name string }
	// AddExclusion makes one; rows that meet are in the way.
	AddExclusion struct {
		Table     string
		Exclusion *Exclusion
	}
)

func (*DropExclusion) change() {}
func (*AddExclusion) change()  {}

// Subject names the constraint.
func (c *DropExclusion) Subject() string { return c.Table + "." + c.Name }

// Subject names the constraint.
func (c *AddExclusion) Subject() string { return c.Table + "." + c.Exclusion.Name }

func (c *DropExclusion) String() string {
	return fmt.Sprintf("let records of %s overlap again (%s)", c.Table, c.Name)
}
func (c *AddExclusion) String() string {
	return fmt.Sprintf("forbid records of %s to overlap: %s during %s", c.Table, strings.Join(c.Exclusion.What, ", "), strings.Join(c.Exclusion.During[:], " to "))
}

// exclusions compares by name. One whose columns get other values is lifted meanwhile: on the way from valid to valid
// rows may meet.
func (d *differ) exclusions() {
	for _, want := range d.wanted.Tables {
		have := d.found.Table(want.Name)
		if have == nil {
			have = d.found.Table(want.Was)
		}
		if have == nil {
			continue
		}
		named := func(list []*Exclusion, name string) bool {
			return slices.ContainsFunc(list, func(x *Exclusion) bool { return x.Name == name })
		}
		var keep []string
		for _, x := range want.Exclusions {
			if named(have.Exclusions, x.Name) && !d.touches(want.Name, x) {
				keep = append(keep, x.Name)
				continue
			}
			d.add(&AddExclusion{want.Name, x})
		}
		for _, x := range have.Exclusions {
			if !slices.Contains(keep, x.Name) {
				d.add(&DropExclusion{cmp.Or(want.Name, have.Name), x.Name})
			}
		}
	}
}

// touches tells whether the plan writes to a column of the exclusion.
func (d *differ) touches(table string, x *Exclusion) bool {
	return slices.ContainsFunc(d.changes, func(c Change) bool {
		f := fieldOf(c)
		return f != nil && f.Entity.Name == table && slices.ContainsFunc(f.Columns(), func(col string) bool { return slices.Contains(x.columns(), col) })
	})
}
