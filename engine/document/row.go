package document

// table is a head and rows; the head stands again on every page that the table runs over.
type table struct {
	width float64
	head  *row
	rows  []*row
}

// row is the lines of one row's cells.
type row struct{ cells []cell }

type cell struct {
	x, width float64
	align    string
	lines    []line
}

func (r *row) height() float64 {
	h := 0.0
	for _, c := range r.cells {
		h = max(h, tall(c.lines))
	}
	return h + 2*cellPadY
}

func (r *row) draw(p *pen, x, y float64) {
	for _, c := range r.cells {
		drawLines(p, c.lines, x+c.x, y+cellPadY, c.width, c.align)
	}
}

// cut takes the lines that fit into a height off the top of the row; at least one of each cell.
func (r *row) cut(height float64) (above, below *row) {
	above, below = &row{}, &row{}
	for _, c := range r.cells {
		n, h := 0, 2*cellPadY
		for n < len(c.lines) && (n == 0 || h+c.lines[n].height <= height) {
			h += c.lines[n].height
			n++
		}
		up, down := c, c
		up.lines, down.lines = c.lines[:n], c.lines[n:]
		above.cells, below.cells = append(above.cells, up), append(below.cells, down)
	}
	return above, below
}

func (r *row) empty() bool {
	for _, c := range r.cells {
		if len(c.lines) > 0 {
			return false
		}
	}
	return true
}

func (t *table) gap() float64 { return 14 }

// lead: a head never stands alone at the end of a page.
func (t *table) lead() float64 {
	if len(t.rows) == 0 {
		return t.head.height()
	}
	return t.head.height() + min(t.rows[0].height(), 90)
}

func (t *table) place(s *sheet, x float64, at spot) spot {
	at = t.placeHead(s, x, at)
	for _, r := range t.rows {
		at = t.placeRow(s, x, at, r)
	}
	return at
}

func (t *table) placeHead(s *sheet, x float64, at spot) spot {
	height := t.head.height()
	s.put(x, at, func(p *pen, x, y float64) {
		p.fill(x, y, t.width, height, shade)
		t.head.draw(p, x, y)
	})
	return spot{at.page, at.y + height}
}

// placeRow keeps a row on one page if a page can hold it; else it is cut where the page ends.
func (t *table) placeRow(s *sheet, x float64, at spot, r *row) spot {
	whole := bodyBottom - marginTop - t.head.height()
	for !r.empty() {
		left := bodyBottom - at.y
		if r.height() > left+slack && (r.height() <= whole || left < 60) {
			at = t.placeHead(s, x, top(at.page+1))
			left = bodyBottom - at.y
		}
		part, rest := r, &row{}
		if r.height() > left+slack {
			part, rest = r.cut(left)
		}
		at = t.put(s, x, at, part)
		r = rest
	}
	return at
}

func (t *table) put(s *sheet, x float64, at spot, r *row) spot {
	height := r.height()
	s.put(x, at, func(p *pen, x, y float64) {
		r.draw(p, x, y)
		p.rule(x, y+height, t.width, 0.5, hair)
	})
	return spot{at.page, at.y + height}
}
