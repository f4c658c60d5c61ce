package automation

import (
	"context"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// move brings a record to a stage: the guards of the stage hold for automations too.
func (t *turn) move(ctx context.Context, a *model.MoveAction) (any, error) {
	row, err := t.target(ctx, a.Of)
	if err != nil {
		return nil, err
	}
	in, err := Input(a.Set, t.frame, t.prose())
	if err != nil {
		return nil, err
	}
	m := record.Move{Stage: a.Stage, Set: in, Options: confirmed}
	if a.Funnel != nil {
		m.Funnel = a.Funnel.Name
	}
	return t.wrote(t.w.Move(ctx, row.Entity, row.ID(), m))
}
