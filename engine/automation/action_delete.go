package automation

import (
	"context"

	"github.com/tamga-crm/tamga/engine/model"
)

// delete moves a record to the recycle bin.
func (t *turn) delete(ctx context.Context, a *model.DeleteAction) error {
	row, err := t.target(ctx, a.Of)
	if err != nil {
		return err
	}
	return t.w.Delete(ctx, row.Entity, row.ID(), confirmed)
}
