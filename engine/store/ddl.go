package store

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/plan"
)

// The statements that make tables. Both databases read the same, but for the names of types.

func createTable(d dialect, t *plan.Table, name string) string {
	var parts []string
	for _, c := range t.Columns {
		parts = append(parts, columnSQL(d, c, t))
	}
	parts = append(parts, "PRIMARY KEY ("+quoteAll(t.Primary)+")")
	return "CREATE TABLE " + quote(name) + " (\n\t" + strings.Join(parts, ",\n\t") + "\n)"
}

func columnSQL(d dialect, c *plan.Column, t *plan.Table) string {
	s := quote(c.Name) + " " + d.typeName(c, t)
	if c.NotNull {
		s += " NOT NULL"
	}
	if c.Default != "" {
		s += " DEFAULT " + c.Default
	}
	return s
}

func foreignSQL(f *plan.Foreign) string {
	s := "CONSTRAINT " + quote(f.Name) + " FOREIGN KEY (" + quote(f.Column) + ") REFERENCES " + quote(f.Table) + ` ("id")`
	if f.OnDelete != "" {
		s += " ON DELETE " + f.OnDelete
	}
	return s
}

func createIndex(table string, x *plan.Index, unique bool) string {
	s := "CREATE INDEX "
	if unique {
		s = "CREATE UNIQUE INDEX "
	}
	s += quote(x.Name) + " ON " + quote(table) + " (" + quoteAll(x.Columns) + ")"
	if x.Where != "" {
		s += " WHERE " + x.Where
	}
	return s
}
