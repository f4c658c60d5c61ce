package model

import (
	"time"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Limit is how often, when and whether people may be reached. Its expressions are over a record of Entity.
type Limit struct {
	Name            string
	Entity          *Entity
	Consent, Unless *rule.Expr
	AtMost          []Cap
	Quiet           *Quiet
	Zone, NotBefore *rule.Expr
	At              diag.Range
}

// Cap is how often in a span of time.
type Cap struct {
	Times int64
	Per   field.Duration
}

// Quiet are hours in which nothing is sent; From may be later than To: then they go over midnight.
type Quiet struct{ From, To field.Clock }

// Limited is the limit that steps keep, and who is reached.
type Limited struct {
	Limit *Limit
	To    *rule.Expr
}

// End is when the quiet hours that an instant is in are over, on the clock on the wall of a zone; the instant itself when
// it is in none. The hour that a clock skips in spring ends nothing early, and the one it repeats in autumn is
// quiet both times.
func (q *Quiet) End(t time.Time, zone *time.Location) time.Time {
	for n := 0; q.holds(t.In(zone)) && n < 400; n++ {
		local := t.In(zone)
		day := field.DateOf(local)
		if clockOf(local) >= q.To {
			day = day.AddDays(1)
		}
		next := at(day, q.To, zone)
		if !next.After(t) {
			next = t.Add(15 * time.Minute)
		}
		t = next
	}
	return t
}

func (q *Quiet) holds(local time.Time) bool {
	c := clockOf(local)
	if q.From <= q.To {
		return c >= q.From && c < q.To
	}
	return c >= q.From || c < q.To
}

func clockOf(t time.Time) field.Clock { return field.Clock(t.Hour()*3600 + t.Minute()*60 + t.Second()) }
