package record

import (
	"context"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
)

// Reader reads records as an actor may, within one snapshot or transaction. It is a rule.Source.
type Reader struct {
	Model *model.Model
	Who   identity.Actor
	Tx    *store.Tx // for packages that keep tables of their own in the same transaction
}

// ByID gives a record the actor may read; else a NotFound.
func (r *Reader) ByID(ctx context.Context, e *model.Entity, id string) (model.Row, error) {
	panic("record: not built yet")
}

// Frame is what expressions over a record see: its links and collections as this transaction sees them,
// without the actor's rights (a rule holds for all). old may be the zero Row.
func (r *Reader) Frame(ctx context.Context, row, old model.Row, vars []any) *rule.Frame {
	panic("record: not built yet")
}

// Record wraps a row for expressions.
func (r *Reader) Record(row model.Row) rule.Record { panic("record: not built yet") }

// RowOf gives back the row of a record that an expression gave.
func RowOf(rec rule.Record) (model.Row, bool) { panic("record: not built yet") }

// TitleOf is how a record is called.
func (r *Reader) TitleOf(ctx context.Context, row model.Row) (string, error) {
	panic("record: not built yet")
}
