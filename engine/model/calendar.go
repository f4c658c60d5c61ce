package model

import (
	"time"

	"github.com/tamga-crm/tamga/engine/field"
)

// Calendar is the working time of the business.
type Calendar struct {
	Days     [7]bool // by time.Weekday
	From, To field.Clock
	Holidays map[field.Date]bool
}

// usual is the working time of a package that says none.
var usual = &Calendar{Days: [7]bool{1: true, 2: true, 3: true, 4: true, 5: true}, To: 24 * 3600}

// Working is the first instant from t on that is in working time: t itself when it is. Zero when a year has none.
func (m *Model) Working(t time.Time) time.Time {
	c := m.Calendar
	if c == nil {
		c = usual
	}
	local := t.In(m.Zone)
	for n := range 367 {
		day := field.DateOf(local).AddDays(n)
		if !c.works(day) {
			continue
		}
		if begins, ends := at(day, c.From, m.Zone), at(day, c.To, m.Zone); t.Before(begins) {
			return begins
		} else if t.Before(ends) {
			return t
		}
	}
	return time.Time{}
}

func (c *Calendar) works(d field.Date) bool {
	return c.Days[time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday()] && !c.Holidays[d]
}

// at is a time of a day on the clock on the wall.
func at(d field.Date, c field.Clock, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, int(c), 0, zone)
}
