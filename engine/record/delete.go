package record

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Delete moves a record to the recycle bin, as on_delete of what links to it says.
func (w *Writer) Delete(ctx context.Context, e *model.Entity, id string, o Options) error {
	row, err := w.locked(ctx, e, id, w.access(e).grant.Delete, o)
	if err != nil {
		return err
	}
	all, cleared, err := w.going(ctx, []model.Row{row})
	if err != nil {
		return err
	}
	if err := w.whole(w.putAway(ctx, all, cleared)); err != nil {
		return err
	}
	return w.whole(w.finish(ctx))
}

// bin puts records, and those that go with them, into the recycle bin in one stroke: all get the same instant, by which
// Restore knows them again.
func (w *Writer) bin(ctx context.Context, rows []model.Row) error {
	all, cleared, err := w.going(ctx, rows)
	if err != nil {
		return err
	}
	return w.putAway(ctx, all, cleared)
}

func (w *Writer) putAway(ctx context.Context, all []model.Row, cleared []cut) error {
	for _, c := range cleared {
		if err := w.clearLink(ctx, c.row, c.link, all); err != nil {
			return err
		}
	}
	for _, row := range slices.Backward(all) {
		if err := w.setDeleted(ctx, row, w.now, Deleted); err != nil {
			return err
		}
	}
	return nil
}

// cut is a link that is emptied because its target goes.
type cut struct {
	row  model.Row
	link *model.Field
}

// going finds all that goes with some records, and the links to be emptied. A link that restricts, from a record that
// stays, refuses the whole.
func (w *Writer) going(ctx context.Context, rows []model.Row) (all []model.Row, cleared []cut, err error) {
	all = slices.Clone(rows)
	var held []cut
	for i := 0; i < len(all); i++ {
		for _, f := range w.digest.incoming[all[i].Entity] {
			if f.System && f.Name != model.Owner || all[i].Entity.Name == model.UserEntity {
				continue
			}
			from, err := w.linked(ctx, f, all[i].Entity, []string{all[i].ID()}, rule.MaxRecords)
			if err != nil {
				return nil, nil, err
			}
			for _, row := range from {
				switch {
				case f.Link.OnDelete == model.Cascade && f.Kind.Name() != "links":
					if !has(all, row) {
						all = append(all, row)
					}
				case f.Link.OnDelete == model.Clear:
					cleared = append(cleared, cut{row, f})
				default:
					held = append(held, cut{row, f})
				}
			}
		}
	}
	staying := func(c cut) bool { return has(all, c.row) }
	held = slices.DeleteFunc(held, staying)
	cleared = slices.DeleteFunc(cleared, staying)
	if len(held) > 0 {
		return nil, nil, w.restricted(ctx, held)
	}
	return all, cleared, nil
}

func has(rows []model.Row, row model.Row) bool {
	return slices.ContainsFunc(rows, func(r model.Row) bool { return r.Entity == row.Entity && r.ID() == row.ID() })
}

// restricted is the conflict that names what still needs the record: a problem for each kind, with the first record
// of it that the actor may read.
func (w *Writer) restricted(ctx context.Context, held []cut) error {
	p := &Problem{Code: Conflict, Say: "conflict"}
	seen := map[*model.Field]bool{}
	for _, h := range held {
		if seen[h.link] {
			continue
		}
		seen[h.link] = true
		n := 0
		for _, other := range held {
			if other.link == h.link {
				n++
			}
		}
		e := h.link.Entity
		kv := params("count", n, "entity", e.Label.In(w.Who.Locale), "name", e.Name)
		if err := w.naming(ctx, kv, h.row); err != nil {
			return err
		}
		p.Fields = append(p.Fields, FieldProblem{Code: "restrict", Params: kv})
	}
	return p
}

// naming adds the id and title of a record to the parameters of a problem, if the actor may read it.
func (r *Reader) naming(ctx context.Context, kv map[string]any, row model.Row) error {
	ok, err := r.mayRead(ctx, row)
	if err != nil || !ok {
		return err
	}
	title, err := r.TitleOf(ctx, row)
	kv["record"], kv["title"] = row.ID(), title
	return err
}

// clearLink empties a link to records that go.
func (w *Writer) clearLink(ctx context.Context, row model.Row, f *model.Field, gone []model.Row) error {
	before, ok, err := w.lock(ctx, row.Entity, row.ID())
	if err != nil || !ok {
		return err
	}
	after := before.Clone()
	after.Values[f.Slot] = nil
	if refs, ok := before.Values[f.Slot].([]field.Ref); ok {
		left := slices.DeleteFunc(slices.Clone(refs), func(r field.Ref) bool {
			return slices.ContainsFunc(gone, func(g model.Row) bool { return g.Entity.Name == r.Entity && g.ID() == r.ID })
		})
		if len(left) > 0 {
			after.Values[f.Slot] = left
		}
	}
	d := &draft{r: w.Reader, entity: row.Entity, before: before, row: after, given: make([]bool, len(after.Values))}
	if err := w.during(d, func() error { return compute(ctx, []*draft{d}) }); err != nil {
		return err
	}
	return w.keepOne(ctx, d, Updated, false)
}

// setDeleted writes whether a record is in the recycle bin.
func (w *Writer) setDeleted(ctx context.Context, row model.Row, at any, kind EventKind) error {
	before, ok, err := w.lock(ctx, row.Entity, row.ID())
	if err != nil || !ok {
		return err
	}
	after := before.Clone()
	after.Set(model.DeletedAt, at)
	w.bump(after)
	f := row.Entity.Field(model.DeletedAt)
	if err := w.Tx.Update(ctx, after, append(w.bookkeeping(row.Entity), f)); err != nil {
		return w.refused(ctx, w.draftFrom(after), err)
	}
	w.remember(after)
	w.note(kind, before, after, []*model.Field{f})
	return nil
}

// Restore brings a record back from the recycle bin, and the records that went with it in the same stroke. Links that
// were emptied stay empty: the journal knows them.
func (w *Writer) Restore(ctx context.Context, e *model.Entity, id string) (model.Row, error) {
	if err := w.begin(); err != nil {
		return model.Row{}, err
	}
	row, ok, err := w.lock(ctx, e, id)
	if err != nil {
		return row, err
	}
	if !ok {
		return row, notFound()
	}
	if err := w.demand(ctx, w.access(e).grant.Delete, row); err != nil {
		return row, err
	}
	at, binned := row.Get(model.DeletedAt).(time.Time)
	if !binned {
		return row, nil
	}
	if err := w.whole(w.bringBack(ctx, row, at)); err != nil {
		return row, err
	}
	if err := w.whole(w.finish(ctx)); err != nil {
		return row, err
	}
	row, _, err = w.row(ctx, e, id)
	return row, err
}

// bringBack restores a record and, below it, what was deleted with it.
func (w *Writer) bringBack(ctx context.Context, row model.Row, at time.Time) error {
	if err := w.standsAgain(ctx, row); err != nil {
		return err
	}
	if err := w.setDeleted(ctx, row, nil, Restored); err != nil {
		return err
	}
	for _, f := range w.digest.incoming[row.Entity] {
		if f.Link.OnDelete != model.Cascade {
			continue
		}
		with, err := w.Tx.Binned(ctx, f, field.Ref{Entity: row.Entity.Name, ID: row.ID()}, at)
		if err != nil {
			return fmt.Errorf("records deleted with %s: %w", row.Entity.Name, err)
		}
		for _, child := range with {
			if err := w.bringBack(ctx, child, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// standsAgain refuses to restore a record whose place was taken or whose links point to what is deleted.
func (w *Writer) standsAgain(ctx context.Context, row model.Row) error {
	d := w.newDraft(row.Entity)
	d.row = row.Clone()
	d.row.Set(model.DeletedAt, nil)
	if err := d.unique(ctx); err != nil {
		return err
	}
	if err := d.exclusive(ctx); err != nil {
		return err
	}
	for _, f := range row.Entity.Fields {
		if f.Link == nil || f.System {
			continue
		}
		for _, ref := range refsOf(row.Values[f.Slot]) {
			_, ok, err := w.row(ctx, w.Model.Entity(ref.Entity), ref.ID)
			if err != nil {
				return err
			}
			if !ok && f.Kind.Name() != "links" {
				d.fail(f.Name, "link_deleted")
			}
		}
	}
	if len(d.wrong) > 0 {
		return &Problem{Code: Conflict, Say: "conflict", Fields: d.wrong}
	}
	return nil
}
