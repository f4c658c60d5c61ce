package rule

import (
	"time"

	"github.com/tamga-crm/tamga/engine/field"
)

// MaxDays is the most days, and months, of a duration; a duration that would be longer is empty.
const MaxDays = 4_000_000

// The longest spans and farthest years that dates are moved by and to; beyond them a value is empty.
const (
	maxDays  = MaxDays
	lastYear = 9999
)

var dateFunctions = []*Function{
	{Name: "now", Usage: "now()", Doc: "The present instant.", Type: Instant, Clock: true,
		Eval: func(f *Frame, _ []any) (any, error) { return f.Now.In(f.zone()), nil }},
	{Name: "today", Usage: "today()", Doc: "The present day in the package's time zone.", Type: Day, Clock: true,
		Eval: func(f *Frame, _ []any) (any, error) { return field.DateOf(f.Now.In(f.zone())), nil }},
	{Name: "days", Usage: "days(n)", Doc: "A duration of n days.", Params: []Type{Int}, Type: Span, Strict: true, Eval: spanOf(0, 1, 0)},
	{Name: "weeks", Usage: "weeks(n)", Doc: "A duration of n weeks.", Params: []Type{Int}, Type: Span, Strict: true, Eval: spanOf(0, 7, 0)},
	{Name: "months", Usage: "months(n)", Doc: "A duration of n calendar months.", Params: []Type{Int}, Type: Span, Strict: true, Eval: spanOf(1, 0, 0)},
	{Name: "years", Usage: "years(n)", Doc: "A duration of n calendar years.", Params: []Type{Int}, Type: Span, Strict: true, Eval: spanOf(12, 0, 0)},
	{Name: "hours", Usage: "hours(n)", Doc: "A duration of n hours.", Params: []Type{Int}, Type: Span, Strict: true, Eval: spanOf(0, 0, 3600)},
	{Name: "minutes", Usage: "minutes(n)", Doc: "A duration of n minutes.", Params: []Type{Int}, Type: Span, Strict: true, Eval: spanOf(0, 0, 60)},
	{Name: "date", Usage: "date(year, month, day)", Doc: `The day of three numbers, of an instant, or of a text "2026-03-01".`,
		Params: []Type{Any, Int, Int}, Optional: 2, Result: dateResult, Strict: true, Eval: dateOf},
	{Name: "year", Usage: "year(date)", Doc: "The year of a date.", Params: []Type{Instant}, Type: Int, Strict: true, Result: ofMoment(Int),
		Eval: partOfDay(func(d field.Date) int { return d.Year })},
	{Name: "month", Usage: "month(date)", Doc: "The month of a date, 1 to 12.", Params: []Type{Instant}, Strict: true, Result: ofMoment(Int),
		Eval: partOfDay(func(d field.Date) int { return int(d.Month) })},
	{Name: "day", Usage: "day(date)", Doc: "The day of the month, 1 to 31.", Params: []Type{Instant}, Strict: true, Result: ofMoment(Int),
		Eval: partOfDay(func(d field.Date) int { return d.Day })},
	{Name: "weekday", Usage: "weekday(date)", Doc: "The day of the week: 1 is Monday, 7 Sunday.", Params: []Type{Instant}, Strict: true, Result: ofMoment(Int),
		Eval: partOfDay(weekday)},
	{Name: "hour", Usage: "hour(instant)", Doc: "The hour of an instant in the package's time zone, 0 to 23.", Params: []Type{Instant}, Type: Int, Strict: true,
		Eval: func(f *Frame, a []any) (any, error) {
			if t, ok := a[0].(time.Time); ok {
				return int64(t.In(f.zone()).Hour()), nil
			}
			return nil, nil
		}},
	{Name: "overlaps", Usage: "overlaps(a, b)", Doc: "Whether two ranges have a value in common, their ends included; an open end goes on for ever.", Params: []Type{{Type: field.Interval}, {Type: field.Interval}}, Type: Bool,
		Result: oneKind, Eval: overlapping},
	{Name: "age", Usage: "age(date)", Doc: "How many full years ago a date was.", Params: []Type{Day}, Type: Int, Clock: true, Strict: true, Eval: age},
	{Name: "workdays", Usage: "workdays(a, b)", Doc: "The working days of the package's calendar from a to b, without b.", Params: []Type{Day, Day}, Type: Int, Strict: true, Eval: workdays},
	{Name: "add_workdays", Usage: "add_workdays(date, n)", Doc: "The date n working days of the package's calendar later.", Params: []Type{Day, Int}, Type: Day, Strict: true, Eval: addWorkdays},
}

func spanOf(months, days int, seconds int64) func(*Frame, []any) (any, error) {
	return func(_ *Frame, a []any) (any, error) {
		n, ok := a[0].(int64)
		if !ok || n > maxDays || n < -maxDays {
			return nil, nil
		}
		return bounded(field.Duration{Months: months * int(n), Days: days * int(n), Seconds: seconds * n}), nil
	}
}

// ofMoment keeps a Day from being made an Instant first: both have a day.
func ofMoment(t Type) func([]Type) (Type, string) {
	return func([]Type) (Type, string) { return t, "" }
}

func dateResult(args []Type) (Type, string) {
	switch t := args[0]; {
	case len(args) == 2:
		return Day, "takes a year, a month and a day"
	case len(args) == 3 && !fits(t, Int):
		return Day, "takes three whole numbers"
	case len(args) == 1 && !loose(t) && !moment(t) && t.Type != field.Text:
		return Day, "takes an instant, a text, or year, month and day"
	}
	return Day, ""
}

func dateOf(f *Frame, a []any) (any, error) {
	switch v := a[0].(type) {
	case field.Date, time.Time:
		return f.day(v), nil
	case string:
		if d, err := field.ParseDate(v); err == nil && d.Year > 0 {
			return d, nil
		}
	case int64:
		m, ok1 := arg(a, 1).(int64)
		d, ok2 := arg(a, 2).(int64)
		date := field.Date{Year: int(v), Month: time.Month(m), Day: int(d)}
		if ok1 && ok2 && v > 0 && v <= lastYear && m > 0 && m < 13 && d > 0 && d < 32 && date == date.AddDays(0) {
			return date, nil
		}
	}
	return nil, nil
}

// arg is an argument that may have been left out.
func arg(a []any, i int) any {
	if i < len(a) {
		return a[i]
	}
	return nil
}

func partOfDay(part func(field.Date) int) func(*Frame, []any) (any, error) {
	return func(f *Frame, a []any) (any, error) {
		if d, ok := f.day(a[0]).(field.Date); ok {
			return int64(part(d)), nil
		}
		return nil, nil
	}
}

func weekday(d field.Date) int { return (int(d.In(time.UTC).Weekday())+6)%7 + 1 }

func age(f *Frame, a []any) (any, error) {
	born, ok := a[0].(field.Date)
	if !ok {
		return nil, nil
	}
	today := field.DateOf(f.Now.In(f.zone()))
	years := today.Year - born.Year
	if today.Month < born.Month || today.Month == born.Month && today.Day < born.Day {
		years--
	}
	return int64(years), nil
}

func workdays(f *Frame, a []any) (any, error) {
	from, ok1 := a[0].(field.Date)
	to, ok2 := a[1].(field.Date)
	if !ok1 || !ok2 {
		return nil, nil
	}
	return f.Calendar.Between(from, to), nil
}

func addWorkdays(f *Frame, a []any) (any, error) {
	d, ok1 := a[0].(field.Date)
	n, ok2 := a[1].(int64)
	if !ok1 || !ok2 || n > maxDays || n < -maxDays {
		return nil, nil
	}
	return dateInBounds(f.Calendar.Add(d, n)), nil
}

func dateInBounds(d field.Date) any {
	if d.Year < 1 || d.Year > lastYear {
		return nil
	}
	return d
}

func daysBetween(from, to field.Date) int64 {
	return (to.In(time.UTC).Unix() - from.In(time.UTC).Unix()) / 86400
}
