package record

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// maxRounds bounds how often a family is computed again because a field cleared itself.
const maxRounds = 16

// settle fills in what nobody gave: defaults, the place in a funnel, formulas.
func (d *draft) settle(ctx context.Context) error {
	all := d.family()
	for _, m := range all {
		if err := m.defaults(ctx); err != nil {
			return err
		}
		m.taskDefaults()
	}
	if err := compute(ctx, all); err != nil {
		return err
	}
	placed := false
	for _, m := range all {
		did, err := m.enter(ctx)
		if err != nil {
			return err
		}
		placed = placed || did
	}
	if placed {
		return compute(ctx, all)
	}
	return nil
}

// defaults fills the fields of a new record that were not given.
func (d *draft) defaults(ctx context.Context) error {
	if !d.isNew() {
		return nil
	}
	for _, f := range d.entity.Fields {
		if f.Default == nil || d.given[f.Slot] || f.Formula != nil {
			continue
		}
		v, err := d.value(ctx, f, f.Default)
		if err != nil {
			return fmt.Errorf("default of %s.%s: %w", d.entity.Name, f.Name, err)
		}
		if v != nil {
			d.row.Values[f.Slot] = v
		}
	}
	return nil
}

func (d *draft) value(ctx context.Context, f *model.Field, v *model.Value) (any, error) {
	if v.Formula == nil && v.Template == nil {
		return v.Literal, nil
	}
	frame := d.frame(ctx)
	if v.Template != nil {
		s, err := v.Template.Render(frame, d.r.show(ctx))
		if err != nil {
			return nil, err
		}
		return d.r.shape(f, s)
	}
	x, err := v.Formula.Eval(frame)
	if err != nil {
		return nil, err
	}
	return d.r.shape(f, x)
}

// frame is one for all expressions over the draft: its record is looked at as it is when it is asked.
func (d *draft) frame(ctx context.Context) *rule.Frame {
	if d.sight == nil {
		d.sight = d.r.Frame(ctx, d.row, d.before, nil)
	}
	return d.sight
}

// compute brings the stored formulas and the fields that clear themselves of a family to rest. Formulas are computed by
// rank, over all records of the family: each comes after those it reads.
func compute(ctx context.Context, all []*draft) error {
	for range maxRounds {
		for _, c := range calculations(all) {
			if err := c.draft.formula(ctx, c.formula); err != nil {
				return err
			}
		}
		cleared := false
		for _, m := range all {
			did, err := m.clear(ctx)
			if err != nil {
				return err
			}
			cleared = cleared || did
		}
		if !cleared {
			return nil
		}
	}
	return fmt.Errorf("compute %s: fields that clear themselves do not come to rest", all[0].entity.Name)
}

// calculation is one formula of one record of a family.
type calculation struct {
	draft   *draft
	formula *model.Field
}

// calculations are the formulas that this write may change. Whether an existing record's is one is known only when
// those before it are computed: so all are listed, and asked in formula.
func calculations(all []*draft) []calculation {
	var out []calculation
	for _, m := range all {
		if m.gone {
			continue
		}
		for _, f := range m.entity.Formulas {
			out = append(out, calculation{m, f})
		}
	}
	if len(all) > 1 {
		slices.SortStableFunc(out, func(a, b calculation) int { return cmp.Compare(a.formula.Rank, b.formula.Rank) })
	}
	return out
}

func (d *draft) formula(ctx context.Context, f *model.Field) error {
	if !d.isNew() && !d.concerns(f.Formula) {
		return nil
	}
	v, err := f.Formula.Eval(d.frame(ctx))
	if tooMuch(err) && !d.isNew() {
		d.later = append(d.later, f)
		return nil
	}
	if err != nil {
		return fmt.Errorf("formula %s.%s: %w", d.entity.Name, f.Name, err)
	}
	v, err = d.r.shape(f, v)
	if err != nil {
		if !d.failed(f.Name) {
			d.failWith(f.Name, err)
		}
		return nil
	}
	d.row.Values[f.Slot] = v
	return nil
}

// tooMuch tells that an expression goes over more than memory does in one evaluation.
func tooMuch(err error) bool { return errors.Is(err, rule.ErrRecords) || errors.Is(err, rule.ErrCost) }

// concerns tells whether an expression over an existing record reads something that this write changes. What changes
// elsewhere has been followed when it changed.
func (d *draft) concerns(x *rule.Expr) bool {
	inFamily := d.parent != nil || len(d.rows) > 0
	for _, read := range x.Reads {
		first := read.Member
		if len(read.Path) > 0 {
			if inFamily {
				return true
			}
			first = read.Path[0]
		}
		f := d.entity.Field(first)
		if f != nil && (f.Live || !same(d.before.Values[f.Slot], d.row.Values[f.Slot])) {
			return true
		}
		if slices.ContainsFunc(d.inlines, func(i *model.Inverse) bool { return i.Name == first }) {
			return true
		}
	}
	return false
}

// clear empties the fields that say so while they are not visible.
func (d *draft) clear(ctx context.Context) (changed bool, err error) {
	for _, f := range d.entity.Fields {
		if !f.Clears || d.row.Values[f.Slot] == nil {
			continue
		}
		visible, err := d.flag(ctx, f.Visible)
		if err != nil {
			return changed, err
		}
		if !visible {
			d.row.Values[f.Slot] = nil
			changed = true
		}
	}
	return changed, nil
}

// flag evaluates a key that takes true, false or an expression.
func (d *draft) flag(ctx context.Context, f model.Flag) (bool, error) {
	if f.When == nil {
		return f.Always, nil
	}
	return f.When.Holds(d.frame(ctx))
}

// taskDefaults keeps the built-in task's own promises: it belongs to whom it is assigned, and knows when it was done.
func (d *draft) taskDefaults() {
	if d.entity.Name != model.TaskEntity {
		return
	}
	assignee, owner := d.entity.Field("assignee"), d.entity.Field(model.Owner)
	if assignee != nil && owner != nil && !d.given[owner.Slot] {
		switch v := d.row.Values[assignee.Slot]; {
		case v != nil && (d.isNew() || d.given[assignee.Slot]):
			d.row.Values[owner.Slot] = v
		case v == nil && d.isNew():
			d.row.Values[assignee.Slot] = d.row.Values[owner.Slot]
		}
	}
	done, at := d.entity.Field("done"), d.entity.Field("done_at")
	if done == nil || at == nil {
		return
	}
	switch is, _ := d.row.Values[done.Slot].(bool); {
	case !is:
		d.row.Values[at.Slot] = nil
	case d.row.Values[at.Slot] == nil:
		d.row.Values[at.Slot] = d.r.now
	}
}

// decode reads a value that was given for a field. Values in Go forms come from expressions: they are rounded to what
// the field keeps; what a person typed is not.
func (r *Reader) decode(f *model.Field, raw any) (any, error) {
	switch v := raw.(type) {
	case rule.Record, decimal.Decimal, field.Money, []rule.Record:
		raw = goForm(f, v, r.Model.Currency)
	case []any:
		if len(v) > 0 {
			if _, ok := v[0].(rule.Record); ok {
				raw = goForm(f, v, r.Model.Currency)
			}
		}
	case time.Time:
		raw = v.In(zoneOf(r.Model))
	}
	return f.Kind.Decode(raw, f.Options)
}

// shape brings what an expression gave into the form that the field keeps.
func (r *Reader) shape(f *model.Field, v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	o := f.Options
	o.Min, o.Max = nil, nil
	if t, ok := v.(time.Time); ok {
		v = t.In(zoneOf(r.Model))
	}
	return f.Kind.Decode(goForm(f, v, r.Model.Currency), o)
}

// goForm rounds numbers to what the field keeps and turns records into links.
func goForm(f *model.Field, v any, currency string) any {
	switch x := v.(type) {
	case rule.Record:
		return refOf(x)
	case []any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = goForm(f, x[i], currency)
		}
		return out
	case []rule.Record:
		out := make([]any, len(x))
		for i := range x {
			out[i] = refOf(x[i])
		}
		return out
	case field.Money:
		if f.Kind.Type() != field.Amount {
			return goForm(f, x.Amount, currency)
		}
		return x.Round()
	case decimal.Decimal:
		switch f.Kind.Type() {
		case field.Amount:
			return field.Money{Amount: x, Currency: currency}.Round()
		case field.Decimal:
			return x.Round(int32(f.Options.Scale))
		case field.Int:
			return x.Round(0)
		}
	}
	return v
}

// same compares two values of one field.
func same(a, b any) bool {
	switch x := a.(type) {
	case nil:
		return b == nil
	case decimal.Decimal:
		y, ok := b.(decimal.Decimal)
		return ok && x.Equal(y)
	case field.Money:
		y, ok := b.(field.Money)
		return ok && x.Currency == y.Currency && x.Amount.Equal(y.Amount)
	case time.Time:
		y, ok := b.(time.Time)
		return ok && x.Equal(y)
	case field.Range:
		y, ok := b.(field.Range)
		return ok && same(x.From, y.From) && same(x.To, y.To)
	case string, int64, bool, field.Date, field.Ref, field.Clock, field.Duration, field.File, field.Location:
		return a == b
	}
	return reflect.DeepEqual(a, b)
}
