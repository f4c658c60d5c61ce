package plan

import "fmt"

// Grow makes a tree of a link of an entity to itself; records that stand in a circle are in the way. Nothing is written.
type Grow struct {
	Table  string
	Column *Column
}

func (*Grow) change() {}

// Subject names the field.
func (c *Grow) Subject() string { return c.Table + "." + c.Column.Name }

func (c *Grow) String() string {
	return fmt.Sprintf("let records of %s stand below each other by %s", c.Table, c.Column.Name)
}
