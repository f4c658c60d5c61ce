package automation

import (
	"context"
	"fmt"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// turn is a run that has been taken up inside a transaction: its record and named values as they are now.
type turn struct {
	engine  *Engine
	rd      *record.Reader
	w       *record.Writer // nil while a step is only prepared
	run     *run
	program *program  // nil: the automation is no longer in the package
	spot    spot      // the step that the run stands before
	row     model.Row // the run's record; its Entity is nil when it is gone
	frame   *rule.Frame
	reads   watched // records that a change of may concern the run

	made      any    // what the step made
	cancelled string // why the run is to be cancelled
}

// resume takes a run up under the model in force.
func (e *Engine) resume(ctx context.Context, rd *record.Reader, r *run) (*turn, error) {
	t := &turn{engine: e, rd: rd, run: r, reads: watched{{r.Entity, r.Record}: true}}
	t.program = e.indexOf(rd.Model).programs[r.Automation]
	if t.program == nil {
		return t, nil
	}
	t.spot = t.program.at[r.Step]
	var err error
	if t.row, err = e.recordOf(ctx, rd, r); err != nil || t.row.Entity == nil {
		return t, err
	}
	vars, err := r.restore(ctx, rd, t.program)
	if err != nil {
		return nil, err
	}
	for _, v := range vars {
		if rec, ok := v.(rule.Record); ok {
			t.reads[[2]string{rec.Entity(), rec.ID()}] = true
		}
	}
	old := model.Row{}
	if r.Before != nil {
		if old, err = decodeRow(t.row.Entity, *r.Before); err != nil {
			return nil, err
		}
	}
	t.frame = rd.Frame(ctx, t.row, old, vars)
	t.frame.Source = tracker{t.frame.Source, rd.Model, t.reads}
	return t, nil
}

// recordOf reads the run's record. An automation that a deletion set off sees the record in the recycle bin.
func (e *Engine) recordOf(ctx context.Context, rd *record.Reader, r *run) (model.Row, error) {
	if r.Entity == "" { // it is for no record
		return model.NewRow(model.Nothing), nil
	}
	entity := rd.Model.Entity(r.Entity)
	row, ok, err := find(ctx, rd, entity, r.Record)
	if err != nil || ok || entity == nil || r.Trigger != string(model.OnDeleted) {
		return row, err
	}
	row, _, err = rd.Tx.Row(ctx, entity, r.Record)
	return row, err
}

// action is what the run's next step does; nil at the end and when the step is gone.
func (t *turn) action() model.Action {
	if t.spot.step == nil {
		return nil
	}
	return t.spot.step.Action
}

// mustCancel tells why the run is to be cancelled; "" when it is not.
func (t *turn) mustCancel() (string, error) {
	if t.program == nil {
		return "", nil // a release took the automation away: parked when its turn comes
	}
	if t.row.Entity == nil {
		return "the record was deleted", nil
	}
	when := t.program.automation.CancelWhen
	if when == nil {
		return "", nil
	}
	holds, err := when.Holds(t.frame)
	if err != nil {
		return "", fmt.Errorf("cancel_when: %w", err)
	}
	if holds {
		return "cancel_when holds: " + when.Source, nil
	}
	return "", nil
}

// misplaced tells why the run cannot go on under the model in force; "" when it can.
func (t *turn) misplaced() string {
	switch {
	case t.program == nil:
		return fmt.Sprintf("release %s no longer has the automation %q", short(t.rd.Model.Hash), t.run.Automation)
	case t.run.Step == "":
		return ""
	case t.spot.step == nil:
		return fmt.Sprintf("release %s no longer has the step %s (%s) that the run stands before", short(t.rd.Model.Hash), t.run.Step, t.run.StepKind)
	case t.spot.step.Kind != t.run.StepKind:
		return fmt.Sprintf("release %s has %q at step %s, where the run stands before %q", short(t.rd.Model.Hash), t.spot.step.Kind, t.run.Step, t.run.StepKind)
	}
	return ""
}

func short(hash string) string { return hash[:min(8, len(hash))] }

// take takes a run up to carry it on.
func (e *Engine) take(ctx context.Context, w *record.Writer, r *run) (*turn, error) {
	t, err := e.resume(ctx, w.Reader, r)
	if t != nil {
		t.w = w
	}
	return t, err
}
