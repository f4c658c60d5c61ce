package spec

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/tamga-crm/tamga/engine/diag"
)

// Format lays a file out in the house's form: two spaces for each level, lists one level in from their key, one space
// after a dash and a comma, none inside brackets, no two empty lines together, no spaces at the end of a line.
// Only white space between the words changes: comments, the order, and the way a value is written stay, and so do
// columns that somebody aligned. A file that is not YAML is reported, and nil given.
func Format(name string, src []byte, l *diag.List) []byte {
	failed := len(l.All())
	before := parse(name, src, l)
	if len(l.All()) > failed {
		return nil
	}
	text, _ := (&file{name: name}).clean(src, l)
	if before == nil {
		return []byte(text) // nothing in it, or comments alone
	}
	var told diag.List
	out := formatText(text)
	if after := parse(name, []byte(out), &told); after == nil || !alike(before, after) || comments(text) != comments(out) || formatText(out) != out {
		return []byte(text) // written in a way that this does not see through: it stays as it is
	}
	return []byte(out)
}

// FormatFolder formats every YAML file of a folder, and gives those that change, by name. What is not YAML is reported.
func FormatFolder(fsys fs.FS, l *diag.List) (map[string][]byte, error) {
	y := Layer{FS: fsys}
	names, err := y.names(l)
	if err != nil {
		return nil, err
	}
	changed := map[string][]byte{}
	for _, name := range names {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if out := Format(name, src, l); out != nil && !bytes.Equal(out, src) {
			changed[name] = out
		}
	}
	return changed, nil
}

// alike tells whether two trees say the same in the same way, wherever it stands.
func alike(a, b *Node) bool {
	return a.Value == b.Value && a.shape == b.shape && a.tag == b.tag && a.style == b.style && a.empty == b.empty &&
		slices.EqualFunc(a.keys, b.keys, alike) && slices.EqualFunc(a.items, b.items, alike)
}

// comments are the comments of a text, a line each, in order.
func comments(text string) string {
	var doc yaml.Node
	if yaml.Unmarshal([]byte(text), &doc) != nil {
		return "?"
	}
	var out []string
	var collect func(n *yaml.Node)
	collect = func(n *yaml.Node) {
		out = append(out, n.HeadComment, n.LineComment, n.FootComment)
		for _, c := range n.Content {
			collect(c)
		}
	}
	collect(&doc)
	lines := strings.Fields(strings.Join(out, "\n"))
	slices.Sort(lines) // a comment may count as the foot of one thing or the head of the next
	return strings.Join(lines, " ")
}

// formatText formats a text that is YAML.
func formatText(text string) string {
	var doc yaml.Node
	if yaml.Unmarshal([]byte(text), &doc) != nil {
		return text
	}
	f := &formatter{lines: strings.Split(strings.TrimRight(text, "\n"), "\n"), starts: map[int][]*yaml.Node{}, levels: []level{{orig: -1, now: -2}}}
	f.note(&doc)
	for f.at < len(f.lines) {
		f.line()
	}
	f.flush(f.levels, 0)
	return strings.TrimLeft(strings.TrimRight(f.out.String(), "\n"), "\n") + "\n"
}

// formatter goes down a file. A level is a column where the keys of a map or the dashes of a list stand: where they
// stood, and where they stand now.
type formatter struct {
	lines    []string
	at       int
	starts   map[int][]*yaml.Node // what begins on a line, by line from 1
	levels   []level
	comments []int // lines of comments and empty ones that wait for what follows them
	out      bytes.Buffer
}

type level struct {
	orig, now int
	list      bool
}

func (f *formatter) note(n *yaml.Node) {
	if n.Kind != yaml.DocumentNode {
		f.starts[n.Line] = append(f.starts[n.Line], n)
	}
	for _, c := range n.Content {
		f.note(c)
	}
}

// line writes one line and what continues it.
func (f *formatter) line() {
	raw := f.lines[f.at]
	trimmed := strings.TrimSpace(raw)
	if trimmed == "" || trimmed[0] == '#' {
		f.comments = append(f.comments, f.at)
		f.at++
		return
	}
	column := leading(raw)
	rest := raw[column:]
	before := slices.Clone(f.levels)
	prefix := f.enter(column, isDash(rest))
	f.flush(before, column)
	for isDash(rest) {
		body := strings.TrimLeft(rest[1:], " ")
		if body == "" || body[0] == '#' {
			break
		}
		column += len(rest) - len(body)
		prefix += "- "
		rest = body
		f.levels = append(f.levels, level{orig: column, now: len(prefix), list: isDash(rest)})
	}
	f.write(prefix, rest, column)
}

// enter finds the level of a line by the column where it begins, and gives its indent.
func (f *formatter) enter(column int, dash bool) string {
	for {
		top := f.levels[len(f.levels)-1]
		switch {
		case top.orig > column, top.orig == column && top.list && !dash:
			f.levels = f.levels[:len(f.levels)-1]
			continue
		case top.orig < column, top.orig == column && dash && !top.list:
			f.levels = append(f.levels, level{orig: column, now: top.now + 2, list: dash})
		}
		return strings.Repeat(" ", f.levels[len(f.levels)-1].now)
	}
}

func isDash(s string) bool { return s == "-" || strings.HasPrefix(s, "- ") }

// flush writes the comments that stand before a line, whose levels are entered by now. One that stood in the line's
// own column goes with it, another with the deepest level before the line that it stood in.
func (f *formatter) flush(before []level, column int) {
	empty := f.out.Len() == 0
	for _, i := range f.comments {
		c := strings.TrimSpace(f.lines[i])
		if c == "" {
			if !empty {
				f.out.WriteByte('\n')
			}
			empty = true
			continue
		}
		indent, at := f.levels[len(f.levels)-1].now, leading(f.lines[i])
		for _, l := range before {
			if at != column && l.orig <= at {
				indent = l.now
			}
		}
		f.out.WriteString(strings.Repeat(" ", max(0, indent)) + c + "\n")
		empty = false
	}
	f.comments = nil
}

// write writes the rest of a line, and the lines that belong to a value which begins on it.
func (f *formatter) write(prefix, rest string, column int) {
	number := f.at + 1
	last, block := f.extent(number)
	shift := len(prefix) - column
	f.at++
	if last == number && !block {
		f.out.WriteString(prefix + f.tidy(rest, number, column) + "\n")
		return
	}
	f.out.WriteString(prefix + strings.TrimRight(rest, " \t") + "\n")
	if block {
		f.block(number, shift, rest[0] == '|' || rest[0] == '>')
		return
	}
	for ; f.at < last; f.at++ {
		s := f.lines[f.at]
		if strings.TrimSpace(s) == "" {
			f.out.WriteByte('\n')
			continue
		}
		f.out.WriteString(strings.Repeat(" ", max(0, leading(s)+shift)) + strings.TrimLeft(s, " ") + "\n")
	}
}

// extent is the last line of what begins on a line and is not a block of its own; and whether that is a "|" or ">".
func (f *formatter) extent(number int) (last int, block bool) {
	last = number
	for n := number; n <= last; n++ {
		for _, x := range f.starts[n] {
			switch {
			case x.Kind == yaml.ScalarNode && x.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
				return n, true
			case x.Kind == yaml.ScalarNode && x.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0,
				x.Kind != yaml.ScalarNode && x.Style&yaml.FlowStyle != 0:
				last = max(last, f.closes(x))
			case x.Kind == yaml.ScalarNode:
				last = max(last, f.continues(x))
			}
		}
	}
	return last, false
}

// continues is the last line of a plain word: lines on which nothing begins belong to it.
func (f *formatter) continues(x *yaml.Node) int {
	last := x.Line
	for n := x.Line + 1; n <= len(f.lines) && len(f.starts[n]) == 0; n++ {
		s := strings.TrimSpace(f.lines[n-1])
		if s != "" && (s[0] == '#' || isDash(s)) {
			break
		}
		if s != "" {
			last = n
		}
	}
	return last
}

// closes is the line on which a quoted word, a { or a [ ends.
func (f *formatter) closes(x *yaml.Node) int {
	s := newScan(x.Kind == yaml.ScalarNode)
	for n := x.Line; n <= len(f.lines); n++ {
		raw := f.lines[n-1]
		if n == x.Line {
			raw = afterColumn(raw, x.Column)
		}
		if s.over(raw) {
			return n
		}
	}
	return len(f.lines)
}

// afterColumn is a line from a column on, in characters from 1.
func afterColumn(line string, column int) string {
	for i := range line {
		if column--; column == 0 {
			return line[i:]
		}
	}
	return ""
}

// block writes the text of a "|" or ">" one level in from its key, or from the dash where it stands alone behind one.
func (f *formatter) block(number, shift int, alone bool) {
	parent := f.levels[len(f.levels)-1]
	if alone {
		parent = f.levels[len(f.levels)-2]
	}
	first := -1
	for ; f.at < len(f.lines); f.at++ {
		s := f.lines[f.at]
		if strings.TrimSpace(s) == "" {
			if first < 0 || len(s) <= first {
				s = ""
			}
		} else if leading(s) <= parent.orig {
			return
		} else if first < 0 {
			first = leading(s)
			if !strings.ContainsAny(headerOf(f.lines[number-1]), "123456789") {
				shift = parent.now + 2 - first
			}
		}
		if s != "" {
			s = strings.Repeat(" ", max(0, leading(s)+shift)) + s[leading(s):]
		}
		f.out.WriteString(s + "\n")
	}
}

// headerOf is what stands after the "|" or ">" at the end of a line.
func headerOf(line string) string {
	return line[strings.LastIndexAny(line, "|>")+1:]
}
