package automation

import (
	"context"
	"fmt"

	"github.com/tamga-crm/tamga/engine/model"
)

// set names values of the run; each sees those before it.
func (t *turn) set(ctx context.Context, a *model.SetAction) error {
	for _, n := range a.Values {
		v, err := Evaluate(n.Value, t.frame, t.prose())
		if err != nil {
			return fmt.Errorf("set %s: %w", n.Name, err)
		}
		if list, ok := v.([]any); ok && len(list) > MaxRows {
			return unable(fmt.Sprintf("%q would hold %d values, more than a run keeps (%d)", n.Name, len(list), MaxRows))
		}
		if err := t.name(ctx, n.Name, v); err != nil {
			return err
		}
	}
	return t.pass(ctx, stepOutcome{State: Done}, t.spot.next)
}
