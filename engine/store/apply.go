package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
)

// Create makes the tables of a model in an empty database.
func Create(ctx context.Context, d *DB, m *model.Model) error {
	s := plan.Tables(m)
	err := d.Write(ctx, func(tx *Tx) error {
		for _, q := range d.create(s.Tables) {
			if _, err := tx.s.conn.Conn.ExecContext(ctx, q); err != nil {
				return fmt.Errorf("%s: %w", q, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("create tables: %w", err)
	}
	return nil
}

// create gives the statements that make new tables; on PostgreSQL what points to a table follows all of them.
func (d *DB) create(tables []*plan.Table) []string {
	var made, indexes, foreigns []string
	for _, t := range tables {
		q := createTable(d.dialect, t, t.Name)
		for _, f := range t.Foreigns {
			if d.Postgres() {
				foreigns = append(foreigns, "ALTER TABLE "+quote(t.Name)+" ADD "+foreignSQL(f))
			} else {
				q = strings.TrimSuffix(q, "\n)") + ",\n\t" + foreignSQL(f) + "\n)"
			}
		}
		made = append(made, q)
		for _, x := range t.Uniques {
			indexes = append(indexes, createIndex(t.Name, x, true))
		}
		for _, x := range t.Indexes {
			if !x.Search {
				indexes = append(indexes, createIndex(t.Name, x, false))
			}
		}
	}
	return append(append(made, indexes...), foreigns...)
}
