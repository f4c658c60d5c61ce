package api

import (
	"encoding/json"
	"net/http"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/record"
)

// press does what a button of a record does: it starts the automation's run, with the answers to what it asks for.
func (s *Server) press(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	id, err := identifier(q.Param("id"))
	if err != nil {
		return err
	}
	b, err := q.raw()
	if err != nil {
		return err
	}
	in, err := object(b)
	if err != nil {
		return err
	}
	a, err := s.once(q, b, func(w *record.Writer) (*answer, error) {
		run, err := s.Runs.Press(q.ctx(), w, field.Ref{Entity: q.Param("entity"), ID: id}, q.Param("name"), in)
		if err != nil {
			return nil, err
		}
		body, err := json.Marshal(map[string]any{"run": orNil(run)})
		return &answer{status: http.StatusOK, body: body}, err
	})
	if err != nil {
		return err
	}
	return q.answer(a)
}
