package rule

import "github.com/tamga-crm/tamga/engine/field"

// The bounds of what a Trace shows: parts in all, and elements of one list.
const (
	maxParts  = 500
	maxTraced = 10
)

// Trace is the value of one part of an expression and of the parts below it.
type Trace struct {
	Node   Node   // nil for a constant
	Source string // the part's own text
	Offset int
	Value  any
	Note   string // why the value is empty, where that is not plain to see
	Parts  []*Trace
}

// Deciding are the smallest conditions below (or the part itself) that make a condition the value it has: of
// "a and b" that does not hold the one that does not, of "a or b" all, and so on through "not".
func (t *Trace) Deciding() []*Trace {
	switch n := t.Node.(type) {
	case *Unary:
		if n.Op != "-" && len(t.Parts) == 1 {
			return t.Parts[0].Deciding()
		}
	case *Binary:
		if n.Op == "and" || n.Op == "or" {
			return t.decidingSides()
		}
	}
	return []*Trace{t}
}

func (t *Trace) decidingSides() (all []*Trace) {
	holds, _ := t.Value.(bool)
	for _, side := range t.Parts {
		if is, _ := side.Value.(bool); is == holds {
			all = append(all, side.Deciding()...)
		}
	}
	if len(all) == 0 {
		return []*Trace{t}
	}
	return all
}

// tracer gathers parts while a frame evaluates.
type tracer struct {
	expr  *Expr
	at    *Trace
	count int
}

// Trace computes the expression and keeps the value of each part that was looked at; constants are left out.
// A part that was not looked at ("false and …") has no Trace. What came before an error is kept with it.
func (e *Expr) Trace(f *Frame) (*Trace, error) {
	top := &Trace{}
	f.trace = &tracer{expr: e, at: top}
	defer func() { f.trace = nil }()
	defer f.enter()()
	v, err := f.eval(e.Root)
	if err == nil {
		v, err = f.finish(v)
	}
	if len(top.Parts) == 0 { // a constant
		return &Trace{Source: e.Source, Value: v}, err
	}
	whole := top.Parts[0]
	whole.Value = v
	return whole, err
}

// traced evaluates a part and keeps its value.
func (f *Frame) traced(n Node) (any, error) {
	t := f.trace
	if _, constant := n.(*Literal); constant || t.count >= maxParts || len(t.at.Parts) >= maxTraced*3 {
		return f.value(n)
	}
	t.count++
	offset, length := n.Span()
	part := &Trace{Node: n, Offset: offset, Source: t.expr.Source[offset : offset+length]}
	above := t.at
	above.Parts = append(above.Parts, part)
	t.at = part
	v, err := f.value(n)
	t.at = above
	part.Value = v
	part.Note = note(n, part)
	return v, err
}

// note says why a sum or difference of money is empty though its parts are not.
func note(n Node, t *Trace) string {
	b, ok := n.(*Binary)
	if !ok || t.Value != nil || len(t.Parts) != 2 {
		return ""
	}
	x, ok1 := t.Parts[0].Value.(field.Money)
	y, ok2 := t.Parts[1].Value.(field.Money)
	if ok1 && ok2 && !sameCurrency(x, y) {
		return x.Currency + " " + b.Op + " " + y.Currency + ": two currencies"
	}
	return ""
}
