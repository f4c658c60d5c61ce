package record

import (
	"context"

	"github.com/tamga-crm/tamga/engine/model"
)

// Way is whether a record may go to a stage, and if not, all that is missing.
type Way struct {
	Stage   *model.Stage
	Allowed bool
	Errors  []FieldProblem
}

// Moves looks at every stage of the record's funnel. The stage where it stands is allowed.
func (r *Reader) Moves(ctx context.Context, e *model.Entity, id string) ([]Way, error) {
	panic("record: not built yet")
}
