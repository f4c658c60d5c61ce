package query

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

// Numbers are whole numbers of a scale. As long as none can be longer than 64 bits, the databases compute with their own;
// else PostgreSQL with numeric, and SQLite with the functions below, whose numbers are integers, or texts where they
// are longer. Nothing is ever a binary fraction.

// wide is the size from which a number may not fit 64 bits.
const wide = float64(math.MaxInt64)

// widest is the size of a number with as many digits as memory keeps.
const widest = 1e95

// top is the largest size that a number can have.
func (v value) top() float64 {
	if v.constant && v.known != nil && v.scale != beyond {
		f, _ := amountOf(v.known).Shift(int32(v.scale)).Abs().Float64()
		return f
	}
	if v.most == 0 {
		return wide
	}
	return v.most
}

// isWide tells a number that SQLite may have as text.
func (v value) isWide() bool { return v.most > wide }

// bigs are SQLite's functions of long numbers.
var bigs = []Function{
	{"tamga_add", 2, ofBigs(func(z, x, y *big.Int) *big.Int { return z.Add(x, y) })},
	{"tamga_sub", 2, ofBigs(func(z, x, y *big.Int) *big.Int { return z.Sub(x, y) })},
	{"tamga_mul", 2, ofBigs(func(z, x, y *big.Int) *big.Int { return z.Mul(x, y) })},
	{"tamga_cmp", 2, ofBigs(func(z, x, y *big.Int) *big.Int { return z.SetInt64(int64(x.Cmp(y))) })},
	{"tamga_abs", 1, func(a []any) any { return mapBig(a[0], (*big.Int).Abs) }},
	{"tamga_div", 3, quotient},
	{"tamga_round", 3, roundBig},
	{"tamga_int", 1, func(a []any) any { n, _ := mapBig(a[0], (*big.Int).Set).(int64); return filledInt(a[0], n) }},
	{"tamga_sum", 1, func(a []any) any {
		return foldBigs(a[0], func(z, x *big.Int) *big.Int { return z.Add(z, x) })
	}},
	{"tamga_least", 1, func(a []any) any { return foldBigs(a[0], least(-1)) }},
	{"tamga_most", 1, func(a []any) any { return foldBigs(a[0], least(1)) }},
}

// filledInt is n where the number it was read from fits 64 bits.
func filledInt(from any, n int64) any {
	x, ok := bigOf(from)
	if !ok || !x.IsInt64() {
		return nil
	}
	return n
}

func least(sign int) func(z, x *big.Int) *big.Int {
	return func(z, x *big.Int) *big.Int {
		if x.Cmp(z) == sign {
			return x
		}
		return z
	}
}

// bigOf reads a number as SQLite has it.
func bigOf(v any) (*big.Int, bool) {
	switch v := v.(type) {
	case int64:
		return big.NewInt(v), true
	case string:
		return new(big.Int).SetString(v, 10)
	}
	return nil, false
}

func kept(x *big.Int) any {
	if x.IsInt64() {
		return x.Int64()
	}
	return x.String()
}

func mapBig(v any, fn func(z, x *big.Int) *big.Int) any {
	x, ok := bigOf(v)
	if !ok {
		return nil
	}
	return kept(fn(new(big.Int), x))
}

func ofBigs(fn func(z, x, y *big.Int) *big.Int) func([]any) any {
	return func(a []any) any {
		x, ok1 := bigOf(a[0])
		y, ok2 := bigOf(a[1])
		if !ok1 || !ok2 {
			return nil
		}
		return kept(fn(new(big.Int), x, y))
	}
}

// foldBigs goes over numbers that group_concat put one after another.
func foldBigs(v any, fn func(z, x *big.Int) *big.Int) any {
	s, ok := v.(string)
	if n, one := v.(int64); one {
		return n
	}
	var z *big.Int
	for word := range strings.FieldsSeq(s) {
		x, valid := bigOf(word)
		switch {
		case !valid:
			return nil
		case z == nil:
			z = x
		default:
			z = fn(z, x)
		}
	}
	if !ok || z == nil {
		return nil
	}
	return kept(z)
}

// quotient is x * 10^shift / y, rounded half away from zero.
func quotient(a []any) any {
	x, ok1 := bigOf(a[0])
	y, ok2 := bigOf(a[1])
	shift, ok3 := a[2].(int64)
	if !ok1 || !ok2 || !ok3 || y.Sign() == 0 {
		return nil
	}
	d := decimal.NewFromBigInt(x, int32(shift)).DivRound(decimal.NewFromBigInt(y, 0), 0)
	return kept(d.BigInt())
}

// roundBig drops digits: half away from zero (0), downwards (1) or upwards (2).
func roundBig(a []any) any {
	x, ok1 := bigOf(a[0])
	drop, ok2 := a[1].(int64)
	way, ok3 := a[2].(int64)
	if !ok1 || !ok2 || !ok3 {
		return nil
	}
	d := decimal.NewFromBigInt(x, -int32(drop))
	return kept([]func() decimal.Decimal{func() decimal.Decimal { return d.Round(0) }, d.Floor, d.Ceil}[way]().BigInt())
}

// sum is a + b, difference a - b, product a * b, of numbers none of which is larger than most.
func (c *compiler) sum(most float64, a, b fragment) fragment {
	return c.operate("+", "tamga_add", most, a, b)
}
func (c *compiler) difference(most float64, a, b fragment) fragment {
	return c.operate("-", "tamga_sub", most, a, b)
}
func (c *compiler) product(most float64, a, b fragment) fragment {
	return c.operate("*", "tamga_mul", most, a, b)
}

func (c *compiler) operate(op, function string, most float64, a, b fragment) fragment {
	if most < wide {
		return build("(@ "+op+" @)", a, b)
	}
	return build(c.dialect.of(function+"(@, @)", "(@::numeric "+op+" @)"), a, b)
}

// fit makes a whole number empty that memory, which has 64 bits for it, could not hold.
func (c *compiler) fit(v value) value {
	if v.typ.Type != field.Int || v.top() < wide && !strings.Contains(v.sql.text, "::numeric") {
		return v
	}
	if c.dialect == SQLite {
		v.sql = build("tamga_int(@)", v.sql)
	} else {
		v.sql = build("@::bigint", c.bounded(v.sql, "-9223372036854775809", "9223372036854775808"))
	}
	v.most, v.never = wide, false
	return v
}

// bounded makes empty what does not lie between two constants. PostgreSQL's LEAST and GREATEST pass over NULL, and
// give the constant, which becomes NULL again; SQLite's min and max give NULL.
func (c *compiler) bounded(v fragment, below, above string) fragment {
	least, greatest := "LEAST", "GREATEST"
	if c.dialect == SQLite {
		least, greatest = "min", "max"
	}
	return build("NULLIF(NULLIF("+greatest+"("+least+"(@, "+above+"), "+below+"), "+above+"), "+below+")", v)
}

// size bounds a number: empty beyond -most and most.
func (c *compiler) size(v fragment, most int64) fragment {
	if n, err := strconv.ParseInt(v.text, 10, 64); err == nil && n <= most && n >= -most {
		return v
	}
	return c.bounded(v, decimal.NewFromInt(-most-1).String(), decimal.NewFromInt(most+1).String())
}

// number compares two whole numbers of one scale.
func (c *compiler) compared(op string, x, y value, a, b fragment) fragment {
	if c.dialect == SQLite && (x.isWide() || y.isWide()) {
		return build("tamga_cmp(@, @) "+op+" 0", a, b)
	}
	return build("@ "+op+" @", a, b)
}
