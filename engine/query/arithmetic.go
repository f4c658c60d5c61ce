package query

import (
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

func (c *compiler) unary(p *place, n *rule.Unary) (value, error) {
	if n.Op == "not" {
		sql, err := c.holds(p, n)
		return value{typ: rule.Bool, sql: build("(@)", sql), never: true}, err
	}
	x, err := c.value(p, n.X)
	if err != nil {
		return x, err
	}
	x.constant = false
	if x.typ.Type == field.Span {
		zero := empty(rule.Span)
		zero.months, zero.days, zero.seconds = raw("0"), raw("0"), raw("0")
		out := addSpans("-", zero, x)
		out.sql = x.presence()
		return out, nil
	}
	x.sql = build("(-@)", x.sql)
	return x, nil
}

// maxScale keeps scaled integers well within 64 bits.
const maxScale = 12

// arithmetic compiles + - * % of numbers and money. A quotient has no exact form that both databases share.
func (c *compiler) arithmetic(n *rule.Binary, x, y value) (value, error) {
	out := value{typ: n.T, never: x.never && y.never && n.T.Type != field.Amount}
	if x.scale == beyond || y.scale == beyond {
		return out, c.refuse(n, "so long a number")
	}
	switch n.Op {
	case "+", "-":
		a, b := c.aligned(x, y)
		out.scale, out.sql = max(x.scale, y.scale), build("(@ "+n.Op+" @)", a, b)
	case "*":
		if !x.constant && !y.constant && (x.scale > 0 || y.scale > 0) {
			return out, c.refuse(n, "the product of two decimal fields")
		}
		out.scale, out.sql = x.scale+y.scale, build(c.dialect.of("(@ * @)", "(@::numeric * @)"), x.sql, y.sql)
	case "%":
		out.sql = build("(@ % NULLIF(@, 0))", x.sql, y.sql)
	default:
		return out, c.refuse(n, map[string]string{"/": "a division", "**": "a power"}[n.Op])
	}
	if out.scale > maxScale {
		return out, c.refuse(n, "a number of so many decimals")
	}
	if n.T.Type == field.Amount {
		out = currencies(out, x, y)
	}
	return out, nil
}

// currencies gives the result that of its operands; where they differ it is empty.
func currencies(out, x, y value) value {
	mx, my := x.typ.Type == field.Amount && !x.bare, y.typ.Type == field.Amount && !y.bare
	switch {
	case mx && my:
		out.currency = build("COALESCE(@, @)", x.currency, y.currency)
		out.sql = build("CASE WHEN COALESCE(@ = @, TRUE) THEN @ END", x.currency, y.currency, out.sql)
	case mx:
		out.currency = x.currency
	case my:
		out.currency = y.currency
	default:
		out.currency, out.bare = raw("NULL"), true
	}
	return out
}

// rounded works on the scaled integer, so that it is exact: half away from zero, as in memory.
func (c *compiler) rounded(n *rule.Call, args []value) (value, error) {
	places, known := 0, n.Func.Name != "round" || args[0].typ.Type != field.Amount
	if len(args) > 1 {
		v, ok := args[1].known.(int64)
		places, known = int(v), ok
	}
	out := args[0]
	out.typ, out.constant = n.T, false
	if !known || places < 0 || out.scale > 18 {
		return out, c.refuse(n, "this rounding")
	}
	if places >= out.scale {
		return out, nil
	}
	by := pow10(out.scale - places)
	add := map[string][2]int64{"round": {by / 2, -by / 2}, "floor": {0, 1 - by}, "ceil": {by - 1, 0}}[n.Func.Name]
	sum := build("(@ + CASE WHEN @ < 0 THEN @ ELSE @ END)", out.sql, out.sql, whole(add[1]), whole(add[0]))
	out.sql, out.scale = build(c.dialect.of("(@ / @)", "div(@, @)"), sum, whole(by)), places
	return out, nil
}
