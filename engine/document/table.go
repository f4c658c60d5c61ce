package document

import (
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/view"
)

const (
	cellPadX = 6.0
	cellPadY = 4.5
)

var (
	cellStyle  = style{size: 9.5, color: ink}
	headStyle  = style{size: smallSize, bold: true, color: muted}
	totalStyle = style{size: 11, bold: true, color: ink}
)

// grid is a table as text, before its columns have widths.
type grid struct {
	head  []string
	right []bool // columns of numbers
	rows  [][]string
}

func (b *builder) table(t *model.Table, a area) (stack, error) {
	g, err := b.grid(t)
	if err != nil {
		return nil, err
	}
	out := stack{b.layOut(g, a.width)}
	for i, total := range t.Totals {
		n, err := b.total(total, a.width, i == len(t.Totals)-1)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return append(out, &box{height: 6}), nil
}

func (b *builder) grid(t *model.Table) (*grid, error) {
	g := &grid{}
	for _, c := range t.Columns {
		g.head = append(g.head, b.columnLabel(c))
		g.right = append(g.right, numeric(columnType(c)))
	}
	v, err := t.Rows.Eval(b.frame)
	if err != nil {
		return nil, err
	}
	records, _ := v.([]any)
	for _, r := range records {
		record, ok := r.(rule.Record)
		if !ok {
			continue
		}
		cells, err := b.cells(t, record)
		if err != nil {
			return nil, err
		}
		g.rows = append(g.rows, cells)
	}
	return g, nil
}

func (b *builder) columnLabel(c *model.Column) string {
	if s := c.Label.In(b.opts.Locale); s != "" || c.Field == nil {
		return s
	}
	return view.FieldLabel(c.Field, b.opts.Locale)
}

func columnType(c *model.Column) field.Type {
	if c.Field != nil {
		return c.Field.Kind.Type()
	}
	return c.Value.Type.Type
}

// cells are the values of one row: what is named in a table is said of the row's record.
func (b *builder) cells(t *model.Table, row rule.Record) ([]string, error) {
	f := *b.frame
	f.This, f.Old, f.Changed = row, nil, nil
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		said, err := b.cell(&f, c)
		if err != nil {
			return nil, err
		}
		out[i] = said
	}
	return out, nil
}

func (b *builder) cell(f *rule.Frame, c *model.Column) (string, error) {
	if c.Field != nil {
		v := f.This.Value(c.Field.Slot)
		if d, ok := v.(field.Date); ok {
			return b.prose.Format.ShortDate(d), nil
		}
		return b.prose.Field(f, c.Field, v)
	}
	return b.prose.Alone(f, c.Value)
}

// layOut gives the columns their widths and the table its lines.
func (b *builder) layOut(g *grid, width float64) *table {
	widths := b.widths(g, width)
	t := &table{width: width, head: b.row(g, g.head, widths, headStyle)}
	for _, cells := range g.rows {
		t.rows = append(t.rows, b.row(g, cells, widths, cellStyle))
	}
	return t
}

func (b *builder) row(g *grid, cells []string, widths []float64, s style) *row {
	r := &row{}
	x := 0.0
	for i, text := range cells {
		c := cell{x: x + cellPadX, width: widths[i] - 2*cellPadX}
		if g.right[i] {
			c.align = "right"
		}
		c.lines = b.wrap([]span{{text, s}}, c.width)
		r.cells = append(r.cells, c)
		x += widths[i]
	}
	return r
}

// widths: numbers and short columns take what they need; the wide ones share the rest, none less than its longest
// word while there is room for that.
func (b *builder) widths(g *grid, width float64) []float64 {
	natural, least := make([]float64, len(g.head)), make([]float64, len(g.head))
	for i := range g.head {
		natural[i], least[i] = b.demand(g, i)
	}
	total := sum(natural)
	if total <= width {
		return spread(g, natural, width-total)
	}
	out := make([]float64, len(natural))
	rest, open := width, len(natural)
	for range natural { // take out those that are below a fair share, until none is
		fair := rest / float64(max(open, 1))
		for i := range natural {
			if out[i] == 0 && natural[i] <= fair {
				out[i] = natural[i]
				rest -= natural[i]
				open--
			}
		}
	}
	return share(out, natural, least, rest)
}

// share divides what is left among the columns without a width, by what they would like.
func share(out, natural, least []float64, rest float64) []float64 {
	wish, floor := 0.0, 0.0
	for i := range out {
		if out[i] == 0 {
			wish += natural[i]
			floor += least[i]
		}
	}
	for i := range out {
		if out[i] != 0 {
			continue
		}
		if floor <= rest {
			out[i] = least[i] + (rest-floor)*(natural[i]-least[i])/max(wish-floor, 1)
		} else {
			out[i] = rest * least[i] / floor
		}
	}
	return out
}

// spread gives spare room to the columns of text, or to all when there are none.
func spread(g *grid, widths []float64, spare float64) []float64 {
	takers := 0.0
	for i := range widths {
		if !g.right[i] {
			takers += widths[i]
		}
	}
	all := sum(widths)
	for i := range widths {
		switch {
		case takers == 0:
			widths[i] += spare * widths[i] / all
		case !g.right[i]:
			widths[i] += spare * widths[i] / takers
		}
	}
	return widths
}

func sum(of []float64) float64 {
	s := 0.0
	for _, v := range of {
		s += v
	}
	return s
}

// demand is the width that a column would like, and the least that breaks no word.
func (b *builder) demand(g *grid, i int) (natural, least float64) {
	natural, least = b.natural([]span{{g.head[i], headStyle}})
	for _, cells := range g.rows {
		n, l := b.natural([]span{{cells[i], cellStyle}})
		if g.right[i] {
			l = n // an amount on two lines is no amount
		}
		natural, least = max(natural, n), max(least, l)
	}
	if g.right[i] {
		natural += 14 // figures want air
	}
	return natural + 2*cellPadX + slack, least + 2*cellPadX + slack
}

// total is a line below the table: its label beside its value, at the right edge. The last is what counts.
func (b *builder) total(t *model.Total, width float64, last bool) (node, error) {
	value, err := b.prose.Alone(b.frame, t.Value)
	if err != nil {
		return nil, err
	}
	label := t.Label.In(b.opts.Locale)
	if label == "" {
		label = b.prose.Format.Words().Say("total", nil)
	}
	return b.totalLine(label, value, width, last), nil
}

func (b *builder) totalLine(label, value string, width float64, last bool) node {
	labels, values := style{size: bodySize, color: muted}, bodyStyle
	if last {
		labels, values = totalStyle, totalStyle
	}
	amount := b.wrap([]span{{value, values}}, width*0.5)
	name := b.wrap([]span{{label, labels}}, width*0.45)
	taken := 0.0
	for _, l := range amount {
		taken = max(taken, l.width)
	}
	taken = max(taken, 80)
	height := max(tall(amount), tall(name)) + 2*cellPadY
	return &box{height: height, keep: !last, draw: func(p *pen, x, y float64) {
		drawLines(p, amount, x, y+cellPadY, width-cellPadX, "right")
		drawLines(p, name, x, y+cellPadY, width-taken-cellPadX-18, "right")
	}}
}

func tall(lines []line) float64 {
	h := 0.0
	for _, l := range lines {
		h += l.height
	}
	return h
}

func drawLines(p *pen, lines []line, x, y, width float64, align string) {
	for _, l := range lines {
		p.line(l, x, y, width, align)
		y += l.height
	}
}
