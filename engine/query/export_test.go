package query

import (
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Values is a statement that gives "id=value" for each record of the expression's entity, the value written alike by
// every database: see TestRandomPackagesAgree. scale is that of a number.
func Values(m *model.Model, e *rule.Expr, frame *rule.Frame, d Dialect) (st Statement, scale int, err error) {
	c := &compiler{model: m, dialect: d, frame: frame}
	s := c.open(m.Entity(e.Scope.Entity))
	v, err := c.value(&place{this: s.row}, e.Root)
	if err != nil {
		return st, 0, err
	}
	if e.Type.Type == field.Interval {
		return st, 0, c.refuse(e.Root, "a whole range")
	}
	text := build("CAST(@ AS TEXT)", v.sql)
	switch e.Type.Type {
	case field.Bool:
		text = build("CASE WHEN @ THEN 'true' WHEN NOT (@) THEN 'false' END", v.sql, v.sql)
	case field.Amount:
		text = build("@ || ' ' || COALESCE(@, @)", text, v.currency, d.value(frame.Currency, "text"))
	case field.Instant:
		text = build(d.of("@", `to_char((@)::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`), v.sql)
	case field.Day:
		text = build(d.of("@", "to_char((@)::date, 'YYYY-MM-DD')"), v.sql)
	case field.Span:
		text = build("CAST(@ AS TEXT) || ' ' || CAST(@ AS TEXT) || ' ' || CAST(@ AS TEXT)", v.months, v.days, v.seconds)
	}
	out := build("SELECT CAST(@ AS TEXT) || '=' || COALESCE(@, 'nil') FROM @", s.row.column(model.ID), text, raw(s.from()))
	return Statement{out.text, out.args}, v.scale, nil
}
