package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/plan"
)

// Released is a release as it was recorded.
type Released struct {
	ID           string          `bun:"id" json:"id"`
	Number       int             `bun:"-" json:"number"` // 1 is the first of the database
	Package      string          `bun:"package" json:"package"`
	Version      string          `bun:"version" json:"version"`
	Hash         string          `bun:"hash" json:"hash"`
	At           time.Time       `bun:"applied_at" json:"applied_at"`
	By           string          `bun:"applied_by" json:"applied_by"`
	Note         string          `bun:"note" json:"note,omitempty"`
	Milliseconds int64           `bun:"milliseconds" json:"milliseconds"`
	Kept         bool            `bun:"kept" json:"kept"` // its files are, so it can be gone back to
	Plan         json.RawMessage `bun:"plan" json:"plan"` // as plan.MarshalJSON wrote it
	Tables       plan.Schema     `bun:"-" json:"-"`       // as they were wanted
	Files        []byte          `bun:"files" json:"-"`   // as compile.Pack wrote them
	Schema       json.RawMessage `bun:"schema" json:"-"`
}

const releaseColumns = `id, package, version, hash, applied_at, applied_by, note, milliseconds, length(files) > 0 AS kept, plan`

// Releases gives all releases, the first of the database first, without their files.
func Releases(ctx context.Context, d *DB) (list []*Released, err error) {
	err = d.Read(ctx, func(tx *Tx) error {
		if known, err := tx.recorded(ctx); err != nil || !known {
			return err
		}
		return tx.Scan(ctx, &list, `SELECT `+releaseColumns+` FROM tamga_release ORDER BY id`)
	})
	if err != nil {
		return nil, fmt.Errorf("read releases: %w", err)
	}
	for i, r := range list {
		r.Number = i + 1
	}
	return list, nil
}

// ReleaseOf gives one release with its files and its tables; ErrNoRows when there is none. The empty id is the last.
func ReleaseOf(ctx context.Context, d *DB, id string) (*Released, error) {
	r := &Released{}
	err := d.Read(ctx, func(tx *Tx) error {
		if known, err := tx.recorded(ctx); err != nil {
			return err
		} else if !known {
			return ErrNoRows
		}
		where, args := ``, []any(nil)
		if id != "" {
			where, args = ` WHERE id = ?`, []any{id}
		}
		err := tx.Scan(ctx, r, `SELECT `+releaseColumns+`, files, schema FROM tamga_release`+where+` ORDER BY id DESC LIMIT 1`, args...)
		if err != nil {
			return err
		}
		return tx.Scan(ctx, &r.Number, `SELECT count(*) FROM tamga_release WHERE id <= ?`, r.ID)
	})
	if err == nil {
		err = json.Unmarshal(r.Schema, &r.Tables)
	}
	if err != nil {
		return nil, fmt.Errorf("read release: %w", err)
	}
	return r, nil
}

// recorded tells whether anything was ever applied to the database.
func (t *Tx) recorded(ctx context.Context) (bool, error) {
	s, err := t.db.dialect.inspect(ctx, t)
	table := s.Table("tamga_release")
	return table != nil && table.Column("files") != nil, err
}

// Release tells the hash of the package that was applied last; "" for none. Whoever serves asks now and then: another
// process may have applied.
func Release(ctx context.Context, d *DB) (hash string, err error) {
	err = d.Read(ctx, func(tx *Tx) error {
		err := tx.Scan(ctx, &hash, `SELECT hash FROM tamga_release ORDER BY id DESC LIMIT 1`)
		if IsNoRows(err) {
			return nil
		}
		return err
	})
	if err == nil && d.released.Swap(hash) != any(hash) {
		d.Renew()
	}
	return hash, err
}

// ReleaseAt is the hash of the release that was in force at an instant; "" before the first.
func (t *Tx) ReleaseAt(ctx context.Context, at time.Time) (string, error) {
	var hash []string
	err := t.Scan(ctx, &hash, `SELECT hash FROM tamga_release WHERE applied_at <= ? ORDER BY id DESC LIMIT 1`, at)
	if err != nil {
		return "", fmt.Errorf("read releases: %w", err)
	}
	if len(hash) == 0 {
		return "", nil
	}
	return hash[0], nil
}

// release is what was applied last.
type release struct {
	Hash   string `bun:"hash"`
	Schema string `bun:"schema"`
	tables plan.Schema
}

// lastRelease gives the release that was recorded last; the zero one in a database that has none.
func (t *Tx) lastRelease(ctx context.Context, found plan.Schema) (r release, err error) {
	if found.Table("tamga_release") == nil {
		return r, nil
	}
	err = t.Scan(ctx, &r, `SELECT hash, schema FROM tamga_release ORDER BY id DESC LIMIT 1`)
	if IsNoRows(err) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(r.Schema), &r.tables)
	}
	return r, err
}

// plansAfter gives the plans of the releases after one, the earliest first.
func (t *Tx) plansAfter(ctx context.Context, id string) ([]json.RawMessage, error) {
	var texts []string
	if err := t.Scan(ctx, &texts, `SELECT plan FROM tamga_release WHERE id > ? ORDER BY id`, id); err != nil {
		return nil, err
	}
	list := make([]json.RawMessage, len(texts))
	for i, s := range texts {
		list[i] = json.RawMessage(s)
	}
	return list, nil
}

// release records what was applied, with what no database remembers of its columns.
func (a *applier) release(ctx context.Context, took time.Duration) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	schema, err := json.Marshal(a.p.Wanted)
	if err != nil {
		return err
	}
	changes, err := a.p.MarshalJSON()
	if err != nil {
		return err
	}
	files := a.o.Files
	if files == nil {
		files = []byte{}
	}
	_, err = a.tx.Exec(ctx, `INSERT INTO tamga_release (id, package, version, hash, schema, plan, applied_at, applied_by, note, milliseconds, files)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id.String(), a.p.Package, a.p.Version, a.p.Hash, string(schema), string(changes), a.o.At, a.o.By, nilIfEmpty(a.o.Note), took.Milliseconds(), files)
	return err
}
