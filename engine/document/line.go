package document

import (
	"slices"

	"golang.org/x/text/unicode/norm"
)

// color is red, green, blue.
type color struct{ r, g, b int }

var (
	ink    = color{0x1c, 0x21, 0x28}
	muted  = color{0x66, 0x70, 0x7d}
	hair   = color{0xd8, 0xdc, 0xe2}
	shade  = color{0xf4, 0xf5, 0xf7}
	accent = color{0x1d, 0x5f, 0xb4}
)

// style is how a piece of text looks. Size is in points.
type style struct {
	size         float64
	bold, italic bool
	color        color
	link         string
}

// span is text in one style.
type span struct {
	text string
	style
}

// line is one laid-out line.
type line struct {
	spans  []span
	width  float64
	height float64
}

const leading = 1.42

// wrap breaks spans into lines of at most a width; a "\n" always ends one. A word longer than the line breaks
// between letters. There is always at least one line.
func (s *shaper) wrap(spans []span, width float64) []line {
	b := &breaker{shaper: s, limit: width}
	for _, piece := range s.pieces(spans) {
		b.add(piece)
	}
	b.end()
	return b.lines
}

// natural is the width that spans take when only "\n" ends a line; longest that of their longest word.
func (s *shaper) natural(spans []span) (natural, longest float64) {
	before := 0.0
	for _, p := range s.pieces(spans) {
		w := s.widthOf(p.spans)
		natural, longest = max(natural, before+w), max(longest, w)
		for _, sp := range p.spans {
			before += s.width(sp.text, sp.bold) * sp.size
		}
		if p.ends {
			before = 0
		}
	}
	return natural, longest
}

// piece is text up to the next place where a line may end.
type piece struct {
	spans []span
	ends  bool // a line ends here, whatever room there is
}

func (s *shaper) pieces(spans []span) []piece {
	var text []rune
	var style []int // of each letter: which span
	for i := range spans {
		letters := []rune(norm.NFC.String(spans[i].text))
		text = append(text, letters...)
		for range letters {
			style = append(style, i)
		}
	}
	if len(text) == 0 {
		return nil
	}
	var out []piece
	from := 0
	for _, cut := range s.cuts(text) {
		out = append(out, piece{styled(spans, text[from:cut.at], style[from:cut.at]), cut.ends})
		from = cut.at
	}
	return out
}

type cut struct {
	at   int
	ends bool
}

// cuts are the ends of pieces, by the rules of Unicode and the Thai dictionary.
func (s *shaper) cuts(text []rune) []cut {
	var out []cut
	s.seg.Init(text)
	for it := s.seg.LineIterator(); it.Next(); {
		l := it.Line()
		last := l.Text[len(l.Text)-1]
		out = append(out, cut{l.Offset + len(l.Text), l.IsMandatoryBreak && last == '\n'})
	}
	for _, at := range thaiBreaks(text) {
		out = append(out, cut{at, false})
	}
	slices.SortFunc(out, func(a, b cut) int { return a.at - b.at })
	return slices.CompactFunc(out, func(a, b cut) bool { return a.at == b.at })
}

func styled(spans []span, text []rune, style []int) []span {
	var out []span
	for i := 0; i < len(text); {
		j := i
		for j < len(text) && style[j] == style[i] {
			j++
		}
		out = append(out, span{string(text[i:j]), spans[style[i]].style})
		i = j
	}
	return out
}

func (s *shaper) widthOf(spans []span) float64 {
	w := 0.0
	for _, sp := range trimmed(spans) {
		w += s.width(sp.text, sp.bold) * sp.size
	}
	return w
}

// trimmed drops the white space at the end, which may hang over the margin.
func trimmed(spans []span) []span {
	out := slices.Clone(spans)
	for len(out) > 0 {
		last := &out[len(out)-1]
		n := len(last.text)
		for n > 0 && (last.text[n-1] == ' ' || last.text[n-1] == '\n' || last.text[n-1] == '\r' || last.text[n-1] == '\t') {
			n--
		}
		if last.text = last.text[:n]; n > 0 {
			break
		}
		out = out[:len(out)-1]
	}
	return out
}

// breaker fills lines.
type breaker struct {
	*shaper
	limit float64
	lines []line
	open  []span
	used  float64 // width of what is open, with the space at its end
	size  float64 // of the last text, for the height of an empty line
}

// slack forgives what rounding adds.
const slack = 0.01

func (b *breaker) add(p piece) {
	b.size = p.spans[len(p.spans)-1].size
	width := b.widthOf(p.spans)
	if len(b.open) > 0 && b.used+width > b.limit+slack {
		b.end()
	}
	if width > b.limit+slack {
		b.shatter(p.spans)
	} else {
		b.push(p.spans)
	}
	if p.ends {
		b.end()
	}
}

func (b *breaker) push(spans []span) {
	b.open = join(b.open, spans)
	for _, sp := range spans {
		b.used += b.width(sp.text, sp.bold) * sp.size
	}
}

// shatter ends lines within a word that is longer than one; what is left of it stays open.
func (b *breaker) shatter(word []span) {
	for _, sp := range word {
		for _, letters := range clusters(&b.seg, sp.text) {
			one := []span{{string(letters), sp.style}}
			if len(b.open) > 0 && b.used+b.widthOf(one) > b.limit+slack {
				b.end()
			}
			b.push(one)
		}
	}
}

// join adds spans to a line; neighbours of one style become one.
func join(line, more []span) []span {
	out := slices.Clone(line)
	for _, sp := range more {
		if n := len(out); n > 0 && out[n-1].style == sp.style {
			out[n-1].text += sp.text
		} else {
			out = append(out, sp)
		}
	}
	return out
}

func (b *breaker) end() {
	spans := trimmed(b.open)
	if len(spans) == 0 && len(b.lines) > 0 && len(b.open) == 0 {
		return
	}
	b.lines = append(b.lines, line{spans, b.widthOf(spans), b.heightOf(spans)})
	b.open, b.used = nil, 0
}

// heightOf leaves Thai, which stacks vowels and tones, more room.
func (b *breaker) heightOf(spans []span) float64 {
	height := b.size * leading
	for _, sp := range spans {
		h := sp.size * leading
		for _, r := range b.runs(sp.text, sp.bold) {
			if r.glyphs != nil {
				h = sp.size * leading * 1.1
			}
		}
		height = max(height, h)
	}
	return height
}
