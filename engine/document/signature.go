package document

import "github.com/tamga-crm/tamga/engine/model"

const signatureWidth = 200.0

// signature is a line to sign on, with who signs below.
func (b *builder) signature(t *model.TextTemplate, a area) (stack, error) {
	who, err := b.prose.Text(b.frame, t.In(b.opts.Locale))
	if err != nil {
		return nil, err
	}
	if who == "" {
		who = b.prose.Format.Words().Say("signature", nil)
	}
	width := min(signatureWidth, a.width)
	lines := b.wrap([]span{{who, smallLabel}}, width)
	const space = 34.0 // for the hand
	return stack{&box{height: space + 4 + tall(lines), before: 12, draw: func(p *pen, x, y float64) {
		x += lean(a, width)
		p.rule(x, y+space, width, 0.7, muted)
		drawLines(p, lines, x, y+space+4, width, "")
	}}}, nil
}
