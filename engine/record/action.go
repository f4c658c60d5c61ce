package record

import (
	"context"

	"github.com/tamga-crm/tamga/engine/model"
)

// actions are the buttons that the actor may press on a record, and whose condition holds now. One whose condition
// cannot be computed is not there.
func (r *Reader) actions(ctx context.Context, row model.Row) ([]string, error) {
	var names []string
	for _, a := range r.Model.Automations {
		if a.Button(row.Entity) == nil {
			continue
		}
		if ok, err := r.permits(ctx, r.access(row.Entity).grant.Action(a.Name), row); err != nil {
			return nil, err
		} else if !ok {
			continue
		}
		if a.When != nil {
			if holds, err := a.When.Holds(r.Frame(ctx, row, row, nil)); err != nil || !holds {
				continue
			}
		}
		names = append(names, a.Name)
	}
	return names, nil
}

// MayPress gives the record on which the actor presses the button of an automation; a Problem where it is not there,
// may not be pressed, or its condition does not hold.
func (r *Reader) MayPress(ctx context.Context, e *model.Entity, id string, a *model.Automation) (model.Row, error) {
	row, err := r.ByID(ctx, e, id)
	if err != nil {
		return model.Row{}, err
	}
	if err := r.demand(ctx, r.access(e).grant.Action(a.Name), row); err != nil {
		return model.Row{}, err
	}
	if a.When != nil {
		holds, err := a.When.Holds(r.Frame(ctx, row, row, nil))
		if err != nil {
			return model.Row{}, err
		}
		if !holds {
			return model.Row{}, &Problem{Code: Conflict, Say: "action_not_now"}
		}
	}
	return row, nil
}
