package automation

import (
	"context"
	"fmt"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// wait pauses the run for a span or until an instant. unless is looked at when the wait begins and when it ends:
// once it holds, nothing of the run that is still to come has a reason left, and the run is done.
// An instant that has passed is no wait; one that is empty waits until something gives it a value.
func (t *turn) wait(ctx context.Context, a *model.WaitAction) (goOn bool, err error) {
	begun := t.run.State == Waiting // before any step of this turn
	due, since, err := t.dueOf(ctx, a)
	if err != nil {
		return false, err
	}
	if a.Event != nil {
		return t.await(ctx, a, due, since)
	}
	now := t.engine.service.Now()
	over := due != nil && !due.After(now)
	if a.Unless != nil && (over || !begun) {
		holds, err := a.Unless.Holds(t.frame)
		if err != nil {
			return false, fmt.Errorf("unless: %w", err)
		}
		if holds {
			why := `"unless holds"`
			return true, t.pass(ctx, stepOutcome{State: "skipped", Result: &why}, "")
		}
	}
	if over {
		return true, t.pass(ctx, stepOutcome{State: Done}, t.spot.next)
	}
	if err := t.begin(ctx, since); err != nil {
		return false, err
	}
	return false, t.waitFor(ctx, due)
}

// begin notes since when the run waits, once.
func (t *turn) begin(ctx context.Context, since time.Time) error {
	if t.run.State == Waiting {
		return nil
	}
	return t.run.outcome(ctx, t.w.Tx, stepOutcome{Path: t.place(), Kind: t.spot.step.Kind, State: Waiting, At: since})
}

// dueOf is when the wait ends (nil: not known yet), and since when the run has waited.
func (t *turn) dueOf(ctx context.Context, a *model.WaitAction) (due *time.Time, since time.Time, err error) {
	since = t.engine.service.Now()
	if a.Until != nil {
		due, err = t.until(a)
		return due, since, err
	}
	var begun []stepOutcome
	err = t.w.Tx.Scan(ctx, &begun, `SELECT at FROM tamga_run_step WHERE run = ? AND path = ? AND kind = 'wait'`,
		t.run.ID, t.place())
	if err != nil {
		return nil, since, fmt.Errorf("read since when the run waits: %w", err)
	}
	for _, b := range begun {
		since = b.At
	}
	at := a.For.Add(since.In(t.w.Model.Zone))
	return &at, since, nil
}

// until is the instant that an expression gives; a day begins at midnight in the package's zone.
func (t *turn) until(a *model.WaitAction) (*time.Time, error) {
	v, err := a.Until.Eval(t.frame)
	if err != nil {
		return nil, fmt.Errorf("until: %w", err)
	}
	var at time.Time
	switch v := v.(type) {
	case time.Time:
		at = v.Truncate(time.Microsecond)
	case field.Date:
		at = v.In(t.w.Model.Zone)
	default:
		return nil, nil
	}
	return &at, nil
}
