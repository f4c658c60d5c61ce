package automation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// maxOvertaken bounds how often a turn is begun again because the run was changed meanwhile.
const maxOvertaken = 20

// work carries a run on until it waits, fails or ends. Each round is one transaction.
func (e *Engine) work(ctx context.Context, j job.Job) error {
	overtaken := 0
	for {
		r, err := e.read(ctx, j.Key)
		if err != nil {
			return err
		}
		if r == nil || r.over() || r.State == Waiting && r.DueAt == nil {
			return nil
		}
		if now := e.service.Now(); r.DueAt != nil && r.DueAt.After(now) {
			return job.Again{At: *r.DueAt}
		}
		err = e.advance(ctx, r)
		switch {
		case err == nil:
			overtaken = 0
		case errors.Is(err, errOvertaken) && overtaken < maxOvertaken:
			overtaken++
		case ctx.Err() != nil: // the lease is lost, or the process ends: that is not the step's fault
			return err
		default:
			if err := e.fail(ctx, r, err); err != nil && !errors.Is(err, errOvertaken) {
				return err
			}
		}
	}
}

// read reads a run outside of any writing transaction.
func (e *Engine) read(ctx context.Context, id string) (r *run, err error) {
	err = e.service.DB.Read(ctx, func(tx *store.Tx) error {
		r, err = loadRun(ctx, tx, id)
		return err
	})
	return r, err
}

// advance does the next step, and those after it up to the next that has an effect, in one transaction.
// What is slow and has no effect (a PDF) is made before it. A panic is the step's failure.
func (e *Engine) advance(ctx context.Context, r *run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.ErrorContext(ctx, "a step panicked", "run", r.ID, "automation", r.Automation, "step", r.Step, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	who, err := e.actor(ctx, r)
	if err != nil {
		return err
	}
	ready, err := e.prepare(ctx, who, r)
	if err != nil {
		return err
	}
	return e.service.Write(ctx, who, func(w *record.Writer) error {
		w.Depth = r.Depth + 1
		now := *r // the transaction may be run again
		return e.steps(ctx, w, &now, ready)
	})
}

// actor is in whose name a run acts: the automation's, for the person whose change set it off.
func (e *Engine) actor(ctx context.Context, r *run) (identity.Actor, error) {
	m := e.service.Model()
	who := identity.Actor{As: identity.AsAutomation, Cause: r.ID, Locale: m.Locales[0]}
	users := m.Entity(model.UserEntity)
	if r.StartedBy == nil || users == nil {
		return who, nil
	}
	err := e.service.Read(ctx, identity.System(), func(rd *record.Reader) error {
		row, ok, err := find(ctx, rd, users, *r.StartedBy)
		if ok {
			who.User = &row
		}
		return err
	})
	return who, err
}

// steps does steps until one had an effect, the run waits, or it ends.
func (e *Engine) steps(ctx context.Context, w *record.Writer, r *run, ready *prepared) error {
	t, err := e.take(ctx, w, r)
	if err != nil {
		return err
	}
	if why := t.misplaced(); why != "" {
		return e.park(ctx, w, r, why)
	}
	if why, err := t.mustCancel(); err != nil {
		return err
	} else if why != "" {
		return e.cancel(ctx, w, r, why)
	}
	r.Release, r.Error, r.Attempts = w.Model.Hash, nil, 0
	for r.Step != "" {
		if gone, err := t.passOver(ctx); err != nil {
			return err
		} else if gone {
			continue
		}
		goOn, err := t.one(ctx, ready)
		if err != nil || !goOn {
			return err
		}
	}
	return t.finish(ctx)
}

// one does the step that the run stands before. goOn tells that nothing was written but the run's own notes, so
// that the next step may be done in the same transaction.
func (t *turn) one(ctx context.Context, ready *prepared) (goOn bool, err error) {
	s := t.spot.step
	if s.When != nil && !t.looping() {
		holds, err := s.When.Holds(t.frame)
		if err != nil {
			return false, fmt.Errorf("when: %w", err)
		}
		if !holds {
			return true, t.pass(ctx, stepOutcome{State: "skipped"}, t.spot.next)
		}
	}
	switch a := s.Action.(type) {
	case *model.IfAction:
		return true, t.choose(ctx, a)
	case *model.EachAction:
		return true, t.each(ctx, a)
	case *model.CallAction:
		return t.call(ctx, a)
	case *model.SetAction:
		return true, t.set(ctx, a)
	case *model.LogAction:
		return true, t.log(ctx, a)
	case *model.StopAction:
		return true, t.pass(ctx, stepOutcome{State: Done}, "")
	case *model.WaitAction:
		return t.wait(ctx, a)
	}
	if a, ok := s.Action.(*model.AssignAction); ok && a.Working {
		if opens := t.rd.Model.Working(t.engine.service.Now()); opens.After(t.engine.service.Now()) {
			return false, t.hold(ctx, opens.UTC())
		}
	}
	if done, goOn, err := t.gate(ctx, s); err != nil || done {
		return goOn, err
	}
	if isPrepared(s.Action) && (ready == nil || ready.path != t.place()) {
		return false, t.run.save(ctx, t.w.Tx) // it has to be made first: the next round does
	}
	if t.made, err = t.act(ctx, s.Action, ready); err != nil {
		return false, err
	}
	return false, t.commit(ctx)
}

// commit keeps the step's result and moves the run on, in the transaction of the step's effect.
func (t *turn) commit(ctx context.Context) error {
	o := stepOutcome{State: Done}
	if t.made != nil {
		raw, err := encodeValue(t.made)
		if err != nil {
			return err
		}
		text := string(raw)
		o.Result = &text
	}
	if as := t.spot.step.As; as != "" {
		if err := t.name(ctx, as, t.made); err != nil {
			return err
		}
	}
	if err := t.pass(ctx, o, t.spot.next); err != nil {
		return err
	}
	if t.run.Step == "" {
		return t.finish(ctx)
	}
	return t.run.save(ctx, t.w.Tx)
}

// pass notes how the step ended and stands the run before another; the caller saves the run.
func (t *turn) pass(ctx context.Context, o stepOutcome, next string) error {
	o.Path, o.Kind, o.At = t.place(), t.spot.step.Kind, t.engine.service.Now()
	if err := t.run.outcome(ctx, t.w.Tx, o); err != nil {
		return err
	}
	t.stand(next)
	return nil
}

// stand puts the run before a step; "" is the end.
func (t *turn) stand(next string) {
	t.run.State, t.run.DueAt = Running, nil
	t.run.Step, t.spot = next, t.program.at[next]
	if t.spot.step != nil {
		t.run.StepKind = t.spot.step.Kind
	}
}

// finish ends a run that has no step left.
func (t *turn) finish(ctx context.Context) error {
	if err := t.keepResult(); err != nil {
		return err
	}
	now := t.engine.service.Now()
	t.run.State, t.run.FinishedAt, t.run.DueAt, t.run.Step, t.run.StepKind = Done, &now, nil, "", ""
	if err := t.run.save(ctx, t.w.Tx); err != nil {
		return err
	}
	return t.engine.wake(ctx, t.w, t.run)
}

// fail notes that a step failed: a refusal by a rule would be refused again, so it parks the run at once;
// anything else is tried again later, a number of times.
func (e *Engine) fail(ctx context.Context, r *run, cause error) error {
	var p *record.Problem
	var u unable
	refused := errors.As(cause, &p) || errors.As(cause, &u)
	why := Explain(cause, e.service.Model().Locales[0])
	slog.WarnContext(ctx, "a step failed", "run", r.ID, "automation", r.Automation, "step", r.Step, "attempt", r.Attempts+1, "error", cause)
	return e.service.Write(ctx, identity.System(), func(w *record.Writer) error {
		now := *r
		now.Attempts++
		if refused || now.Attempts >= MaxAttempts {
			return e.park(ctx, w, &now, why)
		}
		due := e.service.Now().Add(job.Backoff(now.Attempts)).Truncate(time.Microsecond)
		now.State, now.DueAt, now.Error = Failed, &due, &why
		if err := e.note(ctx, w, &now, Failed, why); err != nil {
			return err
		}
		return e.queue.Put(ctx, w.Tx, job.Job{Kind: jobKind, Key: r.ID, Lane: r.Automation, Due: due})
	})
}

// park leaves a run to a person, with the reason.
func (e *Engine) park(ctx context.Context, w *record.Writer, r *run, why string) error {
	r.State, r.DueAt, r.Error = Parked, nil, &why
	if err := e.note(ctx, w, r, Parked, why); err != nil {
		return err
	}
	return e.queue.Cancel(ctx, w.Tx, jobKind, r.ID)
}

// note saves the run and what became of the step it stands before.
func (e *Engine) note(ctx context.Context, w *record.Writer, r *run, state, why string) error {
	if err := r.save(ctx, w.Tx); err != nil {
		return err
	}
	return r.outcome(ctx, w.Tx, stepOutcome{Path: e.placeOf(r), Kind: r.StepKind, State: state, At: e.service.Now(), Error: &why})
}
