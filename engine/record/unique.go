package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/tamga-crm/tamga/engine/model"
)

// unique looks for records that already have what must be this one's alone. The database's own index is the second lock.
func (d *draft) unique(ctx context.Context) error {
	for _, set := range uniquesOf(d.entity) {
		if slices.ContainsFunc(set, func(f *model.Field) bool { return d.row.Values[f.Slot] == nil || d.failed(f.Name) }) {
			continue
		}
		if !d.isNew() && !slices.ContainsFunc(set, func(f *model.Field) bool { return !same(d.before.Values[f.Slot], d.row.Values[f.Slot]) }) {
			continue
		}
		if err := d.clash(ctx, set); err != nil {
			return fmt.Errorf("check unique %s.%s: %w", d.entity.Name, set[0].Name, err)
		}
	}
	return nil
}

func uniquesOf(e *model.Entity) [][]*model.Field {
	var sets [][]*model.Field
	for _, f := range e.Fields {
		if f.Unique && f.Series == nil {
			sets = append(sets, []*model.Field{f})
		}
	}
	return append(sets, e.Unique...)
}

// clash tells at each field of the set who has it already. A record that is itself on its way counts as it shall be.
func (d *draft) clash(ctx context.Context, set []*model.Field) error {
	rows, err := d.r.Tx.Alike(ctx, d.row, set, 1+len(d.r.drafts))
	if err != nil {
		return err
	}
	rows = d.r.withDrafts(rows, d.entity, func(row model.Row) bool {
		return !slices.ContainsFunc(set, func(f *model.Field) bool { return !same(row.Values[f.Slot], d.row.Values[f.Slot]) })
	})
	rows = slices.DeleteFunc(rows, func(row model.Row) bool { return row.ID() == d.row.ID() })
	if len(rows) == 0 {
		return nil
	}
	kv := map[string]any{}
	if err := d.r.naming(ctx, kv, rows[0]); err != nil {
		return err
	}
	for _, f := range set {
		d.wrong = append(d.wrong, FieldProblem{Field: d.place + f.Name, Code: "unique", Params: kv})
	}
	return nil
}
