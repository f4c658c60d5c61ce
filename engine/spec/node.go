package spec

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/tamga-crm/tamga/engine/diag"
)

// Node is one part of a file: a word, a map or a list, with its place. Aliases are resolved.
type Node struct {
	Value string     // a word: as written, quotes and folding undone
	At    diag.Range // a map: its first key
	shape shape
	tag   string // "!!str", "!!int", …: what YAML took a word for
	style yaml.Style
	file  *file
	keys  []*Node // a map: beside items
	items []*Node
	index map[string]int // a map of many keys: where each stands first, for as many as indexed tells
	known int            // how many keys are in the index
	empty bool           // a word that is null
}

type shape uint8

const (
	scalar shape = iota
	mapping
	sequence
)

func (s shape) String() string { return [...]string{"a value", "a map", "a list"}[s] }

// file is one source, kept for the place of what stands inside a word.
type file struct {
	name  string
	lines []string
	// shift is what a leading byte order mark adds to the columns of the first line.
	shift int
}

func (f *file) line(n int) string {
	if n < 1 || n > len(f.lines) {
		return ""
	}
	return f.lines[n-1]
}

// rangeOf is the place of a node as the YAML library gave it, with the length of the word on its line.
func (f *file) rangeOf(n *yaml.Node) diag.Range {
	at := diag.Range{Pos: diag.Pos{File: f.name, Line: max(1, n.Line), Column: max(1, n.Column)}, Length: 1}
	if n.Kind != yaml.ScalarNode {
		return at
	}
	rest := fromColumn(f.line(at.Line), at.Column)
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		at.Length = 1
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		at.Length = max(1, quotedLength(rest))
	case strings.HasPrefix(rest, n.Value):
		at.Length = max(1, utf8.RuneCountInString(n.Value))
	default:
		at.Length = max(1, utf8.RuneCountInString(strings.TrimRight(rest, " ")))
	}
	return at
}

// farOut is the column after which, and for how many bytes from where, a line is not looked at: a file
// in one line must not take the square of its length.
const farOut = 2000

// fromColumn is the rest of a line from a column, which counts characters from 1.
func fromColumn(line string, column int) string {
	if column > farOut {
		return ""
	}
	for i := 1; i < column && line != ""; i++ {
		_, size := utf8.DecodeRuneInString(line)
		line = line[size:]
	}
	return line[:min(len(line), farOut)]
}

// quotedLength is how many characters a quoted word takes on its first line, with its quotes.
func quotedLength(s string) int {
	if s == "" {
		return 0
	}
	quote, n := s[0], 1
	for i := 1; i < len(s); {
		_, size := utf8.DecodeRuneInString(s[i:])
		n++
		switch {
		case s[i] == '\\' && quote == '"' && i+1 < len(s):
			_, next := utf8.DecodeRuneInString(s[i+1:])
			i, n = i+1+next, n+1
			continue
		case s[i] == quote && quote == '\'' && strings.HasPrefix(s[i+1:], "'"):
			i, n = i+2, n+1
			continue
		case s[i] == quote:
			return n
		}
		i += size
	}
	return n
}

// inside is the place of part of a word, given by byte offset and length in Value: of an expression, or a piece of one.
// Where the place cannot be told exactly, it is the whole word.
func (n *Node) inside(offset, length int) diag.Range {
	offset = min(max(offset, 0), len(n.Value))
	length = min(max(length, 0), len(n.Value)-offset)
	count := max(1, utf8.RuneCountInString(firstLine(n.Value[offset:offset+length])))
	switch {
	case n.style&yaml.LiteralStyle != 0:
		return n.insideLiteral(offset, count)
	case n.style&yaml.FoldedStyle != 0:
		return n.insideFolded(offset, count)
	}
	raw := fromColumn(n.file.line(n.At.Line), n.At.Column)
	column, ok := columnIn(raw, n.Value, offset)
	if !ok {
		return n.insideLines(offset, count)
	}
	at := n.At
	at.Column += column
	at.Length = count
	return at
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// insideLiteral counts lines from the "|" and adds the block's indent.
func (n *Node) insideLiteral(offset, count int) diag.Range {
	before := n.Value[:offset]
	line := n.At.Line + 1 + strings.Count(before, "\n")
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	at := diag.Range{Pos: diag.Pos{File: n.At.File, Line: line, Column: 1 + n.indent() + column}, Length: count}
	if line > len(n.file.lines) {
		return n.At
	}
	return at
}

// indent is how far a literal block stands in: what the source has before its first words and the value has not.
func (n *Node) indent() int {
	for i, line := range strings.Split(n.Value, "\n") {
		if strings.TrimSpace(line) != "" {
			raw := n.file.line(n.At.Line + 1 + i)
			return max(0, leading(raw)-leading(line))
		}
	}
	return 0
}

func leading(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// columnIn finds how many characters of the raw word (with its quotes and escapes) stand before value[offset].
func columnIn(raw, value string, offset int) (int, bool) {
	column, quote := 0, byte(0)
	if raw != "" && (raw[0] == '"' || raw[0] == '\'') {
		quote, raw, column = raw[0], raw[1:], 1
	}
	for at := 0; at < offset; column++ {
		if raw == "" {
			return 0, false
		}
		want, size := utf8.DecodeRuneInString(value[at:])
		got, taken := utf8.DecodeRuneInString(raw)
		switch {
		case quote == '\'' && strings.HasPrefix(raw, "''"):
			taken, column = 2, column+1
		case quote == '"' && got == '\\':
			taken = escapeLength(raw)
			column += taken - 1
		case got != want:
			return 0, false
		}
		if taken > len(raw) {
			return 0, false
		}
		at, raw = at+size, raw[taken:]
	}
	return column, true
}

func escapeLength(raw string) int {
	if len(raw) < 2 {
		return 1
	}
	switch raw[1] {
	case 'x':
		return 4
	case 'u':
		return 6
	case 'U':
		return 10
	}
	return 2
}

// lookup finds a key of a map.
func (n *Node) lookup(key string) (k, v *Node) {
	if i := n.find(key); i >= 0 {
		return n.keys[i], n.items[i]
	}
	return nil, nil
}

// few is how many keys are looked through one by one; an index of fewer costs more than it gives.
const few = 16

// find is the place of a key, -1 when the map has none. Keys are only ever added at the end, or all taken anew.
func (n *Node) find(key string) int {
	if len(n.keys) <= few {
		return slices.IndexFunc(n.keys, func(k *Node) bool { return k.Value == key })
	}
	if n.index == nil {
		n.index = make(map[string]int, len(n.keys))
	}
	for ; n.known < len(n.keys); n.known++ {
		if _, ok := n.index[n.keys[n.known].Value]; !ok {
			n.index[n.keys[n.known].Value] = n.known
		}
	}
	if i, ok := n.index[key]; ok {
		return i
	}
	return -1
}
