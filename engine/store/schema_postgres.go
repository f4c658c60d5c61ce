package store

import (
	"context"
	"strings"

	"github.com/tamga-crm/tamga/engine/plan"
)

// fit: trigrams are an extension that a server may not have, or not allow.
func (p postgres) fit(ctx context.Context, tx *Tx, wanted *plan.Schema) error {
	var ok bool
	err := tx.Scan(ctx, &ok, `SELECT coalesce((SELECT installed_version IS NOT NULL OR has_database_privilege(current_database(), 'CREATE')
		FROM pg_available_extensions WHERE name = 'pg_trgm'), false)`)
	if err == nil && !ok {
		withoutSearch(wanted)
	}
	return err
}

func (p postgres) migrate(ctx context.Context, d *DB, fn func(tx *Tx) error) error {
	return d.once(ctx, d.write, "BEGIN", fn)
}

// schemaLock is the advisory lock that whoever changes tables holds: "tamga" in bytes.
const schemaLock = 0x74616d6761

func (p postgres) lockSchema(ctx context.Context, tx *Tx) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(?)`, int64(schemaLock))
	return err
}

func (p postgres) prepareSchema(ctx context.Context, tx *Tx, pl *plan.Plan) error {
	if err := prepareExclusions(ctx, tx, pl); err != nil {
		return err
	}
	for _, t := range pl.Wanted.Tables {
		for _, x := range t.Indexes {
			if x.Search {
				_, err := tx.s.conn.Conn.ExecContext(ctx, `CREATE EXTENSION IF NOT EXISTS pg_trgm`)
				return err
			}
		}
	}
	return nil
}

// checkForeigns: PostgreSQL has checked.
func (p postgres) checkForeigns(context.Context, *Tx) error { return nil }

// createIndex: columns of text have the collation of people's order; empties come last when read forwards.
func (p postgres) createIndex(t *plan.Table, x *plan.Index, unique bool) string {
	if x.Search {
		return createIndex(t.Name, x, unique, " USING gin ("+quote(x.Columns[0])+" gin_trgm_ops)")
	}
	var cols []string
	for _, name := range x.Columns {
		col := quote(name)
		if x.Order == plan.Descending {
			col += " DESC"
			if !t.Column(name).NotNull {
				col += " NULLS LAST"
			}
		}
		cols = append(cols, col)
	}
	return createIndex(t.Name, x, unique, " ("+strings.Join(cols, ", ")+")")
}
