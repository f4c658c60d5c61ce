package spec

import (
	"strings"
	"unicode/utf8"

	"github.com/tamga-crm/tamga/engine/diag"
)

// insideFolded follows a folded block (">"), whose lines are joined by blanks in the value.
func (n *Node) insideFolded(offset, count int) diag.Range {
	indent, at := -1, 0
	for line := n.At.Line + 1; line <= len(n.file.lines) && at < len(n.Value); line++ {
		raw := n.file.line(line)
		if strings.TrimSpace(raw) == "" {
			continue
		}
		if indent < 0 {
			indent = leading(raw) - leading(n.Value)
		}
		if indent < 0 || len(raw) < indent {
			return n.At
		}
		text := raw[indent:]
		if !strings.HasPrefix(n.Value[at:], text) {
			return n.At
		}
		if offset < at+len(text) {
			return n.on(line, raw, indent+offset-at, count)
		}
		at = joined(n.Value, at+len(text))
	}
	return n.At
}

// insideLines follows a plain or quoted word over several lines, whose lines are joined in the same way.
func (n *Node) insideLines(offset, count int) diag.Range {
	at := 0
	for line := n.At.Line; line <= len(n.file.lines) && at < len(n.Value); line++ {
		raw := n.file.line(line)
		text := strings.TrimSpace(raw)
		if line == n.At.Line {
			text = strings.TrimSpace(fromColumn(raw, n.At.Column))
			text = strings.TrimLeft(text, `"'`)
		}
		if text == "" {
			continue
		}
		same := commonPrefix(n.Value[at:], text)
		if offset < at+same {
			return n.on(line, raw, strings.LastIndex(raw, text)+offset-at, count)
		}
		if same < len(text) { // escapes, which are followed on the first line only; or the end
			return n.At
		}
		at = joined(n.Value, at+len(text))
	}
	return n.At
}

// joined is where the next line begins in a value, after the blank or the breaks that the join has left.
func joined(value string, at int) int {
	if at < len(value) && value[at] == ' ' {
		return at + 1
	}
	for at < len(value) && value[at] == '\n' {
		at++
	}
	return at
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// on is a place on a line, by a byte of it.
func (n *Node) on(line int, raw string, from, count int) diag.Range {
	return diag.Range{Pos: diag.Pos{File: n.At.File, Line: line, Column: 1 + utf8.RuneCountInString(raw[:from])}, Length: count}
}
