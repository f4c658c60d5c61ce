package record

import (
	"context"

	"github.com/tamga-crm/tamga/engine/model"
)

// Writer is a Reader that may write.
type Writer struct {
	*Reader
	Depth int // how many automations stand between a person and this write
}

// Input is values by field name, as JSON gave them (numbers as json.Number) or in their Go forms.
// Inline children stand under the name of their collection as []any of map[string]any.
type Input map[string]any

// Options of a write.
type Options struct {
	Version *int64 // refuse with Stale unless the record has it
	Confirm bool   // warnings are confirmed
}

// Create makes a record. All that is wrong is told at once, in one *Problem.
func (w *Writer) Create(ctx context.Context, e *model.Entity, in Input, o Options) (model.Row, error) {
	panic("record: not built yet")
}

// Update changes the fields that are given.
func (w *Writer) Update(ctx context.Context, e *model.Entity, id string, in Input, o Options) (model.Row, error) {
	panic("record: not built yet")
}

// Move brings a record to a stage, with fields filled in on the way. Where it stands already changes nothing.
func (w *Writer) Move(ctx context.Context, e *model.Entity, id string, m Move) (model.Row, error) {
	panic("record: not built yet")
}

// Move is where to.
type Move struct {
	Funnel string // "": the record's own
	Stage  string
	Set    Input
	Options
}

// Delete moves a record to the recycle bin, as on_delete of what links to it says.
func (w *Writer) Delete(ctx context.Context, e *model.Entity, id string, o Options) error {
	panic("record: not built yet")
}

// Restore brings a record back from the recycle bin.
func (w *Writer) Restore(ctx context.Context, e *model.Entity, id string) (model.Row, error) {
	panic("record: not built yet")
}
