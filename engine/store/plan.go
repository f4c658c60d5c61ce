package store

import (
	"context"
	"fmt"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
)

// Plan compares a model with the database, reads the data, and says what Apply would do.
func Plan(ctx context.Context, d *DB, m *model.Model) (*plan.Plan, error) {
	return PlanBack(ctx, d, m, "")
}

// PlanBack is Plan of the model of a former release: what later ones renamed gets its old name again, with its data.
func PlanBack(ctx context.Context, d *DB, m *model.Model, release string) (p *plan.Plan, err error) {
	err = d.Read(ctx, func(tx *Tx) error {
		p, err = tx.plan(ctx, m, release)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	return p, nil
}

func (t *Tx) plan(ctx context.Context, m *model.Model, back string) (*plan.Plan, error) {
	found, err := t.db.dialect.inspect(ctx, t)
	if err != nil {
		return nil, err
	}
	last, err := t.lastRelease(ctx, found)
	if err != nil {
		return nil, err
	}
	wanted := plan.Tables(m)
	if back != "" {
		later, err := t.plansAfter(ctx, back)
		if err != nil {
			return nil, err
		}
		if err := plan.Back(&wanted, later); err != nil {
			return nil, err
		}
	}
	if err := t.db.dialect.fit(ctx, t, &wanted); err != nil {
		return nil, err
	}
	p := plan.Diff(found, last.tables, wanted)
	p.Package, p.Version, p.Hash, p.Release = m.Name, m.Version, m.Hash, last.Hash
	return p, newScale(ctx, t, p).weigh()
}
