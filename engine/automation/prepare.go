package automation

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/tamga-crm/tamga/engine/document"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/outside"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
)

// prepared is what was made for a step before its transaction, because it takes long and changes nothing.
type prepared struct {
	path string // where the run stands: turn.place
	of   field.Ref
	file store.NewFile

	answer rule.Record // of another system
}

// prepare makes the document of a document step, or asks another system, as the record is now.
func (e *Engine) prepare(ctx context.Context, who identity.Actor, r *run) (ready *prepared, err error) {
	p := e.indexOf(e.service.Model()).programs[r.Automation]
	if p == nil || p.at[r.Step].step == nil {
		return nil, nil
	}
	action := p.at[r.Step].step.Action
	if !isPrepared(action) {
		return nil, nil
	}
	var ask *outside.Request
	var place string
	err = e.service.Read(ctx, who, func(rd *record.Reader) error {
		t, err := e.resume(ctx, rd, r)
		if err != nil || t.misplaced() != "" || t.row.Entity == nil {
			return err
		}
		if gone, err := t.vanished(ctx); err != nil || gone != "" {
			return err
		}
		if when := t.spot.step.When; when != nil {
			if holds, err := when.Holds(t.frame); err != nil || !holds {
				return err
			}
		}
		switch a := action.(type) {
		case *model.DocumentAction:
			ready, err = t.render(ctx, a)
		case *model.WebhookAction:
			if why, cancelled := t.mustCancel(); why != "" || cancelled != nil {
				return cancelled
			}
			r, wrong := t.request(a)
			ask, place, err = &r, t.place(), wrong
		}
		return err
	})
	if err != nil || ask == nil {
		return ready, err
	}
	answer, err := e.ask(ctx, action.(*model.WebhookAction), *ask)
	return &prepared{path: place, answer: answer}, err
}

// isPrepared tells whether a step is made before its transaction.
func isPrepared(a model.Action) bool {
	switch a.(type) {
	case *model.DocumentAction, *model.WebhookAction:
		return true
	}
	return false
}

// render makes the PDF of a record.
func (t *turn) render(ctx context.Context, a *model.DocumentAction) (*prepared, error) {
	row, err := t.target(ctx, a.Of)
	if err != nil {
		return nil, err
	}
	frame := t.rd.Frame(ctx, row, model.Row{}, nil)
	o := document.Options{Model: t.rd.Model, Locale: t.rd.Who.Locale, Now: t.engine.service.Now(), Files: t.open(ctx)}
	name, err := document.Name(a.Document, frame, o)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", a.Document.Name, err)
	}
	var pdf bytes.Buffer
	if t.engine.Draft {
		pdf.WriteString("draft")
	} else if err := document.Render(&pdf, a.Document, frame, o); err != nil {
		return nil, fmt.Errorf("document %s: %w", a.Document.Name, err)
	}
	return &prepared{
		path: t.place(), of: field.Ref{Entity: row.Entity.Name, ID: row.ID()},
		file: store.NewFile{Name: name, Type: "application/pdf", Bytes: pdf.Bytes()},
	}, nil
}

// open gives stored files by id, and the package's own by path.
func (t *turn) open(ctx context.Context) func(string) (io.Reader, error) {
	return func(id string) (io.Reader, error) {
		_, b, err := t.rd.Tx.OpenFile(ctx, id)
		if errors.Is(err, store.ErrNoRows) && t.engine.Assets != nil {
			return t.engine.Assets(id)
		}
		return bytes.NewReader(b), err
	}
}
