package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/view"
)

// captionOf is what stands on the records of a view of the entity; nil: their titles.
func captionOf(r *record.Reader, e *model.Entity, name string) (*model.TextTemplate, error) {
	if name == "" {
		return nil, nil
	}
	for _, v := range e.Views {
		if v.Name == name {
			return view.CaptionFor(r.Model, r.Who.Role, v), nil
		}
	}
	return nil, refuse(http.StatusBadRequest, "invalid_parameter", "name", "caption", "reason", name)
}

// appendCaptions writes the captions of a page beside its records, in the reader's language.
func appendCaptions(ctx context.Context, b []byte, r *record.Reader, rows []model.Row, caption *model.TextTemplate) ([]byte, error) {
	out := make([]string, len(rows))
	for i, row := range rows {
		text, err := caption.In(r.Who.Locale).Render(r.Frame(ctx, row, model.Row{}, nil), r.Shown)
		if err != nil {
			return nil, fmt.Errorf("caption of %s: %w", row.Entity.Name, err)
		}
		out[i] = text
	}
	j, err := json.Marshal(out)
	return append(b, j...), err
}
