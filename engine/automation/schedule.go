package automation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// A schedule is one row and one job, whoever does it: so it comes once, however many processes there are. It goes
// through its records page by page, each page in a transaction with how far it has come; a process that dies leaves
// the rest to another. What fell due while nothing ran comes once, when somebody runs again.

const (
	scheduleKind = "schedule" // its key is the trigger
	schedulePage = 200
)

// appointment is when a schedule comes next, and how far it has gone through its records.
type appointment struct {
	Trigger string    `bun:"trigger"`
	Cron    string    `bun:"cron"`
	DueAt   time.Time `bun:"due_at"`
	Reached *string   `bun:"reached"`
}

// adoptSchedules makes the schedules of a model known. One whose times are as they were keeps its next instant.
func (e *Engine) adoptSchedules(ctx context.Context, w *record.Writer, ix *index) error {
	var known []appointment
	if err := w.Tx.Scan(ctx, &known, `SELECT trigger, cron, due_at, reached FROM tamga_schedule`); err != nil {
		return fmt.Errorf("read the schedules in force: %w", err)
	}
	kept := map[string]bool{}
	for _, a := range known {
		if c, ok := ix.schedule[a.Trigger]; ok && a.Cron == timesOf(w.Model, c.trigger) {
			kept[a.Trigger] = true
			continue
		}
		if _, err := w.Tx.Exec(ctx, `DELETE FROM tamga_schedule WHERE trigger = ?`, a.Trigger); err != nil {
			return fmt.Errorf("forget a schedule: %w", err)
		}
		if err := e.queue.Cancel(ctx, w.Tx, scheduleKind, a.Trigger); err != nil {
			return err
		}
	}
	for key, c := range ix.schedule {
		if kept[key] {
			continue
		}
		due := c.trigger.Cron.Next(w.Now(), w.Model.Zone).UTC()
		_, err := w.Tx.Exec(ctx, `INSERT INTO tamga_schedule (trigger, cron, due_at, reached) VALUES (?, ?, ?, NULL)
			ON CONFLICT (trigger) DO NOTHING`, key, timesOf(w.Model, c.trigger), due)
		if err != nil {
			return fmt.Errorf("keep a schedule: %w", err)
		}
		if err := e.queue.Put(ctx, w.Tx, job.Job{Kind: scheduleKind, Key: key, Due: due}); err != nil {
			return err
		}
	}
	return nil
}

// timesOf tells one schedule from another: by its times, and the zone they are in.
func timesOf(m *model.Model, t *model.Trigger) string { return t.Cron.Source + " @ " + m.Zone.String() }

// keepTime starts the runs of a schedule that has come, and asks to be called when it comes next.
func (e *Engine) keepTime(ctx context.Context, j job.Job) error {
	for {
		var again *time.Time
		err := e.service.Write(ctx, identity.System(), func(w *record.Writer) (err error) {
			again, err = e.keepAppointment(ctx, w, j.Key)
			return err
		})
		if errors.Is(err, errGone) {
			return nil
		}
		if err != nil {
			return err
		}
		if again != nil {
			return job.Again{At: *again}
		}
	}
}

var errGone = errors.New("automation: the schedule is no longer in the package")

// keepAppointment does one page of a schedule that is due; again is when there is nothing to do before.
func (e *Engine) keepAppointment(ctx context.Context, w *record.Writer, key string) (again *time.Time, err error) {
	c, ok := e.indexOf(w.Model).schedule[key]
	var found []appointment
	if err := w.Tx.Scan(ctx, &found, `SELECT trigger, cron, due_at, reached FROM tamga_schedule WHERE trigger = ?`, key); err != nil {
		return nil, fmt.Errorf("read the schedule: %w", err)
	}
	if !ok || len(found) == 0 {
		return nil, errGone
	}
	a := found[0]
	if a.DueAt.After(w.Now()) {
		return &a.DueAt, nil
	}
	last, err := e.startAll(ctx, w, c, a.Reached)
	if err != nil {
		return nil, err
	}
	if last != "" {
		_, err = w.Tx.Exec(ctx, `UPDATE tamga_schedule SET reached = ? WHERE trigger = ?`, last, key)
		return nil, err
	}
	due := c.trigger.Cron.Next(w.Now(), w.Model.Zone).UTC()
	_, err = w.Tx.Exec(ctx, `UPDATE tamga_schedule SET due_at = ?, reached = NULL WHERE trigger = ?`, due, key)
	return &due, err
}

// startAll starts the runs of one page of records, and gives the last of them; "" when none is left. A schedule that
// goes through no records starts one run for none.
func (e *Engine) startAll(ctx context.Context, w *record.Writer, c cause, reached *string) (last string, err error) {
	if c.trigger.Entity == model.Nothing {
		return "", e.startFor(ctx, w, c, model.NewRow(model.Nothing))
	}
	q := query.Select{Model: w.Model, Entity: c.trigger.Entity, Frame: w.Frame(ctx, model.Row{}, model.Row{}, nil), Limit: schedulePage}
	if c.trigger.Where != nil {
		q.Where = []*rule.Expr{c.trigger.Where}
	}
	if reached != nil {
		q.Cursor = query.Cursor(nil, nil, *reached)
	}
	rows, err := w.Tx.Find(ctx, q)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	for _, row := range rows {
		if err := e.startFor(ctx, w, c, row); err != nil {
			return "", err
		}
	}
	return rows[len(rows)-1].ID(), nil
}

func (e *Engine) startFor(ctx context.Context, w *record.Writer, c cause, row model.Row) error {
	ev := &record.Event{Kind: record.Updated, Before: row, After: row, Who: w.Who}
	return e.consider(ctx, w, ev, c, w.Frame(ctx, row, row, nil))
}
