package record

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
)

// exclusive looks for records that hold what this one is to hold. Whoever writes waits first until nobody else is about
// to take the same thing, so that of many at once each but the first is told who was faster; the database's own
// constraint is the second lock.
func (d *draft) exclusive(ctx context.Context) error {
	for _, x := range d.entity.Exclusive {
		changed := func(f *model.Field) bool { return d.isNew() || !same(d.before.Values[f.Slot], d.row.Values[f.Slot]) }
		if !slices.ContainsFunc(x.Fields(), changed) || slices.ContainsFunc(x.Fields(), func(f *model.Field) bool { return d.failed(f.Name) }) {
			continue
		}
		if err := d.meets(ctx, x); err != nil {
			return fmt.Errorf("check exclusive use of %s: %w", d.entity.Name, err)
		}
	}
	return nil
}

// meets tells at the start who holds it already. A record that is itself on its way counts as it shall be.
func (d *draft) meets(ctx context.Context, x *model.Exclusive) error {
	if !store.Holding(x, d.row) {
		return nil
	}
	if err := d.r.Tx.Await(ctx, x, d.row); err != nil {
		return err
	}
	rows, err := d.r.Tx.Meeting(ctx, x, d.row, 1+len(d.r.drafts))
	if err != nil {
		return err
	}
	rows = d.r.withDrafts(rows, d.entity, func(row model.Row) bool { return store.Meet(x, row, d.row) })
	rows = slices.DeleteFunc(rows, func(row model.Row) bool { return row.ID() == d.row.ID() })
	if len(rows) == 0 {
		return nil
	}
	kv := map[string]any{}
	if err := d.r.naming(ctx, kv, rows[0]); err != nil {
		return err
	}
	if end := x.During[1]; kv["title"] != nil && d.r.Readable(end) {
		if until := rows[0].Values[end.Slot]; until != nil {
			kv["until"] = locale.Format(d.r.Who.Locale, zoneOf(d.r.Model)).Value(until)
		}
	}
	d.wrong = append(d.wrong, FieldProblem{Field: d.place + x.During[0].Name, Code: "exclusive", Params: kv})
	return nil
}

// stillAlone refuses a formula, computed again because of another record, by which two records would come to hold the same.
func (w *Writer) stillAlone(ctx context.Context, before, after model.Row) error {
	d := w.draftFrom(before)
	d.row = after
	if err := d.exclusive(ctx); err != nil || len(d.wrong) == 0 {
		return err
	}
	return &Problem{Code: Conflict, Say: "conflict", Fields: d.wrong}
}

// overlaps is the problem that the check would have told, of a write that the database refused.
func (d *draft) overlaps(err error) *Problem {
	var v *store.Violation
	if !errors.As(err, &v) || v.Kind != store.Overlap {
		return nil
	}
	p := &Problem{Code: Conflict, Say: "conflict"}
	for _, x := range d.entity.Exclusive {
		if store.NameOf(x) == v.Index {
			p.Fields = append(p.Fields, FieldProblem{Field: d.place + x.During[0].Name, Code: "exclusive"})
		}
	}
	return p
}
