package rule

import (
	"math"
	"math/bits"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

// The bounds of exact numbers. A quotient is rounded half away from zero at maxPlaces; a number that
// needs more than maxDigits becomes empty.
const (
	maxPlaces   = 16
	maxDigits   = 100
	maxExponent = 64
)

// arithmetic computes x op y. With empty, and where there is no result (division by zero, money of
// two currencies), it gives empty.
func (f *Frame) arithmetic(op string, x, y any) any {
	if x == nil || y == nil {
		return nil
	}
	a, ok1 := x.(int64)
	b, ok2 := y.(int64)
	if ok1 && ok2 {
		return whole64(op, a, b)
	}
	switch x.(type) {
	case field.Date, time.Time, field.Duration:
		return f.calendar(op, x, y)
	}
	switch y.(type) {
	case field.Date, time.Time, field.Duration:
		return f.calendar(op, x, y)
	}
	return numbers(op, x, y)
}

// whole64 computes with whole numbers; what does not fit 64 bits is empty.
func whole64(op string, a, b int64) any {
	switch op {
	case "+":
		if s := a + b; (s > a) == (b > 0) {
			return s
		}
	case "-":
		if s := a - b; (s < a) == (b > 0) {
			return s
		}
	case "*":
		return product(a, b)
	case "%":
		if b != 0 && b != -1 {
			return a % b
		}
		if b == -1 {
			return int64(0)
		}
	case "/", "**":
		return numbers(op, a, b)
	}
	return nil
}

func product(a, b int64) any {
	high, low := bits.Mul64(magnitude(a), magnitude(b))
	negative := (a < 0) != (b < 0)
	if high != 0 || low > math.MaxInt64 && !(negative && low == 1<<63) {
		return nil
	}
	if negative {
		return -int64(low)
	}
	return int64(low)
}

func magnitude(a int64) uint64 {
	if a < 0 {
		return uint64(-(a + 1)) + 1
	}
	return uint64(a)
}

// numbers computes with decimals and money.
func numbers(op string, x, y any) any {
	a, ok1 := asNumber(x)
	b, ok2 := asNumber(y)
	if !ok1 || !ok2 {
		return nil
	}
	mx, isMoney := x.(field.Money)
	my, both := y.(field.Money)
	if isMoney && both && !sameCurrency(mx, my) {
		return nil
	}
	r, ok := compute(op, a, b)
	if !ok || r.NumDigits() > maxDigits {
		return nil
	}
	currency := mx.Currency
	if currency == "" {
		currency = my.Currency
	}
	if (isMoney || both) && !(isMoney && both && op == "/") {
		return field.Money{Amount: r, Currency: currency}
	}
	return r
}

func compute(op string, a, b decimal.Decimal) (decimal.Decimal, bool) {
	switch op {
	case "+":
		return a.Add(b), true
	case "-":
		return a.Sub(b), true
	case "*":
		return a.Mul(b), true
	case "/":
		if b.IsZero() {
			return a, false
		}
		return a.DivRound(b, maxPlaces), true
	case "**":
		return power(a, b)
	}
	return a, false
}

// power multiplies step by step, and stops where digits run away.
func power(a, b decimal.Decimal) (decimal.Decimal, bool) {
	n := b.IntPart()
	if !b.IsInteger() || n > maxExponent || n < -maxExponent {
		return a, false
	}
	out := decimal.NewFromInt(1)
	for range max(n, -n) {
		if out = out.Mul(a); out.NumDigits() > maxDigits {
			return a, false
		}
	}
	if n >= 0 {
		return out, true
	}
	return compute("/", decimal.NewFromInt(1), out)
}

// calendar computes with dates, instants and durations.
func (f *Frame) calendar(op string, x, y any) any {
	if op == "*" {
		return times(x, y)
	}
	if _, ok := y.(field.Duration); !ok && op == "+" {
		x, y = y, x // a duration and a date
	}
	span, ok := y.(field.Duration)
	if ok && op == "-" {
		span = span.Neg()
	}
	switch a := x.(type) {
	case field.Duration:
		if ok {
			return bounded(field.Duration{Months: a.Months + span.Months, Days: a.Days + span.Days, Seconds: a.Seconds + span.Seconds})
		}
	case field.Date:
		if ok {
			return moveDate(a, span)
		}
		return f.distance(a, y)
	case time.Time:
		if ok {
			return f.moveInstant(a, span)
		}
		return f.distance(a, y)
	}
	return nil
}

// distance is x - y: whole days where one is a date, whole seconds between instants.
func (f *Frame) distance(x, y any) any {
	a, ok1 := x.(time.Time)
	b, ok2 := y.(time.Time)
	if ok1 && ok2 {
		return field.Duration{Seconds: a.Unix() - b.Unix()}
	}
	d1, ok1 := f.day(x).(field.Date)
	d2, ok2 := f.day(y).(field.Date)
	if !ok1 || !ok2 {
		return nil
	}
	return field.Duration{Days: int(daysBetween(d2, d1))}
}

func times(x, y any) any {
	if _, ok := x.(field.Duration); !ok {
		x, y = y, x
	}
	d, ok1 := x.(field.Duration)
	n, ok2 := y.(int64)
	if !ok1 || !ok2 || n > maxDays || n < -maxDays {
		return nil
	}
	return bounded(field.Duration{Months: d.Months * int(n), Days: d.Days * int(n), Seconds: d.Seconds * n})
}

// bounded makes a duration longer than any date can be moved by empty.
func bounded(d field.Duration) any {
	if abs64(int64(d.Months)) > maxDays || abs64(int64(d.Days)) > maxDays || abs64(d.Seconds) > maxDays*86400 {
		return nil
	}
	return d
}

func abs64(n int64) int64 { return max(n, -n) }

// moveDate moves by months, then by days; a day's hours do not move it until they are 24.
func moveDate(d field.Date, by field.Duration) any {
	if bounded(by) == nil {
		return nil
	}
	moved := d.AddMonths(by.Months)
	if dateInBounds(moved) == nil {
		return nil
	}
	return dateInBounds(moved.AddDays(by.Days + int(by.Seconds/86400)))
}

func (f *Frame) moveInstant(t time.Time, by field.Duration) any {
	if bounded(by) == nil {
		return nil
	}
	local := t.In(f.zone())
	day, ok := moveDate(field.DateOf(local), field.Duration{Months: by.Months, Days: by.Days}).(field.Date)
	if !ok {
		return nil
	}
	moved := local
	if by.Months != 0 || by.Days != 0 {
		moved = field.At(day, local, f.zone())
	}
	if seconds := by.Seconds; seconds != 0 {
		moved = time.Unix(moved.Unix()+seconds, int64(moved.Nanosecond())).In(f.zone())
	}
	if !field.Kept(moved) {
		return nil
	}
	return moved
}

// MoveDate moves a date as "+" does; empty (nil) beyond the years 1 to 9999.
func MoveDate(d field.Date, by field.Duration) any { return moveDate(d, by) }

// MoveInstant moves an instant by the calendar of its own location; empty (nil) beyond the years 1 to 9999.
func MoveInstant(t time.Time, by field.Duration) any {
	return (&Frame{Zone: t.Location()}).moveInstant(t, by)
}
