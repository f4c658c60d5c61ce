package record

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
)

// Past is a change that happened elsewhere, to be made again here as it was: the values by field, as the journal
// writes them.
type Past struct {
	Entity *model.Entity
	ID     string
	Kind   EventKind
	Set    map[string]json.RawMessage
	At     time.Time
	Who    identity.Actor
	There  func(id string) bool // Found: whether a record is among those that stand there
}

// Replay makes a change again, at its instant and in the name of who made it. It happened, so no right and no rule is
// asked; what is computed is computed, and the listeners are told. It gives false when the record that it changes is
// not here. Links to records that are not here are left empty.
func (w *Writer) Replay(ctx context.Context, p Past) (bool, error) {
	w.Stand(p.At, p.Who)
	if p.Kind == Created {
		d := w.newDraft(p.Entity)
		d.row.Set(model.ID, p.ID)
		return true, w.replay(ctx, d, p)
	}
	row, ok, err := w.lock(ctx, p.Entity, p.ID)
	if err != nil || !ok {
		return false, err
	}
	switch binned := row.Get(model.DeletedAt) != nil; {
	case p.Kind == Deleted && !binned:
		return true, w.whole(w.replayBin(ctx, row, w.now, Deleted))
	case p.Kind == Restored && binned:
		return true, w.whole(w.replayBin(ctx, row, nil, Restored))
	case p.Kind == Deleted || p.Kind == Restored || binned:
		return !binned, nil
	}
	return true, w.replay(ctx, w.draftFrom(row), p)
}

// Stand puts the writer at an instant of the past, in somebody's name, for what follows in its transaction.
func (w *Writer) Stand(at time.Time, who identity.Actor) {
	w.now, w.Who = at.In(zoneOf(w.Model)), who
}

func (w *Writer) replayBin(ctx context.Context, row model.Row, at any, kind EventKind) error {
	if err := w.setDeleted(ctx, row, at, kind); err != nil {
		return err
	}
	return w.finish(ctx)
}

func (w *Writer) replay(ctx context.Context, d *draft, p Past) error {
	if err := d.restore(ctx, p.Set); err != nil {
		return err
	}
	err := w.during(d, func() error { return compute(ctx, []*draft{d}) })
	if err != nil {
		return err
	}
	_, err = w.keep(ctx, d, p.Kind)
	return err
}

// restore puts values of a journal into a draft. What the model has no field for is left out; a field that was
// renamed is known by its old name.
func (d *draft) restore(ctx context.Context, set map[string]json.RawMessage) error {
	for _, f := range d.entity.Fields {
		raw, ok := set[f.Name]
		if !ok && f.Was != "" {
			raw, ok = set[f.Was]
		}
		if !ok || f.Formula != nil || f.Name == model.DeletedAt {
			continue
		}
		v, err := d.r.present(ctx, restored(f, raw))
		if err != nil {
			return err
		}
		d.row.Values[f.Slot] = v
	}
	return nil
}

// present leaves out the links to records that are not here.
func (r *Reader) present(ctx context.Context, v any) (any, error) {
	switch v := v.(type) {
	case field.Ref:
		e := r.Model.Entity(v.Entity)
		if e == nil {
			return nil, nil
		}
		_, ok, err := r.rowOrBin(ctx, e, v.ID)
		if err != nil || !ok {
			return nil, err
		}
	case []field.Ref:
		var here []field.Ref
		for _, ref := range v {
			x, err := r.present(ctx, ref)
			if err != nil {
				return nil, err
			}
			if x != nil {
				here = append(here, ref)
			}
		}
		if len(here) == 0 {
			return nil, nil
		}
		return here, nil
	}
	return v, nil
}

// Found puts a record there as it stood: the state that a replay begins with. Nobody is told. Formulas are computed
// by Settle, once all records are there.
func (w *Writer) Found(ctx context.Context, p Past) error {
	w.Stand(p.At, p.Who)
	d := w.newDraft(p.Entity)
	d.row.Set(model.ID, p.ID)
	for _, f := range p.Entity.Fields {
		raw, ok := p.Set[f.Name]
		if !ok && f.Was != "" {
			raw, ok = p.Set[f.Was]
		}
		if ok && !f.Live {
			d.row.Values[f.Slot] = among(restored(f, raw), p.There)
		}
	}
	return w.Tx.Insert(ctx, d.row)
}

// among leaves out the links to records that do not stand there.
func among(v any, there func(id string) bool) any {
	switch v := v.(type) {
	case field.Ref:
		if !there(v.ID) {
			return nil
		}
	case []field.Ref:
		v = slices.DeleteFunc(v, func(r field.Ref) bool { return !there(r.ID) })
		if len(v) == 0 {
			return nil
		}
		return v
	}
	return v
}

// Settle computes the stored formulas of every record anew, by rank, without telling anybody.
func (w *Writer) Settle(ctx context.Context, f *model.Field, rows []model.Row) error {
	for _, row := range rows {
		v, err := f.Formula.Eval(w.Frame(ctx, row, model.Row{}, nil))
		if err != nil {
			return err
		}
		if v, err = w.shape(f, v); err != nil {
			return err
		}
		if same(v, row.Values[f.Slot]) {
			continue
		}
		row.Values[f.Slot] = v
		if err := w.Tx.Update(ctx, row, []*model.Field{f}); err != nil {
			return err
		}
		w.remember(row)
	}
	return nil
}
