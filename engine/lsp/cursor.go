package lsp

import (
	"regexp"
	"strings"
)

// cursor is what the text before a place says about it: the keys that lead there, and what is being typed. The text
// need not be YAML yet.
type cursor struct {
	path  []string // the keys around; with the value's own key when a value is typed
	value bool     // a value is typed; else a key, or the element of a list
	text  string   // what stands before the cursor of the key or the value
	item  bool     // the text begins an element of a list: it may be a value, or the first key of a map
}

// level is one map that is open in block form.
type level struct {
	indent int
	key    string
}

var blockKey = regexp.MustCompile(`^("[^"]*"|'[^']*'|[^\s:#{}\[\],"'&*!|>%@` + "`" + `][^:#{}\[\],]*?)\s*:(\s|$)`)

// cursorAt reads a text up to a place.
func cursorAt(lines []string, row, at int) cursor {
	r := &reading{}
	for i := 0; i < row && i < len(lines); i++ {
		r.line(lines[i], false)
	}
	last := line(lines, row)
	return r.line(last[:min(at, len(last))], true)
}

// reading goes through the lines of a text.
type reading struct {
	stack   []level
	flow    []frame // the brackets that are open
	flowKey string  // the key whose value opened the first of them
	block   int     // the indent of the key whose block text ("|") we are in; -1 none
	inBlock bool
	text    string // of the block
	quote   byte   // a quoted value that goes on over lines
}

// frame is an open bracket.
type frame struct {
	mark byte
	key  string // a map: the key whose value stands next
	text string // what stands since the last comma, colon or bracket
}

func (r *reading) path(more ...string) []string {
	var out []string
	for _, l := range r.stack {
		out = append(out, l.key)
	}
	return append(out, more...)
}

// line takes a line; the last is cut at the cursor, and gives what stands there.
func (r *reading) line(s string, last bool) cursor {
	trimmed := strings.TrimLeft(s, " ")
	indent := len(s) - len(trimmed)
	switch {
	case r.inBlock && (trimmed == "" && !last || indent > r.block):
		if r.text += s + "\n"; last {
			return cursor{path: r.path(), value: true, text: strings.TrimRight(r.text, "\n")}
		}
		return cursor{}
	case len(r.flow) > 0:
		return r.inFlow(trimmed, last)
	}
	r.inBlock = false
	if trimmed == "" && !last || strings.HasPrefix(trimmed, "#") {
		return cursor{}
	}
	item := false
	for strings.HasPrefix(trimmed, "- ") || trimmed == "-" {
		item = true
		rest := strings.TrimLeft(trimmed[1:], " ")
		if r.pop(indent, true); trimmed == "-" && !last {
			return cursor{}
		}
		indent += len(trimmed) - len(rest)
		trimmed = rest
	}
	r.pop(indent, false)
	return r.entry(trimmed, indent, item, last)
}

// pop leaves the maps that a line of this indent does not stand in. A dash may stand as far in as its list's key.
func (r *reading) pop(indent int, dash bool) {
	for len(r.stack) > 0 {
		top := r.stack[len(r.stack)-1].indent
		if top < indent || dash && top == indent {
			return
		}
		r.stack = r.stack[:len(r.stack)-1]
	}
}

// entry takes "key: value", or what begins one.
func (r *reading) entry(s string, indent int, item, last bool) cursor {
	m := blockKey.FindStringSubmatch(s)
	if m == nil || last && len(m[0]) > len(s) {
		return r.start(s, r.path(), item, last)
	}
	r.stack = append(r.stack, level{indent, strings.Trim(m[1], `"'`)})
	return r.start(strings.TrimLeft(s[len(m[0]):], " "), r.path(), false, last, true)
}

// start takes what follows a key or a dash: a bracket, the head of a block text, or words.
func (r *reading) start(s string, path []string, item, last bool, value ...bool) cursor {
	switch {
	case strings.HasPrefix(s, "{") || strings.HasPrefix(s, "["):
		return r.inFlow(s, last)
	case strings.HasPrefix(s, "|") || strings.HasPrefix(s, ">"):
		if len(r.stack) > 0 && !last {
			r.inBlock, r.block, r.text = true, r.stack[len(r.stack)-1].indent, ""
		}
	}
	return cursor{path: path, value: len(value) > 0, text: s, item: item}
}

// inFlow takes a line within brackets.
func (r *reading) inFlow(s string, last bool) cursor {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if len(r.flow) == 0 {
			if c != '{' && c != '[' {
				break // what follows the value
			}
			r.flow = append(r.flow, frame{mark: c})
			continue
		}
		r.sign(s, i)
	}
	if last && len(r.flow) > 0 {
		return r.flowCursor()
	}
	if len(r.flow) > 0 {
		r.flow[len(r.flow)-1].text += " "
	}
	return cursor{path: r.path(), value: true}
}

// sign takes one sign within brackets.
func (r *reading) sign(s string, i int) {
	top, c := &r.flow[len(r.flow)-1], s[i]
	began := strings.TrimSpace(top.text)
	switch {
	case r.quote != 0:
		top.text += string(c)
		if c == r.quote && (c != '"' || i == 0 || s[i-1] != '\\') {
			r.quote = 0
		}
	case (c == '"' || c == '\'') && began == "":
		r.quote = c
		top.text += string(c)
	case (c == '{' || c == '[') && began == "":
		r.flow = append(r.flow, frame{mark: c})
	case c == '}' || c == ']':
		if r.flow = r.flow[:len(r.flow)-1]; len(r.flow) > 0 {
			r.flow[len(r.flow)-1].text = ")" // a value that is whole
		}
	case c == ',':
		top.key, top.text = "", ""
	case c == ':' && top.mark == '{' && top.key == "" && (i+1 == len(s) || s[i+1] == ' ' || strings.HasSuffix(began, `"`)):
		top.key, top.text = strings.Trim(began, `"'`), ""
	default:
		top.text += string(c)
	}
}

func (r *reading) flowCursor() cursor {
	path := r.path()
	for _, f := range r.flow {
		if f.key != "" {
			path = append(path, f.key)
		}
	}
	top := r.flow[len(r.flow)-1]
	text := strings.TrimLeft(top.text, " ")
	return cursor{path: path, value: top.mark == '{' && top.key != "", text: text, item: top.mark == '['}
}
