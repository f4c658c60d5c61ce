package rule

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
)

// clockConditions are conditions over a deal that depend on the clock in every way that is solved or tried.
var clockConditions = []string{
	`ends_on - today() <= days(14)`,
	`ends_on - today() == days(3)`,
	`today() > ends_on`,
	`today() + months(1) > ends_on`,
	`ends_on < today() - days(7) and qty > 1`,
	`not (today() in [ends_on, starts_on])`,
	`created_at + hours(6) <= now()`,
	`now() - created_at > hours(30) and now() - created_at < hours(31)`,
	`date(created_at) + days(2) == today()`,
	`weekday(today()) == 5`,
	`day(today()) == 1 and month(today()) == 3`,
	`age(starts_on) >= 18`,
	`count(client.deals, .created_at >= now() - days(3)) < 2`,
	`any(client.deals, .ends_on == today())`,
	`qty > 1`,
	`(today() > ends_on ? qty : 0) > 1`,
	`now() > created_at + weeks(1) or today() == starts_on`,
}

// TestTurn holds the instants found to a reference that looks at every quarter of an hour, over daylight saving.
func TestTurn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"UTC", "Europe/Berlin", "Asia/Bishkek", "America/Santiago"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, source := range clockConditions {
			t.Run(name+" "+source, func(t *testing.T) {
				t.Parallel()
				x, problems := Compile(source, &Scope{Schema: world, Entity: "deal"}, Bool)
				if x == nil {
					t.Fatal(problems)
				}
				random := rand.New(rand.NewPCG(7, uint64(len(source))))
				for range 4 {
					checkTurn(t, x, randomClockWorld(random, zone), zone, random)
				}
			})
		}
	}
}

// checkTurn follows the turns of a condition through some weeks, beside a walk in small steps.
func checkTurn(t *testing.T, x *Expr, frame func(time.Time) *Frame, zone *time.Location, random *rand.Rand) {
	t.Helper()
	from := time.Date(2026, 2, 20, random.IntN(24), random.IntN(60), random.IntN(60), 0, zone)
	const step, span = 15 * time.Minute, 60 * 24 * time.Hour
	ticker := Ticker{Frame: frame}
	turn, err := x.Turn(ticker, from)
	if err != nil {
		t.Fatal(err)
	}
	for at := from; at.Before(from.Add(span)); at = at.Add(step) {
		for !turn.At.IsZero() && !turn.At.After(at) {
			before := turn
			if turn, err = x.Turn(ticker, before.At); err != nil {
				t.Fatal(err)
			}
			if turn.Holds == before.Holds && !before.Unsure {
				t.Fatalf("%s: at %s it does not change", x.Source, before.At.In(zone))
			}
		}
		holds, err := x.Holds(frame(at))
		if err != nil {
			t.Fatal(err)
		}
		if holds != turn.Holds {
			t.Fatalf("%s: at %s it is %v, and the turns say %v, from %s on", x.Source, at.In(zone), holds, turn.Holds, turn.At.In(zone))
		}
	}
}

// randomClockWorld is a deal and its siblings, with dates around the daylight saving of spring.
func randomClockWorld(random *rand.Rand, zone *time.Location) func(time.Time) *Frame {
	day := func() any {
		if random.IntN(8) == 0 {
			return nil
		}
		return field.Date{Year: 2026, Month: 2, Day: 20}.AddDays(random.IntN(60) - 5)
	}
	client := &thing{"contact", map[string]any{"id": "c"}}
	s := shelf{client}
	for _, id := range []string{"d0", "d1", "d2"} {
		s = append(s, &thing{"deal", map[string]any{"id": id, "client": field.Ref{Entity: "contact", ID: "c"}, "qty": int64(random.IntN(4)),
			"starts_on": day(), "ends_on": day(), "created_at": time.Date(2026, 2, 18+random.IntN(50), random.IntN(24), random.IntN(60), 0, 0, zone)}})
	}
	this := s[1]
	return func(at time.Time) *Frame { return &Frame{This: this, Now: at, Zone: zone, Source: s} }
}
