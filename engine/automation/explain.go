package automation

import (
	"context"
	"slices"
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
