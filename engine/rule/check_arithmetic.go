package rule

import (
	"github.com/expr-lang/expr/ast"

	"github.com/tamga-crm/tamga/engine/field"
)

// maxRange is how many numbers a range may stand for.
const maxRange = 100

// numbers is a range: a short list of whole numbers.
func (c *checker) numbers(n *ast.BinaryNode) Node {
	from, ok1 := n.Left.(*ast.IntegerNode)
	to, ok2 := n.Right.(*ast.IntegerNode)
	if !ok1 || !ok2 || to.Value-from.Value >= maxRange || to.Value < from.Value {
		c.fail(c.of(n), CodeUnsupported, "a range needs two numbers written out, at most %d apart", maxRange).Hint = "write x >= a and x <= b"
		return c.broken(n)
	}
	items := &Items{base: c.base(n, ListOf(Int))}
	for i := from.Value; i <= to.Value; i++ {
		items.Of = append(items.Of, &Literal{c.base(n, Int), int64(i)})
	}
	return items
}

// arithmetic checks + - * / % **.
func (c *checker) arithmetic(b *Binary) Node {
	x, y := b.X.Type(), b.Y.Type()
	t, ok := arithmeticType(b.Op, x, y)
	if !ok {
		at := b.Y
		if !operand(x) {
			at = b.X
		}
		c.failAt(at, CodeType, "%s %s %s makes no sense", article(x), b.Op, article(y)).Hint = arithmeticHint(b.Op, x, y)
		return &Broken{b.base}
	}
	b.T = t
	b.X, b.Y = alike(b.X, y), alike(b.Y, x)
	return b
}

func operand(t Type) bool { return t.Numeric() || loose(t) || moment(t) || t.Type == field.Span }

func arithmeticHint(op string, x, y Type) string {
	switch {
	case moment(x) && y.Numeric() || moment(y) && x.Numeric():
		return "a number of days is days(n)"
	case op == "+" && moment(x) && moment(y):
		return "two dates can be subtracted, which gives a duration"
	}
	return ""
}

// arithmeticType is the type of x op y.
func arithmeticType(op string, x, y Type) (Type, bool) {
	if x.Type == field.Unknown || y.Type == field.Unknown {
		return Unknown, true
	}
	if op == "+" && (x.Type == field.Text || y.Type == field.Text) {
		return Text, x.Type != field.List && y.Type != field.List
	}
	if loose(x) || loose(y) {
		return looseArithmetic(x, y), operand(x) && operand(y)
	}
	if moment(x) || moment(y) || x.Type == field.Span || y.Type == field.Span {
		return calendarType(op, x, y)
	}
	if !x.Numeric() || !y.Numeric() {
		return Unknown, false
	}
	return numberType(op, x, y)
}

// looseArithmetic: with empty the result is empty, with json it is known when it runs.
func looseArithmetic(x, y Type) Type {
	if x.Type == field.Null || y.Type == field.Null {
		return Null
	}
	return Any
}

func calendarType(op string, x, y Type) (Type, bool) {
	switch {
	case op == "-" && moment(x) && moment(y):
		return Span, true
	case (op == "+" || op == "-") && moment(x) && y.Type == field.Span:
		return x, true
	case op == "+" && x.Type == field.Span && moment(y):
		return y, true
	case (op == "+" || op == "-") && x.Type == field.Span && y.Type == field.Span:
		return Span, true
	case op == "*" && (x.Type == field.Span && y.Type == field.Int || x.Type == field.Int && y.Type == field.Span):
		return Span, true
	}
	return Unknown, false
}

func numberType(op string, x, y Type) (Type, bool) {
	mx, my := x.Type == field.Amount, y.Type == field.Amount
	switch op {
	case "+", "-":
		if mx || my {
			return Amount, true
		}
	case "*":
		if mx || my {
			return Amount, !(mx && my)
		}
	case "/":
		switch {
		case mx && my:
			return Decimal, true
		case mx || my:
			return Amount, mx
		}
		return Decimal, true
	case "%":
		return Int, x.Type == field.Int && y.Type == field.Int
	case "**":
		return Decimal, !mx && y.Type == field.Int
	}
	if x.Type == field.Decimal || y.Type == field.Decimal {
		return Decimal, true
	}
	return Int, true
}
