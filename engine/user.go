package engine

import (
	"context"
	"errors"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
)

// Desk is the people of a database, for the commands that know no more than it: Close lets go of the database.
type Desk struct {
	People *identity.People
	Close  func() error
}

// People opens the people of a target, after its safe changes were applied: people can be added to a database
// that nothing was served from yet.
func People(ctx context.Context, t Target) (*Desk, error) {
	c, err := whole(t.Dir)
	if err != nil {
		return nil, err
	}
	db, err := open(ctx, t)
	if err != nil {
		return nil, err
	}
	if _, err := settle(ctx, db, c); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	m := c.Model
	return &Desk{identity.New(db, modelOf(m), time.Now), db.Close}, nil
}
