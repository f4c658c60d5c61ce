package document

import (
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// run is a piece of text that is drawn in one go. Measures are in ems: times the size they are points.
type run struct {
	text   string
	face   *typeface
	width  float64
	glyphs []glyph // set when the text has to be shaped; else the PDF's own text operator draws it
}

// glyph is one outline at its place in the run.
type glyph struct {
	id   font.GID
	x, y float64
}

// shaper turns text into runs. It belongs to one document.
type shaper struct {
	engine shaping.HarfbuzzShaper
	seg    segmenter.Segmenter
	faces  map[*typeface]*font.Face
	known  map[shapeKey][]run
}

type shapeKey struct {
	text string
	bold bool
}

func newShaper() *shaper {
	return &shaper{faces: map[*typeface]*font.Face{}, known: map[shapeKey][]run{}}
}

// missing is drawn for what no font has.
const missing = '□'

// runs splits a text by the font that has its letters.
func (s *shaper) runs(text string, bold bool) []run {
	key := shapeKey{text, bold}
	if known, ok := s.known[key]; ok {
		return known
	}
	var out []run
	var pending []rune
	var face *typeface
	var shaped bool
	flush := func() {
		if len(pending) > 0 {
			out = append(out, s.run(pending, face, shaped))
			pending = nil
		}
	}
	for _, cluster := range clusters(&s.seg, text) {
		f, must, letters := pick(cluster, bold)
		if f != face || must != shaped {
			flush()
			face, shaped = f, must
		}
		pending = append(pending, letters...)
	}
	flush()
	s.known[key] = out
	return out
}

func (s *shaper) width(text string, bold bool) float64 {
	w := 0.0
	for _, r := range s.runs(text, bold) {
		w += r.width
	}
	return w
}

// clusters are what a reader takes for one letter: a consonant with its vowel and tone, a letter with its accent.
func clusters(seg *segmenter.Segmenter, text string) [][]rune {
	var out [][]rune
	seg.Init([]rune(norm.NFC.String(text)))
	for it := seg.GraphemeIterator(); it.Next(); {
		if letters := visible(it.Grapheme().Text); len(letters) > 0 {
			out = append(out, letters)
		}
	}
	return out
}

// visible drops what has no shape: line ends, joiners, marks of direction.
func visible(in []rune) []rune {
	var out []rune
	for _, r := range in {
		switch {
		case r == '\t':
			out = append(out, ' ')
		case !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Variation_Selector, r):
			out = append(out, r)
		}
	}
	return out
}

// pick finds the font of a cluster and whether it has to be shaped: whatever carries marks has.
func pick(cluster []rune, bold bool) (f *typeface, shaped bool, letters []rune) {
	for i, fam := range families() {
		if face := fam.weight(bold); face.covers(cluster) {
			return face, i > 0 || len(cluster) > 1, cluster
		}
	}
	return families()[0].weight(bold), false, []rune{missing}
}

func (s *shaper) run(text []rune, f *typeface, shaped bool) run {
	out := run{text: string(text), face: f}
	if !shaped {
		for _, r := range text {
			id, _ := f.font.NominalGlyph(r)
			out.width += float64(s.face(f).HorizontalAdvance(id)) / f.upem
		}
		return out
	}
	shape := s.engine.Shape(shaping.Input{
		Text: text, RunEnd: len(text), Direction: di.DirectionLTR, Face: s.face(f), Size: fixed.I(int(f.upem)),
		Script: scriptOf(text), Language: language.NewLanguage("und"),
	})
	for _, g := range shape.Glyphs {
		out.glyphs = append(out.glyphs, glyph{font.GID(g.GlyphID), out.width + ems(g.XOffset, f), ems(g.YOffset, f)})
		out.width += ems(g.Advance, f)
	}
	return out
}

func (s *shaper) face(f *typeface) *font.Face {
	if s.faces[f] == nil {
		s.faces[f] = font.NewFace(f.font)
	}
	return s.faces[f]
}

func ems(v fixed.Int26_6, f *typeface) float64 { return float64(v) / 64 / f.upem }

func scriptOf(text []rune) language.Script {
	for _, r := range text {
		if s := language.LookupScript(r); s != language.Common && s != language.Inherited {
			return s
		}
	}
	return language.Latin
}
