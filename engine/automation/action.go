package automation

import (
	"context"
	"fmt"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// act does a step that has an effect and gives what it made: a record, a file, or nothing.
func (t *turn) act(ctx context.Context, a model.Action, ready *prepared) (any, error) {
	switch a := a.(type) {
	case *model.CreateAction:
		return t.create(ctx, a)
	case *model.UpdateAction:
		return t.update(ctx, a)
	case *model.DeleteAction:
		return nil, t.delete(ctx, a)
	case *model.MoveAction:
		return t.move(ctx, a)
	case *model.AssignAction:
		return t.assign(ctx, a)
	case *model.TaskAction:
		return t.task(ctx, a)
	case *model.DocumentAction:
		return t.document(ctx, a, ready)
	case *model.WebhookAction:
		return ready.answer, nil
	case *model.EmailAction:
		return nil, t.email(ctx, a)
	case *model.ApproveAction, *model.NotifyAction, *model.SendAction: // a package with one is not served
		return nil, unable("this step is declared, and this version does not run it yet")
	}
	panic(fmt.Sprintf("automation: unknown action %T", a))
}

// confirmed: nobody is there to confirm a warning to; an automation's author knew what it does.
var confirmed = record.Options{Confirm: true}

// made gives the record that a step wrote.
func (t *turn) wrote(row model.Row, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return t.w.Record(row), nil
}
