package engine

import (
	"context"
	"errors"

	"github.com/tamga-crm/tamga/engine/scenario"
	"github.com/tamga-crm/tamga/engine/store"
)

// Simulate runs the automations of a package over the journal of a database, which it only reads. against, unless "",
// is the folder of another package to compare with: the one in force.
func Simulate(ctx context.Context, t Target, against string, p scenario.Period) (out *scenario.Simulation, err error) {
	c, err := whole(t.Dir)
	if err != nil {
		return nil, err
	}
	db, err := open(ctx, t)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	plan, err := store.Plan(ctx, db, c.Model)
	if err != nil {
		return nil, err
	}
	if plan.Release == "" {
		return nil, faultf("the database holds no CRM yet, so there is nothing to go over")
	}
	if out, err = scenario.Simulate(ctx, c.Model, db, p); err != nil || against == "" {
		return out, err
	}
	other, err := whole(against)
	if err != nil {
		return nil, err
	}
	beside, err := scenario.Simulate(ctx, other.Model, db, p)
	if err != nil {
		return nil, err
	}
	out.Against(beside)
	return out, nil
}
