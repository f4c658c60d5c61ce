package plan

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
)

// Change is one thing that apply does. The set is sealed; String says it to people.
type Change interface {
	// Subject names what changes: "deal", "deal.budget", "deal.stage.demo". A loss is allowed by this name.
	Subject() string
	String() string
	change()
}

// The changes, in the order in which a plan has them.
type (
	// RenameTable carries a table over to a new name.
	RenameTable struct{ From, To string }
	// RenameColumn carries a column over to a new name.
	RenameColumn struct{ Table, From, To string }
	// DropIndex takes an index away.
	DropIndex struct{ Table, Name string }
	// DropForeign takes a foreign key away.
	DropForeign struct {
		Table   string
		Foreign *Foreign
	}
	// CreateTable makes a table with all that belongs to it.
	CreateTable struct{ Table *Table }
	// AddColumn adds an empty column; Foreign is the link it holds.
	AddColumn struct {
		Table   string
		Column  *Column
		Foreign *Foreign
	}
	// ChangeType turns the values of a column into those of another type.
	ChangeType struct {
		Table    string
		From, To *Column
	}
	// Rescale keeps the values of a column of numbers when the decimals kept change.
	Rescale struct {
		Table    string
		From, To *Column
	}
	// MapValue carries an option or a stage over to another.
	MapValue struct {
		Table    string
		Column   *Column
		From, To string
	}
	// LoseValue empties what holds an option or a stage that is gone.
	LoseValue struct {
		Table  string
		Column *Column
		Value  string
	}
	// Fill gives a value where a column is empty: a backfill, or the default of a new field.
	Fill struct {
		Table string
		Field *model.Field
		Value *model.Value
	}
	// Compute gives every record the value of what is new or is computed otherwise: a formula, or the text that
	// records are found by (Column is SearchColumn, which is no field).
	Compute struct {
		Table  string
		Column *Column
	}
	// Require tells of a field that must be given from now on; nothing is written.
	Require struct {
		Table  string
		Column *Column
	}
	// SetNotNull changes whether a column may be empty.
	SetNotNull struct {
		Table  string
		Column *Column
	}
	// AddForeign makes a column point to a table.
	AddForeign struct {
		Table   string
		Foreign *Foreign
	}
	// DropColumn takes a column away with all that it holds.
	DropColumn struct {
		Table  string
		Column *Column
		System bool // of Tamga's own tables, which know what they no longer need
	}
	// AddIndex makes an index.
	AddIndex struct {
		Table  string
		Index  *Index
		Unique bool
	}
	// DropTable takes a table away with all that it holds.
	DropTable struct{ Table *Table }
)

func (*RenameTable) change()  {}
func (*RenameColumn) change() {}
func (*DropIndex) change()    {}
func (*DropForeign) change()  {}
func (*CreateTable) change()  {}
func (*AddColumn) change()    {}
func (*ChangeType) change()   {}
func (*Rescale) change()      {}
func (*MapValue) change()     {}
func (*LoseValue) change()    {}
func (*Fill) change()         {}
func (*Compute) change()      {}
func (*Require) change()      {}
func (*SetNotNull) change()   {}
func (*AddForeign) change()   {}
func (*DropColumn) change()   {}
func (*AddIndex) change()     {}
func (*DropTable) change()    {}

// Subject names the table.
func (c *RenameTable) Subject() string { return c.To }

// Subject names the column.
func (c *RenameColumn) Subject() string { return c.Table + "." + c.To }

// Subject names the index.
func (c *DropIndex) Subject() string { return c.Table + "." + c.Name }

// Subject names the column.
func (c *DropForeign) Subject() string { return c.Table + "." + c.Foreign.Column }

// Subject names the table.
func (c *CreateTable) Subject() string { return c.Table.Name }

// Subject names the column.
func (c *AddColumn) Subject() string { return c.Table + "." + c.Column.Name }

// Subject names the column.
func (c *ChangeType) Subject() string { return c.Table + "." + c.To.Name }

// Subject names the column.
func (c *Rescale) Subject() string { return c.Table + "." + c.To.Name }

// Subject names the value that goes.
func (c *MapValue) Subject() string { return c.Table + "." + c.Column.Name + "." + c.From }

// Subject names the value that goes.
func (c *LoseValue) Subject() string { return c.Table + "." + c.Column.Name + "." + c.Value }

// Subject names the field.
func (c *Fill) Subject() string { return c.Table + "." + c.Field.Name }

// Subject names the field.
func (c *Compute) Subject() string { return c.Table + "." + c.Column.Name }

// Subject names the column.
func (c *Require) Subject() string { return c.Table + "." + c.Column.Name }

// Subject names the column.
func (c *SetNotNull) Subject() string { return c.Table + "." + c.Column.Name }

// Subject names the column.
func (c *AddForeign) Subject() string { return c.Table + "." + c.Foreign.Column }

// Subject names the field: a value of two columns is lost once.
func (c *DropColumn) Subject() string { return c.Table + "." + cmp.Or(c.Column.Of, c.Column.Name) }

// Subject names the index.
func (c *AddIndex) Subject() string { return c.Table + "." + c.Index.Name }

// Subject names the table.
func (c *DropTable) Subject() string { return c.Table.Name }

func (c *RenameTable) String() string { return fmt.Sprintf("rename %s to %s", c.From, c.To) }
func (c *RenameColumn) String() string {
	return fmt.Sprintf("rename %s.%s to %s", c.Table, c.From, c.To)
}
func (c *DropIndex) String() string { return fmt.Sprintf("drop index %s of %s", c.Name, c.Table) }
func (c *DropForeign) String() string {
	return fmt.Sprintf("let %s no longer point to %s", c.Subject(), c.Foreign.Table)
}
func (c *CreateTable) String() string { return "create " + c.Table.Name }
func (c *AddColumn) String() string {
	return fmt.Sprintf("add %s (%s)", c.Subject(), c.Column.Type)
}
func (c *ChangeType) String() string {
	return fmt.Sprintf("turn %s from %s into %s", c.Subject(), c.From.Type, c.To.Type)
}
func (c *Rescale) String() string {
	return fmt.Sprintf("keep %s with %d decimals in place of %d", c.Subject(), c.To.Scale, c.From.Scale)
}
func (c *MapValue) String() string {
	return fmt.Sprintf("carry %s.%s from %q to %q", c.Table, c.Column.Name, c.From, c.To)
}
func (c *LoseValue) String() string {
	return fmt.Sprintf("empty %s.%s where it is %q, which is gone", c.Table, c.Column.Name, c.Value)
}
func (c *Fill) String() string    { return "fill " + c.Subject() + " where it is empty" }
func (c *Compute) String() string { return "compute " + c.Subject() }
func (c *Require) String() string { return "require " + c.Subject() }
func (c *SetNotNull) String() string {
	if c.Column.NotNull {
		return "forbid " + c.Subject() + " to be empty"
	}
	return "allow " + c.Subject() + " to be empty"
}
func (c *AddForeign) String() string {
	return fmt.Sprintf("let %s point to %s", c.Subject(), c.Foreign.Table)
}
func (c *DropColumn) String() string { return "drop " + c.Table + "." + c.Column.Name }
func (c *AddIndex) String() string {
	what := "index"
	if c.Unique {
		what = "make unique"
	}
	return fmt.Sprintf("%s %s(%s)", what, c.Table, strings.Join(c.Index.Columns, ", "))
}
func (c *DropTable) String() string { return "drop " + c.Table.Name }

// String names the type for people.
func (t Type) String() string {
	switch {
	case t.Bytes:
		return "bytes"
	case t.UUID:
		return "id"
	}
	return [...]string{"text", "integer", "boolean", "date", "instant", "json"}[t.Store]
}

// Derived tells a column whose going loses nothing: what it held can be computed again, or was Tamga's own.
func (c *DropColumn) Derived() bool { return c.System || c.Column.Formula != "" }
