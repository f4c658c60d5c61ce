package automation

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tamga-crm/tamga/engine/model"
)

// log writes a line to the run.
func (t *turn) log(ctx context.Context, a *model.LogAction) error {
	line, err := t.prose().Text(t.frame, a.Text.In(t.rd.Who.Locale))
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	b, err := json.Marshal(line)
	if err != nil {
		return err
	}
	text := string(b)
	return t.pass(ctx, stepOutcome{State: Done, Result: &text}, t.spot.next)
}
