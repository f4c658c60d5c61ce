package document

import (
	"fmt"
	stdcolor "image/color"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"github.com/tamga-crm/tamga/engine/rule"
)

const qrSize = 96.0

// qr draws a QR code of a text: squares, sharp at any size. Empty draws nothing.
func (b *builder) qr(e *rule.Expr, a area) (stack, error) {
	text, err := b.prose.Expr(b.frame, e)
	if err != nil || text == "" {
		return nil, err
	}
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("document: qr %s: %w", e.Source, err)
	}
	return stack{&box{height: qrSize, before: 10, draw: func(p *pen, x, y float64) {
		drawCode(p, code, x+lean(a, qrSize), y)
	}}}, nil
}

// drawCode joins the dark squares of a row into one bar, so that no viewer shows seams.
func drawCode(p *pen, code barcode.Barcode, x, y float64) {
	n := code.Bounds().Dx()
	unit := qrSize / float64(n)
	for row := range n {
		for from := 0; from < n; from++ {
			to := from
			for to < n && dark(code, to, row) {
				to++
			}
			if to > from {
				p.fill(x+float64(from)*unit, y+float64(row)*unit, float64(to-from)*unit, unit*1.02, ink)
				from = to
			}
		}
	}
}

func dark(code barcode.Barcode, x, y int) bool {
	return stdcolor.GrayModel.Convert(code.At(x, y)).(stdcolor.Gray).Y < 128
}
