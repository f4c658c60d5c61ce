package store

import (
	"context"
	"slices"

	"github.com/tamga-crm/tamga/engine/plan"
)

// rebuild is a table that SQLite makes anew: what ALTER TABLE cannot do there. Foreign keys are off meanwhile, or
// dropping the old table would delete all rows that point to it.
type rebuild struct {
	table *plan.Table
}

// renamed keeps the picture of the tables true.
func (a *applier) renamed(c *plan.RenameTable) {
	for _, t := range a.tables.Tables {
		if t.Name == c.From {
			t.Name = c.To
		}
		for _, f := range t.Foreigns {
			if f.Table == c.From {
				f.Table = c.To
			}
		}
	}
}

func (a *applier) renamedColumn(c *plan.RenameColumn) {
	t := a.tables.Table(c.Table)
	t.Column(c.From).Name = c.To
	for _, f := range t.Foreigns {
		if f.Column == c.From {
			f.Column = c.To
		}
	}
	for _, x := range slices.Concat(t.Uniques, t.Indexes) {
		if i := slices.Index(x.Columns, c.From); i >= 0 {
			x.Columns[i] = c.To
		}
	}
}

// rebuildLater notes a change in the picture of its table.
func (a *applier) rebuildLater(c plan.Change) {
	var t *plan.Table
	switch c := c.(type) {
	case *plan.DropForeign:
		t = a.tables.Table(c.Table)
		t.Foreigns = without(t.Foreigns, func(f *plan.Foreign) bool { return f.Column == c.Foreign.Column && f.Table == c.Foreign.Table })
	case *plan.AddForeign:
		t = a.tables.Table(c.Table)
		t.Foreigns = append(t.Foreigns, c.Foreign)
	case *plan.SetNotNull:
		t = a.tables.Table(c.Table)
		t.Column(c.Column.Name).NotNull = c.Column.NotNull
	case *plan.DropColumn:
		t = a.tables.Table(c.Table)
		t.Columns = without(t.Columns, func(k *plan.Column) bool { return k.Name == c.Column.Name })
		t.Foreigns = without(t.Foreigns, func(f *plan.Foreign) bool { return f.Column == c.Column.Name })
		covers := func(x *plan.Index) bool { return slices.Contains(x.Columns, c.Column.Name) }
		t.Uniques, t.Indexes = without(t.Uniques, covers), without(t.Indexes, covers)
	}
	if !slices.ContainsFunc(a.builds, func(r *rebuild) bool { return r.table == t }) {
		a.builds = append(a.builds, &rebuild{t})
	}
}

// rebuildAll makes the noted tables anew.
func (a *applier) rebuildAll(ctx context.Context) error {
	builds := a.builds
	a.builds = nil
	for _, r := range builds {
		for _, q := range r.statements(a.tx.db.dialect, a.p.Wanted.Table(r.table.Name)) {
			if err := a.raw(ctx, q); err != nil {
				return err
			}
		}
	}
	return nil
}

// statements make the table anew. wanted knows of its indexes what no inspection tells: their order.
func (r *rebuild) statements(d dialect, wanted *plan.Table) []string {
	t, next := r.table, "tamga_new_"+r.table.Name
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	list := []string{
		createTable(d, t, next, t.Foreigns),
		"INSERT INTO " + quote(next) + " (" + quoteAll(names) + ") SELECT " + quoteAll(names) + " FROM " + quote(t.Name),
		"DROP TABLE " + quote(t.Name),
		"ALTER TABLE " + quote(next) + " RENAME TO " + quote(t.Name),
	}
	for _, x := range t.Uniques {
		list = append(list, d.createIndex(t, x, true))
	}
	for _, x := range t.Indexes {
		if i := slices.IndexFunc(wanted.Indexes, func(w *plan.Index) bool { return w.Name == x.Name }); i >= 0 {
			x = wanted.Indexes[i]
		}
		list = append(list, d.createIndex(t, x, false))
	}
	for _, x := range t.Exclusions {
		if i := slices.IndexFunc(wanted.Exclusions, func(w *plan.Exclusion) bool { return w.Name == x.Name }); i >= 0 {
			list = append(list, d.exclusion(t, wanted.Exclusions[i])...)
		}
	}
	return list
}

func without[T any](list []T, gone func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), gone)
}
