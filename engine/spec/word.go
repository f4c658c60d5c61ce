package spec

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
)

// Word is one word or text, and where it stands. The zero Word was not written.
type Word struct {
	Value string
	At    diag.Range
	node  *Node
	from  int // where Value begins in the node's
}

func wordOf(n *Node) Word { return Word{Value: n.Value, At: n.At, node: n} }

// Given tells whether it was written.
func (w Word) Given() bool { return w.node != nil }

// Inside is the place of a part of the word, by byte offset and length.
func (w Word) Inside(offset, length int) diag.Range {
	if w.node == nil {
		return w.At
	}
	return w.node.inside(w.from+offset, length)
}

// Sub is the part of the word from offset on, as a word of its own.
func (w Word) Sub(offset, length int) Word {
	return Word{w.Value[offset : offset+length], w.Inside(offset, length), w.node, w.from + offset}
}

func (w *Word) read(d *decoder, n *Node) {
	if n.shape != scalar || n.empty {
		d.expected(n, "a word")
		return
	}
	*w = wordOf(n)
}

func (d *decoder) expected(n *Node, what string) *diag.Diagnostic {
	return d.l.Errorf("wrong-type", n.At, "%s is expected here, not %s", what, n.describe())
}

// Text is words for people: one text, in the package's first locale, or one for each locale.
type Text struct {
	By   Map[Word]
	At   diag.Range
	Made bool // it was not written where it belongs: only translations have words, and the rest is made from a name
}

// Given tells whether it was written.
func (t Text) Given() bool { return len(t.By) > 0 }

func (t *Text) read(d *decoder, n *Node) {
	t.At = n.At
	if n.shape == scalar && !n.empty {
		t.By = Map[Word]{{Value: wordOf(n)}}
		return
	}
	if n.shape != mapping || len(n.keys) == 0 {
		d.expected(n, "a text, or a map of one text for each locale,")
		return
	}
	t.By.read(d, n)
}

// Expr is an expression.
type Expr struct{ Word }

func (e *Expr) read(d *decoder, n *Node) {
	if n.shape != scalar || n.empty {
		x := d.expected(n, "an expression")
		if n.shape != scalar {
			x.WithHint("put an expression that begins with [ or { in quotes")
		}
		return
	}
	if strings.HasPrefix(n.Value, "=") {
		d.l.Errorf("stray-equals", n.inside(0, 1), "this key always takes an expression, so it is written without “=”").
			WithHint("write %s", strings.TrimSpace(strings.TrimLeft(n.Value, "=")))
		return
	}
	e.Word = wordOf(n)
}

// Flag is true, false or an expression.
type Flag struct {
	Always bool
	When   Expr
	At     diag.Range
}

// Given tells whether it was written.
func (f Flag) Given() bool { return f.At.Known() }

func (f *Flag) read(d *decoder, n *Node) {
	f.At = n.At
	if n.tag == "!!bool" {
		f.Always = n.Value == "true"
		return
	}
	f.When.read(d, n)
}

// Bool is true or false.
type Bool struct {
	Value bool
	At    diag.Range
}

// Given tells whether it was written.
func (b Bool) Given() bool { return b.At.Known() }

func (b *Bool) read(d *decoder, n *Node) {
	if n.tag != "!!bool" {
		d.expected(n, "true or false").WithHint("write true or false")
		return
	}
	b.Value, b.At = strings.EqualFold(n.Value, "true"), n.At
}

// Int is a whole number.
type Int struct {
	Value int64
	At    diag.Range
}

// Given tells whether it was written.
func (i Int) Given() bool { return i.At.Known() }

func (i *Int) read(d *decoder, n *Node) {
	v, err := strconv.ParseInt(strings.ReplaceAll(n.Value, "_", ""), 10, 64)
	if n.shape != scalar || err != nil {
		d.expected(n, "a whole number")
		return
	}
	i.Value, i.At = v, n.At
}

// Duration is a span: 15m, 5d, or 1d 12h.
type Duration struct {
	Value field.Duration
	At    diag.Range
}

// Given tells whether it was written.
func (s Duration) Given() bool { return s.At.Known() }

func (s *Duration) read(d *decoder, n *Node) {
	v, ok := ParseDuration(n.Value)
	if n.shape != scalar || !ok {
		d.expected(n, "a duration").WithHint("write 30s, 15m, 2h, 5d, 1w, 3mo, 1y, or several: 1d 12h")
		return
	}
	s.Value, s.At = v, n.At
}

// ParseDuration reads one or several short spans, "1d 12h", or ISO 8601.
func ParseDuration(s string) (field.Duration, bool) {
	var sum field.Duration
	parts := strings.Fields(s)
	for _, p := range parts {
		v, ok := field.ParseDuration(p)
		if !ok {
			return field.Duration{}, false
		}
		sum.Months, sum.Days, sum.Seconds = sum.Months+v.Months, sum.Days+v.Days, sum.Seconds+v.Seconds
	}
	return sum, len(parts) > 0
}

// Value is what a key that takes a value holds: a literal, or a formula after "=".
type Value struct {
	At   diag.Range
	node *Node
}

// Given tells whether it was written.
func (v Value) Given() bool { return v.node != nil }

func (v *Value) read(_ *decoder, n *Node) { v.node, v.At = n, n.At }

// ValueOf is a value written as a word elsewhere.
func ValueOf(w Word) Value { return Value{w.At, w.node} }

// Formula is the expression after "=".
func (v Value) Formula() (Word, bool) {
	if v.node == nil || v.node.shape != scalar || !strings.HasPrefix(v.node.Value, "=") || strings.HasPrefix(v.node.Value, "==") {
		return Word{}, false
	}
	return wordOf(v.node).Sub(1, len(v.node.Value)-1), true
}

// Word is a literal that is one word; a first "==" is a plain "=" escaped.
func (v Value) Word() (Word, bool) {
	if v.node == nil || v.node.shape != scalar || v.node.empty {
		return Word{}, false
	}
	w := wordOf(v.node)
	if strings.HasPrefix(w.Value, "==") {
		w = w.Sub(1, len(w.Value)-1)
	}
	return w, true
}

// Items are the values of a list.
func (v Value) Items() ([]Value, bool) {
	if v.node == nil || v.node.shape != sequence {
		return nil, false
	}
	out := make([]Value, len(v.node.items))
	for i, n := range v.node.items {
		out[i] = Value{n.At, n}
	}
	return out, true
}

// Members are the values of a map, and its keys.
func (v Value) Members() (Map[Value], bool) {
	if v.node == nil || v.node.shape != mapping {
		return nil, false
	}
	out := make(Map[Value], len(v.node.keys))
	for i, k := range v.node.keys {
		out[i] = Entry[Value]{wordOf(k), Value{v.node.items[i].At, v.node.items[i]}}
	}
	return out, true
}

var plainNumber = regexp.MustCompile(`^[+-]?\d+(\.\d+)?$`)

// Literal is the value as a field reads it: string, json.Number, bool, nil, []any or map[string]any.
func (v Value) Literal() any { return v.node.literal() }

func (n *Node) literal() any {
	switch {
	case n == nil || n.empty:
		return nil
	case n.shape == sequence:
		out := make([]any, len(n.items))
		for i, c := range n.items {
			out[i] = c.literal()
		}
		return out
	case n.shape == mapping:
		out := make(map[string]any, len(n.keys))
		for i, k := range n.keys {
			out[k.Value] = n.items[i].literal()
		}
		return out
	case n.tag == "!!bool":
		return strings.EqualFold(n.Value, "true")
	case slices.Contains([]string{"!!int", "!!float"}, n.tag) && plainNumber.MatchString(n.Value):
		return json.Number(n.Value)
	}
	w, _ := Value{node: n}.Word()
	return w.Value
}
