package automation

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// A wait for an event is planned from what the event reads: every record and collection that its condition looked at
// is watched (tamga_run_watch), and a change of any looks at it again, in the transaction of that change; so an event
// that comes and goes again is not missed. What the clock alone turns is a job at the instant that rule.Expr.Turn
// finds. The run goes on in a transaction of its own.

// await lets the run wait until its event, or until due: nil is not known yet.
func (t *turn) await(ctx context.Context, a *model.WaitAction, due *time.Time, since time.Time) (goOn bool, err error) {
	if a.Unless != nil {
		holds, err := a.Unless.Holds(t.frame)
		if err != nil {
			return false, fmt.Errorf("unless: %w", err)
		}
		if holds {
			why := `"unless holds"`
			return true, t.pass(ctx, stepOutcome{State: "skipped", Result: &why}, "")
		}
	}
	turn, err := t.eventTurn(ctx, a)
	if err != nil {
		return false, err
	}
	now := t.engine.service.Now()
	if turn.Holds || due != nil && !due.After(now) {
		return true, t.settle(ctx, a, turn.Holds)
	}
	if err := t.begin(ctx, since); err != nil {
		return false, err
	}
	return false, t.waitFor(ctx, earlier(due, turn.At))
}

// settle ends the wait: came tells whether the event did. It is the wait's result, by its name.
func (t *turn) settle(ctx context.Context, a *model.WaitAction, came bool) error {
	s := t.spot.step
	if s.As != "" {
		if err := t.run.keep(s.As, came); err != nil {
			return err
		}
		t.frame.Vars[s.AsVar] = came
	}
	raw, err := encodeValue(came)
	if err != nil {
		return err
	}
	text, way := string(raw), a.Else
	if came {
		way = a.Then
	}
	return t.pass(ctx, stepOutcome{State: Done, Result: &text}, branch(way, t.spot.next))
}

// eventTurn is whether the event holds, and when the clock alone turns it. The clock of a run's named values stands
// with the run: they are the same at every instant.
func (t *turn) eventTurn(ctx context.Context, a *model.WaitAction) (rule.Turn, error) {
	ticker := t.engine.ticker(ctx, t.rd, t.row)
	at := ticker.Frame
	ticker.Frame = func(now time.Time) *rule.Frame {
		f := at(now)
		f.Vars, f.Old, f.Source = t.frame.Vars, t.frame.Old, tracker{f.Source, t.rd.Model, t.reads}
		return f
	}
	turn, err := a.Event.Turn(ticker, t.engine.service.Now())
	if err != nil {
		return turn, fmt.Errorf("event: %w", err)
	}
	return turn, nil
}

// disturbed looks at the event that a waiting run waits for, after something that it reads has changed.
func (t *turn) disturbed(ctx context.Context, a *model.WaitAction) error {
	turn, err := t.eventTurn(ctx, a)
	if err == nil && !turn.Holds {
		var due *time.Time
		if due, _, err = t.dueOf(ctx, a); err == nil {
			return t.waitFor(ctx, earlier(due, turn.At))
		}
	}
	if err != nil {
		slog.WarnContext(ctx, "a run cannot tell whether its event came", "run", t.run.ID, "automation", t.run.Automation, "error", err)
		return nil
	}
	if err := t.settle(ctx, a, true); err != nil {
		return err
	}
	if err := t.run.save(ctx, t.w.Tx); err != nil {
		return err
	}
	return t.engine.queue.Put(ctx, t.w.Tx, job.Job{Kind: jobKind, Key: t.run.ID, Lane: t.run.Automation, Due: t.engine.service.Now()})
}

// earlier is the earlier of the end of a wait and a turn of the clock, which may be zero: never.
func earlier(due *time.Time, turn time.Time) *time.Time {
	if turn.IsZero() || due != nil && due.Before(turn) {
		return due
	}
	turn = turn.UTC()
	return &turn
}
