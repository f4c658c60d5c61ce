package model

import (
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
)

// The end of quiet hours on the clock on the wall: within a day, over midnight, and where the clock is moved.
func TestQuietEnd(t *testing.T) {
	const h = field.Clock(3600)
	night, noon, small := &Quiet{From: 21 * h, To: 9 * h}, &Quiet{From: 12 * h, To: 13 * h}, &Quiet{From: 1 * h, To: 2*h + 1800}
	for _, c := range []struct {
		q              *Quiet
		zone, at, want string
	}{
		{night, "UTC", "2026-03-02T20:59:59", "2026-03-02T20:59:59"},
		{night, "UTC", "2026-03-02T21:00:00", "2026-03-03T09:00:00"},
		{night, "UTC", "2026-03-02T03:00:00", "2026-03-02T09:00:00"},
		{night, "UTC", "2026-03-02T09:00:00", "2026-03-02T09:00:00"},
		{noon, "UTC", "2026-03-02T12:30:00", "2026-03-02T13:00:00"},
		{night, "Asia/Bishkek", "2026-03-02T16:00:00", "2026-03-03T03:00:00"},
		{night, "America/New_York", "2026-03-08T03:00:00", "2026-03-08T13:00:00"}, // the night has one hour less
		{night, "America/New_York", "2026-11-01T03:00:00", "2026-11-01T14:00:00"}, // and one more
		{small, "America/New_York", "2026-03-08T06:30:00", "2026-03-08T07:00:00"}, // half past two is skipped: at three
		{small, "America/New_York", "2026-11-01T05:30:00", "2026-11-01T07:30:00"}, // half past one comes twice
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, _ := time.Parse("2006-01-02T15:04:05", c.at)
		if got := c.q.End(at, zone).UTC().Format("2006-01-02T15:04:05"); got != c.want {
			t.Errorf("%s in %s: %s, want %s", c.at, c.zone, got, c.want)
		}
	}
}
