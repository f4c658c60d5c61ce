package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/tamga-crm/tamga/engine/model"
)

// ErrNoRows is what Scan into a single value gives when there is none, and Update of a row that is not there.
var ErrNoRows = sql.ErrNoRows

// DB is one open database.
type DB struct {
	dialect dialect
	write   *pool
	read    *pool

	mu      sync.RWMutex
	layouts map[*model.Entity]*layout

	generation atomic.Int64 // of the tables: see Renew
	released   atomic.Value // string: the release that Release saw last
}

// Open opens "sqlite:PATH", "sqlite::memory:" (private to this DB) or "postgres://…". The database may be empty.
func Open(ctx context.Context, url string) (*DB, error) {
	var d *DB
	var err error
	switch scheme, rest, _ := strings.Cut(url, ":"); scheme {
	case "sqlite":
		d, err = openSQLite(ctx, rest)
	case "postgres", "postgresql":
		d, err = openPostgres(ctx, url)
	default:
		return nil, fmt.Errorf("open database: expected sqlite:PATH or postgres://…, not %q", scheme)
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	d.layouts = map[*model.Entity]*layout{}
	return d, nil
}

// Postgres tells PostgreSQL from SQLite, where a statement must be written in each one's way.
func (d *DB) Postgres() bool { _, ok := d.dialect.(postgres); return ok }

// Close lets go of the database. Nothing may be under way.
func (d *DB) Close() error {
	err := d.write.close()
	if d.read != d.write {
		if e := d.read.close(); err == nil {
			err = e
		}
	}
	return err
}

// Renew makes every connection forget what it prepared, because tables have changed. Apply calls it, and Release when
// another process has applied.
func (d *DB) Renew() { d.generation.Add(1) }

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	return d.Read(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `SELECT 1`)
		return err
	})
}
