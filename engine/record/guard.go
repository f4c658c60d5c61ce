package record

import (
	"context"

	"github.com/tamga-crm/tamga/engine/model"
)

// Can is what the actor may do with one record.
type Can struct {
	Update bool `json:"update"`
	Delete bool `json:"delete"`
	Move   bool `json:"move"`
}

// Can asks the actor's grants about a record.
func (r *Reader) Can(ctx context.Context, row model.Row) (Can, error) {
	panic("record: not built yet")
}

// Readable tells whether the actor may read a field.
func (r *Reader) Readable(f *model.Field) bool { panic("record: not built yet") }

// MayReadFile tells whether the actor uploaded a file or may read a record that holds it.
func (r *Reader) MayReadFile(ctx context.Context, id string) (bool, error) {
	panic("record: not built yet")
}
