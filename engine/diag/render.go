package diag

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Render writes the diagnostics for people: one line each, the line of the file with a caret under the place, the help.
func (l *List) Render(w io.Writer) error {
	var b strings.Builder
	for i, d := range l.All() {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s: %s: %s [%s]\n", d.Range.Pos, d.Severity, d.Message, d.Code)
		l.frame(&b, d.Range, "^")
		if d.Hint != "" {
			fmt.Fprintf(&b, "help: %s\n", d.Hint)
		}
		for _, r := range d.Related {
			fmt.Fprintf(&b, "%s: %s\n", r.Range.Pos, r.Message)
			l.frame(&b, r.Range, "-")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// frame writes the line of a place, and a mark under it.
func (l *List) frame(b *strings.Builder, at Range, mark string) {
	line, ok := l.Line(at.Pos)
	if !ok {
		return
	}
	number := fmt.Sprint(at.Line)
	margin := strings.Repeat(" ", len(number))
	line, column := window(line, at.Column)
	before, under := split(line, column-1, at.Length)
	text := strings.TrimRight(strings.ReplaceAll(line, "\t", "    "), " ")
	fmt.Fprintf(b, " %s |\n %s | %s\n %s | %s%s\n", margin, number, text, margin,
		strings.Repeat(" ", before), strings.Repeat(mark, max(1, under)))
}

// window is what of a line is shown: all, or of a very long one what stands around the place.
func window(line string, column int) (string, int) {
	const most, ahead = 300, 100
	if len(line) <= most {
		return line, column
	}
	r := []rune(line)
	from := min(max(0, column-ahead), len(r))
	return string(r[from:min(len(r), from+most)]), column - from
}

// split measures how wide the line is before the place, and the place itself, on a screen.
func split(line string, from, length int) (before, under int) {
	i := 0
	for _, r := range line {
		if i < from {
			before += columns(r)
		} else if i < from+length {
			under += columns(r)
		}
		i++
	}
	return before, under
}

// columns is how many columns of a terminal a character takes.
func columns(r rune) int {
	switch {
	case r == '\t':
		return 4
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) || unicode.Is(unicode.Cf, r):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

type jsonDiagnostic struct {
	Severity Severity      `json:"severity"`
	Code     string        `json:"code"`
	File     string        `json:"file"`
	Line     int           `json:"line"`
	Column   int           `json:"column"`
	Length   int           `json:"length"`
	Message  string        `json:"message"`
	Hint     string        `json:"hint,omitempty"`
	Related  []jsonRelated `json:"related,omitempty"`
}

type jsonRelated struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// MarshalJSON writes the diagnostics for programs: {"diagnostics": […]}.
func (l *List) MarshalJSON() ([]byte, error) {
	out := []jsonDiagnostic{}
	for _, d := range l.All() {
		j := jsonDiagnostic{d.Severity, d.Code, d.Range.File, d.Range.Line, d.Range.Column, d.Range.Length, d.Message, d.Hint, nil}
		for _, r := range d.Related {
			j.Related = append(j.Related, jsonRelated{r.Range.File, r.Range.Line, r.Range.Column, r.Message})
		}
		out = append(out, j)
	}
	return json.Marshal(map[string]any{"diagnostics": out})
}

// clip makes a message fit for one line: no control characters, composed, bounded.
func clip(s string) string {
	s = norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
	if r := []rune(s); len(r) > 400 {
		return string(r[:400]) + "…"
	}
	return s
}
