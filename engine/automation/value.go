package automation

import (
	"context"
	"fmt"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/view"
)

// Prose writes values into text for readers of a locale.
func Prose(m *model.Model, lang string) *view.Prose {
	return &view.Prose{Model: m, Format: locale.Format(lang, m.Zone), Locale: lang}
}

// Evaluate computes what a key that takes a value holds: a literal, a formula, or text with values in it.
// Records come out as refs, so that they can be written into fields.
func Evaluate(v *model.Value, f *rule.Frame, p *view.Prose) (any, error) {
	switch {
	case v == nil:
		return nil, nil
	case v.Formula != nil:
		x, err := v.Formula.Eval(f)
		return refs(x), err
	case v.Template != nil:
		return written(v.Template, f, p)
	}
	return v.Literal, nil
}

// written is text that a field will hold. Whole numbers are written as they are typed: they are parts of codes and
// phones, which a reader's thousands would break.
func written(t *rule.Template, f *rule.Frame, p *view.Prose) (any, error) {
	var b strings.Builder
	for _, part := range t.Parts {
		text, err := part.Text, error(nil)
		switch {
		case part.Expr != nil && part.Expr.Type.Type == field.Int:
			var n any
			if n, err = part.Expr.Eval(f); n != nil {
				text = fmt.Sprint(n)
			}
		case part.Expr != nil:
			text, err = p.Expr(f, part.Expr)
		}
		if err != nil {
			return nil, err
		}
		if b.WriteString(text); b.Len() > rule.MaxText {
			return nil, unable("the text is longer than a text may be")
		}
	}
	return b.String(), nil
}

// refs names the records of a value.
func refs(v any) any {
	switch v := v.(type) {
	case rule.Record:
		return field.Ref{Entity: v.Entity(), ID: v.ID()}
	case []any:
		out := make([]any, len(v))
		all := len(v) > 0
		list := make([]field.Ref, 0, len(v))
		for i, x := range v {
			out[i] = refs(x)
			if r, ok := out[i].(field.Ref); ok {
				list = append(list, r)
			} else {
				all = false
			}
		}
		if all {
			return list
		}
		return out
	}
	return v
}

// Input computes the values of a list of assignments over a frame.
func Input(set []model.Assignment, f *rule.Frame, p *view.Prose) (record.Input, error) {
	in := record.Input{}
	for _, a := range set {
		v, err := Evaluate(a.Value, f, p)
		if err != nil {
			return nil, fmt.Errorf("set %s: %w", a.Field.Name, err)
		}
		in[a.Field.Name] = v
	}
	return in, nil
}

// CreateInput computes the values of a record to be made, with its rows.
func CreateInput(a *model.CreateAction, f *rule.Frame, p *view.Prose) (record.Input, error) {
	in, err := Input(a.Set, f, p)
	if err != nil {
		return nil, err
	}
	for _, rows := range a.Rows {
		list, err := rowsOf(rows, f, p)
		if err != nil {
			return nil, fmt.Errorf("rows %s: %w", rows.Inverse.Name, err)
		}
		in[rows.Inverse.Name] = list
	}
	return in, nil
}

// rowsOf makes one child for each element of a collection. The element is the record of the inner formulas.
func rowsOf(rows *model.Rows, f *rule.Frame, p *view.Prose) ([]any, error) {
	v, err := rows.From.Eval(f)
	if err != nil {
		return nil, err
	}
	elements, _ := v.([]any)
	if len(elements) > MaxRows {
		return nil, unable(fmt.Sprintf("%d rows are more than a step makes at once (%d)", len(elements), MaxRows))
	}
	list := make([]any, 0, len(elements))
	for _, x := range elements {
		inner := *f
		inner.Element = x
		in, err := Input(rows.Set, &inner, p)
		if err != nil {
			return nil, err
		}
		list = append(list, map[string]any(in))
	}
	return list, nil
}

// prose writes as the people of the package read: in its first language.
func (t *turn) prose() *view.Prose { return Prose(t.rd.Model, t.rd.Who.Locale) }

// target is the record that a step is about: what a value names, or the run's own.
func (t *turn) target(ctx context.Context, of *model.Value) (model.Row, error) {
	if of == nil {
		return t.row, nil
	}
	v, err := Evaluate(of, t.frame, t.prose())
	if err != nil {
		return model.Row{}, err
	}
	ref, ok := v.(field.Ref)
	if !ok {
		return model.Row{}, unable(source(of) + " gives no record")
	}
	row, ok, err := find(ctx, t.rd, t.rd.Model.Entity(ref.Entity), ref.ID)
	if err == nil && !ok {
		err = unable("the record that " + source(of) + " gives was deleted")
	}
	return row, err
}

// source is a value as it was written.
func source(v *model.Value) string {
	if v.Formula != nil {
		return "=" + v.Formula.Source
	}
	return fmt.Sprint(v.Literal)
}
