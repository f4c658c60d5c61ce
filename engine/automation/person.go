package automation

import (
	"context"
	"errors"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/record"
)

// Retry lets a parked or failed run try its step again now. Who may is the caller's business.
func (e *Engine) Retry(ctx context.Context, who identity.Actor, id string) error {
	return e.attend(ctx, who, id, func(w *record.Writer, r *run) error {
		if r.State != Parked && r.State != Failed {
			return notNow(r)
		}
		r.State, r.Attempts = Running, 0
		return e.goOn(ctx, w, r)
	})
}

// Skip lets a parked, failed or waiting run go on with the step after the one it stands before.
func (e *Engine) Skip(ctx context.Context, who identity.Actor, id string) error {
	return e.attend(ctx, who, id, func(w *record.Writer, r *run) error {
		if r.State != Parked && r.State != Failed && r.State != Waiting {
			return notNow(r)
		}
		t, err := e.take(ctx, w, r)
		if err != nil {
			return err
		}
		if t.misplaced() != "" || t.spot.step == nil {
			return &record.Problem{Code: record.Conflict, Say: "run_misplaced"}
		}
		if err := t.pass(ctx, stepOutcome{State: "skipped"}, t.spot.next); err != nil {
			return err
		}
		r.Attempts = 0
		return e.goOn(ctx, w, r)
	})
}

// Cancel ends a run that has not ended.
func (e *Engine) Cancel(ctx context.Context, who identity.Actor, id string) error {
	return e.attend(ctx, who, id, func(w *record.Writer, r *run) error {
		if r.State == Done || r.State == Cancelled {
			return notNow(r)
		}
		return e.cancel(ctx, w, r, "cancelled by a person")
	})
}

// attend changes a run for a person; when the run moves on at the same moment, it looks again.
func (e *Engine) attend(ctx context.Context, who identity.Actor, id string, fn func(w *record.Writer, r *run) error) error {
	for try := 0; ; try++ {
		err := e.service.Write(ctx, who, func(w *record.Writer) error {
			r, err := known(ctx, w.Tx, id)
			if err != nil {
				return err
			}
			return fn(w, r)
		})
		if !errors.Is(err, errOvertaken) || try >= maxOvertaken {
			return err
		}
	}
}

// goOn saves a run that may be carried on at once, with its job.
func (e *Engine) goOn(ctx context.Context, w *record.Writer, r *run) error {
	r.DueAt, r.Error = nil, nil
	if err := r.save(ctx, w.Tx); err != nil {
		return err
	}
	return e.queue.Put(ctx, w.Tx, job.Job{Kind: jobKind, Key: r.ID, Lane: r.Automation, Due: e.service.Now()})
}

func notNow(r *run) error {
	return &record.Problem{Code: record.Conflict, Say: "run_state", Params: map[string]any{"state": r.State}}
}
