package automation_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/record"
)

// bills makes a slow deal whose client owes for three invoices, of one line each.
func (w *world) bills() (deal string, invoices []string) {
	deal = w.deal(record.Input{"kind": "slow"})
	client := w.all("contact")[len(w.all("contact"))-1].ID()
	for range 3 {
		invoices = append(invoices, w.create("invoice", record.Input{"client": client, "due_on": date(2026, 3, 5), "lines": []any{map[string]any{"name": "Pass", "qty": int64(1), "price": "1"}}}))
	}
	return deal, invoices
}

func (w *world) bill(deal string) { w.update("deal", deal, record.Input{"notes": "go"}) }

func TestEachGoesThroughACollection(t *testing.T) {
	on(t, func(w *world) {
		d, bills := w.bills()
		w.bill(d)
		w.run()
		if r := w.only("every_invoice"); r.State != automation.Waiting || r.Steps[1].Element != 1 || r.Steps[1].Of != 3 {
			t.Errorf("it stands at %s: %+v", r.State, r.Steps[1])
		}
		w.update("invoice", bills[2], record.Input{"status": "paid"}) // what it goes through is settled by now
		w.pass(5 * 24 * time.Hour)
		want := []string{"INV-00001", "INV-00002", "INV-00003 paid", "3 lines"}
		if got := w.texts("note", "text"); !slices.Equal(got, want) {
			t.Errorf("notes: %q", got)
		}
		if n := w.count(`SELECT count(DISTINCT message_id) FROM tamga_message`); n != 3 {
			t.Errorf("%d messages", n)
		}
		if r := w.only("every_invoice"); r.State != automation.Done || r.Steps[1].State != "done" {
			t.Errorf("it ends %s: %s", r.State, states(r))
		}
	})
}

func TestEachPassesOverWhatIsGone(t *testing.T) {
	on(t, func(w *world) {
		d, bills := w.bills()
		w.bill(d)
		w.run()
		gone := func(id string) {
			w.write(func(ctx context.Context, wr *record.Writer) error {
				return wr.Delete(ctx, wr.Model.Entity("invoice"), id, record.Options{})
			})
		}
		gone(bills[0]) // while the run waits for it
		gone(bills[1]) // before its turn
		w.pass(5 * 24 * time.Hour)
		if got, want := w.texts("note", "text"), []string{"INV-00001", "INV-00003", "2 lines"}; !slices.Equal(got, want) {
			t.Errorf("notes: %q", got)
		}
		if n := w.count(`SELECT count(*) FROM tamga_run_step WHERE state = 'skipped' AND error = 'the record was deleted'`); n != 2 {
			t.Errorf("%d elements are said to be gone", n)
		}
	})
}

// A process that ends at any instant within a loop: each element's effects are there once.
func TestAKillWithinALoop(t *testing.T) {
	on(t, func(w *world) {
		step := int64(11)
		if w.db.Postgres() {
			step = 61
		}
		for looks := int64(1); ; looks += step {
			d, _ := w.bills()
			w.bill(d)
			w.clock.Add((10 * 24 * time.Hour).Microseconds())
			died := w.die(looks)
			w.pass(time.Minute)
			if n := w.count(`SELECT count(*) FROM note WHERE deal = ?`, d); n != 4 {
				t.Fatalf("%d notes after %d looks", n, looks)
			}
			if n := w.count(`SELECT count(*) FROM tamga_message WHERE record = ?`, d); n != 3 {
				t.Fatalf("%d messages after %d looks", n, looks)
			}
			if !died {
				break
			}
		}
	})
}
