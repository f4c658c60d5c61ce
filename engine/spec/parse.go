package spec

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/tamga-crm/tamga/engine/diag"
)

// The bounds of a package.
const (
	MaxFile  = 1 << 20 // bytes of one file
	MaxFiles = 1000
	MaxBytes = 16 << 20 // of all files
	MaxDepth = 40       // maps and lists within each other
	MaxNodes = 200_000  // parts of one file, aliases written out
)

// parse reads one file into its tree; nil when it is empty or broken, which is then reported.
func parse(name string, src []byte, l *diag.List) *Node {
	f := &file{name: name}
	text, ok := f.clean(src, l)
	if !ok {
		return nil
	}
	f.lines = strings.Split(text, "\n")
	l.Keep(name, f.lines)
	dec := yaml.NewDecoder(strings.NewReader(text))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if !errors.Is(err, io.EOF) {
			f.broken(err, l)
		}
		return nil
	}
	if err := dec.Decode(&more); err == nil {
		l.Errorf("yaml-syntax", f.rangeOf(&more), "a file holds one document, and a second one starts here").
			WithHint(`remove the line "---", or make it a file of its own`)
	} else if !errors.Is(err, io.EOF) {
		f.broken(err, l)
	}
	b := &builder{f: f, l: l, open: map[*yaml.Node]bool{}}
	if len(doc.Content) == 0 {
		return nil
	}
	return b.node(doc.Content[0], 0)
}

// clean gives the text with plain line ends and no byte order mark, or says why it is not text.
func (f *file) clean(src []byte, l *diag.List) (string, bool) {
	at := diag.Range{Pos: diag.Pos{File: f.name, Line: 1, Column: 1}, Length: 1}
	if len(src) > MaxFile {
		l.Errorf("too-large", at, "the file has %d bytes; a file may have %d", len(src), MaxFile).
			WithHint("split it: every file may hold any of the sections")
		return "", false
	}
	if bytes.HasPrefix(src, []byte{0xFF, 0xFE}) || bytes.HasPrefix(src, []byte{0xFE, 0xFF}) {
		l.Errorf("not-utf8", at, "the file is UTF-16").WithHint("save it as UTF-8")
		return "", false
	}
	src = bytes.TrimPrefix(src, []byte("\xEF\xBB\xBF"))
	text := strings.ReplaceAll(strings.ReplaceAll(string(src), "\r\n", "\n"), "\r", "\n")
	for i, r := range text {
		bad := r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD")
		control := r < ' ' && r != '\n' && r != '\t' || r == 0x7F || r == '\u2028' || r == '\u2029' || r == 0x85
		if !bad && !control {
			continue
		}
		at.Line = 1 + strings.Count(text[:i], "\n")
		at.Column = 1 + utf8.RuneCountInString(text[strings.LastIndexByte(text[:i], '\n')+1:i])
		if bad {
			l.Errorf("not-utf8", at, "these bytes are not UTF-8 text").WithHint("save the file as UTF-8")
		} else {
			l.Errorf("not-utf8", at, "the character U+%04X cannot stand in YAML", r).WithHint("remove it, or write it as an escape in double quotes")
		}
		return "", false
	}
	return text, true
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// broken says what the YAML library did not understand. It tells a line, sometimes the one before, and no column.
func (f *file) broken(err error, l *diag.List) {
	m := yamlLine.FindStringSubmatch(strings.ReplaceAll(err.Error(), "\n", " "))
	line, what := 1, err.Error()
	if m != nil {
		line, _ = strconv.Atoi(m[1])
		what = m[2]
	}
	line = f.pin(min(max(line, 1), len(f.lines)), what)
	hint := ""
	switch {
	case strings.Contains(what, "cannot start any token"):
		for i, s := range f.lines {
			if strings.HasPrefix(strings.TrimLeft(s, " "), "\t") {
				line, what, hint = i+1, "a tab stands where the line begins", "indent with spaces"
				break
			}
		}
		if hint == "" {
			hint = "put the text in quotes: @, `, % and some other signs may not begin a plain one"
		}
	case strings.Contains(what, "mapping values are not allowed"):
		line = f.near(line, func(s string) bool { return strings.Count(s, ": ") > 1 })
		what, hint = "a second “: ” in one line", "put text that holds “: ” in quotes, and each key on a line of its own"
	case strings.Contains(what, "did not find expected key"), strings.Contains(what, "expected <block end>"):
		what, hint = "this line does not fit the indent of those above", "keys of one map begin in the same column; quote text that begins with a quote, [ or {"
	case strings.Contains(what, "did not find expected ',' or"):
		what, hint = "a [ or { does not end as it should", "close it, and put text that holds a comma, “: ”, “? ” or quotes in quotes"
	case strings.Contains(what, "unexpected end of stream"):
		what, hint = "a quote is not closed", "close it"
	case strings.Contains(what, "unknown anchor"):
		hint = "text that begins with * stands in quotes"
	}
	for line > 1 && strings.TrimSpace(f.line(line)) == "" {
		line--
	}
	s := f.line(line)
	at := diag.Range{Pos: diag.Pos{File: f.name, Line: line, Column: 1 + len(s) - len(strings.TrimLeft(s, " "))}, Length: max(1, utf8.RuneCountInString(strings.TrimSpace(s)))}
	d := l.Errorf("yaml-syntax", at, "this is not YAML: %s", what)
	if hint != "" {
		d.WithHint("%s", hint)
	}
}

// maxPinned is how many bytes are read again to find the line where a text stops to be YAML.
const maxPinned = 8 << 20

// pin finds the first line with which the text stops to be YAML in this way. The library tells where the map or the
// list around it begins, which may be far above.
func (f *file) pin(line int, what string) int {
	text := strings.Join(f.lines, "\n")
	end := 0
	for range max(0, line-2) {
		end += strings.IndexByte(text[end:], '\n') + 1
	}
	for n, read := max(1, line-1), 0; n <= len(f.lines) && read < maxPinned; n++ {
		end += len(f.line(n))
		read += end
		var ignored yaml.Node
		if err := yaml.Unmarshal([]byte(text[:end]), &ignored); err != nil {
			if m := yamlLine.FindStringSubmatch(err.Error()); m != nil && m[2] == what {
				return n
			}
		}
		end++
	}
	return line
}

// near finds a line with a property at or beside a line.
func (f *file) near(line int, is func(string) bool) int {
	for _, n := range []int{line, line - 1, line + 1} {
		if is(f.line(n)) {
			return n
		}
	}
	return line
}

// builder turns the library's nodes into ours: aliases written out, keys unique, depth and size bounded.
type builder struct {
	f     *file
	l     *diag.List
	open  map[*yaml.Node]bool
	count int
	full  bool
}

func (b *builder) node(n *yaml.Node, depth int) *Node {
	if b.count++; b.count > MaxNodes {
		if !b.full {
			b.full = true
			b.l.Errorf("too-large", b.f.rangeOf(n), "the file has more than %d parts, aliases written out", MaxNodes).
				WithHint("an alias (*name) repeats all that its anchor (&name) holds: write out less")
		}
		return nil
	}
	if depth > MaxDepth {
		b.l.Errorf("too-deep", b.f.rangeOf(n), "maps and lists stand in each other more than %d deep", MaxDepth)
		return nil
	}
	out := &Node{At: b.f.rangeOf(n), file: b.f, tag: n.ShortTag(), style: n.Style, Value: n.Value}
	switch n.Kind {
	case yaml.AliasNode:
		return b.alias(n, depth)
	case yaml.ScalarNode:
		return b.scalar(n, out)
	case yaml.SequenceNode:
		out.shape = sequence
		for _, c := range n.Content {
			if x := b.node(c, depth+1); x != nil {
				out.items = append(out.items, x)
			}
		}
	case yaml.MappingNode:
		out.shape = mapping
		b.mapping(n, out, depth)
	}
	return out
}

func (b *builder) alias(n *yaml.Node, depth int) *Node {
	if b.open[n.Alias] {
		b.l.Errorf("yaml-syntax", b.f.rangeOf(n), "the anchor %q holds itself", n.Value)
		return nil
	}
	b.open[n.Alias] = true
	defer delete(b.open, n.Alias)
	return b.node(n.Alias, depth)
}

func (b *builder) scalar(n *yaml.Node, out *Node) *Node {
	switch out.tag {
	case "!!null":
		out.empty = true
	case "!!str", "!!int", "!!float", "!!bool", "!!timestamp", "!!merge":
	default:
		b.l.Errorf("yaml-syntax", out.At, "the tag %q is not used here", n.Tag).WithHint("leave out the tag; put text that begins with ! in quotes")
		return nil
	}
	return out
}

func (b *builder) mapping(n *yaml.Node, out *Node, depth int) {
	first := map[string]*Node{}
	var merged []*Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := b.node(n.Content[i], depth+1)
		v := b.node(n.Content[i+1], depth+1)
		if k == nil || v == nil {
			continue
		}
		switch {
		case k.shape != scalar:
			b.l.Errorf("wrong-type", k.At, "a key is a word, not %s", k.shape).WithHint("put text that begins with [ or { in quotes")
		case k.tag == "!!merge":
			merged = append(merged, v)
		case first[k.Value] != nil:
			b.l.Errorf("duplicate-key", k.At, "the key %q stands here twice", k.Value).
				WithHint("keep one of them").WithRelated(first[k.Value].At, "the first")
		default:
			first[k.Value] = k
			out.keys, out.items = append(out.keys, k), append(out.items, v)
		}
	}
	for _, m := range merged {
		b.merge(m, out, first)
	}
	if len(out.keys) > 0 {
		out.At = out.keys[0].At
	}
}

// merge adds the keys of "<<: *anchor" that the map has not itself.
func (b *builder) merge(from, into *Node, first map[string]*Node) {
	if from.shape == sequence {
		for _, m := range from.items {
			b.merge(m, into, first)
		}
		return
	}
	if from.shape != mapping {
		b.l.Errorf("wrong-type", from.At, "“<<” takes a map to be merged").WithHint("write <<: *anchor")
	}
	for i, k := range from.keys {
		if first[k.Value] == nil {
			first[k.Value] = k
			into.keys, into.items = append(into.keys, k), append(into.items, from.items[i])
		}
	}
}
