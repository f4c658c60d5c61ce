package record

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/tamga-crm/tamga/engine/model"
)

// Preview is a record as it would be if it were saved.
type Preview struct {
	Record   json.RawMessage       // as record JSON, with the rows of inline collections that were given
	Fields   map[string]FieldState // by name, rows as "lines.0.qty"
	Errors   []FieldProblem
	Warnings []FieldProblem
}

// FieldState is how a form shows a field.
type FieldState struct {
	Visible  bool `json:"visible"`
	Required bool `json:"required"`
	Readonly bool `json:"readonly"`
}

// Preview does all that Create (id "") or Update would, but for writing. Numbers of series stay empty.
func (r *Reader) Preview(ctx context.Context, e *model.Entity, id string, in Input) (*Preview, error) {
	d, err := r.previewDraft(ctx, e, id)
	if err != nil {
		return nil, err
	}
	var p *Preview
	err = r.during(d, func() error {
		if err := d.make(ctx, in); err != nil {
			return err
		}
		p, err = d.preview(ctx)
		return err
	})
	return p, err
}

func (r *Reader) previewDraft(ctx context.Context, e *model.Entity, id string) (*draft, error) {
	if id == "" {
		if r.access(e).grant.Create.Never() {
			return nil, forbidden()
		}
		return r.newDraft(e), nil
	}
	row, err := r.ByID(ctx, e, id)
	if err != nil {
		return nil, err
	}
	if err := r.demand(ctx, r.access(e).grant.Update, row); err != nil {
		return nil, err
	}
	return r.draftFrom(row), nil
}

func (d *draft) preview(ctx context.Context) (*Preview, error) {
	p := &Preview{Fields: map[string]FieldState{}, Errors: []FieldProblem{}, Warnings: []FieldProblem{}}
	for _, m := range d.written() {
		if m.gone {
			continue
		}
		if err := m.states(ctx, p.Fields); err != nil {
			return nil, err
		}
		if m.denied {
			p.Errors = append(p.Errors, m.worded("", "forbidden", nil))
		}
	}
	wrong, warned := d.problems()
	p.Errors, p.Warnings = append(p.Errors, wrong...), append(p.Warnings, warned...)
	b, err := d.appendJSON(ctx, nil)
	p.Record = b
	return p, err
}

// states tells of each field that the actor may read how a form shows it.
func (d *draft) states(ctx context.Context, states map[string]FieldState) error {
	a := d.r.access(d.entity)
	for _, f := range d.entity.Fields {
		if f.System && f.Name != model.Owner || !a.read[f.Slot] {
			continue
		}
		visible, err := d.flag(ctx, f.Visible)
		if err != nil {
			return err
		}
		required, err := d.flag(ctx, f.Required)
		if err != nil {
			return err
		}
		frozen, err := d.frozen(ctx, f)
		if err != nil {
			return err
		}
		fixed := f.Formula != nil || f.Series != nil || bound(d.r.Who) && (!a.write[f.Slot] || f.Readonly.Always)
		states[d.place+f.Name] = FieldState{Visible: visible, Required: required && visible, Readonly: frozen || fixed}
	}
	return nil
}

// appendJSON writes the draft with the rows of its inline collections. A new record has no id yet.
func (d *draft) appendJSON(ctx context.Context, b []byte) ([]byte, error) {
	s, err := d.r.Shape(d.entity, "", "")
	if err != nil {
		return b, err
	}
	row := d.row.Clone()
	if d.isNew() {
		row.Set(model.ID, nil)
		s.fields = slices.DeleteFunc(s.fields, func(f *model.Field) bool { return f.Name == model.ID })
	}
	w := writing{r: d.r, ctx: ctx}
	if b, err = w.record(b, s, row); err != nil {
		return b, err
	}
	for _, inv := range d.inlines {
		b = append(append(append(b[:len(b)-1], `,"`...), inv.Name...), `":[`...)
		first := true
		for _, m := range d.rows {
			if m.via != inv || m.gone {
				continue
			}
			if !first {
				b = append(b, ',')
			}
			first = false
			if b, err = m.appendJSON(ctx, b); err != nil {
				return b, err
			}
		}
		b = append(b, ']', '}')
	}
	return b, nil
}
