package rule

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
)

// TestWorkingDaysOneByOne holds the arithmetic of weeks and holidays to counting day by day.
func TestWorkingDaysOneByOne(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	base := field.Date{Year: 2026, Month: time.January, Day: 1}
	for range 2000 {
		c := drawCalendar(r, base)
		from := base.AddDays(r.IntN(400))
		to := from.AddDays(r.IntN(120) - 60)
		if got, want := c.Between(from, to), counted(c, from, to); got != want {
			t.Fatalf("%v: between %v and %v: %d, counted %d", c, from, to, got, want)
		}
		n := int64(r.IntN(60) - 30)
		if got, want := c.Add(from, n), walked(c, from, n); got != want {
			t.Fatalf("%v: %v + %d: %v, walked to %v", c, from, n, got, want)
		}
	}
}

func drawCalendar(r *rand.Rand, base field.Date) *Calendar {
	if r.IntN(10) == 0 {
		return nil
	}
	c := &Calendar{}
	for i := range c.Days {
		c.Days[i] = r.IntN(3) > 0
	}
	c.Days[r.IntN(7)] = true
	for range r.IntN(60) {
		c.Holidays = append(c.Holidays, base.AddDays(r.IntN(600)-100))
	}
	slices.SortFunc(c.Holidays, field.Date.Compare)
	c.Holidays = slices.Compact(c.Holidays)
	return c
}

func worked(c *Calendar, d field.Date) bool {
	day := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Weekday()
	if c == nil {
		return day != time.Saturday && day != time.Sunday
	}
	return c.Days[day] && !slices.Contains(c.Holidays, d)
}

func counted(c *Calendar, from, to field.Date) (n int64) {
	sign := int64(1)
	if to.Compare(from) < 0 {
		from, to, sign = to, from, -1
	}
	for d := from; d.Compare(to) < 0; d = d.AddDays(1) {
		if worked(c, d) {
			n++
		}
	}
	return sign * n
}

func walked(c *Calendar, d field.Date, n int64) field.Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 && !worked(c, d) {
		d = d.AddDays(-step)
	}
	for n > 0 {
		if d = d.AddDays(step); worked(c, d) {
			n--
		}
	}
	return d
}
