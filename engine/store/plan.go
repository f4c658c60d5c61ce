package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
)

// Plan compares a model with the database, reads the data, and says what Apply would do.
func Plan(ctx context.Context, d *DB, m *model.Model) (p *plan.Plan, err error) {
	err = d.Read(ctx, func(tx *Tx) error {
		p, err = tx.plan(ctx, m)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	return p, nil
}

func (t *Tx) plan(ctx context.Context, m *model.Model) (*plan.Plan, error) {
	found, err := t.db.dialect.inspect(ctx, t)
	if err != nil {
		return nil, err
	}
	last, err := t.lastRelease(ctx, found)
	if err != nil {
		return nil, err
	}
	wanted := plan.Tables(m)
	if err := t.db.dialect.fit(ctx, t, &wanted); err != nil {
		return nil, err
	}
	p := plan.Diff(found, last.tables, wanted)
	p.Package, p.Version, p.Hash, p.Release = m.Name, m.Version, m.Hash, last.Hash
	return p, newScale(ctx, t, p).weigh()
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
