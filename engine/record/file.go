package record

import (
	"context"
	"fmt"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
)

// files checks that stored files are there and may be attached, and takes what is known of them: of what was sent only
// the id is believed.
func (d *draft) files(ctx context.Context) error {
	for _, f := range d.entity.Fields {
		if d.failed(f.Name) || !d.isNew() && same(d.before.Values[f.Slot], d.row.Values[f.Slot]) {
			continue
		}
		switch v := d.row.Values[f.Slot].(type) {
		case field.File:
			kept, ok, err := d.file(ctx, f, v)
			if err != nil {
				return err
			}
			if ok {
				d.row.Values[f.Slot] = kept
			}
		case []field.File:
			list := make([]field.File, len(v))
			for i := range v {
				kept, ok, err := d.file(ctx, f, v[i])
				if err != nil {
					return err
				}
				if !ok {
					break
				}
				list[i] = kept
			}
			d.row.Values[f.Slot] = list
		}
	}
	return nil
}

func (d *draft) file(ctx context.Context, f *model.Field, v field.File) (field.File, bool, error) {
	kept, err := d.r.Tx.File(ctx, v.ID)
	if store.IsNoRows(err) {
		d.fail(f.Name, "not_found", "value", v.ID)
		return v, false, nil
	}
	if err != nil {
		return v, false, fmt.Errorf("read file: %w", err)
	}
	may, err := d.r.MayReadFile(ctx, v.ID)
	if err == nil && !may {
		d.fail(f.Name, "not_found", "value", v.ID)
	}
	return kept.File, may, err
}

// MayReadFile tells whether the actor uploaded a file or may read a record that holds it.
func (r *Reader) MayReadFile(ctx context.Context, id string) (bool, error) {
	if !bound(r.Who) {
		return true, nil
	}
	kept, err := r.Tx.File(ctx, id)
	if store.IsNoRows(err) {
		return false, nil
	}
	if err != nil || kept.By != "" && kept.By == r.Who.UserID() {
		return err == nil, err
	}
	for _, e := range r.Model.Entities {
		for _, f := range e.Fields {
			if k := f.Kind.Type(); k != field.Document && f.Kind.Name() != "files" || !f.Stored() || !r.Readable(f) || r.access(e).grant.Read.Never() {
				continue
			}
			if ok, err := r.heldBy(ctx, f, id); ok || err != nil {
				return ok, err
			}
		}
	}
	return false, nil
}

// heldBy tells whether a record that the actor may read holds a file in a field.
func (r *Reader) heldBy(ctx context.Context, f *model.Field, id string) (bool, error) {
	rows, err := r.Tx.Holding(ctx, f, id, rule.MaxRecords)
	if err != nil {
		return false, fmt.Errorf("records that hold a file: %w", err)
	}
	for _, row := range rows {
		if ok, err := r.mayRead(ctx, row); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}
