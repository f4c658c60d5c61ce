package document

// The page: A4, in points.
const (
	pageWidth    = 595.28
	pageHeight   = 841.89
	marginX      = 56.0
	marginTop    = 56.0
	marginBottom = 68.0
	bodyWidth    = pageWidth - 2*marginX
	bodyBottom   = pageHeight - marginBottom
)

// spot is a place to go on from: a page, counted from 0, and how far down.
type spot struct {
	page int
	y    float64
}

func (s spot) further(o spot) bool { return s.page > o.page || s.page == o.page && s.y > o.y }

// sheet is the pages: what is drawn on each, and where.
type sheet struct {
	pages [][]drawing
}

type drawing struct {
	x, y float64
	draw func(p *pen, x, y float64)
}

func (s *sheet) put(x float64, at spot, draw func(p *pen, x, y float64)) {
	for len(s.pages) <= at.page {
		s.pages = append(s.pages, nil)
	}
	if draw != nil {
		s.pages[at.page] = append(s.pages[at.page], drawing{x, at.y, draw})
	}
}

func top(page int) spot { return spot{page, marginTop} }

// room makes sure that a height fits, on the next page if need be. What is higher than a page stays where it is.
func room(at spot, height float64) spot {
	if at.y+height > bodyBottom+slack && at.y > marginTop {
		return top(at.page + 1)
	}
	return at
}

// node is a part of a document that was laid out for a width.
type node interface {
	// lead is the height that must fit where the node begins, or it begins on the next page.
	lead() float64
	// gap is the distance to what stands before; none at the top of a page.
	gap() float64
	// place puts the node on the sheet and tells where the next one goes.
	place(s *sheet, x float64, at spot) spot
}

// box is what never breaks: a line of text, an image.
type box struct {
	height, before float64
	keep           bool // on the same page as what follows
	draw           func(p *pen, x, y float64)
}

func (b *box) lead() float64 { return b.height }
func (b *box) gap() float64  { return b.before }
func (b *box) place(s *sheet, x float64, at spot) spot {
	s.put(x, at, b.draw)
	return spot{at.page, at.y + b.height}
}

// stack is nodes below each other.
type stack []node

func (st stack) gap() float64 {
	if len(st) == 0 {
		return 0
	}
	return st[0].gap()
}

func (st stack) lead() float64 { return st.leadFrom(0) }

// leadFrom is the height of a node, and of those after it as long as they are kept together.
func (st stack) leadFrom(i int) float64 {
	height := 0.0
	for ; i < len(st); i++ {
		height += st[i].lead()
		b, ok := st[i].(*box)
		if !ok || !b.keep || i+1 == len(st) {
			break
		}
		height += st[i+1].gap()
	}
	return height
}

func (st stack) place(s *sheet, x float64, at spot) spot {
	for i, n := range st {
		gap := n.gap()
		if i == 0 || at.y <= marginTop {
			gap = 0
		}
		next := room(spot{at.page, at.y + gap}, st.leadFrom(i))
		at = n.place(s, x, next)
	}
	return at
}

// side is columns beside each other.
type side struct {
	columns []stack
	x       []float64
}

func (c *side) gap() float64 {
	gap := 0.0
	for _, col := range c.columns {
		gap = max(gap, col.gap())
	}
	return gap
}

func (c *side) lead() float64 {
	lead := 0.0
	for _, col := range c.columns {
		lead = max(lead, col.lead())
	}
	return lead
}

func (c *side) place(s *sheet, x float64, at spot) spot {
	end := at
	for i, col := range c.columns {
		if e := col.place(s, x+c.x[i], at); e.further(end) {
			end = e
		}
	}
	return end
}

// pageBreak ends the page, unless it has only begun.
type pageBreak struct{}

func (pageBreak) lead() float64 { return 0 }
func (pageBreak) gap() float64  { return 0 }
func (pageBreak) place(_ *sheet, _ float64, at spot) spot {
	if at.y <= marginTop {
		return at
	}
	return top(at.page + 1)
}
