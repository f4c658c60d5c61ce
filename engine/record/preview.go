package record

import (
	"context"
	"encoding/json"

	"github.com/tamga-crm/tamga/engine/model"
)

// Preview is a record as it would be if it were saved.
type Preview struct {
	Record   json.RawMessage       // as record JSON, with the rows of inline collections that were given
	Fields   map[string]FieldState // by name, rows as "lines.0.qty"
	Errors   []FieldProblem
	Warnings []FieldProblem
}

// FieldState is how a form shows a field.
type FieldState struct {
	Visible  bool `json:"visible"`
	Required bool `json:"required"`
	Readonly bool `json:"readonly"`
}

// Preview does all that Create (id "") or Update would, but for writing. Numbers of series stay empty.
func (r *Reader) Preview(ctx context.Context, e *model.Entity, id string, in Input) (*Preview, error) {
	panic("record: not built yet")
}
