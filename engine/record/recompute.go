package record

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/rule"
)

// maxDependents bounds how many formulas of other records one write may compute again.
const maxDependents = 20_000

// due is the stored formulas of other records that are to be computed again, and for which records.
type due map[*model.Field]map[string]bool

func (d due) add(f *model.Field, id string) {
	if d[f] == nil {
		d[f] = map[string]bool{}
	}
	d[f][id] = true
}

// recompute brings the stored formulas that depend on what was noted to rest. They are computed by rank, so each once:
// the compiler has refused circles. Such a change is computed, not made by anybody: it is journalled and announced, but
// it counts no version and says nothing of who changed the record last. Whoever has the record open in a form may
// still save what they typed; nobody else typed over it.
func (w *Writer) recompute(ctx context.Context) error {
	d, count := due{}, 0
	for _, e := range slices.Clone(w.noted) {
		if err := w.affected(ctx, d, e.Before, e.After, fieldsTouched(e), true); err != nil {
			return err
		}
	}
	w.spare(d)
	for f, ids := range w.postponed {
		for id := range ids {
			d.add(f, id)
		}
	}
	clear(w.postponed)
	for len(d) > 0 {
		f := slices.MinFunc(slices.Collect(maps.Keys(d)), func(a, b *model.Field) int { return a.Rank - b.Rank })
		ids := slices.Sorted(maps.Keys(d[f]))
		delete(d, f)
		if count += len(ids); count > maxDependents {
			return &Problem{Code: Invalid, Say: "too_costly"}
		}
		for _, id := range ids {
			if err := w.again(ctx, d, f, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// spare takes out the records of the family that was just written: they were computed with all of it in sight. What
// comes back to them by way of others is computed all the same.
func (w *Writer) spare(d due) {
	for f, ids := range d {
		for _, k := range w.settled {
			if k.entity == f.Entity {
				delete(ids, k.id)
			}
		}
		if len(ids) == 0 {
			delete(d, f)
		}
	}
	w.settled = nil
}

// fieldsTouched are the fields that count as changed: of a record that comes or goes, all.
func fieldsTouched(e *Event) []*model.Field {
	if e.Kind == Updated || e.Kind == Moved {
		return e.Changed
	}
	return e.After.Entity.Fields
}

// affected adds the formulas that depend on changed fields of a record. Those of a record that was written as a whole
// were computed with it; those of one that is only computed again follow here.
func (w *Writer) affected(ctx context.Context, d due, before, after model.Row, changed []*model.Field, whole bool) error {
	for _, f := range changed {
		for _, dep := range f.Dependents {
			if len(dep.Hops) == 0 && !dep.All && whole {
				continue
			}
			ids, err := w.reach(ctx, dep, before, after)
			if err != nil {
				return fmt.Errorf("records that depend on %s.%s: %w", f.Entity.Name, f.Name, err)
			}
			for _, id := range ids {
				d.add(dep.Formula, id)
			}
		}
	}
	return nil
}

// Reach gives the ids of the records to which a dependent leads from a changed record, as it was and as it is.
func (w *Writer) Reach(ctx context.Context, dep *model.Dependent, before, after model.Row) ([]string, error) {
	if len(dep.Hops) == 0 && !dep.All {
		return idsOf([]model.Row{after}), nil
	}
	return w.reach(ctx, dep, before, after)
}

// reach follows the hops from a changed record, as it was and as it is, to the records whose formula may change.
func (w *Writer) reach(ctx context.Context, dep *model.Dependent, before, after model.Row) ([]string, error) {
	if dep.All {
		rows, err := w.Tx.Every(ctx, dep.Formula.Entity, rule.MaxRecords)
		return idsOf(rows), err
	}
	rows := []model.Row{after}
	if before.Entity != nil {
		rows = append(rows, before)
	}
	for i, hop := range dep.Hops {
		if i == len(dep.Hops)-1 && !hop.Back {
			return targets(rows, hop), nil
		}
		var err error
		if rows, err = w.hop(ctx, rows, hop); err != nil || len(rows) == 0 {
			return nil, err
		}
	}
	return idsOf(rows), nil
}

func (w *Writer) hop(ctx context.Context, rows []model.Row, h model.Hop) ([]model.Row, error) {
	if h.Back {
		return w.linked(ctx, h.Link, rows[0].Entity, idsOf(rows), rule.MaxRecords)
	}
	var refs []field.Ref
	for _, id := range targets(rows, h) {
		refs = append(refs, field.Ref{Entity: h.Entity.Name, ID: id})
	}
	return w.follow(ctx, refs)
}

// targets are the ids that a link of some records points to, within the entity that the hop arrives at.
func targets(rows []model.Row, h model.Hop) []string {
	var ids []string
	for _, row := range rows {
		for _, ref := range refsOf(row.Values[h.Link.Slot]) {
			if ref.Entity == h.Entity.Name && !slices.Contains(ids, ref.ID) {
				ids = append(ids, ref.ID)
			}
		}
	}
	return ids
}

func idsOf(rows []model.Row) []string {
	ids := make([]string, 0, len(rows))
	for _, row := range rows {
		if id := row.ID(); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// again computes one formula of one record, and adds what depends on it when it changed.
func (w *Writer) again(ctx context.Context, d due, f *model.Field, id string) error {
	before, ok, err := w.lock(ctx, f.Entity, id)
	if err != nil || !ok || before.Get(model.DeletedAt) != nil {
		return err
	}
	frame := w.Frame(ctx, before, model.Row{}, nil)
	v, err := f.Formula.Eval(frame)
	if tooMuch(err) {
		v, err = w.Tx.Formula(ctx, query.Formula{Model: w.Model, Field: f, Frame: frame, ID: id})
	}
	if err != nil {
		return fmt.Errorf("formula %s.%s: %w", f.Entity.Name, f.Name, err)
	}
	if v, err = w.shape(f, v); err != nil {
		return overflow(f, err)
	}
	if same(before.Values[f.Slot], v) {
		return nil
	}
	after := before.Clone()
	after.Values[f.Slot] = v
	if err := w.stillAlone(ctx, before, after); err != nil {
		return err
	}
	if err := w.Tx.Update(ctx, after, []*model.Field{f}); err != nil {
		return w.refused(ctx, w.draftFrom(before), err)
	}
	w.remember(after)
	w.note(Updated, before, after, []*model.Field{f})
	if err := w.stillHolds(ctx, before, after, f); err != nil {
		return err
	}
	return w.affected(ctx, d, before, after, []*model.Field{f}, false)
}

// overflow is a computed value that the field cannot keep.
func overflow(f *model.Field, err error) error {
	var bad *field.Error
	if !errors.As(err, &bad) {
		return err
	}
	return invalid(FieldProblem{Code: bad.Code, Params: bad.Params, Message: ""})
}

// stillHolds checks the rules of a dependent record that look at the formula: a rule holds however it comes to be broken.
func (w *Writer) stillHolds(ctx context.Context, before, after model.Row, f *model.Field) error {
	x := w.draftFrom(before)
	x.row = after
	for _, rl := range after.Entity.Rules {
		if rl.Warn || !concernedBy(rl.Check, []*model.Field{f}) {
			continue
		}
		holds, err := rl.Check.Holds(w.Frame(ctx, after, before, nil))
		if err != nil {
			return err
		}
		if !holds {
			return invalid(x.worded("", "rule", rl.Message))
		}
	}
	return nil
}
