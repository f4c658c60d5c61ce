package api

import (
	"encoding/json"
	"net/http"

	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// undone is what became of a change that was to be taken back.
type undone struct {
	Action record.EventKind `json:"action"` // "" nothing
	Fields []string         `json:"fields"` // have the values again that they had
	Kept   []keptField      `json:"kept"`
}

type keptField struct {
	Field   string `json:"field"`
	Label   string `json:"label"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func undoneOf(u record.Undone, words *locale.Catalogue, lang string) undone {
	out := undone{Action: u.Action, Fields: []string{}, Kept: []keptField{}}
	for _, f := range u.Fields {
		out.Fields = append(out.Fields, f.Name)
	}
	for _, k := range u.Kept {
		out.Kept = append(out.Kept, keptField{k.Field.Name, k.Field.Label.In(lang), k.Code, words.Say(k.Code, nil)})
	}
	return out
}

// undo takes a change of a record back: {"change": the id of the entry in its history}.
func (s *Server) undo(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	var in struct {
		Change string `json:"change"`
	}
	b, err := q.bytes(&in)
	if err != nil {
		return err
	}
	if in.Change == "" {
		return &record.Problem{Code: record.Invalid, Say: "invalid", Fields: []record.FieldProblem{{Field: "change", Code: "required"}}}
	}
	id, err := identifier(q.Param("id"))
	if err != nil {
		return err
	}
	confirm := q.Request().Header.Get("X-Confirm-Warnings") == "1"
	a, err := s.once(q, b, func(w *record.Writer) (*answer, error) {
		var e *model.Entity
		if e, err = entity(w.Model, q.Param("entity")); err != nil {
			return nil, err
		}
		u, err := w.Undo(q.ctx(), e, id, in.Change, record.Options{Confirm: confirm})
		if err != nil {
			return nil, err
		}
		body, err := json.Marshal(undoneOf(u, words(q), q.actor.Locale))
		return &answer{status: http.StatusOK, body: body}, err
	})
	if err != nil {
		return err
	}
	return q.answer(a)
}

// undoneRecord is one record of a run that was taken back.
type undoneRecord struct {
	undone
	Entity  string `json:"entity"`
	ID      string `json:"id"`
	Title   string `json:"title"`
	Refused string `json:"refused"` // why nothing of the change was taken back
}

// undoRun takes back all that a run changed, and tells what it could not.
func (s *Server) undoRun(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	if err := may(q, "runs"); err != nil {
		return err
	}
	id, err := identifier(q.Param("id"))
	if err != nil {
		return err
	}
	a, err := s.once(q, nil, func(w *record.Writer) (*answer, error) {
		if _, err := s.Runs.RunByID(q.ctx(), w.Reader, id); err != nil {
			return nil, err
		}
		list, err := w.UndoCaused(q.ctx(), id)
		if err != nil {
			return nil, err
		}
		out := []undoneRecord{}
		for _, u := range list {
			x := undoneRecord{undone: undoneOf(u.Undone, words(q), q.actor.Locale), Entity: u.Entity.Name, ID: u.ID, Title: u.Title}
			if u.Refuse != nil {
				x.Refused = known(u.Refuse, words(q)).Detail
			}
			out = append(out, x)
		}
		body, err := json.Marshal(map[string]any{"data": out})
		return &answer{status: http.StatusOK, body: body}, err
	})
	if err != nil {
		return err
	}
	return q.answer(a)
}
