package store

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/plan"
)

// The statements that make tables. Both databases read the same, but for the names of types.

// createTable makes a table under a name, with the foreign keys that are given.
func createTable(d dialect, t *plan.Table, name string, foreigns []*plan.Foreign) string {
	var parts []string
	for _, c := range t.Columns {
		parts = append(parts, columnSQL(d, c, t))
	}
	parts = append(parts, "PRIMARY KEY ("+quoteAll(t.Primary)+")")
	for _, f := range foreigns {
		parts = append(parts, foreignSQL(f))
	}
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
	s := "FOREIGN KEY (" + quote(f.Column) + ") " + referencesSQL(f)
	if f.Name == "" { // found on SQLite
		return s
	}
	return "CONSTRAINT " + quote(f.Name) + " " + s
}

func referencesSQL(f *plan.Foreign) string {
	s := "REFERENCES " + quote(f.Table) + ` ("id")`
	if f.OnDelete != "" {
		s += " ON DELETE " + f.OnDelete
	}
	return s
}

func createIndex(table string, x *plan.Index, unique bool, using string) string {
	s := "CREATE INDEX "
	if unique {
		s = "CREATE UNIQUE INDEX "
	}
	s += quote(x.Name) + " ON " + quote(table) + using
	if x.Where != "" {
		s += " WHERE " + x.Where
	}
	return s
}

// create gives the statements that make new tables, and those that come after: indexes and, on PostgreSQL, what points
// to a table.
func (d *DB) create(tables []*plan.Table) (made, after []string) {
	var indexes, foreigns []string
	for _, t := range tables {
		inside := t.Foreigns
		if d.Postgres() {
			inside = nil
			for _, f := range t.Foreigns {
				foreigns = append(foreigns, "ALTER TABLE "+quote(t.Name)+" ADD "+foreignSQL(f))
			}
		}
		made = append(made, createTable(d.dialect, t, t.Name, inside))
		for _, x := range t.Uniques {
			indexes = append(indexes, d.dialect.createIndex(t, x, true))
		}
		for _, x := range t.Indexes {
			indexes = append(indexes, d.dialect.createIndex(t, x, false))
		}
	}
	for _, t := range tables {
		for _, x := range t.Exclusions {
			indexes = append(indexes, d.dialect.exclusion(t, x)...)
		}
	}
	return made, append(indexes, foreigns...)
}
