package automation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// The verdicts of an Explanation, beside the states of a run.
const (
	NotTriggered = "not_triggered" // nothing happened that sets it off
	NotFired     = "not_fired"     // its condition did not hold
	Suppressed   = "suppressed"    // once says that it ran already
	Unknown      = "unknown"       // its condition holds now, but no run was started then
)

// mostDecisions is how many changes of a record are looked back at.
const (
	mostDecisions = 20
	mostChanges   = 500
	mostTurned    = 100 // changes of which it is worked out whether they turned a condition
)

// Explanation is what one automation made of one record.
type Explanation struct {
	Automation string          `json:"automation"`
	Label      string          `json:"label"`
	Verdict    string          `json:"verdict"`
	Text       string          `json:"text"`
	At         *record.Place   `json:"at,omitempty"`
	Moment     time.Time       `json:"moment"`
	Triggers   []string        `json:"triggers"`
	Turns      []record.Clause `json:"turns,omitempty"` // its triggers by the clock: how their conditions stand at the moment, and when they come next
	Condition  *record.Clause  `json:"condition"`       // as of the moment; nil: it has none
	Decisions  []Decision      `json:"decisions"`       // newest first
}

// Decision is a change that an automation looked at, and what it made of it.
type Decision struct {
	At        time.Time      `json:"at"`
	Entry     string         `json:"entry"` // of the journal; "" when the journal no longer knows the change
	Action    string         `json:"action"`
	By        *record.Person `json:"by"`
	Trigger   string         `json:"trigger"`
	Verdict   string         `json:"verdict"`
	Text      string         `json:"text"`
	Release   string         `json:"release,omitempty"` // said when the release then was another one
	Condition *record.Clause `json:"condition"`
	Run       *RunRef        `json:"run"`
}

// RunRef names a run with its state as of the moment.
type RunRef struct {
	ID    string     `json:"id"`
	State string     `json:"state"`
	Step  string     `json:"step"`
	DueAt *time.Time `json:"due_at"`
	Error *string    `json:"error"`
}

// Explain tells what the automations of a record's entity (name "": all) made of the record, as of an instant (zero:
// now). Nothing is kept of what did not fire: it is worked out from the journal, with the automations now in force.
// The reader must be able to read the record, and is shown no value that it may not read.
func (e *Engine) Explain(ctx context.Context, rd *record.Reader, entity *model.Entity, id, name string, at time.Time) ([]Explanation, error) {
	row, err := rd.ByID(ctx, entity, id)
	if err != nil {
		return nil, err
	}
	if at.IsZero() {
		at = rd.Now()
	}
	x := &inquiry{engine: e, rd: rd, entity: entity, id: id, at: at, index: e.indexOf(rd.Model)}
	if err := x.gather(ctx); err != nil {
		return nil, err
	}
	out := []Explanation{}
	for _, a := range rd.Model.Automations {
		if name != "" && a.Name != name || name == "" && !x.concerns(a) {
			continue
		}
		one, err := x.explain(ctx, a, row)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// inquiry is one question about one record.
type inquiry struct {
	engine  *Engine
	rd      *record.Reader
	entity  *model.Entity
	id      string
	at      time.Time
	index   *index
	entries []store.Entry // the record's changes up to the moment, newest first
	seen    []looked      // beside entries: what the listeners were told
	runs    []*run        // of the record up to the moment, oldest first
	steps   map[string][]stepOutcome
}

// looked is a change as the automations saw it.
type looked struct {
	then  *record.Reader
	event *record.Event
	found []cause
}

func (x *inquiry) concerns(a *model.Automation) bool {
	return slices.ContainsFunc(a.On, func(t *model.Trigger) bool { return t.Entity == x.entity || t.Entity == nil && a.Entity == x.entity })
}

// gather reads the record's past once, for all automations.
func (x *inquiry) gather(ctx context.Context) (err error) {
	tx := x.rd.Tx
	if x.entries, err = tx.EntriesUpTo(ctx, x.entity.Name, x.id, x.at, mostChanges); err != nil {
		return err
	}
	if x.runs, err = selectRuns(ctx, tx, `WHERE r.entity = ? AND r.record = ? AND r.created_at <= ? ORDER BY r.id`, x.entity.Name, x.id, x.at); err != nil {
		return err
	}
	if x.steps, err = outcomesOf(ctx, x.rd, x.runs); err != nil {
		return err
	}
	events, err := x.rd.AsOf(store.Moment{At: x.at}).EventsOf(ctx, x.entity, x.id, x.entries)
	if err != nil {
		return err
	}
	cs := x.index.causes[x.entity.Name]
	x.seen = make([]looked, len(x.entries))
	for i, entry := range x.entries {
		if events[i] == nil {
			break
		}
		then, err := x.rd.Then(ctx, entry)
		if err != nil {
			return err
		}
		x.seen[i] = looked{then, events[i], nil}
		if cs != nil {
			x.seen[i].found = cs.of(events[i])
		}
		if i < mostTurned {
			x.seen[i].found = append(x.seen[i].found, x.turned(ctx, x.seen[i])...)
		}
	}
	return nil
}

func (x *inquiry) explain(ctx context.Context, a *model.Automation, row model.Row) (Explanation, error) {
	lang := x.rd.Who.Locale
	out := Explanation{Automation: a.Name, Label: a.Label.In(lang), At: record.PlaceOf(a.At), Moment: x.at, Triggers: []string{}, Decisions: []Decision{}}
	if out.Label == "" {
		out.Label = a.Name
	}
	for _, t := range a.On {
		out.Triggers = append(out.Triggers, x.says(t))
	}
	rest := x.runsOf(a)
	for i := range x.entries {
		if len(out.Decisions) >= mostDecisions {
			break
		}
		c := x.causeOf(i, a)
		mine := x.caused(&rest, i, c)
		if c == nil && mine == nil {
			continue
		}
		d, err := x.decide(ctx, a, i, c, mine)
		if err != nil {
			return out, err
		}
		out.Decisions = append(out.Decisions, d)
	}
	clock, err := x.clockDecisions(ctx, a, &rest)
	if err != nil {
		return out, err
	}
	out.Decisions = append(out.Decisions, clock...)
	for _, r := range slices.Backward(rest) { // from before what is looked back at
		d := x.ofRun(r)
		if d.By, err = x.rd.PersonOf(ctx, deref(r.StartedBy)); err != nil {
			return out, err
		}
		out.Decisions = append(out.Decisions, d)
	}
	slices.SortStableFunc(out.Decisions, func(a, b Decision) int { return b.At.Compare(a.At) })
	if err := x.conditionNow(ctx, &out, a, row); err != nil {
		return out, err
	}
	out.conclude(x.rd)
	return out, nil
}

// conclude gives the verdict: what is still under way, else what was decided last.
func (o *Explanation) conclude(rd *record.Reader) {
	o.Verdict, o.Text = NotTriggered, rd.Words("explain.not_triggered")
	if len(o.Decisions) == 0 {
		return
	}
	o.Verdict, o.Text = o.Decisions[0].Verdict, o.Decisions[0].Text
	for _, d := range o.Decisions {
		if slices.Contains([]string{Waiting, Running, Failed, Parked}, d.Verdict) {
			o.Verdict, o.Text = d.Verdict, d.Text
			return
		}
	}
}

// conditionNow shows the condition as of the moment of the question.
func (x *inquiry) conditionNow(ctx context.Context, out *Explanation, a *model.Automation, row model.Row) error {
	rd := x.rd
	if x.at.Before(rd.Now()) {
		rd = rd.AsOf(store.Moment{At: x.at})
		then, err := rd.ByID(ctx, x.entity, x.id)
		if err != nil {
			return nil // it was not there yet
		}
		row = then
	}
	out.Turns = x.turns(ctx, a, rd, row)
	if a.When != nil {
		out.Condition, _ = x.condition(ctx, a, rd, row, row)
	}
	return nil
}

// condition weighs the automation's condition over a record; one that cannot be computed is shown as far as it was.
// The clause does not tell what the asker may not know, holds does.
func (x *inquiry) condition(ctx context.Context, a *model.Automation, rd *record.Reader, row, old model.Row) (c *record.Clause, holds bool) {
	f := rd.Frame(ctx, row, old, nil)
	holds, err := a.When.Holds(f)
	one := x.rd.Weigh(ctx, record.Clause{Kind: "when"}, a.When, f)
	key := "explain.when.unknown"
	if err == nil && !one.Tree.Hidden {
		one.Holds = &holds
		key = map[bool]string{true: "explain.when.yes", false: "explain.when.no"}[holds]
	}
	one.Text = x.rd.Words(key)
	return &one, holds && err == nil
}

// turned are the conditions of "becomes" and "stale" that a change of the record turned true.
func (x *inquiry) turned(ctx context.Context, l looked) (found []cause) {
	holds := func(t *model.Trigger, row model.Row) bool {
		if row.Entity == nil || row.Get(model.DeletedAt) != nil {
			return false
		}
		is, err := t.Becomes.Holds(l.then.Frame(ctx, row, model.Row{}, nil))
		return is && err == nil
	}
	for _, c := range x.index.own[x.entity.Name] {
		if holds(c.trigger, l.event.After) && !holds(c.trigger, l.event.Before) {
			found = append(found, c)
		}
	}
	return found
}

// turns tells how the conditions of "becomes" and "stale" stand over a record, and when the clock turns them next.
func (x *inquiry) turns(ctx context.Context, a *model.Automation, rd *record.Reader, row model.Row) (out []record.Clause) {
	for _, t := range a.On {
		if t.Cron != nil && t.Entity == x.entity {
			out = append(out, x.comes(ctx, t, rd, row))
		}
		if t.Becomes == nil || t.Entity != x.entity {
			continue
		}
		f := rd.Frame(ctx, row, model.Row{}, nil)
		c := x.rd.Weigh(ctx, record.Clause{Kind: string(t.Kind)}, t.Becomes, f)
		turn, err := t.Becomes.Turn(x.engine.ticker(ctx, rd, row), rd.Now())
		if err != nil || c.Tree.Hidden {
			c.Text = x.rd.Words("explain.when.unknown")
			out = append(out, c)
			continue
		}
		c.Holds = &turn.Holds
		kv := []any{}
		if !turn.At.IsZero() {
			kv = append(kv, "at", x.rd.Shown(turn.At.In(rd.Model.Zone)))
		}
		c.Text = x.rd.Words(map[bool]string{true: "explain.becomes.yes", false: "explain.becomes.no"}[turn.Holds], kv...)
		if c.At == nil {
			c.At = record.PlaceOf(t.At)
		}
		out = append(out, c)
	}
	return out
}

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
