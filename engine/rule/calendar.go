package rule

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
)

// Calendar says which days are worked.
type Calendar struct {
	Days     [7]bool      // by time.Weekday; at least one
	Holidays []field.Date // in order, each once
}

// usual is the calendar of a package that says none: Monday to Friday.
var usual = &Calendar{Days: [7]bool{1: true, 2: true, 3: true, 4: true, 5: true}}

// Works tells whether a day is worked. A nil Calendar works from Monday to Friday.
func (c *Calendar) Works(d field.Date) bool {
	if c == nil {
		c = usual
	}
	return c.inWeek(d) && !c.holiday(d)
}

func (c *Calendar) inWeek(d field.Date) bool { return c.Days[weekday(d)%7] }

func (c *Calendar) holiday(d field.Date) bool {
	_, found := slices.BinarySearchFunc(c.Holidays, d, field.Date.Compare)
	return found
}

// Between counts the days worked from a day to another, without that; negative when the other comes first.
func (c *Calendar) Between(from, to field.Date) int64 {
	if to.Compare(from) < 0 {
		return -c.Between(to, from)
	}
	if c == nil {
		c = usual
	}
	return c.weekdays(from, to) - c.holidays(from, to)
}

// weekdays counts as if there were no holidays: whole weeks at once, so that centuries cost no more than a week.
func (c *Calendar) weekdays(from, to field.Date) int64 {
	weeks := daysBetween(from, to) / 7
	n := weeks * c.perWeek()
	for d := from.AddDays(int(weeks * 7)); d.Compare(to) < 0; d = d.AddDays(1) {
		if c.inWeek(d) {
			n++
		}
	}
	return n
}

// holidays counts those from a day to another, without that, that would have been worked.
func (c *Calendar) holidays(from, to field.Date) (n int64) {
	first, _ := slices.BinarySearchFunc(c.Holidays, from, field.Date.Compare)
	for _, d := range c.Holidays[first:] {
		if d.Compare(to) >= 0 {
			break
		}
		if c.inWeek(d) {
			n++
		}
	}
	return n
}

func (c *Calendar) perWeek() (n int64) {
	for _, works := range c.Days {
		if works {
			n++
		}
	}
	return n
}

// Add is the day n days of work later; earlier when n is negative. From a day off one counts as from the day worked
// before it (after it, going back).
func (c *Calendar) Add(d field.Date, n int64) field.Date {
	if c == nil {
		c = usual
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 && !c.Works(d) {
		d = d.AddDays(-step)
	}
	for n > 0 { // holidays on the way are made up for, and those on that way again
		from := d
		d = c.move(d, n, step)
		if step > 0 {
			n = c.holidays(from.AddDays(1), d.AddDays(1))
		} else {
			n = c.holidays(d, from)
		}
	}
	return d
}

// move goes n days of the week's work on, holidays or not.
func (c *Calendar) move(d field.Date, n int64, step int) field.Date {
	week := c.perWeek()
	d = d.AddDays(step * int(n/week*7))
	for n %= week; n > 0; {
		if d = d.AddDays(step); c.inWeek(d) {
			n--
		}
	}
	return d
}
