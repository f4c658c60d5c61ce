package automation_test

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/record"
)

// offer makes a deal that sends a message under the limit, and tells what became of that step.
func (w *world) offer(client string) (state, because string) {
	w.t.Helper()
	id := w.create("deal", record.Input{"name": "Gold", "client": client, "notes": "offer"})
	w.run()
	return w.offered(id)
}

func (w *world) offered(deal string) (state, because string) {
	w.t.Helper()
	s := w.runOf("offer", deal).Steps[0]
	var why struct{ Because string }
	_ = json.Unmarshal(s.Result, &why)
	if why.Because != "" && s.Error == nil {
		w.t.Error("the run does not say why")
	}
	return s.State, why.Because
}

// What must not be sent is suppressed and says why, and the run goes on without it; a cap looks back from now.
func TestLimitSuppresses(t *testing.T) {
	on(t, func(w *world) {
		w.pass(3 * time.Hour)
		ann := w.create("contact", record.Input{"name": "Ann", "email": "ann@example.org"})
		bob := w.create("contact", record.Input{"name": "Bob", "email": "bob@example.org"})
		want := func(when, client, state, because string) {
			w.t.Helper()
			if s, b := w.offer(client); s != state || b != because {
				w.t.Errorf("%s: %s %s, want %s %s", when, s, b, state, because)
			}
		}
		want("the first", ann, "done", "")
		want("at once again", ann, automation.Withheld, "at_most")
		want("somebody else", bob, "done", "")
		w.pass(72*time.Hour + time.Second)
		want("after three days", ann, "done", "")
		w.pass(72*time.Hour + time.Second)
		want("the third of ten days", ann, automation.Withheld, "at_most")
		w.pass(96 * time.Hour)
		w.update("contact", ann, record.Input{"agrees": false})
		want("without consent", ann, automation.Withheld, "consent")
		w.update("contact", ann, record.Input{"agrees": true, "claim": true})
		want("during a claim", ann, automation.Withheld, "unless")
		w.update("contact", ann, record.Input{"claim": false})
		want("after it", ann, "done", "")
		if n, notes := w.count(`SELECT count(*) FROM tamga_message`), len(w.all("note")); n != 4 || notes != 8 {
			w.t.Errorf("%d messages, %d notes", n, notes)
		}
	})
}

// What may not be sent yet waits: to the end of the quiet hours where the person is, and of the days in which they are
// not to be disturbed. It is looked at again then.
func TestLimitHolds(t *testing.T) {
	on(t, func(w *world) {
		w.pass(14 * time.Hour) // 23:00 in the package's zone, UTC
		ann := w.create("contact", record.Input{"name": "Ann", "email": "ann@example.org"})
		far := w.create("contact", record.Input{"name": "Far", "email": "far@example.org", "zone": "America/New_York"})
		late := w.create("contact", record.Input{"name": "Late", "email": "late@example.org", "zone": "Asia/Bishkek", "do_not_disturb_until": "2026-03-10"})
		if s, _ := w.offer(far); s != "done" {
			w.t.Errorf("in New York it is 18:00: %s", s)
		}
		d := w.create("deal", record.Input{"name": "Gold", "client": ann, "notes": "offer"})
		l := w.create("deal", record.Input{"name": "Gold", "client": late, "notes": "offer"})
		w.run()
		if r := w.runOf("offer", d); r.State != automation.Waiting || !r.DueAt.Equal(time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)) {
			w.t.Errorf("%s until %v", r.State, r.DueAt)
		}
		if r := w.runOf("offer", l); r.State != automation.Waiting || !r.DueAt.Equal(time.Date(2026, 3, 10, 3, 0, 0, 0, time.UTC)) {
			w.t.Errorf("%s until %v", r.State, r.DueAt)
		}
		w.update("contact", late, record.Input{"agrees": false})
		w.pass(10*time.Hour - time.Second)
		if s, _ := w.offered(d); s != "waiting" {
			w.t.Errorf("a second before nine: %s", s)
		}
		w.pass(time.Second)
		if s, _ := w.offered(d); s != "done" {
			w.t.Errorf("at nine: %s", s)
		}
		w.pass(7 * 24 * time.Hour)
		if s, b := w.offered(l); s != automation.Withheld || b != "consent" {
			w.t.Errorf("consent was withdrawn while it waited: %s %s", s, b)
		}
	})
}

// Runs at once, in several processes, do not both take the last that a cap leaves.
func TestLimitAtOnce(t *testing.T) {
	on(t, func(w *world) {
		w.pass(3 * time.Hour)
		ann := w.create("contact", record.Input{"name": "Ann", "email": "ann@example.org"})
		for range 12 {
			w.create("deal", record.Input{"name": "Gold", "client": ann, "notes": "offer"})
		}
		var all sync.WaitGroup
		for range 3 {
			other := &world{t: w.t, db: w.db, model: w.model}
			other.clock.Store(w.clock.Load())
			other.boot()
			all.Go(func() {
				if err := other.queue.RunDue(w.t.Context()); err != nil {
					w.t.Error(err)
				}
			})
		}
		all.Wait()
		w.run()
		states := []string{}
		for _, r := range w.runs() {
			states = append(states, r.Steps[0].State)
		}
		slices.Sort(states)
		if n := w.count(`SELECT count(*) FROM tamga_message`); n != 1 || states[0] != "done" || states[1] != automation.Withheld {
			w.t.Errorf("%d messages, steps %v", n, states)
		}
	})
}
