package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/tamga-crm/tamga/engine/plan"
)

// fit: SQLite has no index of trigrams on a column.
func (sqlite) fit(_ context.Context, _ *Tx, wanted *plan.Schema) error {
	withoutSearch(wanted)
	return nil
}

func withoutSearch(wanted *plan.Schema) {
	for _, t := range wanted.Tables {
		t.Indexes = without(t.Indexes, func(x *plan.Index) bool { return x.Search })
	}
}

// migrate switches foreign keys off before the transaction begins, on the connection that runs it: inside of one the
// switch does nothing, and a table that is dropped to be made anew would take its children along.
func (sqlite) migrate(ctx context.Context, d *DB, fn func(tx *Tx) error) error {
	return d.once(ctx, d.write, "BEGIN IMMEDIATE", fn, "PRAGMA foreign_keys=off", "PRAGMA foreign_keys=on")
}

func (sqlite) lockSchema(context.Context, *Tx) error                { return nil } // BEGIN IMMEDIATE has
func (sqlite) prepareSchema(context.Context, *Tx, *plan.Plan) error { return nil }

func (sqlite) checkForeigns(ctx context.Context, tx *Tx) error {
	var broken []struct {
		Table  string `bun:"tbl"`
		Parent string `bun:"parent"`
		Rows   int64  `bun:"n"`
	}
	err := tx.Scan(ctx, &broken, `SELECT "table" AS tbl, parent, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2`)
	if err == nil && len(broken) > 0 {
		err = fmt.Errorf("%d rows of %s would point to no %s: nothing was changed", broken[0].Rows, broken[0].Table, broken[0].Parent)
	}
	return err
}

// createIndex: an index in people's order compares text as ORDER BY … COLLATE TAMGA does. It may be read backwards.
func (sqlite) createIndex(t *plan.Table, x *plan.Index, unique bool) string {
	var cols []string
	for _, name := range x.Columns {
		col := quote(name)
		if c := t.Column(name); x.Order != "" && c.Type == (plan.Type{}) {
			col += " COLLATE TAMGA"
		}
		cols = append(cols, col)
	}
	return createIndex(t.Name, x, unique, " ("+strings.Join(cols, ", ")+")")
}
