package query

import (
	"strings"
	"sync"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Function is one that the statements need and SQLite lacks; store registers it. Empty arguments are nil.
type Function struct {
	Name string
	Args int
	Eval func(args []any) any
}

// Functions are all of them. They are deterministic.
var Functions = append([]Function{
	{"tamga_lower", 1, mapText(rule.Lower)},
	{"tamga_upper", 1, mapText(rule.Upper)},
	{"tamga_fold", 1, mapText(Fold)},
	{"tamga_day", 2, dayIn},
	{"tamga_start", 2, startOf},
	{"tamga_hour", 2, hourIn},
	{"tamga_move", 5, moveInstant},
	{"tamga_move_day", 3, moveDay},
}, bigs...)

func mapText(fn func(string) string) func([]any) any {
	return func(args []any) any {
		s, ok := args[0].(string)
		if !ok {
			return args[0]
		}
		return fn(s)
	}
}

// dayIn is the date of an instant in a zone.
func dayIn(args []any) any {
	t, zone, ok := instantIn(args[0], args[1])
	if !ok {
		return nil
	}
	return field.DateOf(t.In(zone)).String()
}

// hourIn is the hour of an instant in a zone.
func hourIn(args []any) any {
	t, zone, ok := instantIn(args[0], args[1])
	if !ok {
		return nil
	}
	return int64(t.In(zone).Hour())
}

// startOf is the first instant of a date in a zone.
func startOf(args []any) any {
	s, _ := args[0].(string)
	d, err := field.ParseDate(s)
	zone, ok := zoneNamed(args[1])
	if err != nil || !ok {
		return nil
	}
	return d.In(zone).UTC().Format(field.InstantLayout)
}

// moveInstant adds months, days and seconds to an instant, in a zone.
func moveInstant(args []any) any {
	t, zone, ok := instantIn(args[0], args[4])
	months, ok1 := args[1].(int64)
	days, ok2 := args[2].(int64)
	seconds, ok3 := args[3].(int64)
	if !ok || !ok1 || !ok2 || !ok3 {
		return nil
	}
	moved := rule.MoveInstant(t.In(zone), field.Duration{Months: int(months), Days: int(days), Seconds: seconds})
	if at, ok := moved.(time.Time); ok {
		return at.UTC().Format(field.InstantLayout)
	}
	return nil
}

// moveDay adds months, then days to a date.
func moveDay(args []any) any {
	s, _ := args[0].(string)
	d, err := field.ParseDate(s)
	months, ok1 := args[1].(int64)
	days, ok2 := args[2].(int64)
	if err != nil || !ok1 || !ok2 {
		return nil
	}
	if moved, ok := rule.MoveDate(d, field.Duration{Months: int(months), Days: int(days)}).(field.Date); ok {
		return moved.String()
	}
	return nil
}

func instantIn(at, name any) (time.Time, *time.Location, bool) {
	s, _ := at.(string)
	t, err := time.Parse(field.InstantLayout, s)
	zone, ok := zoneNamed(name)
	return t, zone, err == nil && ok
}

var zones sync.Map // name to *time.Location

func zoneNamed(name any) (*time.Location, bool) {
	s, _ := name.(string)
	if z, ok := zones.Load(s); ok {
		return z.(*time.Location), true
	}
	z, err := time.LoadLocation(strings.TrimSpace(s))
	if err != nil {
		return nil, false
	}
	zones.Store(s, z)
	return z, true
}
