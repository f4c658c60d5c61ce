package query

import (
	"math"

	"github.com/shopspring/decimal"

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
	if x.typ.Type == field.Span {
		zero := c.empty(rule.Span)
		zero.months, zero.days, zero.seconds = raw("0"), raw("0"), raw("0")
		out := c.addSpans("-", zero, x)
		out.sql = x.presence()
		return out, nil
	}
	if n.T.Type == field.Null {
		return c.empty(n.T), nil
	}
	x.most = x.top()
	x.constant, x.sql = false, c.difference(x.most, raw("0"), x.sql)
	return c.grown(n, x, x.most)
}

// maxScale keeps numbers within the digits that memory has.
const maxScale = 64

// grown is a number that may have become as large as most.
func (c *compiler) grown(n rule.Node, v value, most float64) (value, error) {
	if most > widest || v.scale > maxScale {
		return v, c.refuse(n, "a number of so many digits")
	}
	if v.most = most; most >= wide {
		v.most = math.Nextafter(max(most, 2*wide), math.Inf(1))
	}
	return c.fit(v), nil
}

// arithmetic compiles + - * / % of numbers and money.
func (c *compiler) arithmetic(n *rule.Binary, x, y value) (value, error) {
	out := value{typ: n.T, never: x.never && y.never && n.T.Type != field.Amount}
	if x.scale == beyond || y.scale == beyond {
		return out, c.refuse(n, "so long a number")
	}
	most := x.top()
	switch n.Op {
	case "+", "-":
		a, b, aligned := c.aligned(x, y)
		out.scale, most = max(x.scale, y.scale), 2*aligned
		if out.sql = c.sum(most, a, b); n.Op == "-" {
			out.sql = c.difference(most, a, b)
		}
	case "*":
		most = max(most, 1) * max(y.top(), 1)
		out.scale, out.sql = x.scale+y.scale, c.product(most, x.sql, y.sql)
	case "/":
		out.scale, out.never = quotientScale, false
		out.sql, most = c.quotient(x, y)
	case "%":
		out.never = false
		out.sql = build(c.dialect.of("(@ % NULLIF(@, 0))", "(@::numeric % NULLIF(@, 0))"), x.sql, y.sql)
	default:
		return out, c.refuse(n, map[string]string{"**": "a power"}[n.Op])
	}
	if n.T.Type == field.Amount || x.typ.Type == field.Amount {
		out = c.currencies(n, out, x, y)
	}
	return c.grown(n, out, most)
}

// quotientScale is how many decimals a quotient has, as in memory.
const quotientScale = 16

// quotient divides exactly, then rounds half away from zero. PostgreSQL gives a quotient as many decimals as its
// operands have: eighty, so that no digit of ours is rounded twice.
func (c *compiler) quotient(x, y value) (fragment, float64) {
	shift := quotientScale + y.scale - x.scale
	most := x.top() * math.Pow10(max(shift, 0))
	if c.dialect == SQLite {
		return build("tamga_div(@, @, @)", x.sql, y.sql, whole(int64(shift))), most
	}
	by := decimal.New(1, int32(shift)).StringFixed(80)
	return build("round((@::numeric * "+by+") / NULLIF(@, 0))", x.sql, y.sql), most
}

// currencies gives the result that of its operands; where they differ it is empty.
func (c *compiler) currencies(n *rule.Binary, out, x, y value) value {
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
	if n.T.Type != field.Amount {
		out.currency, out.bare = fragment{}, false
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
	if !known || places < 0 || out.scale == beyond {
		return out, c.refuse(n, "this rounding")
	}
	most := out.top()
	out.typ, out.constant, out.known = n.T, false, nil
	if drop := out.scale - places; drop > 0 {
		way := map[string]int{"round": 0, "floor": 1, "ceil": 2}[n.Func.Name]
		out.sql, out.scale = c.dropped(out.sql, drop, way), places
		most = most/math.Pow10(drop) + 1
	}
	return c.grown(n, out, most)
}

func (c *compiler) dropped(sql fragment, drop, way int) fragment {
	if c.dialect == SQLite {
		return build("tamga_round(@, @, @)", sql, whole(int64(drop)), whole(int64(way)))
	}
	return build([]string{"round", "floor", "ceil"}[way]+"(@::numeric * "+decimal.New(1, -int32(drop)).String()+")", sql)
}

func (c *compiler) absolute(n rule.Node, v value) (value, error) {
	most := v.top()
	if v.scale == beyond {
		return v, c.refuse(n, "so long a number")
	}
	v.constant, v.known, v.sql = false, nil, build(c.dialect.of("tamga_abs(@)", "abs(@::numeric)"), v.sql)
	return c.grown(n, v, most)
}
