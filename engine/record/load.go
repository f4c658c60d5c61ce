package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// rowOrBin reads a record, in the recycle bin or not; one that is on its way is as it shall be.
func (r *Reader) rowOrBin(ctx context.Context, e *model.Entity, id string) (model.Row, bool, error) {
	if d := r.draftOf(e, id); d != nil {
		return d.row, true, nil
	}
	k := key{e, id}
	row, known := r.known[k]
	if !known {
		var err error
		if row, _, err = r.Tx.Row(ctx, e, id); err != nil {
			return model.Row{}, false, fmt.Errorf("read %s: %w", e.Name, err)
		}
		if row, err = r.rewound(ctx, row); err != nil {
			return model.Row{}, false, err
		}
		r.known[k] = row
	}
	return row, row.Entity != nil, nil
}

// row reads a record that is not in the recycle bin.
func (r *Reader) row(ctx context.Context, e *model.Entity, id string) (model.Row, bool, error) {
	if e == nil {
		return model.Row{}, false, nil
	}
	row, ok, err := r.rowOrBin(ctx, e, id)
	return row, ok && row.Get(model.DeletedAt) == nil, err
}

// load reads the records that links point to, one query for each entity, so that row finds them known.
func (r *Reader) load(ctx context.Context, refs []field.Ref) error {
	if r.past != nil {
		return nil // each is taken back by itself
	}
	wanted := map[*model.Entity][]string{}
	for _, ref := range refs {
		e := r.Model.Entity(ref.Entity)
		if e == nil {
			continue
		}
		if _, known := r.known[key{e, ref.ID}]; !known && !slices.Contains(wanted[e], ref.ID) {
			wanted[e] = append(wanted[e], ref.ID)
		}
	}
	for e, ids := range wanted {
		if len(ids) == 1 {
			continue // row reads it
		}
		rows, err := r.Tx.RowsByID(ctx, e, ids)
		if err != nil {
			return fmt.Errorf("read %s: %w", e.Name, err)
		}
		for _, id := range ids {
			r.known[key{e, id}] = model.Row{}
		}
		r.learn(rows)
	}
	return nil
}

func (r *Reader) learn(rows []model.Row) {
	for _, row := range rows {
		r.known[key{row.Entity, row.ID()}] = row
	}
}

// linked gives the live records whose link points to any of some records, oldest first.
func (r *Reader) linked(ctx context.Context, link *model.Field, to *model.Entity, ids []string, limit int) ([]model.Row, error) {
	refs := make([]field.Ref, len(ids))
	for i, id := range ids {
		refs[i] = field.Ref{Entity: to.Name, ID: id}
	}
	rows, err := r.Tx.Linked(ctx, link, refs, limit)
	if err == nil && r.past != nil {
		return r.onceThere(ctx, link.Entity, rows, func(row model.Row) bool {
			return slices.ContainsFunc(ids, func(id string) bool { return linksTo(row.Values[link.Slot], id) })
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read %s by %s: %w", link.Entity.Name, link.Name, err)
	}
	r.learn(rows)
	return rows, nil
}

// lock reads a row for writing, in the recycle bin or not. Once locked, a row is what this transaction knows of it.
// Waiting for a lock may let others finish what they wrote, so collections are read anew after it.
func (w *Writer) lock(ctx context.Context, e *model.Entity, id string) (model.Row, bool, error) {
	k := key{e, id}
	if w.held[k] {
		return w.known[k], true, nil
	}
	clear(w.sets)
	row, ok, err := w.Tx.Lock(ctx, e, id)
	if err != nil {
		return row, false, fmt.Errorf("lock %s: %w", e.Name, err)
	}
	if ok {
		w.held[k], w.known[k] = true, row
	}
	return row, ok, nil
}

// prefetch reads what the titles and clock formulas of records follow links to, before they are asked one by one.
func (r *Reader) prefetch(ctx context.Context, s *Shape, rows []model.Row) error {
	var reads []rule.Read
	if s.entity.Title != nil {
		reads = s.entity.Title.Reads
	}
	for _, f := range s.fields {
		if f.Live {
			reads = append(slices.Clip(reads), f.Formula.Reads...)
		}
	}
	for _, read := range reads {
		if err := r.walk(ctx, rows, read.Path); err != nil {
			return err
		}
	}
	return nil
}

// walk follows a path of links from some records, as far as it is one.
func (r *Reader) walk(ctx context.Context, rows []model.Row, path []string) error {
	for _, name := range path {
		var refs []field.Ref
		for _, row := range rows {
			if f := row.Entity.Field(name); f != nil && f.Link != nil {
				refs = append(refs, refsOf(row.Values[f.Slot])...)
			}
		}
		if len(refs) == 0 {
			return nil
		}
		var err error
		if err = r.load(ctx, refs); err != nil {
			return err
		}
		if rows, err = r.follow(ctx, refs); err != nil {
			return err
		}
	}
	return nil
}
