package store

import (
	"context"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
)

func (t *Tx) speaks() query.Dialect {
	if t.db.Postgres() {
		return query.PostgreSQL
	}
	return query.SQLite
}

// Find gives the records of a page. An error may be a *query.NoSQL, or query.ErrCursor.
func (t *Tx) Find(ctx context.Context, q query.Select) ([]model.Row, error) {
	s, err := q.Records(t.speaks())
	if err != nil {
		return nil, err
	}
	return t.read(ctx, q.Entity, s.SQL, s.Args)
}

// Count tells how many records there are, whatever the page; most > 0 stops counting there.
func (t *Tx) Count(ctx context.Context, q query.Select, most int) (n int64, err error) {
	s, err := q.Count(t.speaks(), most)
	if err != nil {
		return 0, err
	}
	err = t.Scan(ctx, &n, s.SQL, s.Args...)
	return n, err
}

// Summary gives the figures of each group, in the columns that query.Summary tells.
func (t *Tx) Summary(ctx context.Context, q query.Summary) ([][]any, error) {
	s, err := q.Statement(t.speaks())
	if err != nil {
		return nil, err
	}
	return t.cellsOf(ctx, s)
}

// Report gives the figures of each group. An error may be a *query.NoSQL.
func (t *Tx) Report(ctx context.Context, q query.Report) ([]query.Line, error) {
	s, read, err := q.Statement(t.speaks())
	if err != nil {
		return nil, err
	}
	rows, err := t.cellsOf(ctx, s)
	if err != nil {
		return nil, err
	}
	out := make([]query.Line, len(rows))
	for i, cells := range rows {
		if out[i], err = read(cells); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Formula computes a formula of one record in the database; ErrNoRows when the record is not there.
func (t *Tx) Formula(ctx context.Context, q query.Formula) (any, error) {
	s, read, err := q.Statement(t.speaks())
	if err != nil {
		return nil, err
	}
	rows, err := t.cellsOf(ctx, s)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, ErrNoRows
	}
	return read(rows[0])
}

// cellsOf runs a statement and gives its rows as the database has them.
func (t *Tx) cellsOf(ctx context.Context, s query.Statement) ([][]any, error) {
	rows, err := t.rows(ctx, s.SQL, s.Args)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out [][]any
	for rows.Next() {
		cells, dest := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			dest[i] = &cells[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		out = append(out, cells)
	}
	return out, t.db.dialect.refused(rows.Err())
}
