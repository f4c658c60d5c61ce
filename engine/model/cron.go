package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Cron is a schedule: minute, hour, day, month and weekday, as crontab(5) has them, with names of months and days.
type Cron struct {
	Source string
	parts  [5]uint64 // the numbers of each part, by bit
	any    [5]bool   // the part is "*": of day and weekday, where both are restricted one is enough
}

// cronParts are the five parts with their bounds, and words that stand for numbers.
var cronParts = [5]struct {
	name        string
	least, most int
	words       []string
}{
	{"minute", 0, 59, nil}, {"hour", 0, 23, nil}, {"day", 1, 31, nil},
	{"month", 1, 12, []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
	{"weekday", 0, 7, []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
}

// ParseCron reads a schedule; the error says what is wrong in it.
func ParseCron(s string) (*Cron, error) {
	fields := strings.Fields(strings.ToLower(s))
	if len(fields) != len(cronParts) {
		return nil, fmt.Errorf("a schedule has five parts: minute, hour, day, month and weekday")
	}
	c := &Cron{Source: s}
	for i, part := range fields {
		c.any[i] = part == "*"
		for _, item := range strings.Split(part, ",") {
			set, ok := cronItem(item, i)
			if !ok {
				return nil, fmt.Errorf("in a schedule %q is no %s", item, cronParts[i].name)
			}
			c.parts[i] |= set
		}
	}
	c.parts[4] = c.parts[4]&^(1<<7) | c.parts[4]>>7 // seven is Sunday too
	return c, nil
}

// cronItem reads *, 5, 1-5, and any of them with /2.
func cronItem(s string, part int) (set uint64, ok bool) {
	p := cronParts[part]
	s, step, stepped := strings.Cut(s, "/")
	by := 1
	if stepped {
		n, err := strconv.Atoi(step)
		if err != nil || n < 1 || n > p.most {
			return 0, false
		}
		by = n
	}
	from, to := p.least, p.most
	if s != "*" {
		first, last, ranged := strings.Cut(s, "-")
		from = cronNumber(first, part)
		switch {
		case ranged:
			to = cronNumber(last, part)
		case !stepped:
			to = from
		}
	}
	if from < 0 || to < from {
		return 0, false
	}
	for n := from; n <= to; n += by {
		set |= 1 << n
	}
	return set, true
}

func cronNumber(s string, part int) int {
	p := cronParts[part]
	if i := slices.Index(p.words, s); i >= 0 {
		return i + p.least
	}
	if n, err := strconv.Atoi(s); err == nil && n >= p.least && n <= p.most {
		return n
	}
	return -1
}

// Next is the first instant after another that the schedule names, by the clock on the wall of a zone; zero: there is
// none within eight years. An instant that daylight saving leaves out comes when the clock has jumped; one that it
// repeats comes once, but for a schedule of every hour, which goes by time that passes.
func (c *Cron) Next(after time.Time, zone *time.Location) time.Time {
	if c.any[1] {
		return c.nextHourly(after, zone)
	}
	y, m, d := after.In(zone).Date()
	for i := range 8 * 366 {
		day := time.Date(y, m, d+i, 12, 0, 0, 0, zone)
		if !c.onDay(day) {
			continue
		}
		for hour := range 24 {
			for minute := range 60 {
				if !c.has(1, hour) || !c.has(0, minute) {
					continue
				}
				if at := wall(day, hour, minute); at.After(after) {
					return at
				}
			}
		}
	}
	return time.Time{}
}

// nextHourly goes by time that passes, minute by minute within a day and day by day beyond.
func (c *Cron) nextHourly(after time.Time, zone *time.Location) time.Time {
	at := after.Truncate(time.Minute).Add(time.Minute).In(zone)
	for end := after.AddDate(8, 0, 0); at.Before(end); {
		if !c.onDay(at) {
			y, m, d := at.Date()
			at = wall(time.Date(y, m, d+1, 12, 0, 0, 0, zone), 0, 0)
			continue
		}
		if c.has(0, at.Minute()) {
			return at
		}
		at = at.Add(time.Minute)
	}
	return time.Time{}
}

func (c *Cron) has(part, n int) bool { return c.parts[part]&(1<<n) != 0 }

func (c *Cron) onDay(t time.Time) bool {
	day, weekday := c.has(2, t.Day()), c.has(4, int(t.Weekday()))
	both := day && weekday
	if !c.any[2] && !c.any[4] {
		both = day || weekday
	}
	return both && c.has(3, int(t.Month()))
}

// wall is an instant by the clock on the wall: the first, where daylight saving repeats it; where it leaves it out, the
// instant that the clock jumps at.
func wall(day time.Time, hour, minute int) time.Time {
	y, m, d := day.Date()
	t := time.Date(y, m, d, hour, minute, 0, 0, day.Location())
	start, end := t.ZoneBounds()
	if t.Hour() == hour && t.Minute() == minute {
		if start.IsZero() {
			return t
		}
		_, now := t.Zone()
		_, before := start.Add(-time.Second).In(day.Location()).Zone()
		if first := t.Add(time.Duration(now-before) * time.Second); first.Hour() == hour && first.Minute() == minute && first.Before(start) {
			return first
		}
		return t
	}
	if t.Hour()*60+t.Minute() > hour*60+minute {
		return start
	}
	return end
}
