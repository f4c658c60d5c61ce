package automation_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/record"
)

// A run that waits for an event goes on when a record that the event reads changes: a child that comes, a child that
// becomes another's, a record at the end of a link; and no other change wakes it.
func TestWaitForEvent(t *testing.T) {
	on(t, func(w *world) {
		client := w.create("contact", record.Input{"name": "Ann"})
		deal := w.create("deal", record.Input{"name": "Gold", "client": client, "notes": "await"})
		invoice := func() string {
			return w.create("invoice", record.Input{"deal": deal, "client": client, "due_on": date(2026, 3, 9),
				"lines": []any{map[string]any{"name": "Gold", "qty": 1, "price": "100"}}})
		}
		first, second, third := invoice(), invoice(), invoice()
		w.run()
		w.create("payment", record.Input{"invoice": first, "amount": "40"})
		w.run()
		if got := w.texts("note", "text"); len(got) != 0 {
			t.Fatalf("after a part was paid: %q", got)
		}
		p := w.create("payment", record.Input{"invoice": first, "amount": "100"})
		w.update("payment", p, record.Input{"invoice": second}) // it has come and gone: it came
		w.run()
		if got := slices.Sorted(slices.Values(w.texts("note", "text"))); !slices.Equal(got, []string{"paid INV-00001", "paid INV-00002", "thanks", "thanks"}) {
			t.Errorf("after the payments: %q", got)
		}
		w.pass(72*time.Hour - time.Second)
		if r := w.runOf("paid", third); r.State != automation.Waiting {
			t.Errorf("a second before the end the run is %s", r.State)
		}
		w.pass(time.Second)
		if got := w.texts("note", "text"); !slices.Contains(got, "not paid INV-00003") || len(got) != 5 {
			t.Errorf("after the time: %q", got)
		}
		fourth := invoice()
		w.run()
		w.update("contact", client, record.Input{"language": "ru"})
		w.run()
		if r := w.runOf("paid", fourth); r.State != automation.Done {
			t.Errorf("after the link's record changed the run is %s", r.State)
		}
		if n := w.count(`SELECT count(*) FROM tamga_run_watch`); n != 0 {
			t.Errorf("%d watches are left", n)
		}
	})
}
