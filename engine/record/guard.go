package record

import (
	"context"

	"github.com/tamga-crm/tamga/engine/model"
)

// Can is what the actor may do with one record.
type Can struct {
	Update bool `json:"update"`
	Delete bool `json:"delete"`
	Move   bool `json:"move"`
	// Actions are the buttons that may be pressed on it now.
	Actions []string `json:"actions"`
}

// Can asks the actor's grants about a record.
func (r *Reader) Can(ctx context.Context, row model.Row) (Can, error) {
	var c Can
	var err error
	g := r.access(row.Entity).grant
	if c.Update, err = r.permits(ctx, g.Update, row); err != nil {
		return c, err
	}
	if c.Delete, err = r.permits(ctx, g.Delete, row); err != nil {
		return c, err
	}
	if len(row.Entity.Funnels) > 0 {
		if c.Move, err = r.permits(ctx, g.Move, row); err != nil {
			return c, err
		}
	}
	c.Actions, err = r.actions(ctx, row)
	return c, err
}

// permits evaluates a permission on a record as it stands.
func (r *Reader) permits(ctx context.Context, p model.Permission, row model.Row) (bool, error) {
	if p.Always || p.Where == nil {
		return p.Always, nil
	}
	return p.Where.Holds(r.Frame(ctx, row, model.Row{}, nil))
}

// mayRead tells whether the actor may read a record.
func (r *Reader) mayRead(ctx context.Context, row model.Row) (bool, error) {
	return r.permits(ctx, r.access(row.Entity).grant.Read, row)
}

// demand gives nil when the permission holds, NotFound when the record may not even be read, else Forbidden.
func (r *Reader) demand(ctx context.Context, p model.Permission, row model.Row) error {
	if ok, err := r.mayRead(ctx, row); err != nil {
		return err
	} else if !ok {
		return notFound()
	}
	if ok, err := r.permits(ctx, p, row); err != nil {
		return err
	} else if !ok {
		return forbidden()
	}
	return nil
}
