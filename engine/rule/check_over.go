package rule

import (
	"github.com/expr-lang/expr/ast"

	"github.com/tamga-crm/tamga/engine/field"
)

// How the body of a function over a list is used.
const (
	noBody    = iota // count(list): none, or a condition where it may have one
	condition        // filter(list, .x > 1)
	valued           // sum(list, .x)
)

// overs are the functions over lists, and whether the body may be left out.
var overs = map[string]struct {
	body     int
	optional bool
}{
	"count": {condition, true}, "any": {condition, true}, "none": {condition, true}, "all": {condition, false},
	"one": {condition, false}, "filter": {condition, false}, "find": {condition, false}, "findLast": {condition, false},
	"first": {condition, true}, "last": {condition, true}, "map": {valued, false}, "sum": {valued, true},
	"avg": {valued, true}, "min": {valued, true}, "max": {valued, true}, "sortBy": {valued, false},
	"unique": {valued, true}, "take": {noBody, false},
}

func overLists(name string) bool { _, ok := overs[name]; return ok }

// goesOver tells min(deals, .amount) from min(a, b), which is a function of values.
func goesOver(name string, args []Node) bool {
	if name != "min" && name != "max" || len(args) == 1 {
		return true
	}
	return len(args) == 2 && args[0].Type().Type == field.List
}

// over checks a function over a list; of nodes only the first is checked yet.
func (c *checker) over(n ast.Node, fn *Function, args []ast.Node, nodes []Node) Node {
	if len(args) == 0 || len(args) > len(fn.Params) && fn.Optional != variadic {
		c.count(n, fn, len(args))
		return c.broken(n)
	}
	list := nodes[0]
	if t := list.Type(); t.Type != field.List && t.Type != field.Any {
		if t.Type != field.Unknown {
			c.failAt(list, CodeType, "%s goes over a list, and this is %s", fn.Name, t).Hint = "write " + fn.Usage
		}
		return c.broken(n)
	}
	o := &Over{base: c.base(n, Unknown), Func: fn.Name, List: list}
	switch {
	case fn.Name == "take":
		return c.take(o, n, args)
	case len(args) > 1:
		o.Body = c.body(o, args[1])
	case !overs[fn.Name].optional:
		c.count(n, fn, len(args))
		return c.broken(n)
	}
	if fn.Name == "sortBy" && len(args) == 3 {
		c.direction(o, args[2])
	}
	return c.typed(o)
}

// body checks the second argument, which looks at each element.
func (c *checker) body(o *Over, n ast.Node) Node {
	c.items = append(c.items, elementType(o.List.Type()))
	defer func() { c.items = c.items[:len(c.items)-1] }()
	body := c.node(n)
	if overs[o.Func].body == condition {
		return c.need(body, Bool)
	}
	return body
}

// elementType is what a list holds; of json anything.
func elementType(list Type) Type {
	if list.Elem == nil {
		return Any
	}
	return *list.Elem
}

func (c *checker) take(o *Over, n ast.Node, args []ast.Node) Node {
	if len(args) != 2 {
		c.count(n, functionNamed("take"), len(args))
		return c.broken(n)
	}
	o.N = c.need(c.node(args[1]), Int)
	o.T = o.List.Type()
	return o
}

func (c *checker) direction(o *Over, n ast.Node) {
	l, _ := c.node(n).(*Literal)
	if l == nil || l.Value != "asc" && l.Value != "desc" {
		c.fail(c.of(n), CodeConstant, `the order is "asc" or "desc"`)
		return
	}
	o.Desc = l.Value == "desc"
}

// typed gives the result's type.
func (c *checker) typed(o *Over) Node {
	elem := elementType(o.List.Type())
	value := elem
	if o.Body != nil && overs[o.Func].body == valued {
		value = o.Body.Type()
	}
	if value.Type == field.Unknown && o.Body != nil {
		return &Broken{o.base}
	}
	switch o.Func {
	case "count":
		o.T = Int
	case "any", "none", "all", "one":
		o.T = Bool
	case "filter", "sortBy", "unique":
		o.T = o.List.Type()
	case "find", "findLast", "first", "last":
		o.T = elem
	case "map":
		o.T = ListOf(value)
	default:
		return c.reduced(o, value)
	}
	c.predicate(o)
	return o
}

// reduced types sum, avg, min and max.
func (c *checker) reduced(o *Over, value Type) Node {
	at := o.Body
	if at == nil {
		at = o.List
	}
	ordered := comparable2(value, value, false) && value.Type != field.Any
	switch o.Func {
	case "min", "max":
		if !ordered {
			c.failAt(at, CodeType, "%s has no order", article(value))
			return &Broken{o.base}
		}
		o.T = value
		return o
	}
	if !value.Numeric() && value.Type != field.Null {
		p := c.failAt(at, CodeType, "%s adds up numbers, and this is %s", o.Func, value)
		if o.Body == nil && value.Type == field.Record {
			p.Hint = "write " + o.Func + "(list, .field)"
		}
		return &Broken{o.base}
	}
	if o.T = value; o.Func == "avg" && value.Type == field.Int {
		o.T = Decimal
	}
	return o
}

// predicate takes the condition over crm.<entity> out as an expression of its own, which a Source may push down.
func (c *checker) predicate(o *Over) {
	all, ok := o.List.(*All)
	if !ok || o.Body == nil || overs[o.Func].body != condition {
		return
	}
	body := o.Body
	if o.Func == "all" {
		body = &Unary{base{T: Bool, Offset: o.Offset, Length: o.Length}, "not", body}
	}
	o.pred = &Expr{Source: c.source, Type: Bool, Root: body, Scope: c.scope, Over: all.Entity}
}
