package automation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/model"
)

// runsOf are the runs of an automation, oldest first.
func (x *inquiry) runsOf(a *model.Automation) (mine []*run) {
	for _, r := range x.runs {
		if r.Automation == a.Name {
			mine = append(mine, r)
		}
	}
	return mine
}

// causeOf is the trigger that a change matched; nil when it matched none of the automation.
func (x *inquiry) causeOf(i int, a *model.Automation) *cause {
	for _, c := range x.seen[i].found {
		if c.automation == a {
			return &c
		}
	}
	return nil
}

// caused takes the run that a change started. Runs are written in the transaction of the change, after its entry in the
// journal, and the ids of both rise with time: so it is a run between this change and the next of the record.
// What the clock set off is no change's.
func (x *inquiry) caused(rest *[]*run, i int, c *cause) *run {
	at := slices.IndexFunc(*rest, func(r *run) bool {
		if r.turned() && (c == nil || c.trigger.Becomes == nil || r.CreatedAt.Sub(x.entries[i].At) > sameChange) {
			return false
		}
		return r.ID > x.entries[i].ID && !r.CreatedAt.Before(x.entries[i].At) && (i == 0 || r.ID < x.entries[i-1].ID)
	})
	if at < 0 {
		return nil
	}
	r := (*rest)[at]
	*rest = slices.Delete(slices.Clone(*rest), at, at+1)
	return r
}

// sameChange is how long the transaction of a change may take.
const sameChange = time.Minute

// turned tells a run that a change need not have set off: the clock may have, or a person who pressed a button.
func (r *run) turned() bool {
	kind, _, _ := strings.Cut(r.Trigger, " ")
	return slices.Contains([]model.TriggerKind{model.OnBecomes, model.OnStale, model.OnSchedule, model.OnButton, model.OnCalled}, model.TriggerKind(kind))
}

// decide tells what became of one change.
func (x *inquiry) decide(ctx context.Context, a *model.Automation, i int, c *cause, r *run) (Decision, error) {
	entry, saw := x.entries[i], x.seen[i]
	d := Decision{At: entry.At.In(x.rd.Model.Zone), Entry: entry.ID, Action: entry.Action}
	holds := true
	var err error
	if d.By, err = x.rd.PersonOf(ctx, entry.By); err != nil {
		return d, err
	}
	if c != nil {
		d.Trigger = x.says(c.trigger)
		if a.When != nil {
			d.Condition, holds = x.condition(ctx, a, saw.then, subject(saw.event), saw.event.Before)
		}
	}
	if err := x.releaseThen(ctx, &d, r); err != nil {
		return d, err
	}
	if r != nil {
		x.follow(&d, r)
		return d, nil
	}
	x.missed(&d, a, holds)
	return d, nil
}

// missed says why a change that matched a trigger started no run.
func (x *inquiry) missed(d *Decision, a *model.Automation, holds bool) {
	d.Verdict = Unknown
	switch {
	case !holds:
		d.Verdict = NotFired
	case a.Once != "" || a.OnceBy != nil:
		for _, r := range x.runs {
			if r.Automation == a.Name && r.OnceKey != nil && r.CreatedAt.Compare(d.At) <= 0 {
				d.Verdict, d.Run = Suppressed, x.ref(r)
			}
		}
	}
	d.Text = x.rd.Words("explain."+d.Verdict, "once", once(a))
}

func once(a *model.Automation) string {
	if a.OnceBy != nil {
		return "per " + a.OnceBy.Source
	}
	return "per " + a.Once
}

// releaseThen says so when another release was in force at the change.
func (x *inquiry) releaseThen(ctx context.Context, d *Decision, r *run) error {
	hash := ""
	if r == nil {
		var err error
		if hash, err = x.rd.Tx.ReleaseAt(ctx, d.At); err != nil {
			return err
		}
	}
	if hash != "" && hash != x.rd.Model.Hash {
		d.Release = x.rd.Words("explain.other_release", "then", short(hash), "now", short(x.rd.Model.Hash))
	}
	return nil
}

// ofRun is the decision behind a run whose change the journal does not know: the clock's, or one before the journal.
func (x *inquiry) ofRun(r *run) Decision {
	d := Decision{At: r.CreatedAt.In(x.rd.Model.Zone), Trigger: r.Trigger}
	if a := x.rd.Model.Automation(r.Automation); a != nil {
		for _, t := range a.On {
			if (cause{automation: a, trigger: t}).name() == r.Trigger {
				d.Trigger = x.says(t)
			}
		}
	}
	x.follow(&d, r)
	return d
}

// follow tells what became of a run.
func (x *inquiry) follow(d *Decision, r *run) {
	d.Run = x.ref(r)
	d.Verdict = d.Run.State
	kv := []any{"error", deref(r.Error)}
	if d.Run.DueAt != nil {
		kv = append(kv, "at", x.rd.Shown(d.Run.DueAt.In(x.rd.Model.Zone)))
	}
	d.Text = x.rd.Words("explain.run."+d.Verdict, kv...)
	for _, said := range suppressions(x.rd, x.steps[r.ID], x.at) {
		d.Text += ". " + said
	}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// ref is a run with its state as of the moment: what was done after it is not known yet then.
func (x *inquiry) ref(r *run) *RunRef {
	ref := &RunRef{ID: r.ID, State: r.State, Step: r.Step, DueAt: r.DueAt, Error: r.Error}
	if r.FinishedAt != nil && r.FinishedAt.After(x.at) {
		ref.State, ref.Error = Running, nil
	}
	for _, o := range x.steps[r.ID] {
		if o.At.After(x.at) {
			ref.State, ref.Step, ref.DueAt, ref.Error = Running, o.Path, nil, nil
			if o.Kind == "wait" {
				ref.State, ref.DueAt = Waiting, &o.At
			}
			break
		}
	}
	return ref
}

// says puts a trigger into words.
func (x *inquiry) says(t *model.Trigger) string {
	kv := []any{}
	if t.Stage != nil {
		kv = append(kv, "stage", t.Stage.Label.In(x.rd.Who.Locale))
	}
	var names []string
	for _, f := range t.Fields {
		if x.rd.Readable(f) {
			names = append(names, f.Label.In(x.rd.Who.Locale))
		}
	}
	if len(names) > 0 {
		kv = append(kv, "fields", names)
	}
	if t.Cron != nil {
		kv = append(kv, "cron", t.Cron.Source)
	}
	return x.rd.Words("explain.trigger."+string(t.Kind), kv...)
}
