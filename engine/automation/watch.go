package automation

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// disturb looks at the runs that a changed record concerns: those that it cancels, and those that wait for an
// instant which has moved. A run is not disturbed by its own steps; it looks for itself before its next one.
func (e *Engine) disturb(ctx context.Context, w *record.Writer, ev *record.Event) error {
	where, args := "", []any{}
	for key := range concerned(ev) {
		if where != "" {
			where += " OR "
		}
		where, args = where+"entity = ? AND record = ?", append(args, key[0], key[1])
	}
	var runs []*run
	sql := `SELECT ` + runColumns + ` FROM tamga_run r WHERE r.id IN (SELECT run FROM tamga_run_watch WHERE ` + where + `)
		AND r.state IN ('running', 'waiting', 'failed') ORDER BY r.id`
	if e.service.DB.Postgres() {
		sql += ` FOR UPDATE` // a person's change is never refused because a run has just moved on
	}
	if err := w.Tx.Scan(ctx, &runs, sql, args...); err != nil {
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
	if gone, err := t.vanished(ctx); err != nil {
		return err
	} else if gone != "" && r.State == Waiting {
		r.State = Running // to the next element
		return e.goOn(ctx, w, r)
	}
	wait, ok := t.action().(*model.WaitAction)
	switch {
	case !ok || r.State != Waiting:
		return nil
	case wait.Event != nil:
		return t.disturbed(ctx, wait)
	case wait.Until != nil:
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
	if err := e.cancelCalled(ctx, w, r); err != nil {
		return err
	}
	if err := e.wake(ctx, w, r); err != nil {
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
	return t.engine.queue.Put(ctx, t.w.Tx, job.Job{Kind: jobKind, Key: t.run.ID, Lane: t.run.Automation, Due: *due})
}

// hold lets the run stand before its step until an instant, when the step is to be done.
func (t *turn) hold(ctx context.Context, until time.Time) error {
	if err := t.begin(ctx, t.engine.service.Now()); err != nil {
		return err
	}
	return t.waitFor(ctx, &until)
}

func same(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// concerned are what may be watched and a change touches: the record itself, and the collections that it is in, was
// in, or has left.
func concerned(ev *record.Event) watched {
	row := subject(ev)
	set := watched{{row.Entity.Name, row.ID()}: true}
	for _, f := range row.Entity.Fields {
		if f.Link == nil || f.System {
			continue
		}
		for _, r := range []model.Row{ev.Before, ev.After} {
			if r.Entity == nil {
				continue
			}
			for _, id := range linked(r.Values[f.Slot]) {
				set[[2]string{row.Entity.Name + "." + f.Name, id}] = true
			}
		}
	}
	return set
}

func linked(v any) (ids []string) {
	switch v := v.(type) {
	case field.Ref:
		return []string{v.ID}
	case []field.Ref:
		for _, r := range v {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// tracker is a Source that remembers which records an expression followed links to, and which collections it went
// through: those of a record, under the entity and the link that lead back to it.
type tracker struct {
	rule.Source
	model *model.Model
	reads watched
}

func (t tracker) Collection(ctx context.Context, of rule.Record, name string, limit int) ([]rule.Record, error) {
	t.reads[[2]string{of.Entity(), of.ID()}] = true
	if e := t.model.Entity(of.Entity()); e != nil {
		if i := e.Inverse(name); i != nil {
			t.reads[[2]string{i.Entity.Name + "." + i.Link.Name, of.ID()}] = true
		}
	}
	return t.Source.Collection(ctx, of, name, limit)
}

func (t tracker) Record(ctx context.Context, entity, id string) (rule.Record, error) {
	t.reads[[2]string{entity, id}] = true
	return t.Source.Record(ctx, entity, id)
}
