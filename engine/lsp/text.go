package lsp

import (
	"strings"
	"unicode/utf8"

	"github.com/tamga-crm/tamga/engine/diag"
)

// linesOf splits a text as the loader does.
func linesOf(text string) []string {
	return strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n")
}

// line is a line by its number from 0; "" beyond the end.
func line(lines []string, n int) string {
	if n < 0 || n >= len(lines) {
		return ""
	}
	return lines[n]
}

// units is the UTF-16 length of a text.
func units(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
	}
	return n
}

// byteAt is the byte of a line at a UTF-16 column.
func byteAt(s string, column int) int {
	for i, r := range s {
		if column <= 0 {
			return i
		}
		if column--; r > 0xFFFF {
			column--
		}
	}
	return len(s)
}

// runeByte is the byte of a line at a column that counts characters from 1.
func runeByte(s string, column int) int {
	i := 0
	for n := 1; n < column && i < len(s); n++ {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return i
}

// spanOf is a range of the compiler's in the editor's terms.
func spanOf(lines []string, r diag.Range) span {
	s := line(lines, r.Line-1)
	from, to := runeByte(s, r.Column), runeByte(s, r.Column+r.Length)
	return span{position{max(0, r.Line-1), units(s[:from])}, position{max(0, r.Line-1), units(s[:to])}}
}

// applied is a text after a change of a part.
func applied(text string, r *span, by string) string {
	if r == nil {
		return by
	}
	from, to := offset(text, r.Start), offset(text, r.End)
	return text[:from] + by + text[max(from, to):]
}

// offset is the byte of a text at a position.
func offset(text string, p position) int {
	at := 0
	for range p.Line {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return len(text)
		}
		at += i + 1
	}
	rest := text[at:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return at + byteAt(rest, p.Character)
}
