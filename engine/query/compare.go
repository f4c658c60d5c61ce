package query

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// equality compiles == and !=. "==" is true where it holds; "!=" is never NULL.
func (c *compiler) equality(p *place, n *rule.Binary) (fragment, error) {
	if n.X.Type().Type == field.List || n.Y.Type().Type == field.List {
		return c.emptyList(p, n)
	}
	if f, ok := n.X.(*rule.Field); ok && isNil(n.Y) && source(f) == nil {
		return c.emptyField(p, n, f)
	}
	if n.X.Type().Type == field.Bool && !isNil(n.X) && !isNil(n.Y) {
		return c.sameTruth(p, n)
	}
	x, y, err := c.pair(p, n)
	if err != nil {
		return fragment{}, err
	}
	if x.constant {
		x, y = y, x
	}
	if y.constant && y.known == nil && !c.checking {
		return build(pick(n.Op, "@ IS NULL", "@ IS NOT NULL"), x.presence()), nil
	}
	same, simple, err := c.same(n, x, y)
	if err != nil {
		return fragment{}, err
	}
	if !x.never && !y.never {
		if simple {
			return build(pick(n.Op, "@ IS NOT DISTINCT FROM @", "@ IS DISTINCT FROM @"), x.sql, y.sql), nil
		}
		same = build("(@ OR (@ IS NULL AND @ IS NULL))", same, x.presence(), y.presence())
	}
	if n.Op == "!=" {
		return build("NOT COALESCE(@, FALSE)", same), nil
	}
	return same, nil
}

// emptyField compiles field == nil, of whatever kind.
func (c *compiler) emptyField(p *place, n *rule.Binary, f *rule.Field) (fragment, error) {
	r, err := c.rowOf(p, f.Of)
	if err != nil {
		return fragment{}, err
	}
	if f.T.Type == field.Interval {
		v, err := c.fieldOf(p, f)
		return build(pick(n.Op, "@ IS NULL", "@ IS NOT NULL"), v.sql), err
	}
	column := r.column(f.Name)
	if live := r.entity.Field(f.Name); live != nil && live.Live {
		v, err := c.live(r, live)
		if err != nil {
			return fragment{}, err
		}
		column = v.presence()
	}
	return build(pick(n.Op, "@ IS NULL", "@ IS NOT NULL"), column), nil
}

func isNil(n rule.Node) bool {
	l, ok := n.(*rule.Literal)
	return ok && l.Value == nil
}

func pick(op, equal, different string) string {
	if op == "==" {
		return equal
	}
	return different
}

// presence is what is NULL when the value is.
func (v value) presence() fragment {
	if v.typ.Type == field.Span && v.sql.text == "" {
		return v.days
	}
	return v.sql
}

// sameTruth compares conditions. An empty true/false equals only empty.
func (c *compiler) sameTruth(p *place, n *rule.Binary) (fragment, error) {
	x, err := c.value(p, n.X)
	if err != nil {
		return x.sql, err
	}
	y, err := c.value(p, n.Y)
	return build(pick(n.Op, "((@) IS NOT DISTINCT FROM (@))", "((@) IS DISTINCT FROM (@))"), x.sql, y.sql), err
}

// pair compiles both sides of an operator.
func (c *compiler) pair(p *place, n *rule.Binary) (x, y value, err error) {
	if x, err = c.value(p, n.X); err == nil {
		y, err = c.value(p, n.Y)
	}
	return x, y, err
}

// same is equality of two values that are there. simple tells that it is "x = y" and nothing more.
func (c *compiler) same(n *rule.Binary, x, y value) (sql fragment, simple bool, err error) {
	tx, ty := x.typ.Type, y.typ.Type
	switch {
	case tx == field.Record || ty == field.Record:
		return c.sameRecord(x, y)
	case x.typ.Numeric() || y.typ.Numeric():
		sql, err = c.compareNumbers("==", x, y)
		return sql, false, err
	case tx == field.Span:
		return build("@ = @", c.length(x), c.length(y)), false, nil
	case tx != ty:
		return c.compareMoments("==", x, y), false, nil
	case tx == field.List || tx == field.Any || tx == field.Document || tx == field.Point:
		return fragment{}, false, c.refuse(n, "a comparison of these values")
	}
	return build("@ = @", x.sql, y.sql), true, nil
}

// order compiles < <= > >=.
func (c *compiler) order(p *place, n *rule.Binary) (fragment, error) {
	if sql, ok, err := c.dueDate(p, n); ok || err != nil {
		return sql, err
	}
	x, y, err := c.pair(p, n)
	if err != nil {
		return fragment{}, err
	}
	if !c.checking && (x.constant && x.known == nil || y.constant && y.known == nil) {
		return raw("FALSE"), nil
	}
	switch t := x.typ.Type; {
	case x.typ.Numeric() || y.typ.Numeric():
		return c.compareNumbers(n.Op, x, y)
	case t == field.Span:
		return build("@ "+n.Op+" @", c.length(x), c.length(y)), nil
	case n.X.Type().Type == field.Text:
		x, y = c.plainText(x), c.plainText(y)
		return build(c.dialect.of("@ "+n.Op+" @", `@ COLLATE "C" `+n.Op+` @ COLLATE "C"`), x.sql, y.sql), nil
	case t != y.typ.Type:
		return c.compareMoments(n.Op, x, y), nil
	}
	return build("@ "+n.Op+" @", x.sql, y.sql), err
}

// dueDate compiles "ends_on - today() <= days(14)" as a date that the column is compared with: an index serves it.
func (c *compiler) dueDate(p *place, n *rule.Binary) (fragment, bool, error) {
	minus, ok := n.X.(*rule.Binary)
	if !ok || c.checking || minus.Op != "-" || minus.X.Type().Type != field.Day || minus.Y.Type().Type != field.Day || p.depends(n.Y) ||
		p.depends(minus.X) == p.depends(minus.Y) {
		return fragment{}, false, nil
	}
	x, y, err := c.pair(p, minus)
	if err != nil {
		return fragment{}, false, err
	}
	span, err := c.constant(n.Y)
	length, known := span.known.(field.Duration)
	if err != nil || !known {
		return fragment{}, false, err
	}
	limit, op := decimal.NewFromInt((int64(length.Months)*30+int64(length.Days))*86400+length.Seconds), n.Op
	if x.constant { // today() - column
		x, y, op, limit = y, x, opposite[op], limit.Neg()
	}
	from, known := y.known.(field.Date)
	days := limit.Div(decimal.NewFromInt(86400)).Floor()
	if op == "<" || op == ">=" {
		days = limit.Div(decimal.NewFromInt(86400)).Ceil()
	}
	due := from.AddDays(int(days.IntPart()))
	if !known || due.Year < 1 || due.Year > 9999 {
		return fragment{}, false, nil
	}
	return build("@ "+op+" @", x.sql, c.dialect.value(due.String(), "date")), true, nil
}

// compareMoments compares a date with an instant: by the day, in the package's zone. Where one of them is known,
// the column stays bare.
func (c *compiler) compareMoments(op string, x, y value) fragment {
	if x.constant {
		x, y, op = y, x, opposite[op]
	}
	d, ok := y.known.(field.Date)
	if !ok || x.typ.Type != field.Instant {
		return build("@ "+spelled[op]+" @", c.day(x).sql, c.day(y).sql)
	}
	start := c.dialect.value(d.In(c.zone()), "timestamptz")
	after := c.dialect.value(d.AddDays(1).In(c.zone()), "timestamptz")
	switch op {
	case "<", ">=":
		return build("@ "+op+" @", x.sql, start)
	case "<=":
		return build("@ < @", x.sql, after)
	case ">":
		return build("@ >= @", x.sql, after)
	}
	return build("(@ >= @ AND @ < @)", x.sql, start, x.sql, after)
}

var opposite = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}
var spelled = map[string]string{"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "="}

// compareNumbers compares numbers and money exactly, without dividing or losing digits.
func (c *compiler) compareNumbers(op string, x, y value) (fragment, error) {
	if x.constant {
		x, y, op = y, x, opposite[op]
	}
	sql := fragment{}
	if y.constant && y.known != nil {
		sql = c.compareConstant(op, x, y)
	} else {
		a, b, most := c.aligned(x, y)
		x.most = max(x.most, most)
		sql = c.compared(spelled[op], x, y, a, b)
	}
	if x.typ.Type == field.Amount && y.typ.Type == field.Amount && !x.bare && !y.bare {
		sql = build("(@ AND COALESCE(@ = @, TRUE))", sql, x.currency, y.currency)
	}
	return sql, nil
}

// compareConstant brings the constant to the column's scale: the column stays bare, so that an index serves.
func (c *compiler) compareConstant(op string, x, y value) fragment {
	scaled := amountOf(y.known).Shift(int32(x.scale))
	limit := scaled.Floor()
	switch {
	case op == "==" && !scaled.IsInteger():
		return build("(@ IS NULL AND FALSE)", x.sql)
	case op == "<" || op == ">=":
		limit = scaled.Ceil()
	}
	if !limit.BigInt().IsInt64() {
		return c.compareFar(op, x, limit)
	}
	if x.isWide() {
		return c.compared(spelled[op], x, value{}, x.sql, c.dialect.value(limit.IntPart(), "bigint"))
	}
	return build("@ "+spelled[op]+" @", x.sql, c.dialect.value(limit.IntPart(), "bigint"))
}

// compareFar compares with a number beyond 64 bits.
func (c *compiler) compareFar(op string, x value, limit decimal.Decimal) fragment {
	if x.isWide() {
		return c.compared(spelled[op], x, value{}, x.sql, c.dialect.value(limit.String(), "numeric"))
	}
	if less := op == "<" || op == "<="; op == "==" || less == limit.IsNegative() {
		return build("(@ IS NULL AND FALSE)", x.sql)
	}
	return build("@ IS NOT NULL", x.sql)
}

func amountOf(v any) decimal.Decimal {
	switch v := v.(type) {
	case int64:
		return decimal.NewFromInt(v)
	case decimal.Decimal:
		return v
	case field.Money:
		return v.Amount
	}
	return decimal.Decimal{}
}

// aligned brings two numbers to one scale.
func (c *compiler) aligned(x, y value) (a, b fragment, most float64) {
	scale := max(x.scale, y.scale)
	most = max(x.topAt(scale), y.topAt(scale))
	return c.upscaled(x, scale), c.upscaled(y, scale), most
}

// topAt is the largest size at another scale.
func (v value) topAt(scale int) float64 { return v.top() * math.Pow10(scale-v.scale) }

func (c *compiler) upscaled(v value, scale int) fragment {
	if v.scale == scale {
		return v.sql
	}
	if v.constant && v.known != nil {
		if scaled := amountOf(v.known).Shift(int32(scale)); scaled.BigInt().IsInt64() {
			return c.dialect.value(scaled.IntPart(), "bigint")
		}
	}
	by := raw(decimal.New(1, int32(scale-v.scale)).String())
	if c.dialect == SQLite && v.topAt(scale) >= wide && scale-v.scale > 18 {
		by = raw("'" + by.text + "'")
	}
	return c.product(v.topAt(scale), v.sql, by)
}
