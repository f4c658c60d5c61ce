package rule

import "github.com/tamga-crm/tamga/engine/field"

// ends are what stands after the dot of a range.
var ends = map[string]*Function{
	"from": {Name: "from of", Params: []Type{{Type: field.Interval}}, Type: Any, Strict: true, Eval: func(_ *Frame, a []any) (any, error) { return rangeOf(a[0]).From, nil }},
	"to":   {Name: "to of", Params: []Type{{Type: field.Interval}}, Type: Any, Strict: true, Eval: func(_ *Frame, a []any) (any, error) { return rangeOf(a[0]).To, nil }},
}

func rangeOf(v any) field.Range {
	r, _ := v.(field.Range)
	return r
}

// inside tells whether a value lies in a range, its ends included; an open end takes all.
func (f *Frame) inside(x any, r field.Range) bool {
	return x != nil && (r.From != nil || r.To != nil) && f.upTo(r.From, x) && f.upTo(x, r.To)
}

// upTo tells whether one end is not beyond another; an end that is open never is.
func (f *Frame) upTo(a, b any) bool {
	if a == nil || b == nil {
		return true
	}
	order, ok := f.compare(a, b)
	return ok && order <= 0
}

// oneKind refuses ranges of which no two ends can be compared.
func oneKind(types []Type) (Type, string) {
	if a, b := types[0].Elem, types[1].Elem; a != nil && b != nil && !comparable2(*a, *b, false) {
		return Unknown, "takes two ranges of one kind"
	}
	return Bool, ""
}

// overlapping tells whether two ranges have a value in common; an empty one has none.
func overlapping(f *Frame, args []any) (any, error) {
	a, ok1 := args[0].(field.Range)
	b, ok2 := args[1].(field.Range)
	return ok1 && ok2 && f.upTo(a.From, b.To) && f.upTo(b.From, a.To), nil
}

// Inside spells "x in range" out for an engine that knows comparisons only.
func Inside(n *Binary) Node {
	s := speller{base{T: Bool, Offset: n.Offset, Length: n.Length}}
	return s.all(s.given(n.X), s.given(n.Y), s.upTo(s.end(n.Y, "from"), n.X), s.upTo(n.X, s.end(n.Y, "to")))
}

// Overlapping spells overlaps(a, b) out in the same way.
func Overlapping(n *Call) Node {
	s, a, b := speller{base{T: Bool, Offset: n.Offset, Length: n.Length}}, n.Args[0], n.Args[1]
	return s.all(s.given(a), s.given(b), s.upTo(s.end(a, "from"), s.end(b, "to")), s.upTo(s.end(b, "from"), s.end(a, "to")))
}

// speller makes nodes that all stand where the one that they spell out does.
type speller struct{ base }

func (s speller) end(of Node, name string) Node {
	t := Any
	if of.Type().Elem != nil {
		t = *of.Type().Elem
	}
	return &Call{base{t, s.Offset, s.Length}, ends[name], []Node{of}}
}

func (s speller) empty(n Node) Node {
	return &Binary{base: s.base, Op: "==", X: n, Y: &Literal{base{Null, s.Offset, s.Length}, nil}}
}

func (s speller) given(n Node) Node { return &Unary{s.base, "not", s.empty(n)} }

func (s speller) upTo(a, b Node) Node {
	order := &Binary{base: s.base, Op: "<=", X: a, Y: b}
	return s.any(s.any(s.empty(a), s.empty(b)), order)
}

func (s speller) any(a, b Node) Node { return &Binary{base: s.base, Op: "or", X: a, Y: b} }

func (s speller) all(parts ...Node) Node {
	out := parts[0]
	for _, p := range parts[1:] {
		out = &Binary{base: s.base, Op: "and", X: out, Y: p}
	}
	return out
}
