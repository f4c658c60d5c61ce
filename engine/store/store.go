package store

import (
	"context"

	"github.com/tamga-crm/tamga/engine/model"
)

// DB is one open database.
type DB struct{}

// Open opens "sqlite:PATH" or "postgres://…".
func Open(ctx context.Context, url string) (*DB, error) { panic("store: not built yet") }

// Postgres tells PostgreSQL from SQLite, where a statement must be written in each one's way.
func (d *DB) Postgres() bool { panic("store: not built yet") }

// Close lets go of the database.
func (d *DB) Close() error { panic("store: not built yet") }

// Write runs fn in one transaction that may write; it commits when fn gives nil. On SQLite writers queue.
// A transaction that lost a race (serialization, deadlock, busy) is run again: fn must have no effect outside of it.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error { panic("store: not built yet") }

// Read runs fn on one snapshot.
func (d *DB) Read(ctx context.Context, fn func(tx *Tx) error) error { panic("store: not built yet") }

// Tx is a transaction.
type Tx struct{}

// Insert writes a new row: own columns and the pairs of its many-to-many links.
func (t *Tx) Insert(ctx context.Context, row model.Row) error { panic("store: not built yet") }

// Update writes the given fields of a row by its id.
func (t *Tx) Update(ctx context.Context, row model.Row, fields []*model.Field) error {
	panic("store: not built yet")
}

// Lock reads a row for writing; it waits for other writers of that row. ok is false when there is none.
func (t *Tx) Lock(ctx context.Context, e *model.Entity, id string) (row model.Row, ok bool, err error) {
	panic("store: not built yet")
}

// Exec runs a statement of Tamga's own tables; ? are values (time.Time, string, int64, bool, []byte, nil).
func (t *Tx) Exec(ctx context.Context, sql string, args ...any) (affected int64, err error) {
	panic("store: not built yet")
}

// Scan reads into a struct (ErrNoRows when there is none) or a slice of structs whose fields carry `bun:"column"`.
func (t *Tx) Scan(ctx context.Context, dest any, sql string, args ...any) error {
	panic("store: not built yet")
}

// AfterCommit runs fn once the transaction has committed, and never when it did not; fn must be quick.
// A transaction that is run again forgets what its earlier attempts asked for.
func (t *Tx) AfterCommit(fn func()) { panic("store: not built yet") }
