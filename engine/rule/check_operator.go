package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

// spelled gives an operator the one name it has in the tree.
var spelled = map[string]string{"&&": "and", "||": "or", "!": "not", "^": "**"}

func canonical(op string) string {
	if s, ok := spelled[op]; ok {
		return s
	}
	return op
}

func (c *checker) unary(n *ast.UnaryNode) Node {
	op := canonical(n.Operator)
	x := c.node(n.Node)
	switch {
	case op == "not":
		return &Unary{c.base(n, Bool), op, c.need(x, Bool)}
	case op == "+":
		return c.numeric(x)
	case x.Type().Type == field.Span:
		return &Unary{c.base(n, Span), op, x}
	}
	x = c.numeric(x)
	if l, ok := x.(*Literal); ok && l.Value != nil {
		return &Literal{c.base(n, l.T), negative(l.Value)}
	}
	return &Unary{c.base(n, x.Type()), op, x}
}

// need says that a part must be of a type.
func (c *checker) need(n Node, want Type) Node {
	if !fits(n.Type(), want) {
		c.failAt(n, CodeType, "%s is needed here, and this is %s", want, n.Type())
		return &Broken{base{}}
	}
	return n
}

func (c *checker) numeric(n Node) Node {
	if t := n.Type(); !t.Numeric() && !loose(t) {
		c.failAt(n, CodeType, "a number is needed here, and this is %s", t)
		return &Broken{base{}}
	}
	return n
}

// loose types are known only when the expression runs, or are always empty.
func loose(t Type) bool {
	return t.Type == field.Unknown || t.Type == field.Null || t.Type == field.Any
}

func (c *checker) binary(n *ast.BinaryNode) Node {
	op := canonical(n.Operator)
	if op == ".." {
		return c.numbers(n)
	}
	x, y := c.node(n.Left), c.node(n.Right)
	b := &Binary{base: c.base(n, Bool), Op: op, X: x, Y: y}
	switch op {
	case "and", "or":
		b.X, b.Y = c.need(x, Bool), c.need(y, Bool)
	case "==", "!=":
		c.equatable(b)
	case "<", "<=", ">", ">=":
		c.orderable(b)
	case "in":
		c.within(b)
	case "contains":
		if x.Type().Type == field.List {
			c.element(y, x.Type())
			return b
		}
		b.X, b.Y = c.need(x, Text), c.need(y, Text)
	case "startsWith", "endsWith":
		b.X, b.Y = c.need(x, Text), c.need(y, Text)
	case "matches":
		return c.matches(b)
	case "??":
		return c.either(b)
	default:
		return c.arithmetic(b)
	}
	return b
}

// equatable checks == and !=.
func (c *checker) equatable(b *Binary) {
	x, y := b.X.Type(), b.Y.Type()
	if !comparable2(x, y, true) {
		c.failAt(b.Y, CodeType, "%s is compared with %s", article(x), article(y)).Hint = comparisonHint(x, y)
		return
	}
	c.options(b.Y, x)
	c.options(b.X, y)
	b.X, b.Y = alike(b.X, y), alike(b.Y, x)
}

func (c *checker) orderable(b *Binary) {
	x, y := b.X.Type(), b.Y.Type()
	if !comparable2(x, y, false) {
		p := c.failAt(b.Y, CodeType, "%s is compared with %s", article(x), article(y))
		if p.Hint = comparisonHint(x, y); x.Type == y.Type {
			p.Message = article(x) + " has no order"
		}
		return
	}
	b.X, b.Y = alike(b.X, y), alike(b.Y, x)
}

// comparable2 tells whether two types can be compared: for equality, or for order.
func comparable2(x, y Type, equality bool) bool {
	if loose(x) || loose(y) {
		return true
	}
	if x.Numeric() && y.Numeric() || moment(x) && moment(y) {
		return true
	}
	switch {
	case x.Type != y.Type:
		return equality && (x.Type == field.Record && y.Type == field.Text || x.Type == field.Text && y.Type == field.Record)
	case x.Type == field.Record:
		return equality && (x.Entity == y.Entity || x.Entity == "" || y.Entity == "")
	case x.Type == field.List || x.Type == field.Document || x.Type == field.Point || x.Type == field.Interval:
		return false
	case x.Type == field.Bool:
		return equality
	}
	return true
}

func moment(t Type) bool { return t.Type == field.Day || t.Type == field.Instant }

func comparisonHint(x, y Type) string {
	switch {
	case (moment(x) && y.Type == field.Text) || (moment(y) && x.Type == field.Text):
		return `a date is written date(2026, 3, 1) or date("2026-03-01")`
	case x.Type == field.List || y.Type == field.List:
		return `for a list there are "in", "contains", any(…) and all(…)`
	case x.Type == field.Interval || y.Type == field.Interval:
		return `of a range there are .from and .to, "in" and overlaps(a, b)`
	case x.Type == field.Span || y.Type == field.Span:
		return "a duration is written days(3), hours(2), months(1)"
	}
	return ""
}

// alike turns a whole number into a decimal once, where the other side is not a whole number.
func alike(n Node, other Type) Node {
	l, ok := n.(*Literal)
	if !ok || (other.Type != field.Decimal && other.Type != field.Amount) {
		return n
	}
	if i, ok := l.Value.(int64); ok {
		return &Literal{base{Decimal, l.Offset, l.Length}, decimal.NewFromInt(i)}
	}
	return n
}

// options refuses a text that a choice never has.
func (c *checker) options(n Node, choice Type) {
	if len(choice.Options) == 0 {
		return
	}
	switch n := n.(type) {
	case *Literal:
		s, ok := n.Value.(string)
		if ok && !slices.Contains(choice.Options, s) {
			p := c.failAt(n, CodeOption, "%q is not one of the options", s).meant(s, choice.Options)
			if p.Hint == "" {
				p.Hint = "the options are " + strings.Join(choice.Options, ", ")
			} else {
				p.Hint += " The options are " + strings.Join(choice.Options, ", ")
			}
		}
	case *Cond:
		c.options(n.Then, choice)
		c.options(n.Else, choice)
	case *Items:
		for _, x := range n.Of {
			c.options(x, choice)
		}
	case *Binary:
		if n.Op == "??" {
			c.options(n.X, choice)
			c.options(n.Y, choice)
		}
	}
}

// within checks "in": the left side is an element of the right.
func (c *checker) within(b *Binary) {
	t := b.Y.Type()
	if t.Type == field.Interval && t.Elem != nil {
		if !comparable2(b.X.Type(), *t.Elem, false) {
			c.failAt(b.X, CodeType, "%s is never in a %s", article(b.X.Type()), t)
		}
		b.X = alike(b.X, *t.Elem)
		return
	}
	if t.Type != field.List {
		if !loose(t) {
			p := c.failAt(b.Y, CodeType, `"in" needs a list on its right, and this is %s`, t)
			if p.Hint = `write ["a", "b"]`; t.Type == field.Text {
				p.Hint = `a text in a text is found by "contains"`
			}
		}
		return
	}
	c.element(b.X, t)
	c.options(b.Y, b.X.Type())
}

// element checks that a value can be an element of a list.
func (c *checker) element(n Node, list Type) {
	if list.Elem == nil {
		return
	}
	if !comparable2(n.Type(), *list.Elem, true) {
		c.failAt(n, CodeType, "%s is never in a %s", article(n.Type()), list)
		return
	}
	c.options(n, *list.Elem)
}

func (c *checker) matches(b *Binary) Node {
	b.X = c.need(b.X, Text)
	l, ok := b.Y.(*Literal)
	pattern, isText := "", false
	if ok {
		pattern, isText = l.Value.(string)
	}
	if !isText {
		if b.Y.Type().Type != field.Unknown {
			c.failAt(b.Y, CodeConstant, "a pattern must be written out")
		}
		return &Broken{b.base}
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		c.failAt(b.Y, CodePattern, "the pattern is wrong: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return &Broken{b.base}
	}
	b.re = re
	return b
}

// either is "??" : the left side, or the right where that is empty.
func (c *checker) either(b *Binary) Node {
	t, ok := unify(b.X.Type(), b.Y.Type())
	if !ok {
		c.failAt(b.Y, CodeType, "the sides differ: %s and %s", b.X.Type(), b.Y.Type())
		return &Broken{b.base}
	}
	b.T = t
	c.options(b.Y, b.X.Type())
	b.X, b.Y = convert(b.X, t), convert(b.Y, t)
	return b
}

func (c *checker) cond(n *ast.ConditionalNode) Node {
	if !n.Ternary {
		c.fail(c.of(n), CodeUnsupported, `"if" is not part of the language`).Hint = "write condition ? one : other"
		return c.broken(n)
	}
	test, then, other := c.need(c.node(n.Cond), Bool), c.node(n.Exp1), c.node(n.Exp2)
	t, ok := unify(then.Type(), other.Type())
	if !ok {
		c.failAt(other, CodeType, "the two results differ: %s and %s", then.Type(), other.Type())
		return c.broken(n)
	}
	return &Cond{c.base(n, t), test, convert(then, t), convert(other, t)}
}

func (c *checker) array(n *ast.ArrayNode) Node {
	items := &Items{base: c.base(n, Unknown)}
	elem := Null
	for _, x := range n.Nodes {
		item := c.node(x)
		t, ok := unify(elem, item.Type())
		if !ok {
			c.failAt(item, CodeType, "the elements differ: %s and %s", elem, item.Type())
			return c.broken(n)
		}
		elem = t
		items.Of = append(items.Of, item)
	}
	for i, x := range items.Of {
		items.Of[i] = convert(x, elem)
	}
	items.T = ListOf(elem)
	return items
}
