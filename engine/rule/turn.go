package rule

import (
	"math"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

// Turn says how a condition stands, and when that changes by the clock alone.
type Turn struct {
	Holds bool
	// At is the first instant after the one asked for at which the condition stands otherwise, exact to the second;
	// zero: never, as far as the values of now go. Unsure: it is not known to change then, but has to be looked at again.
	At     time.Time
	Unsure bool
}

// Ticker gives what Turn needs to look at a record at other instants than now.
type Ticker struct {
	Frame func(at time.Time) *Frame           // the record as it is, at an instant
	Live  func(entity string, slot int) *Expr // the formula of a field that is computed when read; nil for another
}

// The bounds of a search for a turn.
const (
	maxTurns  = 400 // instants that are tried
	scanDays  = 40  // how far ahead midnights are tried where a condition is not a plain comparison with the clock
	scanHours = 48
	nearDays  = 4 // on either side of a solved instant: months and days are of different lengths
)

// Turn finds how the condition stands at an instant and when that changes next. A value that depends on the clock
// changes where a comparison with it comes out even: that instant is solved from the values a day apart, as a line
// through them, for each comparison, also within live formulas and for each record of a collection; then the whole
// condition is looked at around each, and the change is narrowed down to its second. What is not such a comparison
// (a weekday, an age) changes at midnight: midnights are tried one by one, some way ahead.
func (e *Expr) Turn(t Ticker, from time.Time) (Turn, error) {
	from = from.Truncate(time.Second)
	s := &turner{Ticker: t, from: from, zone: t.Frame(from).zone()}
	holds, err := s.holds(e, from)
	if err != nil || !s.ticks(e.Root) {
		return Turn{Holds: holds}, err
	}
	if err := s.visit(e.Root, spot{}, false); err != nil {
		return Turn{}, err
	}
	end := s.scan()
	slices.SortFunc(s.found, time.Time.Compare)
	s.found = slices.CompactFunc(s.found, time.Time.Equal)
	before := from
	for i, at := range s.found {
		if i == maxTurns {
			return Turn{holds, before, true}, nil
		}
		is, err := s.holds(e, at)
		if err != nil {
			return Turn{}, err
		}
		if is != holds {
			at, err = s.narrow(e, before, at, holds)
			return Turn{holds, at, false}, err
		}
		before = at
	}
	return Turn{holds, end, !end.IsZero()}, nil
}

// turner looks for the instants at which a condition may change.
type turner struct {
	Ticker
	from  time.Time
	zone  *time.Location
	found []time.Time
	days  bool // something changes at midnights
	hours bool // and something at full hours
}

// spot is where in the expression we stand: within a live formula of a record, or the predicate over a list.
type spot struct {
	this  Record
	items []any
}

func (s *turner) holds(e *Expr, at time.Time) (bool, error) { return e.Holds(s.Frame(at)) }

// narrow finds the second at which the condition changes between two instants.
func (s *turner) narrow(e *Expr, low, high time.Time, holds bool) (time.Time, error) {
	for high.Sub(low) > time.Second {
		middle := low.Add((high.Sub(low) / 2).Truncate(time.Second))
		is, err := s.holds(e, middle)
		if err != nil {
			return time.Time{}, err
		}
		if is == holds {
			low = middle
		} else {
			high = middle
		}
	}
	return high, nil
}

// scan adds the midnights and hours that must be tried one by one, and gives when to look again after the last.
func (s *turner) scan() (again time.Time) {
	local := s.from.In(s.zone)
	if s.hours {
		for i := 1; i <= scanHours; i++ {
			again = time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), 0, 0, 0, s.zone).Add(time.Duration(i) * time.Hour)
			s.add(again)
		}
	}
	if s.days {
		for i := 1; i <= scanDays; i++ {
			day := s.midnight(local, i)
			s.add(day)
			if !s.hours {
				again = day
			}
		}
	}
	return again
}

func (s *turner) midnight(at time.Time, days int) time.Time {
	y, m, d := at.In(s.zone).Date()
	return field.Date{Year: y, Month: m, Day: d}.AddDays(days).In(s.zone)
}

func (s *turner) add(at time.Time) {
	at = at.Truncate(time.Second)
	if at.After(s.from) && at.Year() <= lastYear {
		s.found = append(s.found, at)
	}
}

// ticks tells whether the value of a part depends on the clock.
func (s *turner) ticks(n Node) (yes bool) {
	if n == nil {
		return false
	}
	Walk(n, func(n Node) {
		switch n := n.(type) {
		case *Call:
			yes = yes || n.Func.Clock
		case *Field:
			yes = yes || s.live(n) != nil
		}
	})
	return yes
}

func (s *turner) live(n *Field) *Expr {
	if s.Live == nil {
		return nil
	}
	return s.Live(n.Of.Type().Entity, n.Slot)
}

// visit goes through a part that depends on the clock. straight: it is a side of a comparison, and grows with the
// clock evenly, so that the comparison answers for it.
func (s *turner) visit(n Node, at spot, straight bool) error {
	if !s.ticks(n) {
		return nil
	}
	switch n := n.(type) {
	case *Binary:
		return s.binary(n, at, straight)
	case *Unary:
		return s.visit(n.X, at, straight && n.Op == "-")
	case *Field:
		return s.field(n, at, straight)
	case *Over:
		return s.over(n, at, straight)
	case *Call:
		return s.call(n, at, straight)
	case *Cond:
		return s.each(at, false, n.Test, n.Then, n.Else)
	case *Items:
		return s.each(at, false, n.Of...)
	case *Collection:
		return s.visit(n.Of, at, false)
	}
	return nil
}

func (s *turner) each(at spot, straight bool, nodes ...Node) error {
	for _, n := range nodes {
		if err := s.visit(n, at, straight); err != nil {
			return err
		}
	}
	return nil
}

func (s *turner) binary(n *Binary, at spot, straight bool) error {
	switch n.Op {
	case "==", "!=", "<", "<=", ">", ">=":
		if err := s.solve(n, at); err != nil {
			return err
		}
		straight = true
	case "+", "-", "*", "/":
	default:
		straight = false
	}
	return s.each(at, straight, n.X, n.Y)
}

// call is a function: of the clock itself, or of what depends on it.
func (s *turner) call(n *Call, at spot, straight bool) error {
	switch n.Func.Name {
	case "now", "today", "days", "weeks", "months", "years", "hours", "minutes":
		s.days = s.days || !straight
	case "hour":
		s.hours = true
	case "date":
		straight = straight && len(n.Args) == 1
		s.days = s.days || !straight
	default:
		straight, s.days = false, true
	}
	return s.each(at, straight, n.Args...)
}

// field goes into the formula of a live field, of the record that has it.
func (s *turner) field(n *Field, at spot, straight bool) error {
	if err := s.visit(n.Of, at, straight); err != nil {
		return err
	}
	formula := s.live(n)
	if formula == nil {
		return nil
	}
	f, leave := s.enter(at, s.from)
	r, err := f.record(n.Of)
	leave()
	if err != nil || r == nil {
		return err
	}
	return s.visit(formula.Root, spot{this: r}, straight)
}

// over goes into the predicate for each record of the list.
func (s *turner) over(n *Over, at spot, straight bool) error {
	if err := s.each(at, false, n.List, n.N); err != nil || n.Body == nil || !s.ticks(n.Body) {
		return err
	}
	f, leave := s.enter(at, s.from)
	v, err := f.eval(n.List)
	leave()
	if err != nil {
		return err
	}
	list, _ := elements(v)
	for _, item := range list {
		if len(s.found) > maxTurns {
			s.days = true // too many to solve each: midnights are tried as well
			return nil
		}
		inner := spot{at.this, append(slices.Clone(at.items), item)}
		if err := s.visit(n.Body, inner, straight); err != nil {
			return err
		}
	}
	return nil
}

// enter is a frame at an instant that stands where we stand; leave is called at the end.
func (s *turner) enter(at spot, now time.Time) (f *Frame, leave func()) {
	f = s.Frame(now)
	if at.this != nil {
		f.This = s.anew(f, at.this)
	}
	leave = f.enter()
	for _, item := range at.items {
		if r, ok := item.(Record); ok {
			item = s.anew(f, r)
		}
		f.items = append(f.items, item)
	}
	return f, leave
}

// anew is the same record as it is seen at the frame's instant.
func (s *turner) anew(f *Frame, r Record) Record {
	if f.Source == nil {
		return r
	}
	if same, err := f.Source.Record(f.Ctx, r.Entity(), r.ID()); err == nil && same != nil {
		return same
	}
	return r
}

// solve finds when the sides of a comparison are even, from how far they are apart now and a day later.
func (s *turner) solve(n *Binary, at spot) error {
	y, m, d := s.from.In(s.zone).Date()
	h, min, sec := s.from.In(s.zone).Clock()
	later := time.Date(y, m, d+1, h, min, sec, 0, s.zone)
	apart, ok, err := s.apart(n, at, s.from)
	if err != nil || !ok {
		return err
	}
	then, ok, err := s.apart(n, at, later)
	if err != nil || !ok || then == apart {
		return err
	}
	seconds := -apart / (then - apart) * later.Sub(s.from).Seconds()
	if math.IsNaN(seconds) || math.Abs(seconds) > 300*366*86400 {
		return nil
	}
	even := s.from.Add(time.Duration(math.Floor(seconds)) * time.Second)
	for i := range 3 {
		s.add(even.Add(time.Duration(i) * time.Second))
	}
	for i := -nearDays; i <= nearDays; i++ {
		s.add(s.midnight(even, i))
	}
	return nil
}

// apart is the left side less the right, as a number; not ok where there is no such.
func (s *turner) apart(n *Binary, at spot, now time.Time) (float64, bool, error) {
	f, leave := s.enter(at, now)
	defer leave()
	x, err := f.eval(n.X)
	if err != nil {
		return 0, false, err
	}
	y, err := f.eval(n.Y)
	if err != nil {
		return 0, false, err
	}
	a, ok1 := f.measure(x)
	b, ok2 := f.measure(y)
	return a - b, ok1 && ok2, nil
}

// measure is a value as a number: of seconds, where it is a time.
func (f *Frame) measure(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case decimal.Decimal:
		return v.InexactFloat64(), true
	case field.Money:
		return v.Amount.InexactFloat64(), true
	case field.Duration:
		return float64(seconds(v)), true
	case field.Date:
		return float64(v.In(f.zone()).Unix()), true
	case time.Time:
		return float64(v.UnixMicro()) / 1e6, true
	}
	return 0, false
}
