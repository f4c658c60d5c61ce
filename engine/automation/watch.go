package automation

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// disturb looks at the runs that a changed record concerns: those that it cancels, and those that wait for an
// instant which has moved. A run is not disturbed by its own steps; it looks for itself before its next one.
func (e *Engine) disturb(ctx context.Context, w *record.Writer, ev *record.Event) error {
	row := subject(ev)
	var runs []*run
	sql := `SELECT ` + runColumns + ` FROM tamga_run_watch w JOIN tamga_run r ON r.id = w.run
		WHERE w.entity = ? AND w.record = ? AND r.state IN ('running', 'waiting', 'failed') ORDER BY r.id`
	if e.service.DB.Postgres() {
		sql += ` FOR UPDATE OF r` // a person's change is never refused because a run has just moved on
	}
	err := w.Tx.Scan(ctx, &runs, sql, row.Entity.Name, row.ID())
	if err != nil {
		return fmt.Errorf("find the runs that wait: %w", err)
	}
	for _, r := range runs {
		if ev.Who.As == identity.AsAutomation && ev.Who.Cause == r.ID {
			continue
		}
		if err := e.disturbOne(ctx, w, r); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) disturbOne(ctx context.Context, w *record.Writer, r *run) error {
	t, err := e.take(ctx, w, r)
	if err != nil {
		return err
	}
	if t.cancelled, err = t.mustCancel(); err != nil {
		// The change stands whatever becomes of this run: it looks again, and says so, when it goes on.
		slog.WarnContext(ctx, "a run cannot tell whether it is cancelled", "run", r.ID, "automation", r.Automation, "error", err)
		return nil
	}
	if t.cancelled != "" {
		return e.cancel(ctx, w, r, t.cancelled)
	}
	if wait, ok := t.action().(*model.WaitAction); ok && r.State == Waiting && wait.Until != nil {
		return t.replan(ctx, wait)
	}
	return nil
}

// cancel ends a run and takes its job away.
func (e *Engine) cancel(ctx context.Context, w *record.Writer, r *run, why string) error {
	now := e.service.Now()
	r.State, r.FinishedAt, r.DueAt, r.Error = Cancelled, &now, nil, &why
	if err := r.save(ctx, w.Tx); err != nil {
		return err
	}
	return e.queue.Cancel(ctx, w.Tx, jobKind, r.ID)
}

// replan computes anew the instant that a run waits for, after something that it was computed from has changed.
func (t *turn) replan(ctx context.Context, a *model.WaitAction) error {
	due, err := t.until(a)
	if err != nil {
		slog.WarnContext(ctx, "a run cannot tell until when it waits", "run", t.run.ID, "automation", t.run.Automation, "error", err)
		return nil
	}
	if same(due, t.run.DueAt) {
		return nil
	}
	return t.waitFor(ctx, due)
}

// waitFor lets the run wait until an instant; nil: until something that it watches changes.
func (t *turn) waitFor(ctx context.Context, due *time.Time) error {
	t.run.State, t.run.DueAt = Waiting, due
	if err := t.run.save(ctx, t.w.Tx); err != nil {
		return err
	}
	if err := t.run.watch(ctx, t.w.Tx, t.reads); err != nil {
		return err
	}
	if due == nil {
		return t.engine.queue.Cancel(ctx, t.w.Tx, jobKind, t.run.ID)
	}
	return t.engine.queue.Put(ctx, t.w.Tx, job.Job{Kind: jobKind, Key: t.run.ID, Due: *due})
}

func same(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// tracker is a Source that remembers which records an expression followed links to.
type tracker struct {
	rule.Source
	reads watched
}

func (t tracker) Record(ctx context.Context, entity, id string) (rule.Record, error) {
	t.reads[[2]string{entity, id}] = true
	return t.Source.Record(ctx, entity, id)
}
