package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/tamga-crm/tamga/engine/plan"
)

// Inspect reads the tables that the database has now. Foreign keys have no names on SQLite.
func Inspect(ctx context.Context, d *DB) (s plan.Schema, err error) {
	err = d.Read(ctx, func(tx *Tx) error {
		s, err = d.dialect.inspect(ctx, tx)
		return err
	})
	return s, err
}

// finding gathers what a database tells of its tables.
type finding struct {
	tables map[string]*plan.Table
	keys   map[string]map[string]int // table, column → place in the primary key
}

func newFinding() *finding {
	return &finding{map[string]*plan.Table{}, map[string]map[string]int{}}
}

func (f *finding) column(table string, c *plan.Column) {
	t := f.tables[table]
	if t == nil {
		t = &plan.Table{Name: table}
		f.tables[table] = t
	}
	t.Columns = append(t.Columns, c)
}

func (f *finding) primary(table, column string, place int) {
	if f.keys[table] == nil {
		f.keys[table] = map[string]int{}
	}
	f.keys[table][column] = place
}

// index notes one column of an index; columns come in order.
func (f *finding) index(table string, x plan.Index, column string, unique bool) {
	t := f.tables[table]
	if t == nil {
		return
	}
	list := &t.Indexes
	if unique {
		list = &t.Uniques
	}
	if n := len(*list); n > 0 && (*list)[n-1].Name == x.Name {
		(*list)[n-1].Columns = append((*list)[n-1].Columns, column)
		return
	}
	x.Columns = []string{column}
	*list = append(*list, &x)
}

func (f *finding) foreign(table string, k *plan.Foreign) {
	if t := f.tables[table]; t != nil {
		t.Foreigns = append(t.Foreigns, k)
	}
}

func (f *finding) schema() plan.Schema {
	var s plan.Schema
	for _, t := range f.tables {
		for _, c := range t.Columns {
			if f.keys[t.Name][c.Name] > 0 {
				t.Primary = append(t.Primary, c.Name)
			}
		}
		slices.SortFunc(t.Primary, func(a, b string) int { return cmp.Compare(f.keys[t.Name][a], f.keys[t.Name][b]) })
		s.Tables = append(s.Tables, t)
	}
	slices.SortFunc(s.Tables, func(a, b *plan.Table) int { return cmp.Compare(a.Name, b.Name) })
	return s
}
