package record

import (
	"context"
	"strconv"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// AppendList writes records as a JSON array. What is expanded is read in one query a level.
func (r *Reader) AppendList(ctx context.Context, b []byte, s *Shape, rows []model.Row) ([]byte, error) {
	w := writing{r: r, ctx: ctx, cols: map[collected][]model.Row{}}
	if err := w.gather(s, rows); err != nil {
		return b, err
	}
	return w.list(b, s, rows)
}

// AppendRecord writes one record as a JSON object with its "_can".
func (r *Reader) AppendRecord(ctx context.Context, b []byte, s *Shape, row model.Row) ([]byte, error) {
	w := writing{r: r, ctx: ctx, cols: map[collected][]model.Row{}}
	if err := w.gather(s, []model.Row{row}); err != nil {
		return b, err
	}
	can, err := r.Can(ctx, row)
	if err != nil {
		return b, err
	}
	if b, err = w.record(b, s, row); err != nil {
		return b, err
	}
	b = append(b[:len(b)-1], `,"_can":{"update":`...)
	b = strconv.AppendBool(b, can.Update)
	b = append(b, `,"delete":`...)
	b = strconv.AppendBool(b, can.Delete)
	b = append(b, `,"move":`...)
	b = strconv.AppendBool(b, can.Move)
	b = append(b, `,"actions":[`...)
	for i, name := range can.Actions {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendQuote(b, name) // a name of the package: letters, digits and _
	}
	return append(b, `]}}`...), nil
}

// writing is one answer being written.
type writing struct {
	r    *Reader
	ctx  context.Context
	cols map[collected][]model.Row
	may  map[string]bool // by entity and id: whether a linked record may be read
}

// collected names one expanded collection of one record.
type collected struct {
	branch *branch
	id     string
}

// gather reads all that a shape needs of some records, level by level.
func (w *writing) gather(s *Shape, rows []model.Row) error {
	if len(rows) == 0 {
		return nil
	}
	if err := w.r.prefetch(w.ctx, s, rows); err != nil {
		return err
	}
	for _, b := range s.branches {
		found, err := w.branchRows(s, b, rows)
		if err != nil {
			return err
		}
		for _, to := range b.to {
			var own []model.Row
			for _, row := range found {
				if row.Entity == to.entity {
					own = append(own, row)
				}
			}
			if err := w.gather(to, own); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writing) branchRows(s *Shape, b *branch, rows []model.Row) ([]model.Row, error) {
	if b.inverse != nil {
		return w.collect(s, b, rows)
	}
	var refs []field.Ref
	for _, row := range rows {
		refs = append(refs, refsOf(w.r.valueOf(w.ctx, b.link, row))...)
	}
	if err := w.r.load(w.ctx, refs); err != nil {
		return nil, err
	}
	var found []model.Row
	seen := map[string]bool{}
	for _, ref := range refs {
		if seen[ref.ID] {
			continue
		}
		seen[ref.ID] = true
		row, ok, err := w.linkedRow(ref)
		if err != nil {
			return nil, err
		}
		if ok {
			found = append(found, row)
		}
	}
	return found, nil
}

// collect reads the collections of all rows at once and shares them out.
func (w *writing) collect(s *Shape, b *branch, rows []model.Row) ([]model.Row, error) {
	found, err := w.r.linked(w.ctx, b.inverse.Link, s.entity, idsOf(rows), maxCollection*len(rows))
	if err != nil {
		return nil, err
	}
	for _, row := range found {
		ok, err := w.r.mayRead(w.ctx, row)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		for _, ref := range refsOf(row.Values[b.inverse.Link.Slot]) {
			c := collected{b, ref.ID}
			if len(w.cols[c]) < maxCollection {
				w.cols[c] = append(w.cols[c], row)
			}
		}
	}
	return found, nil
}

// linkedRow is the record a link points to, if it is there and the actor may read it. A record in the recycle bin
// is still called by its name.
func (w *writing) linkedRow(ref field.Ref) (model.Row, bool, error) {
	e := w.r.Model.Entity(ref.Entity)
	if e == nil {
		return model.Row{}, false, nil
	}
	row, ok, err := w.r.rowOrBin(w.ctx, e, ref.ID)
	if err != nil || !ok || w.r.access(e).grant.Read.Always {
		return row, ok, err
	}
	may, known := w.may[ref.ID]
	if !known {
		if may, err = w.r.mayRead(w.ctx, row); err != nil {
			return row, false, err
		}
		if w.may == nil {
			w.may = map[string]bool{}
		}
		w.may[ref.ID] = may
	}
	return row, may, nil
}

func (w *writing) list(b []byte, s *Shape, rows []model.Row) ([]byte, error) {
	var err error
	b = append(b, '[')
	for i, row := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = w.record(b, s, row); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

func (w *writing) record(b []byte, s *Shape, row model.Row) ([]byte, error) {
	title, err := w.r.TitleOf(w.ctx, row)
	if err != nil {
		return b, err
	}
	b = appendText(append(b, `{"_entity":`...), s.entity.Name)
	b = appendText(append(b, `,"_title":`...), title)
	for _, f := range s.fields {
		b = append(append(append(b, `,"`...), f.Name...), `":`...)
		v := w.r.valueOf(w.ctx, f, row)
		if br := s.branch(f); br != nil && v != nil {
			if b, err = w.linkedTo(b, br, v); err != nil {
				return b, err
			}
			continue
		}
		b = appendValue(b, f, v)
	}
	for _, br := range s.branches {
		if br.inverse == nil {
			continue
		}
		b = append(append(append(b, `,"`...), br.inverse.Name...), `":`...)
		if b, err = w.list(b, br.to[0], w.cols[collected{br, row.ID()}]); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

// linkedTo writes the records of an expanded link; one that may not be read stays an id.
func (w *writing) linkedTo(b []byte, br *branch, v any) ([]byte, error) {
	if ref, ok := v.(field.Ref); ok {
		return w.target(b, br, ref)
	}
	b = append(b, '[')
	for i, ref := range refsOf(v) {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = w.target(b, br, ref); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

func (w *writing) target(b []byte, br *branch, ref field.Ref) ([]byte, error) {
	row, ok, err := w.linkedRow(ref)
	if err != nil {
		return b, err
	}
	if s := br.shape(row.Entity); ok && s != nil {
		return w.record(b, s, row)
	}
	return appendRef(b, br.link, ref), nil
}
