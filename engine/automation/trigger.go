package automation

import (
	"cmp"
	"context"
	"slices"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// Changed is told of every change inside its transaction: it starts the runs that the change sets off, and
// moves or cancels those that wait on what changed.
func (e *Engine) Changed(ctx context.Context, w *record.Writer, ev *record.Event) error {
	ix := e.indexOf(w.Model)
	name := subject(ev).Entity.Name
	if cs := ix.causes[name]; cs != nil {
		if err := e.considerAll(ctx, w, ev, cs.of(ev)); err != nil {
			return err
		}
	}
	if err := e.turnAll(ctx, w, ev, ix); err != nil {
		return err
	}
	if ix.watched[name] || ev.Kind == record.Deleted {
		return e.disturb(ctx, w, ev)
	}
	return nil
}

// considerAll shows the change to automations, in their order; they share what they see of it.
func (e *Engine) considerAll(ctx context.Context, w *record.Writer, ev *record.Event, found []cause) error {
	if len(found) == 0 {
		return nil
	}
	f := w.Frame(ctx, subject(ev), ev.Before, nil)
	for _, c := range found {
		if err := e.consider(ctx, w, ev, c, f); err != nil {
			return err
		}
	}
	return nil
}

// subject is the record that an event is about, as it is now.
func subject(ev *record.Event) model.Row {
	if ev.After.Entity == nil {
		return ev.Before
	}
	return ev.After
}

// of gives the causes that an event matches, at most one of an automation, in the order of declaration.
func (cs *causes) of(ev *record.Event) []cause {
	var found []cause
	switch ev.Kind {
	case record.Created:
		found = append(found, cs.kinds[model.OnCreated]...)
	case record.Updated, record.Moved:
		for _, c := range cs.kinds[model.OnUpdated] {
			if touches(c.trigger, ev) {
				found = append(found, c)
			}
		}
	case record.Deleted:
		found = append(found, cs.kinds[model.OnDeleted]...)
	}
	if ev.Kind == record.Created || ev.Kind == record.Updated || ev.Kind == record.Moved {
		if from, to := standing(ev.Before), standing(ev.After); from != to {
			found = append(found, cs.leaves[from]...)
			found = append(found, cs.enters[to]...)
		}
	}
	if len(found) < 2 {
		return found
	}
	slices.SortStableFunc(found, func(a, b cause) int { return cmp.Compare(a.order, b.order) })
	return slices.CompactFunc(found, func(a, b cause) bool { return a.automation == b.automation })
}

// standing is where a record stands: funnel.stage, "" for nowhere.
func standing(r model.Row) string {
	if r.Entity == nil || len(r.Entity.Funnels) == 0 {
		return ""
	}
	funnel, _ := r.Get(model.InFunnel).(string)
	stage, _ := r.Get(model.InStage).(string)
	if stage == "" {
		return ""
	}
	return funnel + "." + stage
}

// touches tells whether an update changed one of the fields that a trigger names.
func touches(t *model.Trigger, ev *record.Event) bool {
	return len(t.Fields) == 0 || slices.ContainsFunc(t.Fields, func(f *model.Field) bool {
		return slices.ContainsFunc(ev.Changed, func(c *model.Field) bool { return c.Name == f.Name })
	})
}
