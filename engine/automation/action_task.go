package automation

import (
	"context"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// task gives somebody a task about the run's record. Whom it names nobody for gets it who owns the record, so
// that no task is made that nobody sees.
func (t *turn) task(ctx context.Context, a *model.TaskAction) (any, error) {
	in, err := Input(a.Set, t.frame, t.prose())
	if err != nil {
		return nil, err
	}
	if in["about"] == nil && t.row.Entity != model.Nothing && t.row.Entity.Name != model.TaskEntity {
		in["about"] = field.Ref{Entity: t.row.Entity.Name, ID: t.row.ID()}
	}
	if in["assignee"] == nil {
		if owner, ok := t.row.Get(model.Owner).(field.Ref); ok {
			in["assignee"] = owner
		}
	}
	return t.wrote(t.w.Create(ctx, t.w.Model.Entity(model.TaskEntity), in, confirmed))
}
