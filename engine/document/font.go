package document

import (
	"bytes"
	"embed"
	"sync"

	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
)

// Noto Sans and Noto Sans Thai, under the SIL Open Font License (fonts/OFL.txt).
//
//go:embed fonts/*.ttf fonts/OFL.txt
var fontFiles embed.FS

// typeface is one font file, parsed once for the life of the program.
type typeface struct {
	family string // its name within the PDF
	bytes  []byte
	font   *font.Font // safe to share; a font.Face is not
	upem   float64
}

// family is a typeface in both weights.
type family struct{ regular, bold *typeface }

func (f family) weight(bold bool) *typeface {
	if bold {
		return f.bold
	}
	return f.regular
}

// families are tried in order for every cluster of a text.
var families = sync.OnceValue(func() []family {
	return []family{
		{readTypeface("sans", "NotoSans-Regular"), readTypeface("sansbold", "NotoSans-Bold")},
		{readTypeface("thai", "NotoSansThai-Regular"), readTypeface("thaibold", "NotoSansThai-Bold")},
	}
})

func readTypeface(name, file string) *typeface {
	b, err := fontFiles.ReadFile("fonts/" + file + ".ttf")
	if err != nil {
		panic("document: " + err.Error())
	}
	loader, err := ot.NewLoader(bytes.NewReader(b))
	if err != nil {
		panic("document: " + file + ": " + err.Error())
	}
	parsed, err := font.NewFont(loader)
	if err != nil {
		panic("document: " + file + ": " + err.Error())
	}
	return &typeface{family: name, bytes: b, font: parsed, upem: float64(parsed.Upem())}
}

func (t *typeface) covers(text []rune) bool {
	for _, r := range text {
		if _, ok := t.font.NominalGlyph(r); !ok {
			return false
		}
	}
	return true
}
