package model

import (
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Calendar is the working time of the business.
type Calendar struct {
	rule.Calendar
	From, To field.Clock
}

// usual is the working time of a package that says none.
var usual = &Calendar{Calendar: rule.Calendar{Days: [7]bool{1: true, 2: true, 3: true, 4: true, 5: true}}, To: 24 * 3600}

// Days is the calendar that expressions count working days by.
func (m *Model) Days() *rule.Calendar {
	if m.Calendar == nil {
		return nil
	}
	return &m.Calendar.Calendar
}

// Working is the first instant from t on that is in working time: t itself when it is. Zero when a year has none.
func (m *Model) Working(t time.Time) time.Time {
	c := m.Calendar
	if c == nil {
		c = usual
	}
	local := t.In(m.Zone)
	for n := range 367 {
		day := field.DateOf(local).AddDays(n)
		if !c.Works(day) {
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

// at is a time of a day on the clock on the wall.
func at(d field.Date, c field.Clock, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, int(c), 0, zone)
}
