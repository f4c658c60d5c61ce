package automation

import (
	"context"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// document keeps the PDF that was made for this step, and names it in a field of its record.
func (t *turn) document(ctx context.Context, a *model.DocumentAction, ready *prepared) (any, error) {
	ready.file.By, ready.file.At = t.rd.Who.UserID(), t.engine.service.Now()
	file, err := t.w.Tx.PutFile(ctx, ready.file)
	if err != nil || a.Into == nil {
		return file, err
	}
	of := ready.of
	if of.Entity != a.Into.Entity.Name { // a field of the run's record
		of = field.Ref{Entity: t.row.Entity.Name, ID: t.row.ID()}
	}
	_, err = t.w.Update(ctx, t.rd.Model.Entity(of.Entity), of.ID, record.Input{a.Into.Name: file}, confirmed)
	return file, err
}
