package automation

import (
	"context"
	"fmt"

	"github.com/tamga-crm/tamga/engine/model"
)

// choose takes one of two ways.
func (t *turn) choose(ctx context.Context, a *model.IfAction) error {
	test := a.Test
	if test == nil {
		test = t.spot.step.When
	}
	holds, err := test.Holds(t.frame)
	if err != nil {
		return fmt.Errorf("if: %w", err)
	}
	way, name := a.Then, `"then"`
	if !holds {
		way, name = a.Else, `"else"`
	}
	return t.pass(ctx, stepOutcome{State: Done, Result: &name}, branch(way, t.spot.next))
}
