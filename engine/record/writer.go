package record

import (
	"context"
	"maps"

	"github.com/tamga-crm/tamga/engine/model"
)

// Writer is a Reader that may write.
type Writer struct {
	*Reader
	Depth int // how many automations stand between a person and this write

	listeners []Listener
	held      map[key]bool // rows that this transaction has locked
	settled   []key        // the family under way
	postponed due          // formulas of what was written that the database is to compute
	failed    error        // a write broke off half done: the transaction must not commit
	noted     []*Event     // of the write under way: one for each record, in the order of their first change
}

// Input is values by field name, as JSON gave them (numbers as json.Number) or in their Go forms.
// Inline children stand under the name of their collection as []any of map[string]any.
type Input map[string]any

// Options of a write.
type Options struct {
	Version *int64 // refuse with Stale unless the record has it
	Confirm bool   // warnings are confirmed
}

// Move is where to.
type Move struct {
	Funnel string // "": the record's own
	Stage  string
	Set    Input
	Options
}

// remember makes what was written known to the rest of the transaction.
func (w *Writer) remember(row model.Row) {
	k := key{row.Entity, row.ID()}
	w.known[k], w.held[k] = row, true
	maps.DeleteFunc(w.sets, func(s set, _ []model.Row) bool { return s.link.Entity == row.Entity })
}

// note gathers what becomes of a record in this write into one event.
func (w *Writer) note(kind EventKind, before, after model.Row, changed []*model.Field) {
	for _, e := range w.noted {
		if e.After.Entity == after.Entity && e.After.ID() == after.ID() {
			e.After = after
			e.Changed = union(e.Changed, changed)
			return
		}
	}
	w.noted = append(w.noted, &Event{Kind: kind, Before: before, After: after, Changed: changed, Who: w.Who, Depth: w.Depth})
}

func union(a, b []*model.Field) []*model.Field {
	out := a
	for _, f := range b {
		found := false
		for _, g := range a {
			found = found || f == g
		}
		if !found {
			out = append(out, f)
		}
	}
	return out
}

// whole marks the transaction as lost when a write broke off after it had begun to write: whoever called may go on
// after a refusal, but half a write is never kept.
func (w *Writer) whole(err error) error {
	if err != nil {
		w.failed = err
	}
	return err
}

// finish follows what depends on the write, remembers it in the journal and tells the listeners.
func (w *Writer) finish(ctx context.Context) error {
	written := len(w.noted)
	if err := w.recompute(ctx); err != nil {
		return err
	}
	events := w.noted
	w.noted = nil
	for i, e := range events {
		if err := w.journal(ctx, e, i >= written); err != nil {
			return err
		}
	}
	return w.announce(ctx, events)
}

// announce tells the listeners in order. What they write stands one automation further from the person.
func (w *Writer) announce(ctx context.Context, events []*Event) error {
	w.Depth++
	defer func() { w.Depth-- }()
	for _, e := range events {
		for _, l := range w.listeners {
			if err := l.Changed(ctx, w, e); err != nil {
				return err
			}
		}
	}
	return nil
}
