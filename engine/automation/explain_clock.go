package automation

import (
	"context"
	"slices"
	"time"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// What the clock was to set off leaves no entry in the journal. The last instants at which it was to are worked out:
// those of a schedule from its times, those of a condition from the record's own last change on. What was linked and
// changed since is seen as it was then.

// mostTicks is how many instants of the clock are looked back at.
const mostTicks = 3

// tick is an instant at which the clock was to set an automation off, or to ask whether it should.
type tick struct {
	at      time.Time
	trigger *model.Trigger
}

// ticks are the last instants of an automation's clock up to the moment, oldest first.
func (x *inquiry) ticks(ctx context.Context, a *model.Automation) (all []tick) {
	for _, t := range a.On {
		switch {
		case t.Entity != x.entity:
		case t.Cron != nil:
			for _, at := range x.appointments(t) {
				all = append(all, tick{at, t})
			}
		case t.Becomes != nil:
			for _, at := range x.turnings(ctx, t) {
				all = append(all, tick{at, t})
			}
		}
	}
	slices.SortFunc(all, func(a, b tick) int { return a.at.Compare(b.at) })
	return all
}

// appointments are the last times at which a schedule came, since the record is there.
func (x *inquiry) appointments(t *model.Trigger) (all []time.Time) {
	day := 24 * time.Hour
	for _, back := range []time.Duration{time.Hour, day, 8 * day, 32 * day, 366 * day} {
		all = nil
		for at := t.Cron.Next(x.at.Add(-back), x.rd.Model.Zone); !at.IsZero() && !at.After(x.at); at = t.Cron.Next(at, x.rd.Model.Zone) {
			if at.After(x.born()) {
				all = append(all, at)
			}
			all = all[max(0, len(all)-mostTicks):]
		}
		if len(all) == mostTicks || x.at.Add(-back).Before(x.born()) {
			return all
		}
	}
	return all
}

// born is when the record was made, as far as the journal knows.
func (x *inquiry) born() time.Time {
	if n := len(x.entries); n > 0 && record.EventKind(x.entries[n-1].Action) == record.Created {
		return x.entries[n-1].At
	}
	return time.Time{}
}

// turnings are the instants at which the clock turned a condition true, since the record's last change.
func (x *inquiry) turnings(ctx context.Context, t *model.Trigger) (all []time.Time) {
	if len(x.entries) == 0 {
		return nil
	}
	last := x.entries[0]
	then := x.rd.AsOf(store.Moment{Entry: last.ID, At: last.At})
	row, err := then.ByID(ctx, x.entity, x.id)
	if err != nil {
		return nil
	}
	ticker := x.engine.ticker(ctx, then, row)
	turn, err := t.Becomes.Turn(ticker, last.At)
	for n := 0; err == nil && n < maxMissed && !turn.At.IsZero() && !turn.At.After(x.at); n++ {
		at, held := turn.At, turn.Holds
		if turn, err = t.Becomes.Turn(ticker, at); err == nil && turn.Holds && !held {
			all = append(all, at)
		}
	}
	return all[max(0, len(all)-mostTicks):]
}

// clockDecisions tell what became of each instant of the clock; the runs that they started are taken out of rest.
func (x *inquiry) clockDecisions(ctx context.Context, a *model.Automation, rest *[]*run) (out []Decision, err error) {
	all := x.ticks(ctx, a)
	for i, k := range all {
		until := x.at
		if i+1 < len(all) {
			until = all[i+1].at
		}
		name := cause{automation: a, trigger: k.trigger}.name()
		at := slices.IndexFunc(*rest, func(r *run) bool {
			return r.Trigger == name && !r.CreatedAt.Before(k.at) && (r.CreatedAt.Before(until) || until.Equal(x.at))
		})
		var r *run
		if at >= 0 {
			r = (*rest)[at]
			*rest = slices.Delete(slices.Clone(*rest), at, at+1)
		}
		d, err := x.tick(ctx, a, k, r)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// tick tells what became of one instant of the clock.
func (x *inquiry) tick(ctx context.Context, a *model.Automation, k tick, r *run) (Decision, error) {
	d := Decision{At: k.at.In(x.rd.Model.Zone), Trigger: x.says(k.trigger), Action: "clock"}
	if err := x.releaseThen(ctx, &d, r); err != nil {
		return d, err
	}
	then := x.rd.AsOf(store.Moment{At: k.at})
	row, err := then.ByID(ctx, x.entity, x.id)
	if err == nil {
		holds := true
		if where := k.trigger.Where; where != nil {
			f := then.Frame(ctx, row, model.Row{}, nil)
			if is, err := where.Holds(f); err == nil && !is {
				no := false
				c := x.rd.Weigh(ctx, record.Clause{Kind: "schedule", Holds: &no, Text: x.rd.Words("explain.schedule.not_among")}, where, f)
				if c.Tree.Hidden {
					c.Holds, c.Text = nil, x.rd.Words("explain.when.unknown")
				}
				d.Condition, holds = &c, false
			}
		}
		if holds && a.When != nil {
			d.Condition, holds = x.condition(ctx, a, then, row, row)
		}
		if r == nil {
			x.missed(&d, a, holds)
		}
		if r == nil && d.Condition != nil && d.Condition.Kind == "schedule" {
			d.Text = d.Condition.Text
		}
	} else if r == nil {
		d.Verdict, d.Text = NotFired, x.rd.Words("explain.not_there")
	}
	if r != nil {
		x.follow(&d, r)
	}
	return d, nil
}

// comes tells when a schedule comes next, and whether the record is among those that it goes through.
func (x *inquiry) comes(ctx context.Context, t *model.Trigger, rd *record.Reader, row model.Row) record.Clause {
	next := x.rd.Shown(t.Cron.Next(rd.Now(), rd.Model.Zone).In(rd.Model.Zone))
	c := record.Clause{Kind: "schedule", At: record.PlaceOf(t.At)}
	if t.Where == nil {
		c.Text = x.rd.Words("explain.schedule.all", "at", next)
		return c
	}
	f := rd.Frame(ctx, row, model.Row{}, nil)
	c = x.rd.Weigh(ctx, c, t.Where, f)
	holds, err := t.Where.Holds(f)
	if err != nil || c.Tree.Hidden {
		c.Text = x.rd.Words("explain.when.unknown")
		return c
	}
	c.Holds = &holds
	c.Text = x.rd.Words(map[bool]string{true: "explain.schedule.yes", false: "explain.schedule.no"}[holds], "at", next)
	return c
}
