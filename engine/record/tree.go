package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// trees refuses to put a record below itself, however many stand between, and deeper than descends_from looks. Whoever
// moves a branch waits for the others who do: two who put each other's records below their own are not both told yes.
func (d *draft) trees(ctx context.Context) error {
	for _, f := range d.entity.Fields {
		above, given := d.row.Values[f.Slot].(field.Ref)
		if !model.IsTree(f) || !given || d.failed(f.Name) || !d.isNew() && same(d.before.Values[f.Slot], d.row.Values[f.Slot]) {
			continue
		}
		if err := d.hangs(ctx, f, above); err != nil {
			return fmt.Errorf("check the tree of %s.%s: %w", d.entity.Name, f.Name, err)
		}
	}
	return nil
}

func (d *draft) hangs(ctx context.Context, f *model.Field, above field.Ref) error {
	if !d.isNew() {
		if err := d.r.Tx.AwaitTree(ctx, f); err != nil {
			return err
		}
	}
	path, err := d.r.Tx.Above(ctx, f, above.ID, rule.MaxAncestors)
	switch {
	case err != nil:
		return err
	case slices.Contains(path, d.row.ID()):
		d.fail(f.Name, "circle")
	case len(path) >= rule.MaxAncestors:
		d.fail(f.Name, "too_far_down", "max", rule.MaxAncestors)
	}
	return nil
}
