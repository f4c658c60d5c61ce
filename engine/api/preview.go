package api

import (
	"encoding/json"

	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/record"
)

func words(q *request) *locale.Catalogue { return locale.Words(q.locale) }

// previewAnswer is the JSON of a preview.
type previewAnswer struct {
	Record   json.RawMessage              `json:"record"`
	Fields   map[string]record.FieldState `json:"fields"`
	Errors   []fieldError                 `json:"errors"`
	Warnings []fieldError                 `json:"warnings"`
}

func previewed(p *record.Preview, loc string) previewAnswer {
	w := locale.Words(loc)
	return previewAnswer{p.Record, p.Fields, append([]fieldError{}, said(p.Errors, w)...), append([]fieldError{}, said(p.Warnings, w)...)}
}
