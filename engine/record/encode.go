package record

import (
	"context"

	"github.com/tamga-crm/tamga/engine/model"
)

// Shape is which parts of a record an answer has.
type Shape struct {
	entity *model.Entity
}

// Shape reads fields= ("name,amount"; "" is all) and expand= ("client.manager,lines"; at most three levels).
// What the actor may not read is as unknown as what does not exist: a Malformed.
func (r *Reader) Shape(e *model.Entity, fields, expand string) (*Shape, error) {
	panic("record: not built yet")
}

// AppendList writes records as a JSON array. What is expanded is read in one query a level.
func (r *Reader) AppendList(ctx context.Context, b []byte, s *Shape, rows []model.Row) ([]byte, error) {
	panic("record: not built yet")
}

// AppendRecord writes one record as a JSON object with its "_can".
func (r *Reader) AppendRecord(ctx context.Context, b []byte, s *Shape, row model.Row) ([]byte, error) {
	panic("record: not built yet")
}
