package field

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Money is an exact amount in a currency (ISO 4217 code).
type Money struct {
	Amount   decimal.Decimal
	Currency string
}

// String prints the amount and the code: "1200.00 USD".
func (m Money) String() string {
	return m.Amount.StringFixed(int32(Digits(m.Currency))) + " " + m.Currency
}

// Digits writes the amount alone, with the currency's own decimals and more only where there are more: a value is
// written alike before it was kept and after.
func (m Money) Digits() string {
	for places := int32(Digits(m.Currency)); places < MoneyScale; places++ {
		if m.Amount.Exponent() >= -places || m.Amount.Equal(m.Amount.Truncate(places)) {
			return m.Amount.StringFixed(places)
		}
	}
	return m.Amount.StringFixed(MoneyScale)
}

// Digits is the number of decimals a currency is written with (ISO 4217); 2 when not known.
func Digits(currency string) int {
	switch currency {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

// Round rounds half away from zero to the currency's own decimals.
func (m Money) Round() Money {
	return Money{m.Amount.Round(int32(Digits(m.Currency))), m.Currency}
}

// Date is a calendar day without a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day of an instant in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads YYYY-MM-DD.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date of the form YYYY-MM-DD", s)
	}
	return DateOf(t), nil
}

// In is the first instant of the day in a zone.
func (d Date) In(zone *time.Location) time.Time {
	if zone == time.UTC {
		return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
	}
	return local(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC), zone)
}

// At is the instant of a day at the time of the clock that another instant shows.
func At(d Date, clock time.Time, zone *time.Location) time.Time {
	h, m, s := clock.Clock()
	return local(time.Date(d.Year, d.Month, d.Day, h, m, s, clock.Nanosecond(), time.UTC), zone)
}

// local is the instant at which clocks of a zone show a time. A time that they show twice is the later one, and one
// that they leap over is as far behind the leap as it seems: as databases have it. time.Date promises neither.
func local(shown time.Time, zone *time.Location) time.Time {
	_, before := shown.Add(-24 * time.Hour).In(zone).Zone()
	_, after := shown.Add(24 * time.Hour).In(zone).Zone()
	late := shown.Add(-time.Duration(after) * time.Second).In(zone)
	if before == after {
		return late
	}
	if _, offset := late.Zone(); offset == after {
		return late
	}
	return shown.Add(-time.Duration(before) * time.Second).In(zone)
}

// AddDays moves by whole days.
func (d Date) AddDays(n int) Date { return DateOf(d.In(time.UTC).AddDate(0, 0, n)) }

// AddMonths moves by whole months; a day the target month lacks becomes its last day.
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.Day, last)}
}

// Sub is the number of days from o to d.
func (d Date) Sub(o Date) int { return int(d.In(time.UTC).Sub(o.In(time.UTC)).Hours() / 24) }

// Compare is -1, 0 or 1.
func (d Date) Compare(o Date) int { return d.In(time.UTC).Compare(o.In(time.UTC)) }

// String prints YYYY-MM-DD.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// Clock is a time of day in seconds since midnight.
type Clock int

// String prints HH:MM or HH:MM:SS.
func (c Clock) String() string {
	s := fmt.Sprintf("%02d:%02d", int(c)/3600, int(c)/60%60)
	if int(c)%60 != 0 {
		s += fmt.Sprintf(":%02d", int(c)%60)
	}
	return s
}

// Duration is a span in calendar parts and exact seconds, as ISO 8601 has it:
// a month is not a number of days, a day not always 24 hours.
type Duration struct {
	Months  int
	Days    int
	Seconds int64
}

// Add moves an instant: months and days by the calendar of its location, then seconds.
func (d Duration) Add(t time.Time) time.Time {
	if d.Months != 0 || d.Days != 0 {
		t = At(DateOf(t).AddMonths(d.Months).AddDays(d.Days), t, t.Location())
	}
	return t.Add(time.Duration(d.Seconds) * time.Second)
}

// Neg is the span backwards.
func (d Duration) Neg() Duration { return Duration{-d.Months, -d.Days, -d.Seconds} }

// Approx is the length with a month of 30 days and a day of 24 hours, for ordering and limits only.
func (d Duration) Approx() time.Duration {
	return time.Duration(d.Months)*30*24*time.Hour + time.Duration(d.Days)*24*time.Hour + time.Duration(d.Seconds)*time.Second
}

// String prints ISO 8601: "P1M2DT3H4S".
func (d Duration) String() string {
	if d == (Duration{}) {
		return "PT0S"
	}
	neg := d.Months < 0 || d.Days < 0 || d.Seconds < 0
	if neg {
		d = d.Neg()
	}
	var b strings.Builder
	if neg {
		b.WriteByte('-')
	}
	b.WriteByte('P')
	part := func(n int64, unit string) {
		if n != 0 {
			fmt.Fprintf(&b, "%d%s", n, unit)
		}
	}
	part(int64(d.Months/12), "Y")
	part(int64(d.Months%12), "M")
	part(int64(d.Days), "D")
	if d.Seconds != 0 {
		b.WriteByte('T')
		part(d.Seconds/3600, "H")
		part(d.Seconds/60%60, "M")
		part(d.Seconds%60, "S")
	}
	return b.String()
}

// Ref names a record: its entity and id. The zero Ref is never stored; empty is nil.
type Ref struct {
	Entity string
	ID     string
}

// File names stored content; the bytes live in the file store under ID.
type File struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size"`
}

// Location is a point on the earth, in degrees (WGS 84).
type Location struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// Range is a span of two values of one kind; either end may be nil (open).
type Range struct {
	From any
	To   any
}
