package automation

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// A run that calls keeps the id of the called run under callKey, and one that was called keeps its result under
// resultKey: both among its values, under keys that are no names.
const resultKey = "result of"

func callKey(place string) string { return "call " + place }

// calledAt is the run that was called at a place; "": none yet.
func (r *run) calledAt(place string) (id string) {
	if raw, ok := r.values()[callKey(place)]; !ok || json.Unmarshal(raw, &id) != nil {
		return ""
	}
	return id
}

// call has another automation run, and waits until that run is over. One that is cancelled, does not meet its
// condition or ran already gives nothing, and the caller goes on; one that is parked is waited for.
func (t *turn) call(ctx context.Context, a *model.CallAction) (goOn bool, err error) {
	id := t.run.calledAt(t.place())
	if id == "" {
		return t.startCalled(ctx, a)
	}
	r, err := loadRun(ctx, t.w.Tx, id)
	switch {
	case err != nil:
		return false, err
	case r == nil:
		return true, t.uncalled(ctx, "the run that was called is gone")
	case r.State == Cancelled:
		return true, t.uncalled(ctx, "the run that was called was cancelled: "+*r.Error)
	case r.State != Done:
		return false, t.waitFor(ctx, nil)
	}
	return true, t.answered(ctx, r)
}

// startCalled starts the called run in the transaction of the step.
func (t *turn) startCalled(ctx context.Context, a *model.CallAction) (goOn bool, err error) {
	r, why, err := t.calls(ctx, a)
	if err != nil {
		return false, err
	}
	if why != "" {
		return true, t.uncalled(ctx, why)
	}
	if a.Background {
		return false, t.commit(ctx)
	}
	raw, err := json.Marshal(r.ID)
	if err != nil {
		return false, err
	}
	if err := t.run.put(callKey(t.place()), raw); err != nil {
		return false, err
	}
	if err := t.begin(ctx, t.engine.service.Now()); err != nil {
		return false, err
	}
	return false, t.waitFor(ctx, nil)
}

// calls starts a run of the called automation; why says why there is none.
func (t *turn) calls(ctx context.Context, a *model.CallAction) (r *run, why string, err error) {
	row, err := t.target(ctx, a.Of)
	if err != nil {
		return nil, "", err
	}
	frame := t.w.Frame(ctx, row, row, nil)
	if when := a.Automation.When; when != nil {
		if holds, err := when.Holds(frame); err != nil || !holds {
			return nil, "the condition of the called automation does not hold", err
		}
	}
	answers, err := t.given(a)
	if err != nil {
		return nil, "", err
	}
	ev := &record.Event{Kind: record.Updated, Before: row, After: row, Who: t.w.Who, Depth: t.w.Depth}
	if ev.Depth >= MaxDepth {
		return nil, "", unable(fmt.Sprintf("automations called each other %d times", MaxDepth))
	}
	if r, err = t.engine.begin(t.w, ev, cause{automation: a.Automation, trigger: a.Automation.Called()}); err != nil {
		return nil, "", err
	}
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		if err := r.keep(name, answers[name]); err != nil {
			return nil, "", err
		}
	}
	if r.OnceKey, err = onceKey(ctx, t.w, row, frame, a.Automation); err != nil {
		return nil, "", err
	}
	fresh, err := t.engine.start(ctx, t.w, r)
	if err == nil && !fresh {
		why = "the called automation ran already"
	}
	return r, why, err
}

// given are the values of a call, read as the answers to a button's questions are.
func (t *turn) given(a *model.CallAction) (map[string]any, error) {
	in, err := Input(a.With, t.frame, t.prose())
	if err != nil {
		return nil, err
	}
	for _, x := range a.With {
		if in[x.Field.Name], err = Sent(x.Field, in[x.Field.Name]); err != nil {
			return nil, err
		}
	}
	return answersOf(a.Automation.Called(), in, t.frame)
}

// Sent is a value as a form sends it.
func Sent(f *model.Field, v any) (out any, err error) {
	if v == nil {
		return nil, nil
	}
	b, err := json.Marshal(f.Kind.Encode(v))
	if err != nil {
		return nil, fmt.Errorf("give %s: %w", f.Name, err)
	}
	err = unmarshal(b, &out)
	return out, err
}

// uncalled goes on without a result.
func (t *turn) uncalled(ctx context.Context, why string) error {
	t.run.drop(callKey(t.place()))
	return t.pass(ctx, stepOutcome{State: "skipped", Error: &why}, t.spot.next)
}

// answered takes the result of the called run.
func (t *turn) answered(ctx context.Context, r *run) error {
	o := stepOutcome{State: Done}
	if raw, ok := r.values()[resultKey]; ok {
		text := string(raw)
		o.Result = &text
		v, err := decodeValue(raw, t.rd.Model.Zone)
		if err != nil {
			return err
		}
		if as := t.spot.step.As; as != "" {
			if err := t.name(ctx, as, v); err != nil {
				return err
			}
		}
	}
	t.run.drop(callKey(t.place()))
	return t.pass(ctx, o, t.spot.next)
}

// keepResult computes what a called run gives, when it ends.
func (t *turn) keepResult() error {
	x := t.program.automation.Result
	if x == nil || t.run.Trigger != string(model.OnCalled) {
		return nil
	}
	v, err := x.Eval(t.frame)
	if err != nil {
		return fmt.Errorf("result: %w", err)
	}
	return t.run.keep(resultKey, v)
}

// wake lets the run that called this one go on, if it waits for it.
func (e *Engine) wake(ctx context.Context, w *record.Writer, r *run) error {
	if r.Parent == nil || r.Trigger != string(model.OnCalled) {
		return nil
	}
	sql := `WHERE r.id = ?`
	if e.service.DB.Postgres() {
		sql += ` FOR UPDATE OF r`
	}
	found, err := selectRuns(ctx, w.Tx, sql, *r.Parent)
	if err != nil || len(found) == 0 {
		return err
	}
	p := found[0]
	if p.State != Waiting || p.calledAt(e.placeOf(p)) != r.ID {
		return nil
	}
	p.State = Running
	return e.goOn(ctx, w, p)
}

// cancelCalled ends the runs that a cancelled one waits for.
func (e *Engine) cancelCalled(ctx context.Context, w *record.Writer, r *run) error {
	for _, key := range slices.Sorted(maps.Keys(r.values())) {
		place, ok := strings.CutPrefix(key, callKey(""))
		if !ok {
			continue
		}
		c, err := loadRun(ctx, w.Tx, r.calledAt(place))
		if err != nil {
			return err
		}
		if c != nil && c.State != Done && c.State != Cancelled {
			if err := e.cancel(ctx, w, c, "the run that called it was cancelled"); err != nil {
				return err
			}
		}
	}
	return nil
}
