package document

import (
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/view"
)

var (
	labelStyle = style{size: bodySize, color: muted}
	smallLabel = style{size: smallSize, color: muted}
)

// fields are label and value on a row each; an empty one is left out.
func (b *builder) fields(fields []*model.Field, a area) (stack, error) {
	var pairs []pair
	labels := 0.0
	for _, f := range fields {
		value, err := b.value(f)
		if err != nil {
			return nil, err
		}
		if value == "" {
			continue
		}
		p := pair{view.FieldLabel(f, b.opts.Locale), value}
		pairs = append(pairs, p)
		w, _ := b.natural([]span{{p.label, labelStyle}})
		labels = max(labels, w)
	}
	labels = min(labels, a.width*0.45)
	var out stack
	for i, p := range pairs {
		out = append(out, b.pair(p, a, labels, i == 0))
	}
	return out, nil
}

type pair struct{ label, value string }

func (b *builder) value(f *model.Field) (string, error) {
	return b.prose.Field(b.frame, f, b.frame.This.Value(f.Slot))
}

// pair puts the label at the left; the value goes beside it, or to the right edge where the block leans there.
func (b *builder) pair(p pair, a area, labels float64, first bool) node {
	const between = 14.0
	left := area{labels, ""}
	right := area{a.width - labels - between, a.align}
	before := 2.0
	if first {
		before = 7
	}
	return &side{
		columns: []stack{
			b.paragraph([]span{{p.label, labelStyle}}, left, before),
			b.paragraph([]span{{p.value, bodyStyle}}, right, before),
		},
		x: []float64{0, labels + between},
	}
}

// numeric tells the values whose digits stand below each other.
func numeric(t field.Type) bool {
	return t == field.Int || t == field.Decimal || t == field.Amount
}
