package model

import (
	"testing"
	"time"
)

func TestCronNext(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ cron, after, want string }{
		{"0 9 * * *", "2026-03-02 08:59", "2026-03-02 09:00 +0100"},
		{"0 9 * * *", "2026-03-02 09:00", "2026-03-03 09:00 +0100"},
		{"0 9 * * mon-fri", "2026-03-06 10:00", "2026-03-09 09:00 +0100"},
		{"*/20 8,18 * * *", "2026-03-02 08:40", "2026-03-02 18:00 +0100"},
		{"0 0 29 2 *", "2026-03-02 00:00", "2028-02-29 00:00 +0100"},
		{"0 12 31 * *", "2026-03-31 12:00", "2026-05-31 12:00 +0200"},
		{"0 12 13 * 5", "2026-03-01 00:00", "2026-03-06 12:00 +0100"}, // the 13th, or a Friday
		{"0 7 * * 7", "2026-03-02 00:00", "2026-03-08 07:00 +0100"},
		{"30 2 * * *", "2026-03-28 12:00", "2026-03-29 03:00 +0200"}, // half past two is left out that night
		{"30 2 * * *", "2026-03-29 03:00", "2026-03-30 02:30 +0200"},
		{"30 2 * * *", "2026-10-24 12:00", "2026-10-25 02:30 +0200"}, // and comes twice in autumn
		{"30 2 * * *", "2026-10-25 02:30", "2026-10-26 02:30 +0100"},
		{"0 * * * *", "2026-10-25 01:30", "2026-10-25 02:00 +0200"},
		{"0 0 30 2 *", "2026-03-02 00:00", "0001-01-01 00:00 +0000"}, // never
	} {
		cron, err := ParseCron(c.cron)
		if err != nil {
			t.Fatal(err)
		}
		after, err := time.ParseInLocation("2006-01-02 15:04", c.after, berlin)
		if err != nil {
			t.Fatal(err)
		}
		if got := cron.Next(after, berlin).Format("2006-01-02 15:04 -0700"); got != c.want {
			t.Errorf("%q after %s: %s, want %s", c.cron, c.after, got, c.want)
		}
	}
	// Every hour also while the clock goes back: time that passes counts.
	hourly, _ := ParseCron("0 * * * *")
	at := time.Date(2026, 10, 25, 0, 0, 0, 0, berlin)
	for range 30 {
		next := hourly.Next(at, berlin)
		if next.Sub(at) != time.Hour {
			t.Fatalf("after %s comes %s", at, next)
		}
		at = next
	}
}

func TestParseCronRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *", "*/0 * * * *", "a * * * *"} {
		if _, err := ParseCron(s); err == nil {
			t.Errorf("%q was read", s)
		}
	}
}
