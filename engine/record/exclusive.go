package record

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/rule"
)

// exclusive looks for a record that holds, at the same time, what this one holds. A write holds a lock on what it asks
// for until it commits, so that of many who press at once each sees whoever came before.
func (d *draft) exclusive(ctx context.Context) error {
	if !d.isNew() && !d.changed() {
		return nil
	}
	for i, x := range d.entity.Exclusive {
		holds, err := d.holdsOf(ctx, x)
		if err != nil || !holds {
			if err != nil {
				return fmt.Errorf("exclusive use of %s: %w", d.entity.Name, err)
			}
			continue
		}
		if d.r.draw != nil { // a write, not a preview
			if err := d.r.Tx.Hold(ctx, d.holding(i, x)); err != nil {
				return err
			}
		}
		if err := d.inTheWay(ctx, x); err != nil {
			return fmt.Errorf("exclusive use of %s: %w", d.entity.Name, err)
		}
	}
	return nil
}

// holdsOf tells whether the record, as it shall be, holds anything.
func (d *draft) holdsOf(ctx context.Context, x *model.Exclusive) (bool, error) {
	for _, f := range append(x.What[:len(x.What):len(x.What)], x.During[0]) {
		if d.row.Values[f.Slot] == nil || d.failed(f.Name) {
			return false, nil
		}
	}
	if d.failed(x.During[1].Name) {
		return false, nil
	}
	if x.Where == nil {
		return true, nil
	}
	return x.Where.Holds(d.frame(ctx))
}

// holding names what is held, for the lock.
func (d *draft) holding(i int, x *model.Exclusive) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s/%d", d.entity.Name, i)
	for _, f := range x.What {
		b.WriteByte('/')
		b.Write(appendValue(nil, f, d.row.Values[f.Slot]))
	}
	return b.String()
}

// inTheWay tells who holds it. Records on their way count as they shall be.
func (d *draft) inTheWay(ctx context.Context, x *model.Exclusive) error {
	var vars []any
	for _, f := range append(append(x.What[:len(x.What):len(x.What)], x.During[0]), x.During[1]) {
		vars = append(vars, d.row.Values[f.Slot])
	}
	rows, err := d.r.Tx.Find(ctx, query.Select{Model: d.r.Model, Entity: d.entity, Where: []*rule.Expr{x.Clash},
		Frame: d.r.Frame(ctx, model.Row{}, model.Row{}, vars), Limit: 2 + len(d.r.drafts)})
	if err != nil {
		return err
	}
	var wrong error
	rows = d.r.withDrafts(rows, d.entity, func(row model.Row) bool {
		holds, err := x.Clash.Holds(d.r.Frame(ctx, row, model.Row{}, vars))
		if err != nil {
			wrong = err
		}
		return holds && row.Get(model.DeletedAt) == nil
	})
	rows = slices.DeleteFunc(rows, func(row model.Row) bool { return row.ID() == d.row.ID() })
	if len(rows) == 0 || wrong != nil {
		return wrong
	}
	kv := map[string]any{}
	if err := d.r.naming(ctx, kv, rows[0]); err != nil {
		return err
	}
	if _, named := kv["title"]; named && d.r.Readable(x.During[1]) {
		if until := rows[0].Values[x.During[1].Slot]; until != nil {
			kv["until"] = locale.Format(d.r.Who.Locale, zoneOf(d.r.Model)).Value(until)
		}
	}
	d.wrong = append(d.wrong, FieldProblem{Field: d.place + x.What[0].Name, Code: "exclusive", Params: kv, At: x.At})
	return nil
}
