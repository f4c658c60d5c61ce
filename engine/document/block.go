package document

import (
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/view"
)

// builder turns a template and a record into nodes.
type builder struct {
	*shaper
	doc   *model.Document
	frame *rule.Frame
	prose *view.Prose
	opts  Options
}

// area is where a block goes: how wide, and to which side its lines lean.
type area struct {
	width float64
	align string
}

func (b *builder) blocks(blocks []*model.Block, a area) (stack, error) {
	var out stack
	for _, block := range blocks {
		if block.When != nil {
			holds, err := block.When.Holds(b.frame)
			if err != nil {
				return nil, err
			}
			if !holds {
				continue
			}
		}
		if block.Align != "" {
			a.align = block.Align
		}
		nodes, err := b.block(block, a)
		if err != nil {
			return nil, err
		}
		out = append(out, nodes...)
	}
	return out, nil
}

func (b *builder) block(block *model.Block, a area) (stack, error) {
	switch {
	case block.Text != nil:
		source, err := b.prose.Markdown(b.frame, block.Text.In(b.opts.Locale))
		if err != nil {
			return nil, err
		}
		return b.markdown(source, a), nil
	case block.Columns != nil:
		return b.columns(block.Columns, a)
	case block.Fields != nil:
		return b.fields(block.Fields, a)
	case block.Table != nil:
		return b.table(block.Table, a)
	case block.Image != nil:
		return b.image(block.Image, a)
	case block.QR != nil:
		return b.qr(block.QR, a)
	case block.Signature != nil:
		return b.signature(block.Signature, a)
	case block.PageBreak:
		return stack{pageBreak{}}, nil
	}
	return nil, nil
}

// gutter is the space between columns.
const gutter = 24.0

// columns are of equal width. One that is left out keeps its place.
func (b *builder) columns(blocks []*model.Block, a area) (stack, error) {
	n := float64(len(blocks))
	width := (a.width - gutter*(n-1)) / n
	out := &side{}
	for i, block := range blocks {
		nodes, err := b.blocks([]*model.Block{block}, area{width, a.align})
		if err != nil {
			return nil, err
		}
		out.columns = append(out.columns, nodes)
		out.x = append(out.x, float64(i)*(width+gutter))
	}
	return stack{out}, nil
}

// paragraph lays text out; its first two and its last two lines stay together.
func (b *builder) paragraph(spans []span, a area, before float64) stack {
	lines := b.wrap(spans, a.width)
	out := make(stack, len(lines))
	for i, l := range lines {
		gap := 0.0
		if i == 0 {
			gap = before
		}
		keep := len(lines) > 1 && (i == 0 || i == len(lines)-2)
		out[i] = &box{height: l.height, before: gap, keep: keep, draw: func(p *pen, x, y float64) {
			p.line(l, x, y, a.width, a.align)
		}}
	}
	return out
}

// indent moves nodes to the right.
type indent struct {
	node
	by float64
}

func (n indent) place(s *sheet, x float64, at spot) spot { return n.node.place(s, x+n.by, at) }

// marked draws a mark (a bullet, a bar) beside the first line of a node.
type marked struct {
	node
	draw func(p *pen, x, y float64)
}

func (n marked) place(s *sheet, x float64, at spot) spot {
	s.put(x, at, n.draw)
	return n.node.place(s, x, at)
}
