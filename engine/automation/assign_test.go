package automation_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
)

// people adds sellers, and gives their ids by name.
func (w *world) people(names ...string) map[string]string {
	w.t.Helper()
	ids := map[string]string{}
	team := identity.New(w.db, w.service.Model, w.now)
	for _, n := range names {
		email, role := n+"@example.org", "seller"
		card, err := team.Add(w.t.Context(), identity.System(), identity.Change{Name: &n, Email: &email, Role: &role})
		w.must(err)
		ids[n] = card.ID
	}
	return ids
}

func (w *world) away(id, from, until, deputy string) {
	w.t.Helper()
	_, err := identity.New(w.db, w.service.Model, w.now).Update(w.t.Context(), identity.System(), id, identity.Change{AbsentFrom: &from, AbsentUntil: &until, Deputy: &deputy})
	w.must(err)
}

// owners are the names of the deals' owners, in the order in which the deals were made.
func (w *world) owners(ids map[string]string) []string {
	w.t.Helper()
	out := []string{}
	for _, r := range w.all("deal") {
		name := "nobody"
		ref, _ := r.Get("owner").(field.Ref)
		for n, id := range ids {
			if id == ref.ID {
				name = n
			}
		}
		out = append(out, name)
	}
	return out
}

func (w *world) share(notes string) string {
	id := w.create("deal", record.Input{"name": "Gold", "notes": notes})
	w.run()
	return id
}

// In turn, whoever is away passed over; who comes back takes one turn, not all that were missed.
func TestAssignInTurn(t *testing.T) {
	on(t, func(w *world) {
		ids := w.people("Ann", "Bob", "Eve")
		for range 4 {
			w.share("share")
		}
		w.away(ids["Bob"], "2026-03-01", "2026-03-04", "")
		for range 3 {
			w.share("share")
		}
		w.pass(3 * 24 * time.Hour)
		for range 3 {
			w.share("share")
		}
		want := []string{"Ann", "Bob", "Eve", "Ann", "Eve", "Ann", "Eve", "Bob", "Ann", "Eve"}
		if got := w.owners(ids); !slices.Equal(got, want) {
			t.Errorf("given to %v, want %v", got, want)
		}
	})
}

// By load: who has fewest open records; those that are at an end count no more. A person who is away is stood in for by
// the deputy; where nobody is left the run is parked and says so.
func TestAssignByLoadAndDeputy(t *testing.T) {
	on(t, func(w *world) {
		ids := w.people("Ann", "Bob", "Eve")
		first := w.share("share load")
		w.share("share load")
		w.update("deal", first, record.Input{"amount": "1"})
		w.move(first, "won")
		w.share("share load")
		w.away(ids["Ann"], "", "2026-03-31", ids["Eve"])
		client := w.create("contact", record.Input{"name": "Zoe", "keeper": ids["Ann"]})
		w.create("deal", record.Input{"name": "Gold", "client": client, "notes": "share boss"})
		w.run()
		if got, want := w.owners(ids), []string{"Ann", "Bob", "Ann", "Eve"}; !slices.Equal(got, want) {
			t.Errorf("given to %v, want %v", got, want)
		}
		for _, id := range ids {
			w.away(id, "2026-03-01", "", "")
		}
		last := w.share("share")
		if r := w.runOf("share", last); r.State != automation.Parked || r.Error == nil || *r.Error != "there is nobody to give it to: rule 3 finds nobody who is active and present" {
			t.Errorf("the run is %s: %v", r.State, r.Error)
		}
	})
}

// Outside working time the run waits for it: past the evening, the days off and a holiday.
func TestAssignInWorkingTime(t *testing.T) {
	on(t, func(w *world) {
		ids := w.people("Ann")
		w.pass(36 * time.Hour) // Tuesday, 21:00; Wednesday to Sunday are off, Monday the 9th is a holiday
		w.share("shift")
		w.pass(time.Date(2026, 3, 10, 8, 59, 59, 0, time.UTC).Sub(w.now()))
		if got := w.owners(ids); got[0] != "nobody" {
			t.Errorf("given to %v before working time", got)
		}
		w.pass(time.Second)
		if got := w.owners(ids); got[0] != "Ann" {
			t.Errorf("given to %v in working time", got)
		}
	})
}

// However many processes give records away at once, the turns are fair to one.
func TestAssignIsFairAtOnce(t *testing.T) {
	on(t, func(w *world) {
		t := w.t
		ids := w.people("Ann", "Bob", "Eve")
		for i := range 30 {
			w.create("deal", record.Input{"name": fmt.Sprint(i), "notes": "share"})
		}
		var all sync.WaitGroup
		for range 3 {
			other := &world{t: t, db: w.db, model: w.model}
			other.clock.Store(w.clock.Load())
			other.boot()
			all.Go(func() {
				if err := other.queue.RunDue(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		w.run()
		count := map[string]int{}
		for _, n := range w.owners(ids) {
			count[n]++
		}
		if count["Ann"] != 10 || count["Bob"] != 10 || count["Eve"] != 10 {
			t.Errorf("given to %v", count)
		}
	})
}
