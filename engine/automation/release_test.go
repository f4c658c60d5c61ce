package automation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
)

func TestAnotherRelease(t *testing.T) {
	change := func(old, new string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, old) {
				panic("testdata/shop.yaml has no " + old)
			}
			return strings.Replace(s, old, new, 1)
		}
	}
	t.Run("keeps the step", func(t *testing.T) {
		on(t, func(w *world) {
			w.move(w.deal(nil), "invoice")
			w.run()
			w.model = shop(w.t, change(`"Remind {{ client }}"`, `"Call {{ client }}"`))
			w.boot()
			w.pass(6 * 24 * time.Hour)
			if got := w.texts("task", "title"); !slices.Equal(got, []string{"Call Ann"}) {
				t.Errorf("tasks: %q", got)
			}
		})
	})
	t.Run("has another step there", func(t *testing.T) {
		on(t, func(w *world) {
			w.move(w.deal(nil), "invoice")
			w.run()
			w.model = shop(w.t, change("      - if: amount > 1000\n        then:\n          - log: \"a large one of {{ amount }}\"\n        else:\n          - log: small\n", ""))
			w.boot()
			w.pass(6 * 24 * time.Hour)
			if r := w.only("send_invoice"); r.State != automation.Parked || !strings.Contains(*r.Error, `"wait"`) {
				t.Errorf("%s: %v", r.State, r.Error)
			}
		})
	})
	t.Run("has no such automation", func(t *testing.T) {
		on(t, func(w *world) {
			w.move(w.deal(nil), "invoice")
			w.run()
			w.model = shop(w.t, change("  send_invoice:\n", "  post_invoice:\n"))
			w.boot()
			w.pass(6 * 24 * time.Hour)
			if r := w.only("send_invoice"); r.State != automation.Parked || !strings.Contains(*r.Error, "no longer") {
				t.Errorf("%s: %v", r.State, r.Error)
			}
		})
	})
}
