package automation

import (
	"context"

	"github.com/tamga-crm/tamga/engine/model"
)

// create makes a record with its rows.
func (t *turn) create(ctx context.Context, a *model.CreateAction) (any, error) {
	in, err := CreateInput(a, t.frame, t.prose())
	if err != nil {
		return nil, err
	}
	return t.wrote(t.w.Create(ctx, a.Entity, in, confirmed))
}
