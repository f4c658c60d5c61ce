package automation

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// consider looks whether an automation's condition holds for a change, and starts a run of it.
// A condition that cannot be computed never refuses the person's change: its run is parked and says why.
func (e *Engine) consider(ctx context.Context, w *record.Writer, ev *record.Event, c cause, f *rule.Frame) error {
	holds, failed := true, error(nil)
	if when := c.automation.When; when != nil {
		holds, failed = when.Holds(f)
	}
	if !holds && failed == nil {
		return nil
	}
	r, err := e.begin(w, ev, c)
	if err != nil {
		return err
	}
	if failed != nil {
		return e.insertParked(ctx, w, r, "its condition cannot be computed: "+failed.Error())
	}
	key, err := onceKey(ctx, w, subject(ev), f, c.automation)
	if err != nil {
		return e.insertParked(ctx, w, r, "its once cannot be computed: "+err.Error())
	}
	r.OnceKey = key
	if ev.Depth >= MaxDepth {
		return e.stopLoop(ctx, w, r)
	}
	if why, err := e.storm(ctx, w, r); err != nil {
		return err
	} else if why != "" {
		return e.insertParked(ctx, w, r, why)
	}
	return e.insert(ctx, w, r)
}

// begin is a run that stands before its first step.
func (e *Engine) begin(w *record.Writer, ev *record.Event, c cause) (*run, error) {
	p := e.indexOf(w.Model).programs[c.automation.Name]
	r := &run{
		ID: newID(), Automation: c.automation.Name, Release: w.Model.Hash, Entity: subject(ev).Entity.Name, Record: subject(ev).ID(),
		Trigger: c.name(), State: Running, Step: p.first, Vars: "{}", Depth: ev.Depth, CreatedAt: e.service.Now(),
	}
	if p.first != "" {
		r.StepKind = p.at[p.first].step.Kind
	}
	if r.Entity == "" {
		r.Record = uuid.Nil.String()
	}
	if id := ev.Who.UserID(); id != "" {
		r.StartedBy = &id
	}
	if ev.Who.As == identity.AsAutomation && ev.Who.Cause != "" {
		r.Parent = &ev.Who.Cause
	}
	if p.old {
		before, err := encodeRow(ev.Before)
		if err != nil {
			return nil, err
		}
		if before != "" {
			r.Before = &before
		}
	}
	return r, nil
}

func newID() string {
	id, err := uuid.NewV7()
	if err != nil {
		panic("automation: no randomness: " + err.Error())
	}
	return id.String()
}

func (c cause) name() string {
	if c.trigger.Cron != nil {
		return string(c.trigger.Kind) + " " + c.trigger.Cron.Source
	}
	if c.trigger.Stage != nil {
		return string(c.trigger.Kind) + " " + place(c.trigger.Stage)
	}
	return string(c.trigger.Kind)
}

// insert writes the run, unless once says that it ran already, and the job that will carry it out.
func (e *Engine) insert(ctx context.Context, w *record.Writer, r *run) error {
	_, err := e.start(ctx, w, r)
	return err
}

// start is insert, and tells whether the run is a new one.
func (e *Engine) start(ctx context.Context, w *record.Writer, r *run) (fresh bool, err error) {
	fresh, err = r.insert(ctx, w.Tx)
	if err != nil || !fresh {
		return false, err
	}
	if a := w.Model.Automation(r.Automation); a.CancelWhen != nil {
		if err := r.watch(ctx, w.Tx, watched{{r.Entity, r.Record}: true}); err != nil {
			return false, err
		}
	}
	return true, e.queue.Put(ctx, w.Tx, job.Job{Kind: jobKind, Key: r.ID, Lane: r.Automation, Due: r.CreatedAt})
}

// insertParked writes a run that a person must look at; nothing carries it out.
func (e *Engine) insertParked(ctx context.Context, w *record.Writer, r *run, why string) error {
	r.State, r.Error = Parked, &why
	_, err := r.insert(ctx, w.Tx)
	return err
}

// onceKey names what the automation may run once for; nil: it may run at every change.
func onceKey(ctx context.Context, w *record.Writer, row model.Row, f *rule.Frame, a *model.Automation) (*string, error) {
	key := a.Name + "|" + row.Entity.Name + "|" + row.ID()
	switch {
	case a.OnceBy != nil:
		v, err := a.OnceBy.Eval(f)
		if err != nil {
			return nil, err
		}
		text, err := encodeValue(v)
		if err != nil {
			return nil, err
		}
		key += "|=" + string(text)
	case a.Once == "record":
	case a.Once == "stage visit":
		n, err := visit(ctx, w, row)
		if err != nil {
			return nil, err
		}
		key += fmt.Sprintf("|visit %d", n)
	default:
		return nil, nil
	}
	return &key, nil
}

// visit tells one stay of a record in its stage from all others: the version it entered with. The instant
// would not do: two moves may fall into one.
func visit(ctx context.Context, w *record.Writer, row model.Row) (int64, error) {
	var last []struct {
		Version int64 `bun:"version"`
	}
	err := w.Tx.Scan(ctx, &last, `SELECT version FROM tamga_journal WHERE entity = ? AND record = ? AND action IN ('create', 'move')
		ORDER BY version DESC LIMIT 1`, row.Entity.Name, row.ID())
	if err != nil {
		return 0, fmt.Errorf("find the stage visit: %w", err)
	}
	if len(last) == 0 {
		return 0, nil // it has been here since before the journal
	}
	return last[0].Version, nil
}
