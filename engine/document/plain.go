package document

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/view"
)

// plain lays out a document without blocks: its title, the fields that are visible and filled in, the rows that
// are edited with the record, and long texts at their full width.
func (b *builder) plain(title string) (stack, error) {
	a := area{width: bodyWidth}
	heading := style{size: headings[0].size, bold: true, color: ink}
	out := b.paragraph([]span{{title, heading}}, a, 0)
	out = append(out, &box{height: 6})
	short, long, totals, err := b.sorted()
	if err != nil {
		return nil, err
	}
	cards, err := b.cards(short, a)
	if err != nil {
		return nil, err
	}
	out = append(out, cards...)
	rows, err := b.inlines(totals, a)
	if err != nil {
		return nil, err
	}
	out = append(out, rows...)
	texts, err := b.texts(long, a)
	return append(out, texts...), err
}

// sorted divides the visible fields. Computed amounts belong below the rows that they are computed from.
func (b *builder) sorted() (short, long, totals []*model.Field, err error) {
	rows := slices.ContainsFunc(b.doc.Entity.Inverses, func(i *model.Inverse) bool { return i.Inline })
	for _, f := range b.doc.Entity.Fields {
		shown, err := b.shown(f)
		switch {
		case err != nil:
			return nil, nil, nil, err
		case !shown:
		case f.Kind.Name() == "longtext":
			long = append(long, f)
		case rows && f.Formula != nil && f.Kind.Type() == field.Amount:
			totals = append(totals, f)
		default:
			short = append(short, f)
		}
	}
	return short, long, totals, nil
}

func (b *builder) shown(f *model.Field) (bool, error) {
	if f.System || f.Name == model.Owner || f.Kind.Name() == "secret" || b.frame.This.Value(f.Slot) == nil {
		return false, nil
	}
	if f.Visible.When == nil {
		return f.Visible.Always, nil
	}
	return f.Visible.When.Holds(b.frame)
}

// cards are fields two by two, the label above the value.
func (b *builder) cards(fields []*model.Field, a area) (stack, error) {
	half := area{width: (a.width - gutter) / 2}
	var cards []stack
	for _, f := range fields {
		value, err := b.value(f)
		if err != nil {
			return nil, err
		}
		if value != "" {
			cards = append(cards, b.card(view.FieldLabel(f, b.opts.Locale), value, half))
		}
	}
	var out stack
	for pair := range slices.Chunk(cards, 2) {
		out = append(out, &side{columns: pair, x: []float64{0, half.width + gutter}})
	}
	return out, nil
}

func (b *builder) card(label, value string, a area) stack {
	name := b.paragraph([]span{{label, smallLabel}}, a, 9)
	for _, n := range name {
		n.(*box).keep = true
	}
	return append(name, b.paragraph([]span{{value, bodyStyle}}, a, 0)...)
}

func (b *builder) texts(fields []*model.Field, a area) (stack, error) {
	var out stack
	for _, f := range fields {
		value, err := b.value(f)
		if err != nil {
			return nil, err
		}
		if value != "" {
			out = append(out, b.card(view.FieldLabel(f, b.opts.Locale), value, a)...)
		}
	}
	return out, nil
}

// inlines are the tables of the rows that are edited with the record, and the totals below the last of them.
func (b *builder) inlines(totals []*model.Field, a area) (stack, error) {
	var out stack
	for _, i := range b.doc.Entity.Inverses {
		if !i.Inline {
			continue
		}
		t, err := b.inline(i, a)
		if err != nil {
			return nil, err
		}
		out = append(out, t...)
	}
	for i, f := range totals {
		value, err := b.value(f)
		if err != nil {
			return nil, err
		}
		out = append(out, b.totalLine(view.FieldLabel(f, b.opts.Locale), value, a.width, i == len(totals)-1))
	}
	return out, nil
}

func (b *builder) inline(i *model.Inverse, a area) (stack, error) {
	records, err := b.frame.Source.Collection(b.frame.Ctx, b.frame.This, i.Name, rule.MaxRecords)
	if err != nil || len(records) == 0 {
		return nil, err
	}
	t := &model.Table{Entity: i.Entity}
	for _, f := range i.Entity.Fields {
		if !f.System && f != i.Link && f.Name != model.Owner && f.Visible.Always && f.Kind.Name() != "secret" {
			t.Columns = append(t.Columns, &model.Column{Field: f})
		}
	}
	g := &grid{}
	for _, c := range t.Columns {
		g.head = append(g.head, b.columnLabel(c))
		g.right = append(g.right, numeric(columnType(c)))
	}
	for _, r := range records {
		cells, err := b.cells(t, r)
		if err != nil {
			return nil, err
		}
		g.rows = append(g.rows, cells)
	}
	return stack{b.layOut(g, a.width)}, nil
}
