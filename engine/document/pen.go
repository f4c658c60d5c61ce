package document

import (
	"codeberg.org/go-pdf/fpdf"
	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
)

// pen draws on the page in hand. Places are in points from its upper left corner.
type pen struct {
	pdf    *fpdf.Fpdf
	shaper *shaper
	used   map[string]bool // families that the PDF has
	stamps map[glyphKey]fpdf.Template
}

func newPen(pdf *fpdf.Fpdf, s *shaper) *pen {
	return &pen{pdf: pdf, shaper: s, used: map[string]bool{}, stamps: map[glyphKey]fpdf.Template{}}
}

// line draws a line of text into a width.
func (p *pen) line(l line, x, y, width float64, align string) {
	switch align {
	case "right":
		x += width - l.width
	case "center":
		x += (width - l.width) / 2
	}
	for _, sp := range l.spans {
		// Capitals stand in the middle of the line, whatever the font says of its own height.
		x = p.text(sp, x, y+l.height/2+sp.size*0.357)
	}
}

// text draws from the left end of a baseline and gives the right end.
func (p *pen) text(sp span, x, baseline float64) float64 {
	from := x
	for _, r := range p.shaper.runs(sp.text, sp.bold) {
		p.slanted(sp.italic, x, baseline, func() { p.run(r, sp, x, baseline) })
		x += r.width * sp.size
	}
	if sp.link != "" {
		p.pdf.LinkString(from, baseline-sp.size, x-from, sp.size*1.3, sp.link)
	}
	return x
}

// slanted leans what is drawn to the right: the fonts have no italics of their own here.
func (p *pen) slanted(italic bool, x, baseline float64, draw func()) {
	if !italic {
		draw()
		return
	}
	p.pdf.TransformBegin()
	p.pdf.TransformSkewX(12, x, baseline)
	draw()
	p.pdf.TransformEnd()
}

func (p *pen) run(r run, sp span, x, baseline float64) {
	p.font(r.face, sp.size)
	c := sp.color
	p.pdf.SetTextColor(c.r, c.g, c.b)
	if r.glyphs == nil {
		p.pdf.Text(x, baseline, r.text)
		return
	}
	for _, g := range r.glyphs {
		p.stamp(r.face, g, sp, x, baseline)
	}
	p.pdf.SetTextRenderingMode(3) // neither filled nor stroked: there to be found
	p.pdf.Text(x, baseline, r.text)
	p.pdf.SetTextRenderingMode(0)
}

func (p *pen) font(f *typeface, size float64) {
	if !p.used[f.family] {
		p.used[f.family] = true
		p.pdf.AddUTF8FontFromBytes(f.family, "", f.bytes)
	}
	p.pdf.SetFont(f.family, "", size)
}

// A glyph is drawn once, in a box of its own, and used wherever it stands: a page of Thai takes a tenth of the bytes.
const (
	glyphEm  = 100.0 // points to the em within the box
	glyphBox = 4 * glyphEm
	glyphX   = 1.5 * glyphEm // where the glyph's origin is in the box
	glyphY   = 2.5 * glyphEm
)

type glyphKey struct {
	face  *typeface
	id    font.GID
	color color // a box sets its own
}

func (p *pen) stamp(f *typeface, g glyph, sp span, x, baseline float64) {
	size, key := sp.size, glyphKey{f, g.id, sp.color}
	shape, ok := p.stamps[key]
	if !ok {
		shape = p.outline(key)
		p.stamps[key] = shape
	}
	if shape == nil {
		return
	}
	scale := size / glyphEm
	p.pdf.UseTemplateScaled(shape, fpdf.PointType{X: x + g.x*size - glyphX*scale, Y: baseline - g.y*size - glyphY*scale},
		fpdf.SizeType{Wd: glyphBox * scale, Ht: glyphBox * scale})
}

// outline is the shape of a glyph; nil for one without, such as a space.
func (p *pen) outline(k glyphKey) fpdf.Template {
	shape, ok := p.shaper.face(k.face).GlyphDataOutline(k.id)
	if !ok || len(shape.Segments) == 0 {
		return nil
	}
	return fpdf.CreateTpl(fpdf.PointType{}, fpdf.SizeType{Wd: glyphBox, Ht: glyphBox}, "p", "pt", "", func(t *fpdf.Tpl) {
		t.SetFillColor(k.color.r, k.color.g, k.color.b)
		trace(t, shape.Segments, glyphEm/k.face.upem)
		t.DrawPath("F")
	})
}

// trace follows an outline. Quadratic curves are raised to cubic ones, the only ones that PDF has.
func trace(t *fpdf.Tpl, segments []ot.Segment, scale float64) {
	at := func(pt ot.SegmentPoint) (float64, float64) {
		return glyphX + float64(pt.X)*scale, glyphY - float64(pt.Y)*scale
	}
	var cx, cy float64
	for _, s := range segments {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		ex, ey := at(s.Args[2])
		switch s.Op {
		case ot.SegmentOpMoveTo:
			t.MoveTo(ax, ay)
			cx, cy = ax, ay
		case ot.SegmentOpLineTo:
			t.LineTo(ax, ay)
			cx, cy = ax, ay
		case ot.SegmentOpQuadTo:
			t.CurveBezierCubicTo(cx+(ax-cx)*2/3, cy+(ay-cy)*2/3, bx+(ax-bx)*2/3, by+(ay-by)*2/3, bx, by)
			cx, cy = bx, by
		case ot.SegmentOpCubeTo:
			t.CurveBezierCubicTo(ax, ay, bx, by, ex, ey)
			cx, cy = ex, ey
		}
	}
}

// rule draws a horizontal hairline.
func (p *pen) rule(x, y, width, thickness float64, c color) {
	p.fill(x, y-thickness/2, width, thickness, c)
}

// fill draws a filled rectangle.
func (p *pen) fill(x, y, width, height float64, c color) {
	p.pdf.SetFillColor(c.r, c.g, c.b)
	p.pdf.Rect(x, y, width, height, "F")
}
