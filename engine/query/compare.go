package query

import (
	"math"

	"github.com/google/uuid"
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
	case t == field.Text:
		return build(c.dialect.of("@ "+n.Op+" @", `@ COLLATE "C" `+n.Op+` @ COLLATE "C"`), x.sql, y.sql), nil
	case t != y.typ.Type:
		return c.compareMoments(n.Op, x, y), nil
	}
	return build("@ "+n.Op+" @", x.sql, y.sql), err
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
		a, b := c.aligned(x, y)
		sql = build("@ "+spelled[op]+" @", a, b)
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
		limit = decimal.NewFromInt(math.MaxInt64)
		if scaled.IsNegative() {
			limit = decimal.NewFromInt(math.MinInt64)
		}
	}
	return build("@ "+spelled[op]+" @", x.sql, c.dialect.value(limit.IntPart(), "bigint"))
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
func (c *compiler) aligned(x, y value) (a, b fragment) {
	scale := max(x.scale, y.scale)
	return c.upscaled(x, scale), c.upscaled(y, scale)
}

func (c *compiler) upscaled(v value, scale int) fragment {
	if v.scale == scale {
		return v.sql
	}
	if v.constant && v.known != nil {
		if scaled := amountOf(v.known).Shift(int32(scale)); scaled.BigInt().IsInt64() {
			return c.dialect.value(scaled.IntPart(), "bigint")
		}
	}
	by := decimal.NewFromInt(10).Pow(decimal.NewFromInt(int64(scale - v.scale)))
	return build(c.dialect.of("(@ * "+by.String()+")", "(@::numeric * "+by.String()+")"), v.sql)
}

// sameRecord compares ids. A link to one of several keeps "entity:id".
func (c *compiler) sameRecord(x, y value) (fragment, bool, error) {
	if x.constant {
		x, y = y, x
	}
	if y.constant && !c.checking {
		return c.sameKnown(x, y)
	}
	if x.typ.Type == field.Text || y.typ.Type == field.Text {
		return build("@ = @", c.idText(x), c.idText(y)), true, nil
	}
	if x.several == y.several {
		return build("@ = @", x.sql, y.sql), true, nil
	}
	return build("@ = @", c.qualified(x), c.qualified(y)), false, nil
}

// sameKnown compares a link with a record, or an id, that is known.
func (c *compiler) sameKnown(x, y value) (fragment, bool, error) {
	ref := refOf(y.known)
	if s, ok := y.known.(string); ok {
		ref.ID = s
	}
	id, err := uuid.Parse(ref.ID)
	if err != nil || id.String() != ref.ID { // no record has such an id
		return build("(@ IS NULL AND FALSE)", x.sql), false, nil
	}
	switch {
	case x.typ.Type == field.Text:
		return build("@ = @", x.sql, c.dialect.value(ref.ID, "text")), false, nil
	case !x.several:
		if ref.Entity != "" && x.typ.Entity != "" && ref.Entity != x.typ.Entity {
			return build("(@ IS NULL AND FALSE)", x.sql), false, nil
		}
		return build("@ = @", x.sql, c.dialect.value(id.String(), "uuid")), false, nil
	case ref.Entity == "":
		return build(c.dialect.of("substr(@, instr(@, ':') + 1) = @", "split_part(@, ':', 2) = @"), c.repeated(x.sql, id.String())...), false, nil
	}
	return build("@ = @", x.sql, c.dialect.value(ref.Entity+":"+id.String(), "text")), false, nil
}

// repeated gives the holes of a form that needs the column once, or on SQLite twice.
func (c *compiler) repeated(sql fragment, id string) []fragment {
	if c.dialect == SQLite {
		return []fragment{sql, sql, c.dialect.value(id, "text")}
	}
	return []fragment{sql, c.dialect.value(id, "text")}
}

// idText is an id as text.
func (c *compiler) idText(v value) fragment {
	if v.isUUID {
		return build(c.dialect.of("@", "@::text"), v.sql)
	}
	return v.sql
}

// qualified is an id with its entity before it, as links to several entities keep it.
func (c *compiler) qualified(v value) fragment {
	if v.several {
		return v.sql
	}
	return build("(@ || @)", c.dialect.value(v.typ.Entity+":", "text"), c.idText(v))
}

// emptyList compiles list == nil.
func (c *compiler) emptyList(p *place, n *rule.Binary) (fragment, error) {
	list := n.X
	if isNil(n.X) {
		list = n.Y
	}
	if f, ok := list.(*rule.Field); ok {
		v, err := c.value(p, f)
		return build(pick(n.Op, "@ IS NULL", "@ IS NOT NULL"), v.sql), err
	}
	sub, err := c.listOf(p, list)
	if err != nil {
		return fragment{}, err
	}
	return build(pick(n.Op, "NOT @", "@"), sub.exists(raw("TRUE"))), nil
}

// within compiles "x in list".
func (c *compiler) within(p *place, n rule.Node, element, list rule.Node) (fragment, error) {
	if !p.depends(list) {
		return c.amongKnown(p, n, element, list)
	}
	if f, ok := list.(*rule.Field); ok {
		return c.amongWords(p, n, element, f)
	}
	if items, ok := list.(*rule.Items); ok {
		return c.amongItems(p, n, element, items)
	}
	sub, err := c.listOf(p, list)
	if err != nil {
		return fragment{}, err
	}
	x, err := c.value(p, element)
	if err != nil {
		return fragment{}, err
	}
	same, _, err := c.sameRecord(c.recordOf(sub.row), x)
	return sub.exists(same), err
}

// amongItems is a list that was written out, of which some depend on the record.
func (c *compiler) amongItems(p *place, n rule.Node, element rule.Node, items *rule.Items) (fragment, error) {
	parts := []fragment{raw("FALSE")}
	x, err := c.value(p, element)
	if err != nil {
		return fragment{}, err
	}
	for _, item := range items.Of {
		y, err := c.value(p, item)
		if err != nil {
			return fragment{}, err
		}
		same, err := c.sameAs(n, x, y)
		if err != nil {
			return fragment{}, err
		}
		parts = append(parts, same)
	}
	return build("(@)", joined(parts, " OR ")), nil
}

// sameAs is equality of two values, neither of which may be empty.
func (c *compiler) sameAs(n rule.Node, x, y value) (fragment, error) {
	if x.constant && x.known == nil || y.constant && y.known == nil {
		return raw("FALSE"), nil
	}
	if x.constant {
		x, y = y, x
	}
	same, _, err := c.same(&rule.Binary{Op: "==", X: n, Y: n}, x, y)
	return same, err
}

// amongKnown is a list known beforehand: IN (…) where the values are plain, else one comparison for each.
func (c *compiler) amongKnown(p *place, n rule.Node, element, list rule.Node) (fragment, error) {
	x, err := c.value(p, element)
	if err != nil {
		return fragment{}, err
	}
	var known []any
	if !c.checking {
		v, err := c.frame.EvalNode(list)
		if err != nil {
			return fragment{}, err
		}
		known = listed(v)
	}
	parts := []fragment{raw("FALSE")}
	for _, v := range known {
		if v == nil {
			continue
		}
		y, err := c.constantOf(&rule.Literal{Value: v}, v)
		if err != nil {
			return fragment{}, err
		}
		y.typ = typeOf(v, element.Type())
		same, err := c.sameAs(n, x, y)
		if err != nil {
			return fragment{}, err
		}
		parts = append(parts, same)
	}
	if plain, ok := inList(x, parts); ok {
		return plain, nil
	}
	return build("(@)", joined(parts, " OR ")), nil
}

// inList shortens "x = ? OR x = ?" to "x IN (?, ?)".
func inList(x value, parts []fragment) (fragment, bool) {
	if x.typ.Type != field.Text && x.typ.Type != field.Int || len(parts) < 2 {
		return fragment{}, false
	}
	prefix := x.sql.text + " = "
	var holes []fragment
	for _, part := range parts[1:] {
		if len(part.text) <= len(prefix) || part.text[:len(prefix)] != prefix || len(x.sql.args) > 0 {
			return fragment{}, false
		}
		holes = append(holes, fragment{part.text[len(prefix):], part.args})
	}
	return build("@ IN (@)", x.sql, joined(holes, ", ")), true
}

func listed(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case []string:
		out := make([]any, len(v))
		for i, s := range v {
			out[i] = s
		}
		return out
	case []field.Ref:
		out := make([]any, len(v))
		for i, r := range v {
			out[i] = r
		}
		return out
	}
	return nil
}

// typeOf is the type of a value of a list, given that of what it is compared with.
func typeOf(v any, like rule.Type) rule.Type {
	switch v.(type) {
	case string:
		return rule.Text
	case int64:
		return rule.Int
	case decimal.Decimal:
		return rule.Decimal
	case field.Money:
		return rule.Amount
	case rule.Record, field.Ref:
		return rule.RecordOf(refOf(v).Entity)
	}
	return like
}

// amongWords is a text in a field of several texts, which is JSON.
func (c *compiler) amongWords(p *place, n rule.Node, element rule.Node, f *rule.Field) (fragment, error) {
	list, err := c.value(p, f)
	if err != nil {
		return fragment{}, err
	}
	x, err := c.value(p, element)
	if err != nil {
		return fragment{}, err
	}
	if x.typ.Type != field.Text {
		return fragment{}, c.refuse(n, "a list of these values")
	}
	if x.constant && x.known == nil && !c.checking {
		return raw("FALSE"), nil
	}
	if c.dialect == PostgreSQL {
		return build("EXISTS (SELECT 1 FROM jsonb_array_elements_text(@) AS words(word) WHERE word = @)", list.sql, x.sql), nil
	}
	return build("EXISTS (SELECT 1 FROM json_each(@) WHERE value = @)", list.sql, x.sql), nil
}
