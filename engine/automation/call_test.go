package automation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
)

// calls gives the runs of the called automation, oldest first.
func (w *world) calls() (found []automation.Run) {
	for _, r := range w.runs() {
		if r.Automation == "write_note" {
			found = append(found, r)
		}
	}
	return found
}

func TestACallWaitsAndTakesTheResult(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(nil)
		w.update("deal", d, record.Input{"name": "Silver"})
		w.run()
		caller, called := w.only("ask_for_a_note"), w.calls()
		if caller.State != automation.Waiting || len(called) != 1 || called[0].State != automation.Waiting || called[0].CalledBy != caller.ID {
			t.Fatalf("the caller is %s: %+v", caller.State, called)
		}
		if got := w.texts("note", "text"); !slices.Equal(got, []string{"of Silver"}) {
			t.Errorf("notes: %q", got)
		}
		w.pass(3 * 24 * time.Hour)
		got := w.texts("note", "text")
		if slices.Sort(got); !slices.Equal(got, []string{"aside", "end", "of Silver, seen"}) {
			t.Errorf("notes: %q", got)
		}
		if r := w.only("ask_for_a_note"); r.State != automation.Done {
			t.Errorf("the caller ends %s\n%s", r.State, states(r))
		}
	})
}

func TestACalledRunThatIsCancelled(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(nil)
		w.update("deal", d, record.Input{"name": "Silver"})
		w.run()
		w.move(d, "lost")
		w.run()
		r := w.only("ask_for_a_note")
		if r.State != automation.Done || r.Steps[0].State != "skipped" || !strings.Contains(*r.Steps[0].Error, "cancelled") {
			t.Errorf("the caller ends %s\n%s", r.State, states(r))
		}
	})
}

func TestACallerThatIsCancelled(t *testing.T) {
	on(t, func(w *world) {
		w.update("deal", w.deal(nil), record.Input{"name": "Silver"})
		w.run()
		w.must(w.engine.Cancel(t.Context(), identity.System(), w.only("ask_for_a_note").ID))
		w.pass(3 * 24 * time.Hour)
		if called := w.calls(); len(called) != 1 || called[0].State != automation.Cancelled {
			t.Errorf("the called run: %+v", called)
		}
	})
}

func TestACallThatItsConditionRefuses(t *testing.T) {
	on(t, func(w *world) {
		w.update("deal", w.deal(record.Input{"amount": "0"}), record.Input{"name": "Silver"})
		w.run()
		if got := w.texts("note", "text"); !slices.Equal(got, []string{"end"}) {
			t.Errorf("notes: %q", got)
		}
	})
}

// A process that ends at any instant: the called run is there once, and its caller goes on once.
func TestAKillWithinACall(t *testing.T) {
	on(t, func(w *world) {
		step := int64(7)
		if w.db.Postgres() {
			step = 41
		}
		for looks := int64(1); ; looks += step {
			d := w.deal(nil)
			w.update("deal", d, record.Input{"name": "Silver"})
			w.run()
			w.clock.Add((3 * 24 * time.Hour).Microseconds())
			died := w.die(looks)
			w.pass(3 * 24 * time.Hour)
			if n := w.count(`SELECT count(*) FROM note WHERE deal = ?`, d); n != 3 {
				t.Fatalf("%d notes after %d looks", n, looks)
			}
			if n := w.count(`SELECT count(*) FROM tamga_run WHERE record = ? AND automation = 'write_note' AND state = 'done'`, d); n != 2 {
				t.Fatalf("%d called runs after %d looks", n, looks)
			}
			if !died {
				break
			}
		}
	})
}
