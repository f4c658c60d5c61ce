package query

import (
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// samples stand for values not known yet while an expression is only checked.
var samples = map[field.Type]any{
	field.Bool: true, field.Text: "a", field.Int: int64(1), field.Amount: field.Money{}, field.Day: field.Date{Year: 2000, Month: 1, Day: 1},
	field.Instant: time.Unix(0, 0), field.TimeOfDay: field.Clock(0), field.Span: field.Duration{Days: 1}, field.Record: field.Ref{ID: "00000000-0000-0000-0000-000000000000"},
}

func (c *compiler) zone() *time.Location {
	if c.frame.Zone == nil {
		return time.UTC
	}
	return c.frame.Zone
}

// inZone is the package's time zone as a value.
func (c *compiler) inZone() fragment { return c.dialect.value(c.zone().String(), "text") }

// day is the date of a date or an instant.
func (c *compiler) day(v value) value {
	if v.typ.Type != field.Instant {
		return v
	}
	if t, ok := v.known.(time.Time); ok {
		v.known = field.DateOf(t.In(c.zone()))
		v.sql = c.dialect.value(v.known.(field.Date).String(), "date")
	} else {
		v.sql = build(c.dialect.of("tamga_day(@, @)", "(@ AT TIME ZONE @)::date"), v.sql, c.inZone())
	}
	v.typ = rule.Day
	return v
}

// instant is the first instant of a date.
func (c *compiler) instant(v value) value {
	if v.typ.Type == field.Day {
		v.sql = build(c.dialect.of("tamga_start(@, @)", "(@::timestamp AT TIME ZONE @)"), v.sql, c.inZone())
		v.typ = rule.Instant
	}
	return v
}

// length is a duration in seconds, with a month of 30 days: for comparison.
func (c *compiler) length(v value) fragment {
	return build(c.dialect.of("((@ * 30 + @) * 86400 + @)", "((@::bigint * 30 + @) * 86400 + @)"), v.months, v.days, v.seconds)
}

// span is a duration that a function makes of a whole number.
func (c *compiler) span(n *rule.Call, x value) value {
	if known, ok := x.known.(int64); !ok || known > rule.MaxDays || known < -rule.MaxDays {
		x.sql, x.never = c.size(x.sql, rule.MaxDays), false
	}
	unit := map[string][3]string{"days": {"0", "@", "0"}, "weeks": {"0", "(@ * 7)", "0"}, "months": {"@", "0", "0"}, "years": {"(@ * 12)", "0", "0"},
		"hours": {"0", "0", "(@ * 3600)"}, "minutes": {"0", "0", "(@ * 60)"}}[n.Func.Name]
	parts := [3]fragment{}
	for i, form := range unit {
		if parts[i] = raw(form); form != "0" {
			parts[i] = c.size(build(form, x.sql), mostOf[i])
			x.sql = parts[i]
		}
	}
	return value{typ: rule.Span, months: parts[0], days: parts[1], seconds: parts[2], sql: x.sql}
}

// mostOf are the most months, days and seconds of a duration, as in memory.
var mostOf = [3]int64{rule.MaxDays, rule.MaxDays, rule.MaxDays * 86400}

// calendar compiles + and - of dates, instants and durations.
func (c *compiler) calendar(n *rule.Binary, x, y value) (value, error) {
	if n.Op == "+" && x.typ.Type == field.Span && y.typ.Type != field.Span {
		x, y = y, x
	}
	switch {
	case n.Op == "*":
		return value{}, c.refuse(n, "a multiplied duration")
	case y.typ.Type != field.Span:
		return c.distance(x, y), nil
	case x.typ.Type == field.Span:
		return c.addSpans(n.Op, x, y), nil
	case x.typ.Type == field.Day:
		return c.moveDay(n.Op, x, y), nil
	}
	return c.moveInstant(n.Op, x, y), nil
}

// distance is x - y: seconds between instants, days where one is a date.
func (c *compiler) distance(x, y value) value {
	zero := raw("0")
	if x.typ.Type == field.Instant && y.typ.Type == field.Instant {
		diff := build("(@ - @)", c.unix(x), c.unix(y))
		return value{typ: rule.Span, sql: diff, months: zero, days: zero, seconds: diff}
	}
	x, y = c.day(x), c.day(y)
	diff := build(c.dialect.of("CAST(julianday(@) - julianday(@) AS INTEGER)", "(@ - @)"), x.sql, y.sql)
	return value{typ: rule.Span, sql: diff, months: zero, days: diff, seconds: zero}
}

// unix is an instant in whole seconds.
func (c *compiler) unix(v value) fragment {
	return build(c.dialect.of("unixepoch(substr(@, 1, 19))", "floor(extract(epoch FROM @))::bigint"), v.sql)
}

func (c *compiler) addSpans(op string, x, y value) value {
	add := func(i int, a, b fragment) fragment { return c.size(build("(@ "+op+" @)", a, b), mostOf[i]) }
	out := value{typ: rule.Span, months: add(0, x.months, y.months), days: add(1, x.days, y.days), seconds: add(2, x.seconds, y.seconds)}
	out.sql = build("(@ + @ + @)", out.months, out.days, out.seconds)
	return out
}

// moveDay adds months, then days; a day the month lacks becomes its last.
func (c *compiler) moveDay(op string, x, y value) value {
	months, days := signed(op, y.months), signed(op, build("(@ + @ / 86400)", y.days, y.seconds))
	sql := build("tamga_move_day(@, @, @)", x.sql, months, days)
	if c.dialect == PostgreSQL {
		moved := c.inYears(build("(@ + "+ages+" + make_interval(months => @::int))::date", x.sql, c.size(months, farMonths)))
		sql = build("(@ - "+ages+")", c.inYears(build("(@ + @::int)", moved, c.size(days, farDays))))
	}
	return value{typ: rule.Day, sql: sql}
}

// No date can be moved farther than from the first to the last.
const (
	farMonths = 12 * 10_000
	farDays   = 366 * 10_000
)

// ages are 10,000 years of days. PostgreSQL moves moments that much later, where none can fall before its first year:
// its calendar repeats itself every 400 years.
const ages = "3652425"

// inYears makes such dates empty that no field could hold.
func (c *compiler) inYears(day fragment) fragment {
	return c.bounded(day, "DATE '10000-12-31'", "DATE '20000-01-01'")
}

func signed(op string, v fragment) fragment {
	if op == "-" && v.text != "0" {
		return build("(-@)", v)
	}
	return v
}

// moveInstant adds months and days by the calendar of the zone, then seconds.
func (c *compiler) moveInstant(op string, x, y value) value {
	months, days, seconds := signed(op, y.months), signed(op, y.days), signed(op, y.seconds)
	sql := build("tamga_move(@, @, @, @, @)", x.sql, months, days, seconds, c.inZone())
	if c.dialect == PostgreSQL {
		sql = x.sql
		if months.text != "0" || days.text != "0" {
			sql = build("CASE WHEN @ = 0 AND @ = 0 THEN @ ELSE @ END", months, days, x.sql, c.byCalendar(x.sql, months, days))
		}
		sql = build("(@ + interval '"+ages+" days' + @ * interval '1 second')", sql, c.size(seconds, farDays*86400))
		sql = build("(@ - interval '"+ages+" days')", c.bounded(sql, "TIMESTAMPTZ '10001-01-01 23:59:59.999999+00'", "TIMESTAMPTZ '19999-12-31 00:00:00.000000+00'"))
	}
	return value{typ: rule.Instant, sql: sql}
}

// inTime makes local times empty that lie outside the years 1 to 9999.
func (c *compiler) inTime(local fragment) fragment {
	return c.bounded(local, "TIMESTAMP '10000-12-31 23:59:59.999999'", "TIMESTAMP '20000-01-01'")
}

// byCalendar moves an instant by the calendar, and by the ages. It leaves the instant for the local time and returns,
// which an hour that clocks show twice does not survive.
func (c *compiler) byCalendar(instant, months, days fragment) fragment {
	local := build("(@ AT TIME ZONE @ + interval '"+ages+" days')", instant, c.inZone())
	local = c.inTime(build("(@ + make_interval(months => @::int))", local, c.size(months, farMonths)))
	local = c.inTime(build("(@ + make_interval(days => @::int))", local, c.size(days, farDays)))
	return build("((@ - interval '"+ages+" days') AT TIME ZONE @)", local, c.inZone())
}

// dayPart is year, month, day or weekday of a date.
func (c *compiler) dayPart(name string, v value) value {
	v = c.day(v)
	form := map[string]string{"year": "'%Y'", "month": "'%m'", "day": "'%d'", "weekday": "'%w'"}[name]
	sql := build("CAST(strftime("+form+", @) AS INTEGER)", v.sql)
	if name == "weekday" {
		sql = build("((@ + 6) % 7 + 1)", sql)
	}
	if c.dialect == PostgreSQL {
		part := map[string]string{"year": "year", "month": "month", "day": "day", "weekday": "isodow"}[name]
		sql = build("extract("+part+" FROM @)::bigint", v.sql)
	}
	return value{typ: rule.Int, sql: sql}
}

// age is the number of birthdays since a date.
func (c *compiler) age(v value) value {
	today := field.DateOf(c.frame.Now.In(c.zone()))
	monthDay := c.dialect.value(today.String()[5:], "text")
	born := build(c.dialect.of("substr(@, 6)", "to_char(@, 'MM-DD')"), v.sql)
	year := c.dayPart("year", v).sql
	return value{typ: rule.Int, sql: build("(@ - @ - CASE WHEN @ < @ THEN 1 ELSE 0 END)", whole(int64(today.Year)), year, monthDay, born)}
}
