package query

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// list is a subselect over the records of a collection.
type list struct {
	*selection
	place *place     // inside: the row is the innermost item
	where []fragment // all must hold
	order []fragment
}

// listOf opens the records that a part stands for.
func (c *compiler) listOf(p *place, n rule.Node) (*list, error) {
	switch n := n.(type) {
	case *rule.Collection:
		return c.collection(p, n)
	case *rule.All:
		return c.inside(p, c.open(c.model.Entity(n.Entity))), nil
	case *rule.Over:
		return c.narrowed(p, n)
	}
	return nil, c.refuse(n, "a list that is no collection")
}

// inside starts a subselect; what lies in the recycle bin is not seen.
func (c *compiler) inside(p *place, s *selection) *list {
	in := &place{this: p.this, items: append(p.items[:len(p.items):len(p.items)], s.row), bound: p.bound}
	return &list{selection: s, place: in, where: []fragment{build("@ IS NULL", s.row.column(model.DeletedAt))}}
}

func (c *compiler) collection(p *place, n *rule.Collection) (*list, error) {
	owner, err := c.value(p, n.Of)
	if err != nil {
		return nil, err
	}
	e := c.model.Entity(n.Of.Type().Entity)
	if n.Many {
		return c.pairs(p, n, owner, e.Field(n.Name))
	}
	l := c.inside(p, c.open(c.model.Entity(n.Entity)))
	link := l.row.entity.Field(n.Link)
	to := c.read(l.row, link, link.Name, n.Of.Type())
	if !link.Stored() { // the other end of a many-to-many link
		pairs := raw(quote(link.PairTable()))
		target := c.qualifiedFor(link, owner)
		l.where = append(l.where, build(`@ IN (SELECT "source" FROM @ WHERE "target" = @)`, l.row.column(model.ID), pairs, target))
		return l, nil
	}
	to.several = len(link.Link.To) > 1
	l.where = append(l.where, build("@ = @", to.sql, c.qualifiedFor(link, owner)))
	return l, nil
}

// qualifiedFor is an id in the form that a link keeps.
func (c *compiler) qualifiedFor(link *model.Field, id value) fragment {
	if len(link.Link.To) > 1 {
		return c.qualified(id)
	}
	return id.sql
}

func (c *compiler) pairs(p *place, n *rule.Collection, owner value, f *model.Field) (*list, error) {
	if f == nil || len(f.Link.To) != 1 {
		return nil, c.refuse(n, "a collection of several entities")
	}
	l := c.inside(p, c.open(f.Link.To[0]))
	l.where = append(l.where, build(`@ IN (SELECT "target" FROM @ WHERE "source" = @)`, l.row.column(model.ID), raw(quote(f.PairTable())), owner.sql))
	return l, nil
}

// narrowed is filter(list, …) or sortBy(list, …).
func (c *compiler) narrowed(p *place, n *rule.Over) (*list, error) {
	if n.Func != "filter" && n.Func != "sortBy" {
		return nil, c.refuse(n, n.Func+"() as a list")
	}
	l, err := c.listOf(p, n.List)
	if err != nil {
		return nil, err
	}
	if n.Func == "filter" {
		holds, err := c.holds(l.place, n.Body)
		l.where = append(l.where, holds)
		return l, err
	}
	key, err := c.value(l.place, n.Body)
	if err != nil || key.typ.Type == field.Amount || key.typ.Type == field.Span {
		if err == nil {
			err = c.refuse(n, "this order")
		}
		return nil, err
	}
	way := " ASC NULLS LAST"
	if n.Desc {
		way = " DESC NULLS LAST"
	}
	if key.typ.Type == field.Text {
		key.sql = build(c.dialect.of("@", `@ COLLATE "C"`), key.sql)
	}
	l.order = append([]fragment{build("@"+way, key.sql)}, l.order...)
	return l, nil
}

// pick is the subselect of a value; tail is ORDER BY and LIMIT.
func (l *list) pick(what fragment, tail fragment) fragment {
	return build("(SELECT @ FROM @ WHERE @@)", what, raw(l.from()), joined(l.where, " AND "), tail)
}

func (l *list) exists(holds fragment) fragment {
	where := append(l.where[:len(l.where):len(l.where)], holds)
	return build("EXISTS (SELECT 1 FROM @ WHERE @)", raw(l.from()), joined(where, " AND "))
}

// overHolds compiles any, all, none and one.
func (c *compiler) overHolds(p *place, n *rule.Over) (fragment, error) {
	switch n.Func {
	case "any", "all", "none", "one":
	default:
		v, err := c.value(p, n)
		return v.sql, err
	}
	l, err := c.listOf(p, n.List)
	if err != nil {
		return fragment{}, err
	}
	holds := raw("TRUE")
	switch {
	case n.Body != nil && n.Func == "all":
		if holds, err = c.never(l.place, n.Body); err == nil {
			holds = build("NOT @", holds)
		}
	case n.Body != nil:
		holds, err = c.holds(l.place, n.Body)
	}
	if err != nil {
		return fragment{}, err
	}
	switch n.Func {
	case "any":
		return l.exists(holds), nil
	case "one":
		l.where = append(l.where, holds)
		return build("@ = 1", l.pick(raw("COUNT(*)"), fragment{})), nil
	}
	return build("NOT @", l.exists(holds)), nil
}

// over compiles a function over a list that gives a value.
func (c *compiler) over(p *place, n *rule.Over) (value, error) {
	switch n.Func {
	case "any", "all", "none", "one":
		sql, err := c.overHolds(p, n)
		return value{typ: rule.Bool, sql: build("(@)", sql), never: true}, err
	case "first", "last", "find", "findLast":
		return c.fromFirst(p, n, n)
	case "count":
		return c.count(p, n)
	case "sum", "min", "max", "avg":
		return c.reduced(p, n)
	}
	return value{}, c.refuse(n, n.Func+"()")
}

func (c *compiler) count(p *place, n *rule.Over) (value, error) {
	l, err := c.listOf(p, n.List)
	if err != nil {
		return value{}, err
	}
	if n.Body != nil {
		holds, err := c.holds(l.place, n.Body)
		if err != nil {
			return value{}, err
		}
		l.where = append(l.where, holds)
	}
	return value{typ: rule.Int, sql: l.pick(raw("COUNT(*)"), fragment{}), never: true}, nil
}

// reduced compiles sum, min and max of a value of each record.
func (c *compiler) reduced(p *place, n *rule.Over) (value, error) {
	l, err := c.listOf(p, n.List)
	if err != nil {
		return value{}, err
	}
	if n.Body == nil {
		return value{}, c.refuse(n, n.Func+"() of records")
	}
	v, err := c.value(l.place, n.Body)
	if err != nil {
		return value{}, err
	}
	if n.T.Type == field.Null {
		return c.empty(n.T), nil
	}
	if n.T.Type == field.Text {
		v = c.plainText(v)
	}
	if v.scale == beyond || v.typ.Type == field.Span {
		return value{}, c.refuse(n, n.Func+"() of these values")
	}
	v.sql, v.currency = l.anchored(v.sql), l.anchored(v.currency)
	out := value{typ: n.T, scale: v.scale, several: v.several, isUUID: v.isUUID, never: n.Func == "sum" && n.T.Type != field.Amount}
	figure := build(strings.ToUpper(n.Func)+"(@)", v.sql)
	most := v.top()
	switch {
	case n.Func == "sum":
		most *= rule.MaxRecords
		figure = build("COALESCE(@, 0)", c.total(v))
	case n.Func == "avg":
		most *= rule.MaxRecords
		figure, most = c.quotient(value{sql: c.total(v), scale: v.scale, most: most}, value{sql: build("COUNT(@)", v.sql)})
		out.scale = quotientScale
	case c.dialect == SQLite && v.isWide():
		figure = build(map[string]string{"min": "tamga_least", "max": "tamga_most"}[n.Func]+"(group_concat(@, ' '))", v.sql)
	case v.typ.Type == field.Text:
		figure = build(c.dialect.of(strings.ToUpper(n.Func)+"(@)", strings.ToUpper(n.Func)+`(@ COLLATE "C") COLLATE "und-x-icu"`), v.sql)
	}
	if n.T.Type == field.Amount {
		if strings.Contains(v.sql.text, " ") { // money of two currencies is empty, and counts for none
			v.currency = build("CASE WHEN @ IS NOT NULL THEN @ END", v.sql, v.currency)
		}
		figure = build("CASE WHEN MIN(@) IS NOT DISTINCT FROM MAX(@) THEN @ END", v.currency, v.currency, figure)
		out.currency, out.bare = l.pick(build("MIN(@)", v.currency), fragment{}), v.bare
	}
	if out.sql = l.pick(figure, fragment{}); n.T.Numeric() {
		return c.grown(n, out, most)
	}
	return out, nil
}

// anchored makes a value the list's own: an aggregate over nothing but columns from without would be, in SQL, one of
// the statement without.
func (l *list) anchored(sql fragment) fragment {
	own := []*row{l.row}
	for _, r := range l.found {
		own = append(own, r)
	}
	for _, r := range own {
		if strings.Contains(sql.text, r.alias+".") {
			return sql
		}
	}
	if !strings.Contains(sql.text, ".") {
		return sql
	}
	return build("CASE WHEN @ IS NOT NULL THEN @ END", l.row.column(model.ID), sql)
}

// total adds up a value of each record. SQLite's own SUM fails beyond 64 bits.
func (c *compiler) total(v value) fragment {
	return build(c.dialect.of("tamga_sum(group_concat(@, ' '))", "SUM(@)::numeric"), v.sql)
}

// fromFirst compiles a value read off the first record of a list: path ends in the list function o.
func (c *compiler) fromFirst(p *place, o *rule.Over, path rule.Node) (value, error) {
	l, err := c.listOf(p, o.List)
	if err != nil {
		return value{}, err
	}
	if o.Body != nil {
		holds, err := c.holds(l.place, o.Body)
		if err != nil {
			return value{}, err
		}
		l.where = append(l.where, holds)
	}
	at := &place{this: l.place.this, items: l.place.items, bound: map[rule.Node]*row{o: l.row}}
	v, err := c.value(at, path)
	if err != nil {
		return value{}, err
	}
	v.never = false
	tail, err := c.tail(o, l)
	if err != nil || v.typ.Type == field.Span {
		if err == nil {
			err = c.refuse(o, "a duration of "+o.Func+"()")
		}
		return value{}, err
	}
	v.sql = l.pick(v.sql, tail)
	if v.typ.Type == field.Amount {
		v.currency = l.pick(v.currency, tail)
	}
	return v, nil
}

// tail orders a list as memory has it: as sorted, else in the order in which records were made.
func (c *compiler) tail(o *rule.Over, l *list) (fragment, error) {
	way := " ASC"
	if o.Func == "last" || o.Func == "findLast" {
		if way = " DESC"; len(l.order) > 0 {
			return fragment{}, c.refuse(o, o.Func+"() of a sorted list")
		}
	}
	if many, ok := bottom(o.List).(*rule.Collection); ok && many.Many {
		return fragment{}, c.refuse(o, o.Func+"() of a many-to-many link")
	}
	order := append(l.order[:len(l.order):len(l.order)], build("@"+way, l.row.column(model.ID)))
	return build(" ORDER BY @ LIMIT 1", joined(order, ", ")), nil
}

// bottom is the list under filter and sortBy.
func bottom(n rule.Node) rule.Node {
	for {
		o, ok := n.(*rule.Over)
		if !ok {
			return n
		}
		n = o.List
	}
}
