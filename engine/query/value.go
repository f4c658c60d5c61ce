package query

import (
	"math"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// value is an expression in SQL. What it holds depends on the type.
type value struct {
	typ   rule.Type
	sql   fragment // text, integer, boolean, date, instant, id; the scaled integer of a decimal, the amount of money
	scale int      // of a decimal or money: sql is the number times 10^scale
	never bool     // never NULL
	most  float64  // of a number: how large the scaled integer can be; 0: as 64 bits are

	currency fragment // money: NULL where it came of a bare number and is of any currency
	bare     bool     // money that came of a bare number, certainly

	months, days, seconds fragment // a duration

	several  bool // a link to any of several entities: sql is "entity:id"
	isUUID   bool // sql has the database's type for ids
	constant bool // computed in memory: known is the value
	known    any
}

// empty is NULL as a value of a type.
func (c *compiler) empty(t rule.Type) value {
	null, currency := raw("NULL"), raw(c.dialect.of("NULL", "NULL::text"))
	if typ := nullTypes[t.Type]; typ != "" && c.dialect == PostgreSQL {
		null = raw("NULL::" + typ)
	}
	return value{typ: t, sql: null, currency: currency, months: null, days: null, seconds: null, constant: true}
}

// nullTypes tell PostgreSQL the type of nothing, which it would take for text.
var nullTypes = map[field.Type]string{field.Bool: "boolean", field.Int: "bigint", field.Decimal: "bigint", field.Amount: "bigint", field.Text: "text",
	field.Day: "date", field.Instant: "timestamptz", field.TimeOfDay: "bigint", field.Span: "bigint"}

// constantOf binds a value that was computed in memory.
func (c *compiler) constantOf(n rule.Node, v any) (value, error) {
	out := c.empty(n.Type())
	if v == nil {
		return out, nil
	}
	out.known, out.never = v, true
	d := c.dialect
	switch v := v.(type) {
	case bool:
		out.sql = raw(map[bool]string{true: "TRUE", false: "FALSE"}[v])
	case int64:
		out.sql = d.value(v, "bigint")
	case decimal.Decimal:
		return c.number(out, v)
	case field.Money:
		out.currency, out.bare = d.value(v.Currency, "text"), v.Currency == ""
		if out.bare {
			out.currency = raw("NULL")
		}
		return c.number(out, v.Amount)
	case string:
		out.sql = d.value(v, "text")
	case field.Date:
		out.sql = d.value(v.String(), "date")
	case time.Time:
		out.sql = d.value(v.UTC().Truncate(time.Microsecond), "timestamptz")
	case field.Clock:
		out.sql = d.value(int64(v), "bigint")
	case field.Duration:
		out.months, out.days, out.seconds = whole(int64(v.Months)), whole(int64(v.Days)), whole(v.Seconds)
		out.sql = out.days
	case rule.Record, field.Ref:
		return c.reference(n, out)
	default:
		return out, c.refuse(n, "this value")
	}
	return out, nil
}

// number scales a constant by as many places as it has.
func (c *compiler) number(out value, d decimal.Decimal) (value, error) {
	out.scale = max(0, -int(d.Exponent()))
	scaled := d.Shift(int32(out.scale))
	if scaled.BigInt().IsInt64() {
		out.sql = c.dialect.value(scaled.IntPart(), "bigint")
		return out, nil
	}
	if out.scale <= maxScale && scaled.NumDigits() < maxDigits {
		out.sql = c.dialect.value(scaled.String(), "numeric")
		out.most, _ = scaled.Abs().Float64()
		return out, nil
	}
	// Too long for arithmetic; a comparison looks at known and rounds as it must.
	out.sql = c.dialect.value(int64(math.MaxInt64), "bigint")
	out.scale = beyond
	return out, nil
}

// maxDigits is how long constants are that the databases compute with.
const maxDigits = 90

// beyond is the scale of a constant with more digits than an integer holds.
const beyond = 1 << 10

// whole is an integer of ours, not of a user's: it may stand in the text.
// A negative one is in brackets: two minuses would begin a comment.
func whole(n int64) fragment {
	if n < 0 {
		return raw("(" + strconv.FormatInt(n, 10) + ")")
	}
	return raw(strconv.FormatInt(n, 10))
}

// reference binds the id of a record.
func (c *compiler) reference(_ rule.Node, out value) (value, error) {
	r := refOf(out.known)
	out.sql, out.isUUID = c.dialect.value(r.ID, "uuid"), true
	return out, nil
}

func refOf(v any) field.Ref {
	switch v := v.(type) {
	case rule.Record:
		return field.Ref{Entity: v.Entity(), ID: v.ID()}
	case field.Ref:
		return v
	}
	return field.Ref{}
}

// pow10 is 10^n for what fits an integer.
func pow10(n int) int64 {
	out := int64(1)
	for range n {
		out *= 10
	}
	return out
}
