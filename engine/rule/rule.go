package rule

import (
	"cmp"
	"slices"

	"github.com/tamga-crm/tamga/engine/diag"
)

// Expr is a compiled, immutable expression. It may be evaluated by many goroutines.
type Expr struct {
	Source string
	Type   Type
	Root   Node
	Scope  *Scope
	// Over is the entity of Item, for the condition of count(crm.deal, …) taken by itself; "" for any other.
	// This, Old, User and variables are then those of the outer frame.
	Over string
	// Clock: the value depends on the time (now, today, age).
	Clock bool
	// Reads are the members that the value depends on, from the scope's entity outwards.
	Reads []Read
	// Place tells where a part stands in the YAML, by byte offset and length in Source; nil: nowhere.
	Place func(offset, length int) diag.Range
}

// Read is one dependency of an expression: a member of an entity, and the path of links and collections
// that leads there from the record ("client", "deals"). An empty Path is the record itself;
// a Path that starts with "crm." is every record of an entity. Member "" is the record as a whole:
// that it is there (crm.deal), or its title (a link joined to text).
type Read struct {
	Path   []string
	Entity string
	Member string
}

// Compile reads and checks source. want is the type that is needed; Unknown takes any.
// Without problems the Expr is whole; with problems it is nil.
func Compile(source string, scope *Scope, want Type) (*Expr, []Problem) {
	src, tree, problem := parse(source, scope.Element != nil)
	if problem != nil {
		return nil, []Problem{*problem}
	}
	c := &checker{text: src, scope: scope}
	if scope.Element != nil {
		c.items = []Type{*scope.Element}
	}
	root := c.fit(c.node(tree), want)
	if len(c.problems) > 0 {
		slices.SortStableFunc(c.problems, func(a, b Problem) int { return cmp.Compare(a.Offset, b.Offset) })
		return nil, c.problems
	}
	return &Expr{Source: source, Type: root.Type(), Root: root, Scope: scope, Clock: c.clock, Reads: readsOf(root, scope)}, nil
}

// In is the same expression in another scope of the same names. Nil stays nil.
func (e *Expr) In(scope *Scope) *Expr {
	if e == nil {
		return nil
	}
	out := *e
	out.Scope = scope
	return &out
}

// Eval computes the value in its Go form (see package field); a record is a Record, a list []any.
// An error means that a bound was passed or that a Source failed, never that a value was empty.
func (e *Expr) Eval(f *Frame) (any, error) {
	defer f.enter()()
	v, err := f.eval(e.Root)
	if err != nil {
		return nil, err
	}
	return f.finish(v)
}

// EvalNode computes one part of an expression that reads no item of a list around it.
// query binds such parts as values.
func (f *Frame) EvalNode(n Node) (any, error) {
	defer f.enter()()
	return f.eval(n)
}

// HoldsFor computes the condition of a Source.Select for one record in memory.
func (e *Expr) HoldsFor(outer *Frame, item Record) (bool, error) {
	defer outer.enter()()
	outer.items = append(outer.items, item)
	return outer.holds(e.Root)
}

// Holds computes a condition; empty counts as false.
func (e *Expr) Holds(f *Frame) (bool, error) {
	v, err := e.Eval(f)
	b, _ := v.(bool)
	return b, err
}
