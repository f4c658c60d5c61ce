package record

import (
	"context"
	"slices"
	"strconv"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// maxRows is how many rows one record may have in an inline collection.
const maxRows = 1000

// readRows takes the rows of an inline collection: those with an id are changed, those without are new, those left
// out go to the recycle bin.
func (d *draft) readRows(ctx context.Context, inv *model.Inverse, v any) error {
	list, ok := listOf(v)
	if !ok {
		d.fail(inv.Name, "invalid_type", "expected", "list")
		return nil
	}
	if len(list) > maxRows {
		d.fail(inv.Name, "too_many", "max", maxRows)
		return nil
	}
	kept, err := d.keptRows(ctx, inv)
	if err != nil {
		return err
	}
	d.inlines = append(d.inlines, inv)
	for i, item := range list {
		if err := d.readRow(ctx, inv, i, item, kept); err != nil {
			return err
		}
	}
	for _, row := range kept {
		child := d.r.draftFrom(row)
		child.gone, child.parent, child.via = true, d, inv
		d.rows = append(d.rows, child)
	}
	return nil
}

func listOf(v any) ([]any, bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case []any:
		return v, true
	case []Input:
		out := make([]any, len(v))
		for i, in := range v {
			out[i] = map[string]any(in)
		}
		return out, true
	case []map[string]any:
		out := make([]any, len(v))
		for i, in := range v {
			out[i] = in
		}
		return out, true
	}
	return nil, false
}

// keptRows are the rows that the record has now, by id. A new record has none.
func (d *draft) keptRows(ctx context.Context, inv *model.Inverse) (map[string]model.Row, error) {
	kept := map[string]model.Row{}
	if d.isNew() {
		return kept, nil
	}
	rows, err := d.r.linked(ctx, inv.Link, d.entity, []string{d.row.ID()}, rule.MaxRecords)
	for _, row := range rows {
		kept[row.ID()] = row
	}
	return kept, err
}

// readRow makes the draft of one row and takes it out of kept.
func (d *draft) readRow(ctx context.Context, inv *model.Inverse, i int, item any, kept map[string]model.Row) error {
	place := d.place + inv.Name + "." + strconv.Itoa(i) + "."
	in, ok := inputOf(item)
	if !ok {
		d.wrong = append(d.wrong, FieldProblem{Field: place[:len(place)-1], Code: "invalid_type", Params: params("expected", "object")})
		return nil
	}
	child := d.r.newDraft(inv.Entity)
	if id, given := in["id"]; given && id != nil {
		name, _ := id.(string)
		row, ok := kept[name]
		if !ok {
			d.wrong = append(d.wrong, FieldProblem{Field: place + "id", Code: "not_found", Params: params("value", id)})
			return nil
		}
		delete(kept, name)
		child = d.r.draftFrom(row)
	}
	delete(in, "id")
	child.place, child.parent, child.via = place, d, inv
	child.row.Values[inv.Link.Slot] = field.Ref{Entity: d.entity.Name, ID: d.row.ID()}
	child.given[inv.Link.Slot] = true
	delete(in, inv.Link.Name)
	d.rows = append(d.rows, child)
	return child.read(ctx, in)
}

// inputOf copies the values of a row; what an answer adds to a record ("_title") is not a value.
func inputOf(item any) (Input, bool) {
	var from map[string]any
	switch item := item.(type) {
	case map[string]any:
		from = item
	case Input:
		from = item
	default:
		return nil, false
	}
	in := make(Input, len(from))
	for k, v := range from {
		if k != "_title" && k != "_entity" {
			in[k] = v
		}
	}
	return in, true
}

// awaken brings the rows that were not given into the family when their formulas read a field of the parent that
// changes: what the parent adds up of them is then right at once, in a preview too. They are not written with it:
// recompute does that, as for any other record that depends on the parent.
func (d *draft) awaken(ctx context.Context) error {
	if d.isNew() {
		return nil
	}
	for _, inv := range d.entity.Inverses {
		if !inv.Inline || slices.Contains(d.inlines, inv) || !d.moves(inv) {
			continue
		}
		rows, err := d.r.linked(ctx, inv.Link, d.entity, []string{d.row.ID()}, maxRows)
		if err != nil {
			return err
		}
		for _, row := range rows {
			child := d.r.draftFrom(row)
			child.quiet, child.parent, child.via = true, d, inv
			d.rows = append(d.rows, child)
		}
	}
	return nil
}

// moves tells whether a changed field of the record is read by a formula of the rows of a collection.
func (d *draft) moves(inv *model.Inverse) bool {
	for _, f := range inv.Entity.Formulas {
		for _, read := range f.Formula.Reads {
			if len(read.Path) != 1 || read.Path[0] != inv.Link.Name {
				continue
			}
			if g := d.entity.Field(read.Member); g != nil && (g.Formula != nil || !same(d.before.Values[g.Slot], d.row.Values[g.Slot])) {
				return true
			}
		}
	}
	return false
}

// written is the family without the rows that are only computed.
func (d *draft) written() []*draft {
	return slices.DeleteFunc(d.family(), func(m *draft) bool { return m.quiet })
}
