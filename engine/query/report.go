package query

import (
	"fmt"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Report asks for figures over records, told apart by groups. Formulas among the measures are not the database's.
type Report struct {
	Select
	Groups   []*model.Grouping // none: one line of all
	Measures []*model.Measure
	Most     int // at most so many groups
}

// Line is one group: its values in the order of Groups, and a figure for each measure; nil where there is none.
type Line struct {
	Groups  []any // bool, int64, decimal, string, field.Date; a record is the string of its id
	Figures []any // int64, decimal, field.Money, field.Date, time.Time, Mixed
}

// Mixed is a figure over money of several currencies: it means nothing.
type Mixed struct{}

// reader takes what it needs of a row and gives back the rest.
type reader func(cells []any) (v any, rest []any, err error)

// Statement gives one row for each group, and what reads it.
func (q Report) Statement(d Dialect) (Statement, func(cells []any) (Line, error), error) {
	c, s, where, err := q.conditions(d)
	if err != nil {
		return Statement{}, nil, err
	}
	var what []fragment
	var groups, figures []reader
	p := &place{this: s.row}
	for _, g := range q.Groups {
		columns, read, err := c.grouped(p, g)
		if err != nil {
			return Statement{}, nil, err
		}
		what, groups = append(what, columns), append(groups, read)
	}
	for _, m := range q.Measures {
		if m.Kind == model.Formula {
			continue
		}
		columns, read, err := c.measured(p, m)
		if err != nil {
			return Statement{}, nil, err
		}
		what, figures = append(what, columns...), append(figures, read)
	}
	sql := build("SELECT @ FROM @ WHERE @", joined(what, ", "), raw(s.from()), joined(where, " AND "))
	if n := len(q.Groups); n > 0 {
		by := ordinals(n)
		sql = build("@ GROUP BY @ ORDER BY @ LIMIT @", sql, raw(by), raw(by), whole(int64(q.Most)))
	}
	return Statement{sql.text, sql.args}, q.line(groups, figures), nil
}

// ordinals name the first columns by their places: a parameter stands in each, and two are not known to be equal.
func ordinals(n int) string {
	out := "1"
	for i := 2; i <= n; i++ {
		out += ", " + strconv.Itoa(i)
	}
	return out
}

func (q Report) line(groups, figures []reader) func(cells []any) (Line, error) {
	return func(cells []any) (Line, error) {
		var out Line
		for _, read := range groups {
			v, rest, err := read(cells)
			if err != nil {
				return out, err
			}
			out.Groups, cells = append(out.Groups, v), rest
		}
		next := 0
		for _, m := range q.Measures {
			if m.Kind == model.Formula {
				out.Figures = append(out.Figures, nil)
				continue
			}
			v, rest, err := figures[next](cells)
			if err != nil {
				return out, err
			}
			out.Figures, cells = append(out.Figures, v), rest
			next++
		}
		return out, nil
	}
}

// grouped is what records are told apart by, as one column.
func (c *compiler) grouped(p *place, g *model.Grouping) (fragment, reader, error) {
	v, err := c.value(p, g.By.Root)
	if err != nil {
		return fragment{}, nil, err
	}
	if g.Every != "" {
		v = c.part(g.Every, v)
	}
	switch v.typ.Type {
	case field.Bool:
		return build("CASE WHEN @ THEN 1 WHEN NOT @ THEN 0 END", v.sql, v.sql), readBool, nil
	case field.Int:
		return build("CAST(@ AS BIGINT)", v.sql), readInt, nil
	case field.Decimal:
		return build("CAST(@ AS BIGINT)", v.sql), readScaled(v.scale), nil
	case field.Day:
		return c.dayText(v), readDay, nil
	case field.Text, field.Record:
		if !v.several {
			return build("CAST(@ AS TEXT)", v.sql), readText, nil
		}
	}
	return fragment{}, nil, c.refuse(g.By.Root, "a value of this type")
}

func (c *compiler) dayText(v value) fragment {
	return build(c.dialect.of("@", "to_char(@, 'YYYY-MM-DD')"), v.sql)
}

// part is a part of a date: the first day of a span, or a number that comes again.
func (c *compiler) part(every model.Every, v value) value {
	if every == "hour" {
		return value{typ: rule.Int, sql: build(c.dialect.of("tamga_hour(@, @)", "extract(hour FROM (@ AT TIME ZONE @))::bigint"), v.sql, c.inZone())}
	}
	if every == "weekday" {
		return c.dayPart("weekday", v)
	}
	v = c.day(v)
	if every == "day" {
		return v
	}
	if c.dialect == PostgreSQL {
		return value{typ: rule.Day, sql: build("date_trunc('"+string(every)+"', @)::date", v.sql)}
	}
	form := map[model.Every]string{"week": "date(@, 'weekday 0', '-6 days')", "month": "strftime('%Y-%m-01', @)", "year": "strftime('%Y-01-01', @)",
		"quarter": "date(@, 'start of month', '-' || ((strftime('%m', @) - 1) % 3) || ' months')"}[every]
	parts := []fragment{v.sql}
	if every == "quarter" {
		parts = append(parts, v.sql)
	}
	return value{typ: rule.Day, sql: build(form, parts...)}
}

// measured is a figure, in as many columns as it takes.
func (c *compiler) measured(p *place, m *model.Measure) ([]fragment, reader, error) {
	only := func(x fragment) fragment { return x }
	if m.Where != nil {
		holds, err := c.holds(p, m.Where.Root)
		if err != nil {
			return nil, nil, err
		}
		only = func(x fragment) fragment { return build("CASE WHEN @ THEN @ END", holds, x) }
	}
	if m.Kind == model.Count {
		return []fragment{build("COUNT(@)", only(raw("1")))}, readInt, nil
	}
	v, err := c.value(p, m.Of.Root)
	if err != nil {
		return nil, nil, err
	}
	if m.Kind == model.Distinct {
		return []fragment{build("COUNT(DISTINCT @)", only(v.sql))}, readInt, nil
	}
	return c.aggregate(m, v, only)
}

func (c *compiler) aggregate(m *model.Measure, v value, only func(fragment) fragment) ([]fragment, reader, error) {
	least := map[model.Aggregate]string{model.Min: "MIN(@)", model.Max: "MAX(@)"}[m.Kind]
	switch v.typ.Type {
	case field.Day:
		return []fragment{build(least, only(c.dayText(v)))}, readDay, nil
	case field.Instant:
		sql := build(least, only(v.sql))
		return []fragment{build(c.dialect.of("@", `to_char(@ AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`), sql)}, readInstant, nil
	case field.Int, field.Decimal, field.Amount:
	default:
		return nil, nil, c.refuse(m.Of.Root, "a value of this type")
	}
	if least == "" {
		least = "SUM(@)"
	}
	columns := []fragment{build("CAST("+least+" AS TEXT)", only(v.sql))}
	if m.Kind == model.Avg {
		columns = append(columns, build("COUNT(@)", only(v.sql)))
	}
	if v.typ.Type == field.Amount {
		currency := only(build("CASE WHEN @ IS NOT NULL THEN COALESCE(@, @) END", v.sql, v.currency, c.dialect.value(c.frame.Currency, "text")))
		columns = append(columns, build("MIN(@)", currency), build("MAX(@)", currency))
	}
	return columns, readFigure(m, v), nil
}

// readFigure reads the sum, the least or the greatest; of how many, for an average; and of which currencies.
func readFigure(m *model.Measure, v value) reader {
	return func(cells []any) (any, []any, error) {
		s, rest, err := readText(cells)
		if err != nil {
			return nil, nil, err
		}
		count := int64(1)
		if m.Kind == model.Avg {
			count, _ = rest[0].(int64)
			rest = rest[1:]
		}
		var from, to any
		if v.typ.Type == field.Amount {
			from, to, rest = text(rest[0]), text(rest[1]), rest[2:]
		}
		if s == nil || count == 0 {
			return nil, rest, nil
		}
		d, err := decimal.NewFromString(s.(string))
		if err != nil {
			return nil, nil, fmt.Errorf("read figure: %w", err)
		}
		if d = d.Shift(-int32(v.scale)); m.Kind == model.Avg {
			d = d.DivRound(decimal.NewFromInt(count), int32(max(v.scale, 2)))
		}
		switch {
		case from != to:
			return Mixed{}, rest, nil
		case v.typ.Type == field.Amount:
			return field.Money{Amount: d, Currency: from.(string)}, rest, nil
		case v.typ.Type == field.Int && m.Kind != model.Avg:
			return d.IntPart(), rest, nil
		}
		return d, rest, nil
	}
}

func text(cell any) any {
	if b, ok := cell.([]byte); ok {
		return string(b)
	}
	return cell
}

func readText(cells []any) (any, []any, error) {
	switch v := text(cells[0]).(type) {
	case nil, string:
		return v, cells[1:], nil
	default:
		return nil, nil, fmt.Errorf("read report: %T is no text", v)
	}
}

func readInt(cells []any) (any, []any, error) {
	switch v := cells[0].(type) {
	case nil, int64:
		return v, cells[1:], nil
	default:
		return nil, nil, fmt.Errorf("read report: %T is no whole number", v)
	}
}

func readBool(cells []any) (any, []any, error) {
	if cells[0] == nil {
		return nil, cells[1:], nil
	}
	switch v := cells[0].(type) {
	case int64:
		return v != 0, cells[1:], nil
	case int32:
		return v != 0, cells[1:], nil
	default:
		return nil, nil, fmt.Errorf("read report: %T is neither yes nor no", v)
	}
}

func readScaled(scale int) reader {
	return func(cells []any) (any, []any, error) {
		v, rest, err := readInt(cells)
		if n, ok := v.(int64); ok {
			return decimal.New(n, -int32(scale)), rest, err
		}
		return nil, rest, err
	}
}

func readDay(cells []any) (any, []any, error) {
	v, rest, err := readText(cells)
	if s, ok := v.(string); ok {
		d, err := field.ParseDate(s)
		return d, rest, err
	}
	return nil, rest, err
}

func readInstant(cells []any) (any, []any, error) {
	v, rest, err := readText(cells)
	s, ok := v.(string)
	if !ok {
		return nil, rest, err
	}
	for _, layout := range []string{field.InstantLayout, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, rest, nil
		}
	}
	return nil, nil, fmt.Errorf("read report: %q is no instant", s)
}
