package automation

import (
	"context"

	"github.com/tamga-crm/tamga/engine/model"
)

// update changes a record.
func (t *turn) update(ctx context.Context, a *model.UpdateAction) (any, error) {
	row, err := t.target(ctx, a.Of)
	if err != nil {
		return nil, err
	}
	in, err := Input(a.Set, t.frame, t.prose())
	if err != nil {
		return nil, err
	}
	return t.wrote(t.w.Update(ctx, row.Entity, row.ID(), in, confirmed))
}
