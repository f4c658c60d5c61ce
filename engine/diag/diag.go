// Package diag says what is wrong in a package of YAML, where, and how to mend it.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity is how bad it is: an error stops the compiler's product, a warning does not.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Pos is a place in a file of the package. Line and Column count from 1, the column in characters.
type Pos struct {
	File   string
	Line   int
	Column int
}

// String prints "crm.yaml:12:9".
func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Known tells a real place from the zero one.
func (p Pos) Known() bool { return p.Line > 0 }

// Range is a place and how many characters of its line it covers (at least 1).
type Range struct {
	Pos
	Length int
}

// Related is another place that explains a diagnostic: where the other end is declared.
type Related struct {
	Range   Range
	Message string
}

// Diagnostic is one mistake.
type Diagnostic struct {
	Severity Severity
	Code     string // kebab case, never changed once released
	Range    Range
	Message  string // one sentence that names the thing in quotes
	Hint     string // what to write
	Related  []Related
}

// List gathers diagnostics. The zero List is ready.
type List struct {
	all   []*Diagnostic
	seen  map[string]bool
	lines map[string][]string
	errs  int
}

// Keep remembers the lines of a file, for the frames of Render.
func (l *List) Keep(file string, lines []string) {
	if l.lines == nil {
		l.lines = map[string][]string{}
	}
	l.lines[file] = lines
}

// Line gives a line of a file that was kept.
func (l *List) Line(p Pos) (string, bool) {
	lines := l.lines[p.File]
	if p.Line < 1 || p.Line > len(lines) {
		return "", false
	}
	return lines[p.Line-1], true
}

// Errorf adds an error; Hint and Related are set on what it returns.
func (l *List) Errorf(code string, at Range, format string, args ...any) *Diagnostic {
	return l.add(Error, code, at, fmt.Sprintf(format, args...))
}

// Warnf adds a warning.
func (l *List) Warnf(code string, at Range, format string, args ...any) *Diagnostic {
	return l.add(Warning, code, at, fmt.Sprintf(format, args...))
}

// Most is how many diagnostics are kept; nobody reads more at once.
const Most = 500

// add keeps the first of several equal diagnostics at one place: one mistake, one diagnostic.
func (l *List) add(s Severity, code string, at Range, message string) *Diagnostic {
	d := &Diagnostic{Severity: s, Code: code, Range: at, Message: clip(message)}
	l.put(d)
	return d
}

func (l *List) put(d *Diagnostic) {
	if d.Severity == Error {
		l.errs++
	}
	key := d.Code + " " + d.Range.Pos.String() + " " + d.Message
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	if !l.seen[key] && len(l.all) < Most {
		l.seen[key] = true
		l.all = append(l.all, d)
	}
}

// Take adds what another list has, and the lines that it keeps. The diagnostics are shared: nobody changes them later.
func (l *List) Take(other *List) {
	for _, d := range other.all {
		l.put(d)
	}
	for file, lines := range other.lines {
		l.Keep(file, lines)
	}
}

// Failed tells whether there is an error.
func (l *List) Failed() bool { return l.errs > 0 }

// Has tells whether one of the codes was reported.
func (l *List) Has(codes ...string) bool {
	return slices.ContainsFunc(l.all, func(d *Diagnostic) bool { return slices.Contains(codes, d.Code) })
}

// All gives the diagnostics by file, line, column.
func (l *List) All() []*Diagnostic {
	out := slices.Clone(l.all)
	slices.SortStableFunc(out, func(a, b *Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Range.File, b.Range.File), cmp.Compare(a.Range.Line, b.Range.Line),
			cmp.Compare(a.Range.Column, b.Range.Column))
	})
	return out
}

// WithHint sets what to write.
func (d *Diagnostic) WithHint(format string, args ...any) *Diagnostic {
	d.Hint = fmt.Sprintf(format, args...)
	return d
}

// WithRelated adds a place that explains.
func (d *Diagnostic) WithRelated(at Range, format string, args ...any) *Diagnostic {
	d.Related = append(d.Related, Related{at, fmt.Sprintf(format, args...)})
	return d
}
