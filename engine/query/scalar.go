package query

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// maxText bounds the text of a part: some parts stand in it more than once.
const maxText = 1 << 16

// value compiles any part.
func (c *compiler) value(p *place, n rule.Node) (value, error) {
	v, err := c.whichever(p, n)
	if err == nil && (len(v.sql.text) > maxText || len(v.months.text) > maxText || len(v.sql.args) > maxText/16) {
		return v, c.refuse(n, "so long an expression")
	}
	return v, err
}

func (c *compiler) whichever(p *place, n rule.Node) (value, error) {
	if r := p.bound[n]; r != nil {
		return c.recordOf(r), nil
	}
	if !p.depends(n) {
		return c.constant(n)
	}
	switch n := n.(type) {
	case *rule.This:
		return c.recordOf(p.this), nil
	case *rule.Item:
		return c.recordOf(p.items[len(p.items)-1-n.Up]), nil
	case *rule.Field:
		return c.fieldOf(p, n)
	case *rule.Cond:
		return c.cond(p, n)
	case *rule.Call:
		return c.call(p, n)
	case *rule.Unary:
		return c.unary(p, n)
	case *rule.Binary:
		return c.binary(p, n)
	case *rule.Over:
		return c.over(p, n)
	case *rule.Old:
		return value{}, c.refuse(n, `"old"`)
	}
	return value{}, c.refuse(n, "this part")
}

// recordOf is a row as a value: its id.
func (c *compiler) recordOf(r *row) value {
	return value{typ: rule.RecordOf(r.entity.Name), sql: r.column(model.ID), isUUID: true}
}

// rowOf is the row that a part is: the record, an item, or what a link leads to.
func (c *compiler) rowOf(p *place, n rule.Node) (*row, error) {
	if r := p.bound[n]; r != nil {
		return r, nil
	}
	switch n := n.(type) {
	case *rule.This:
		return p.this, nil
	case *rule.Item:
		return p.items[len(p.items)-1-n.Up], nil
	case *rule.Field:
		r, err := c.rowOf(p, n.Of)
		if err != nil {
			return nil, err
		}
		f := r.entity.Field(n.Name)
		if f == nil || f.Link == nil || len(f.Link.To) != 1 || !f.Stored() {
			return nil, c.refuse(n, "what this link leads to")
		}
		return c.follow(r, f), nil
	case *rule.Old:
		return nil, c.refuse(n, `"old"`)
	}
	return nil, c.refuse(n, "a field of this")
}

// source is the list function at the bottom of a path: first(deals).client.city.
func source(n rule.Node) *rule.Over {
	for {
		switch x := n.(type) {
		case *rule.Field:
			n = x.Of
		case *rule.Over:
			return x
		default:
			return nil
		}
	}
}

// fieldOf reads a column, or computes the formula of a field that has none.
func (c *compiler) fieldOf(p *place, n *rule.Field) (value, error) {
	if o := source(n); o != nil && p.bound[o] == nil {
		return c.fromFirst(p, o, n)
	}
	r, err := c.rowOf(p, n.Of)
	if err != nil {
		return value{}, err
	}
	f := r.entity.Field(n.Name)
	switch {
	case f == nil:
		return value{}, c.refuse(n, "this field")
	case f.Live:
		return c.live(r, f)
	case !f.Stored():
		return value{}, c.refuse(n, "this field")
	case n.T.Type == field.Span:
		return value{}, c.refuse(n, "a duration that is kept in a field")
	}
	if n.T.Type == field.Interval { // all that is asked of a whole range is whether there is one
		return value{typ: n.T, sql: build("COALESCE(@, @)", r.column(f.Name+field.FromSuffix), r.column(f.Name+field.ToSuffix))}, nil
	}
	return c.read(r, f, f.Name, n.T), nil
}

// end reads one end of a range.
func (c *compiler) end(p *place, n *rule.Call, suffix string) (value, error) {
	x, ok := n.Args[0].(*rule.Field)
	if !ok {
		return value{}, c.refuse(n, "an end of this range")
	}
	if o := source(x); o != nil && p.bound[o] == nil {
		return c.fromFirst(p, o, n)
	}
	r, err := c.rowOf(p, x.Of)
	if err != nil {
		return value{}, err
	}
	f := r.entity.Field(x.Name)
	if f == nil || !f.Stored() {
		return value{}, c.refuse(n, "this field")
	}
	return c.read(r, f, f.Name+suffix, n.T), nil
}

// live computes the formula of a field in the record's place.
func (c *compiler) live(r *row, f *model.Field) (value, error) {
	v, err := c.value(&place{this: r}, f.Formula.Root)
	if err == nil && v.sql.text == "" {
		err = c.refuse(f.Formula.Root, "the formula of "+f.Name)
	}
	return v, err
}

// read is a column of a field as a value.
func (c *compiler) read(r *row, f *model.Field, column string, t rule.Type) value {
	v := value{typ: t, sql: r.column(column), never: f.System && (f.Name == model.ID || f.Name == model.Version || f.Name == model.CreatedAt || f.Name == model.UpdatedAt) && r.in.row == r}
	switch t.Type {
	case field.Decimal:
		v.scale = f.Options.Scale
	case field.Amount:
		v.scale, v.currency = field.MoneyScale, r.column(column+"_currency")
	case field.Record:
		v.several = f.Link != nil && len(f.Link.To) > 1
		v.isUUID = !v.several
	case field.Text:
		v.isUUID = f.System && f.Name == model.ID
		if v.isUUID {
			v.typ = rule.RecordOf(r.entity.Name) // an id is compared as one
		}
	}
	return v
}

func (c *compiler) cond(p *place, n *rule.Cond) (value, error) {
	test, err := c.holds(p, n.Test)
	if err != nil {
		return value{}, err
	}
	x, err := c.value(p, n.Then)
	if err != nil {
		return value{}, err
	}
	y, err := c.value(p, n.Else)
	if err != nil {
		return value{}, err
	}
	return c.choose(n, "CASE WHEN @ THEN @ ELSE @ END", test, x, y)
}

// choose makes one value of two: form has holes for the test and both.
func (c *compiler) choose(n rule.Node, form string, test fragment, x, y value) (value, error) {
	out := value{typ: n.Type(), several: x.several, isUUID: x.isUUID, never: x.never && y.never}
	if n.Type().Type == field.Text {
		x, y = c.plainText(x), c.plainText(y)
		out.several, out.isUUID = false, false
	}
	if x.several != y.several || x.isUUID != y.isUUID || n.Type().Type == field.List || n.Type().Type == field.Interval {
		if !(x.constant && x.known == nil) && !(y.constant && y.known == nil) {
			return out, c.refuse(n, "a choice between these")
		}
		out.several, out.isUUID = x.several || y.several, x.isUUID || y.isUUID
	}
	if n.Type().Type == field.Null {
		return c.empty(n.Type()), nil
	}
	both := func(a, b fragment) fragment { return build(form, test, a, b) }
	switch n.Type().Type {
	case field.Span:
		out.months, out.days, out.seconds = both(x.months, y.months), both(x.days, y.days), both(x.seconds, y.seconds)
		out.sql = both(x.presence(), y.presence())
		return out, nil
	case field.Int, field.Decimal, field.Amount:
		out.scale = max(x.scaleIn(y), y.scaleIn(x))
		a, b := c.upscaled(x, out.scale), c.upscaled(y, out.scale)
		out.sql, out.most = both(a, b), max(x.topAt(out.scale), y.topAt(out.scale))
		if out.most <= wide {
			out.most = 0
		}
		if n.Type().Type == field.Amount {
			out.currency, out.bare = both(x.currency, y.currency), x.bare && y.bare
		}
		return out, nil
	}
	out.sql = both(x.sql, y.sql)
	return out, nil
}

// scaleIn is the scale that a value brings to an operation; a constant too long brings none.
func (v value) scaleIn(value) int {
	if v.scale == beyond {
		return 0
	}
	return v.scale
}

func (c *compiler) binary(p *place, n *rule.Binary) (value, error) {
	switch n.Op {
	case "and", "or", "==", "!=", "<", "<=", ">", ">=", "in", "contains", "startsWith", "endsWith", "matches":
		sql, err := c.never(p, n)
		return value{typ: rule.Bool, sql: sql, never: true}, err
	}
	if n.T.Type == field.Any {
		return value{}, c.refuse(n, "a value of json")
	}
	x, y, err := c.pair(p, n)
	if err != nil {
		return value{}, err
	}
	switch {
	case n.T.Type == field.Null:
		return c.empty(n.T), nil
	case n.Op == "??":
		return c.choose(n, "CASE WHEN @ THEN @ ELSE @ END", build("@ IS NOT NULL", x.presence()), x, y)
	case n.T.Type == field.Text:
		return c.join(n, x, y)
	case !c.checking && (x.constant && x.known == nil || y.constant && y.known == nil):
		return c.empty(n.T), nil
	case n.T.Type == field.Span || n.T.Type == field.Day || n.T.Type == field.Instant:
		return c.calendar(n, x, y)
	}
	return c.arithmetic(n, x, y)
}

// call compiles a function that has a form.
func (c *compiler) call(p *place, n *rule.Call) (value, error) {
	name := n.Func.Name
	switch {
	case refused[name]:
		return value{}, c.refuse(n, name+"()")
	case name == "from of":
		return c.end(p, n, field.FromSuffix)
	case name == "to of":
		return c.end(p, n, field.ToSuffix)
	case name == "overlaps":
		sql, err := c.holds(p, rule.Overlapping(n))
		return value{typ: rule.Bool, sql: sql, never: true}, err
	}
	if n.Func.Strict && n.T.Type != field.Bool && slices.ContainsFunc(n.Args, func(a rule.Node) bool { return a.Type().Type == field.Null }) {
		return c.empty(n.T), nil
	}
	args := make([]value, len(n.Args))
	for i, a := range n.Args {
		var err error
		if args[i], err = c.value(p, a); err != nil {
			return value{}, err
		}
	}
	switch name {
	case "as decimal":
		args[0].typ = rule.Decimal
		return args[0], nil
	case "as money":
		args[0].typ, args[0].currency, args[0].bare = rule.Amount, raw("NULL"), true
		return args[0], nil
	case "as instant":
		return c.instant(args[0]), nil
	case "amount of":
		args[0].typ = rule.Decimal
		return args[0], nil
	case "currency of":
		return value{typ: rule.Text, sql: build("CASE WHEN @ IS NOT NULL THEN COALESCE(@, @) END", args[0].sql, args[0].currency, c.dialect.value(c.frame.Currency, "text"))}, nil
	case "days", "weeks", "months", "years", "hours", "minutes":
		return c.span(n, args[0]), nil
	case "year", "month", "day", "weekday":
		return c.dayPart(name, args[0]), nil
	case "age":
		return c.age(args[0]), nil
	case "date":
		if len(args) == 1 && n.Args[0].Type().Type != field.Text {
			return c.day(args[0]), nil
		}
	case "abs":
		return c.absolute(n, args[0])
	case "round", "floor", "ceil":
		return c.rounded(n, args)
	case "descends_from":
		return c.descends(p, n, args)
	}
	return c.textCall(n, args)
}

// refused are functions that only memory computes.
var refused = map[string]bool{"changed": true, "next": true, "setting": true, "similar": true, "phone": true, "annuity": true}

// descends walks up a tree from a record to another.
func (c *compiler) descends(_ *place, n *rule.Call, args []value) (value, error) {
	entity := c.model.Entity(n.Args[0].Type().Entity)
	up, _ := n.Args[3].(*rule.Literal).Value.(string)
	if entity == nil || entity.Field(up) == nil {
		return value{}, c.refuse(n, "this tree")
	}
	table, parent := raw(quote(entity.Name)), raw(quote(up))
	sql := build(`EXISTS (WITH RECURSIVE up(id, depth) AS (SELECT @, 1 FROM @ WHERE "id" = @ UNION ALL `+
		`SELECT t.@, up.depth + 1 FROM up JOIN @ AS t ON t."id" = up.id WHERE up.depth < 100) SELECT 1 FROM up WHERE up.id = @)`,
		parent, table, args[0].sql, parent, table, args[1].sql)
	return value{typ: rule.Bool, sql: sql, never: true}, nil
}
