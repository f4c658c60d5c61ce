package record

import (
	"context"
	"errors"
	"fmt"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
)

// maxDepth is how many automations may stand between a person and a write: more is a circle.
const maxDepth = 16

// begin refuses a write that automations have set off too deeply.
func (w *Writer) begin() error {
	if w.Depth > maxDepth {
		return &Problem{Code: Invalid, Say: "too_deep", Params: params("max", maxDepth)}
	}
	return nil
}

// locked reads a live record for writing, if the actor may do so and nobody wrote it since.
func (w *Writer) locked(ctx context.Context, e *model.Entity, id string, p model.Permission, o Options) (model.Row, error) {
	if err := w.begin(); err != nil {
		return model.Row{}, err
	}
	row, ok, err := w.lock(ctx, e, id)
	if err != nil {
		return row, err
	}
	if !ok || row.Get(model.DeletedAt) != nil {
		return row, notFound()
	}
	if err := w.demand(ctx, p, row); err != nil {
		return row, err
	}
	if o.Version != nil && *o.Version != row.Get(model.Version) {
		return row, stale()
	}
	return row, nil
}

// Create makes a record. All that is wrong is told at once, in one *Problem.
func (w *Writer) Create(ctx context.Context, e *model.Entity, in Input, o Options) (model.Row, error) {
	if err := w.begin(); err != nil {
		return model.Row{}, err
	}
	if w.access(e).grant.Create.Never() {
		return model.Row{}, forbidden()
	}
	d := w.newDraft(e)
	err := w.during(d, func() error {
		if err := d.make(ctx, in); err != nil {
			return err
		}
		return w.accept(d, o)
	})
	if err != nil {
		return model.Row{}, err
	}
	return w.keep(ctx, d, Created)
}

// Update changes the fields that are given. What changes nothing is no change: no version, no event.
func (w *Writer) Update(ctx context.Context, e *model.Entity, id string, in Input, o Options) (model.Row, error) {
	row, err := w.locked(ctx, e, id, w.access(e).grant.Update, o)
	if err != nil {
		return model.Row{}, err
	}
	d := w.draftFrom(row)
	err = w.during(d, func() error {
		if err := d.make(ctx, in); err != nil {
			return err
		}
		return w.accept(d, o)
	})
	if err != nil {
		return model.Row{}, err
	}
	return w.keep(ctx, d, Updated)
}

// during runs fn while expressions see a draft as it shall be.
func (r *Reader) during(d *draft, fn func() error) error {
	n := len(r.drafts)
	r.drafts = append(r.drafts, d)
	defer func() { r.drafts = r.drafts[:n] }()
	return fn()
}

// make takes what was given, works out the rest and finds all that is wrong.
func (d *draft) make(ctx context.Context, in Input) error {
	if err := d.read(ctx, in); err != nil {
		return err
	}
	if d.to != nil {
		if err := d.goTo(ctx, d.to); err != nil {
			return err
		}
	}
	if err := d.awaken(ctx); err != nil {
		return err
	}
	d.r.drafts = append(d.r.drafts, d.family()[1:]...)
	if err := d.settle(ctx); err != nil {
		return err
	}
	for _, m := range d.written() {
		if err := m.allowed(ctx); err != nil {
			return err
		}
		if !m.gone {
			if err := m.guards(ctx); err != nil {
				return err
			}
		}
	}
	return d.validate(ctx)
}

// allowed asks the actor's grant for a record as it was (rows; the head was asked when it was locked) and as it shall be.
func (d *draft) allowed(ctx context.Context) error {
	g := d.r.access(d.entity).grant
	p, asked := g.Create, []model.Row{d.row}
	switch {
	case d.gone:
		p, asked = g.Delete, []model.Row{d.before}
	case !d.isNew() && !d.changed():
		return nil
	case !d.isNew() && d.parent != nil:
		p, asked = g.Update, []model.Row{d.before, d.row}
	case !d.isNew():
		p = g.Update
		if d.arriving() != nil {
			return nil // a move is asked by its own grant
		}
	}
	for _, row := range asked {
		ok, err := d.r.permits(ctx, p, row)
		if err != nil {
			return err
		}
		d.denied = d.denied || !ok
	}
	return nil
}

// changed tells whether a value of the record itself differs from what it was.
func (d *draft) changed() bool { return len(d.changes()) > 0 }

// changes are the fields whose values differ from what they were; bookkeeping does not count.
func (d *draft) changes() []*model.Field { return changesOf(d.before, d.row) }

func changesOf(before, after model.Row) []*model.Field {
	var out []*model.Field
	for i, f := range after.Entity.Fields {
		if f.Live || f.Name == model.UpdatedAt || f.Name == model.UpdatedBy || f.Name == model.Version {
			continue
		}
		if before.Entity == nil && after.Values[i] == nil {
			continue
		}
		if before.Entity == nil || !same(before.Values[i], after.Values[i]) {
			out = append(out, f)
		}
	}
	return out
}

// accept gives the problem of a draft that may not be kept.
func (w *Writer) accept(d *draft, o Options) error {
	wrong, warned := d.problems()
	for _, m := range d.family() {
		if m.denied {
			return forbidden()
		}
	}
	if len(wrong) > 0 {
		p := invalid(wrong...)
		p.Warnings = warned
		if onlyClashes(wrong) {
			p.Code, p.Say = Conflict, "conflict"
		}
		return p
	}
	if len(warned) > 0 && !o.Confirm && bound(w.Who) {
		return &Problem{Code: Invalid, Say: "unconfirmed", Warnings: warned}
	}
	return nil
}

func onlyClashes(wrong []FieldProblem) bool {
	for _, p := range wrong {
		if p.Code != "unique" && p.Code != "exclusive" {
			return false
		}
	}
	return true
}

// keep writes a family, what depends on it, and tells the listeners. It gives the head as it is then.
func (w *Writer) keep(ctx context.Context, d *draft, kind EventKind) (model.Row, error) {
	if err := w.whole(w.keepFamily(ctx, d, kind)); err != nil {
		return model.Row{}, err
	}
	if err := w.whole(w.finish(ctx)); err != nil {
		return model.Row{}, err
	}
	row, _, err := w.rowOrBin(ctx, d.entity, d.row.ID())
	return row, err
}

func (w *Writer) keepFamily(ctx context.Context, d *draft, kind EventKind) error {
	if err := w.numbers(ctx, d); err != nil {
		return err
	}
	for _, m := range d.written() {
		if !m.gone && len(d.rows) > 0 {
			w.settled = append(w.settled, key{m.entity, m.row.ID()})
		}
	}
	rowsChanged := false
	for _, m := range d.written()[1:] {
		rowsChanged = rowsChanged || m.gone || m.isNew() || m.changed()
	}
	if err := w.keepOne(ctx, d, kind, rowsChanged); err != nil {
		return err
	}
	for _, m := range d.written()[1:] {
		if m.gone {
			if err := w.bin(ctx, []model.Row{m.before}); err != nil {
				return err
			}
			continue
		}
		k := Updated
		if m.isNew() {
			k = Created
		}
		if err := w.keepOne(ctx, m, k, false); err != nil {
			return err
		}
	}
	return nil
}

// keepOne writes one record. touched: it counts as changed because its rows did.
func (w *Writer) keepOne(ctx context.Context, d *draft, kind EventKind, touched bool) error {
	if d.isNew() {
		if err := w.Tx.Insert(ctx, d.row); err != nil {
			return w.refused(ctx, d, err)
		}
		w.remember(d.row)
		w.note(kind, model.Row{}, d.row, d.changes())
		return nil
	}
	changed := d.changes()
	if len(changed) == 0 && !touched {
		return nil
	}
	w.bump(d.row)
	if err := w.Tx.Update(ctx, d.row, append(w.bookkeeping(d.entity), changed...)); err != nil {
		return w.refused(ctx, d, err)
	}
	w.remember(d.row)
	if len(changed) > 0 {
		w.note(kind, d.before, d.row, changed)
	}
	for _, f := range d.later {
		w.postponed.add(f, d.row.ID())
	}
	return nil
}

// bump counts a change that somebody made.
func (w *Writer) bump(row model.Row) {
	n, _ := row.Get(model.Version).(int64)
	row.Set(model.Version, n+1)
	row.Set(model.UpdatedAt, w.now)
	row.Set(model.UpdatedBy, w.actor())
}

func (w *Writer) bookkeeping(e *model.Entity) []*model.Field {
	return []*model.Field{e.Field(model.Version), e.Field(model.UpdatedAt), e.Field(model.UpdatedBy)}
}

// refused turns the database's own refusal, the second lock, into the problem that the check before it would have told.
func (w *Writer) refused(ctx context.Context, d *draft, err error) error {
	var v *store.Violation
	if !errors.As(err, &v) {
		return fmt.Errorf("write %s: %w", d.entity.Name, err)
	}
	switch v.Kind {
	case store.Overlap:
		return d.overlaps(err)
	case store.Unique:
		p := &Problem{Code: Conflict, Say: "conflict"}
		for _, f := range fieldsOfColumns(d.entity, v.Columns) {
			p.Fields = append(p.Fields, FieldProblem{Field: d.place + f.Name, Code: "unique"})
		}
		return p
	case store.Foreign:
		return &Problem{Code: Conflict, Say: "conflict"}
	}
	return fmt.Errorf("write %s: %w", d.entity.Name, err)
}

func fieldsOfColumns(e *model.Entity, columns []string) []*model.Field {
	var out []*model.Field
	for _, c := range columns {
		for _, f := range e.Fields {
			for _, col := range f.Kind.Columns() {
				if f.Name+col.Suffix == c && (len(out) == 0 || out[len(out)-1] != f) {
					out = append(out, f)
				}
			}
		}
	}
	return out
}
