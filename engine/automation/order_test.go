package automation_test

import (
	"slices"
	"testing"

	"github.com/tamga-crm/tamga/engine/record"
)

// The automations that see a change see it in the order they are declared.
func TestAutomationsSeeAChangeInTheirOrder(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(record.Input{"kind": "slow"})
		w.update("deal", d, record.Input{"notes": "go", "name": "Silver", "visit_on": w.now()})
		var names []string
		for _, r := range w.runs() {
			names = append(names, r.Automation)
		}
		if want := []string{"visit", "ask_for_a_note", "every_invoice"}; !slices.Equal(names, want) {
			t.Errorf("started: %q", names)
		}
	})
}
