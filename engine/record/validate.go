package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// validate finds all that is wrong with a family.
func (d *draft) validate(ctx context.Context) error {
	for _, m := range d.written() {
		if m.gone {
			continue
		}
		for _, check := range []func(context.Context) error{m.fields, m.links, m.trees, m.files, m.rules, m.unique, m.exclusive} {
			if err := check(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// fields checks each field by itself: whether it may be written now, whether it is missing, whether its value will do.
func (d *draft) fields(ctx context.Context) error {
	for _, f := range d.entity.Fields {
		if f.System || f.Formula != nil || d.failed(f.Name) {
			continue
		}
		if err := d.field(ctx, f); err != nil {
			return fmt.Errorf("check %s.%s: %w", d.entity.Name, f.Name, err)
		}
	}
	return nil
}

func (d *draft) field(ctx context.Context, f *model.Field) error {
	if frozen, err := d.frozen(ctx, f); err != nil {
		return err
	} else if frozen && !same(d.was(f), d.row.Values[f.Slot]) && d.given[f.Slot] {
		d.fail(f.Name, "readonly")
		return nil
	}
	if d.row.Values[f.Slot] == nil {
		missing, err := d.missing(ctx, f)
		if missing {
			d.fail(f.Name, "required")
		}
		return err
	}
	if f.Check == nil || !d.isNew() && !d.concerns(f.Check) {
		return nil
	}
	holds, err := f.Check.Holds(d.frame(ctx))
	if err == nil && !holds {
		p := d.worded(f.Name, "check", f.Message)
		p.At = placeOf(f.Check)
		d.wrong = append(d.wrong, p)
	}
	return err
}

// frozen tells whether a field with a condition on readonly is so now: an existing record as it was, a new one as it is.
func (d *draft) frozen(ctx context.Context, f *model.Field) (bool, error) {
	if f.Readonly.When == nil || !bound(d.r.Who) {
		return false, nil
	}
	frame := d.frame(ctx)
	if !d.isNew() {
		frame = d.r.Frame(ctx, d.before, d.before, nil)
	}
	return f.Readonly.When.Holds(frame)
}

func (d *draft) was(f *model.Field) any {
	if d.isNew() {
		return nil
	}
	return d.before.Values[f.Slot]
}

// missing tells whether an empty field is required: one that is not visible is not.
func (d *draft) missing(ctx context.Context, f *model.Field) (bool, error) {
	if !f.Required.Always && f.Required.When == nil || f.Series != nil {
		return false, nil
	}
	required, err := d.flag(ctx, f.Required)
	if err != nil || !required {
		return false, err
	}
	return d.flag(ctx, f.Visible)
}

// placeOf is where an expression begins in the package.
func placeOf(x *rule.Expr) diag.Range {
	if x.Place == nil {
		return diag.Range{}
	}
	return x.Place(0, 1)
}

// worded is a problem in the package's own words, or in Tamga's when the package has none.
func (d *draft) worded(name, code string, message model.Text) FieldProblem {
	place := d.place + name
	if name == "" && d.place != "" {
		place = d.place[:len(d.place)-1]
	}
	return FieldProblem{Field: place, Code: code, Message: message.In(d.r.Who.Locale)}
}

// rules checks the conditions over the whole record. One that nothing in this write concerns was met before.
func (d *draft) rules(ctx context.Context) error {
	for _, rl := range d.entity.Rules {
		if !d.isNew() && len(rl.Check.Reads) > 0 && !d.concerns(rl.Check) {
			continue
		}
		holds, err := rl.Check.Holds(d.frame(ctx))
		if err != nil {
			return fmt.Errorf("rule %s of %s: %w", rl.Name, d.entity.Name, err)
		}
		if rl.Warn == holds {
			d.broken(rl)
		}
	}
	return nil
}

// broken tells a broken rule at each of its fields, or at the record.
func (d *draft) broken(rl *model.Rule) {
	names := []string{""}
	if len(rl.Fields) > 0 {
		names = nil
		for _, f := range rl.Fields {
			names = append(names, f.Name)
		}
	}
	for _, name := range names {
		p := d.worded(name, "rule", rl.Message)
		p.At = rl.At
		if rl.Warn {
			d.warned = append(d.warned, p)
		} else if !d.failed(name) {
			d.wrong = append(d.wrong, p)
		}
	}
}

// links checks that what the record points to is there, may be seen by the actor, and may be chosen.
func (d *draft) links(ctx context.Context) error {
	for _, f := range d.entity.Fields {
		if f.Link == nil || f.System && f.Name != model.Owner || d.failed(f.Name) || d.via != nil && f == d.via.Link {
			continue
		}
		refs := refsOf(d.row.Values[f.Slot])
		if len(refs) == 0 {
			continue
		}
		changed := d.isNew() || !same(d.before.Values[f.Slot], d.row.Values[f.Slot])
		if !changed && !d.chosenBy(f) {
			continue
		}
		if err := d.link(ctx, f, refs, changed); err != nil {
			return err
		}
	}
	return nil
}

func refsOf(v any) []field.Ref {
	switch v := v.(type) {
	case field.Ref:
		return []field.Ref{v}
	case []field.Ref:
		return v
	}
	return nil
}

// chosenBy tells whether which records may be chosen depends on a field that this write changes.
func (d *draft) chosenBy(f *model.Field) bool {
	if f.Link.Where == nil {
		return false
	}
	return slices.ContainsFunc(d.entity.Fields, func(g *model.Field) bool {
		return !g.System && g != f && !same(d.before.Values[g.Slot], d.row.Values[g.Slot])
	})
}

func (d *draft) link(ctx context.Context, f *model.Field, refs []field.Ref, changed bool) error {
	if err := d.r.load(ctx, refs); err != nil {
		return err
	}
	for _, ref := range refs {
		target, ok, err := d.r.row(ctx, d.r.Model.Entity(ref.Entity), ref.ID)
		if err != nil {
			return err
		}
		if ok && changed {
			if ok, err = d.r.mayRead(ctx, target); err != nil {
				return err
			}
		}
		if !ok && changed {
			d.fail(f.Name, "not_found", "value", ref.ID)
			return nil
		}
		if ok && f.Link.Where != nil {
			holds, err := f.Link.Where.Holds(d.r.Frame(ctx, target, model.Row{}, []any{d.r.Record(d.row)}))
			if err != nil {
				return err
			}
			if !holds {
				d.fail(f.Name, "not_choosable")
				return nil
			}
		}
	}
	return nil
}

// concernedBy tells whether an expression reads one of the fields of its own record.
func concernedBy(x *rule.Expr, fields []*model.Field) bool {
	for _, read := range x.Reads {
		if len(read.Path) == 0 && slices.ContainsFunc(fields, func(f *model.Field) bool { return f.Name == read.Member }) {
			return true
		}
	}
	return false
}
