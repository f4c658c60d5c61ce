package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/view"
)

// letter is a message as people read one.
type letter struct {
	ID          string        `json:"id"`
	To          string        `json:"to"`
	Cc          string        `json:"cc"`
	Subject     string        `json:"subject"`
	State       message.State `json:"state"`
	Attempts    int           `json:"attempts"`
	Error       *string       `json:"error"`
	CreatedAt   time.Time     `json:"created_at"`
	SentAt      *time.Time    `json:"sent_at"`
	NextAt      *time.Time    `json:"next_at"`
	Entity      string        `json:"entity"`
	Record      string        `json:"record"`
	RecordTitle string        `json:"record_title"` // "" when the reader may not read the record, or it is gone
	Automation  string        `json:"automation"`
	Attachments []field.File  `json:"attachments"`
	HTML        *string       `json:"html,omitempty"`
	Text        *string       `json:"text,omitempty"`
}

func letterOf(m message.Message, title string) letter {
	out := letter{ID: m.ID, To: strings.Join(m.To, ", "), Cc: strings.Join(m.Cc, ", "), Subject: m.Subject, State: m.State, Attempts: m.Attempts,
		CreatedAt: m.CreatedAt, SentAt: m.SentAt, NextAt: m.NextAt, Entity: m.Entity, Record: m.Record, RecordTitle: title,
		Automation: m.Automation, Attachments: append([]field.File{}, m.Attachments...)}
	if m.Error != "" {
		out.Error = &m.Error
	}
	return out
}

// titleOf is how a record is called to whoever may read it.
func titleOf(ctx context.Context, r *record.Reader, entity, id string) (string, error) {
	e := r.Model.Entity(entity)
	if e == nil || id == "" {
		return "", nil
	}
	row, err := r.ByID(ctx, e, id)
	var gone *record.Problem
	if errors.As(err, &gone) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return r.TitleOf(ctx, row)
}

// letterStates are those a list can be asked for.
var letterStates = []string{string(message.Held), string(message.Queued), string(message.Sending), string(message.Sent), string(message.Failed), string(message.Unknown)}

// outbox lists messages.
func (s *Server) outbox(q *request) error {
	v, err := q.params("state", "search", "limit", "cursor")
	if err != nil {
		return err
	}
	if err := may(q, "outbox"); err != nil {
		return err
	}
	if err := oneOf(v, "state", letterStates); err != nil {
		return err
	}
	f := message.Filter{State: message.State(v.Get("state")), Search: v.Get("search"), After: v.Get("cursor")}
	if err := checkCursor(f.After); err != nil {
		return err
	}
	if f.Limit, err = number(v, "limit", 1, record.MaxLimit, record.DefaultLimit); err != nil {
		return err
	}
	var list []letter
	var next string
	err = s.Records.Read(q.ctx(), q.actor, func(r *record.Reader) (err error) {
		list, next, err = s.letters(q.ctx(), r, f)
		return err
	})
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]any{"data": list, "next": orNil(next)})
}

func (s *Server) letters(ctx context.Context, r *record.Reader, f message.Filter) ([]letter, string, error) {
	found, next, err := s.Outbox.List(ctx, r.Tx, f)
	if err != nil {
		return nil, "", err
	}
	out := make([]letter, 0, len(found))
	for _, m := range found {
		title, err := titleOf(ctx, r, m.Entity, m.Record)
		if err != nil {
			return nil, "", err
		}
		out = append(out, letterOf(m, title))
	}
	return out, next, nil
}

// outboxMessage answers one message with its text.
func (s *Server) outboxMessage(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	if err := may(q, "outbox"); err != nil {
		return err
	}
	var out letter
	err := s.Records.Read(q.ctx(), q.actor, func(r *record.Reader) error {
		m, err := s.Outbox.Get(q.ctx(), r.Tx, q.Param("id"))
		if isNoRows(err) {
			return refuse(http.StatusNotFound, "not_found")
		}
		if err != nil {
			return err
		}
		title, err := titleOf(q.ctx(), r, m.Entity, m.Record)
		out = letterOf(m, title)
		out.HTML, out.Text = &m.HTML, &m.Text
		return err
	})
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, out)
}

// outboxVerb lets a person decide about a message: send it now, or count it as sent of which nothing is known.
func (s *Server) outboxVerb(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	if err := may(q, "outbox"); err != nil {
		return err
	}
	err := s.Records.Write(q.ctx(), q.actor, func(w *record.Writer) error {
		switch verb := q.Param("verb"); verb {
		case "send":
			return s.Outbox.Retry(q.ctx(), w.Tx, q.Param("id"))
		case "settle":
			return s.Outbox.Settle(q.ctx(), w.Tx, q.Param("id"))
		default:
			return refuse(http.StatusNotFound, "unknown_action", with("name", verb, []string{"send", "settle"})...)
		}
	})
	switch {
	case isNoRows(err):
		return refuse(http.StatusNotFound, "not_found")
	case errors.Is(err, message.ErrNoServer):
		return refuse(http.StatusConflict, "no_mail_server")
	case errors.Is(err, message.ErrKnown):
		return refuse(http.StatusConflict, "message_known")
	case errors.Is(err, message.ErrUnderWay):
		return refuse(http.StatusConflict, "message_under_way")
	case err != nil:
		return err
	}
	return s.outboxMessage(q)
}

// attached tells whether a file hangs on a message that the actor may read: any, with the outbox; else those of
// records that they may read.
func (s *Server) attached(ctx context.Context, r *record.Reader, q *request, id string) (bool, error) {
	var of []struct {
		Entity string `bun:"entity"`
		Record string `bun:"record"`
	}
	like := `%"` + id + `"%`
	if err := r.Tx.Scan(ctx, &of, `SELECT entity, record FROM tamga_message WHERE CAST(attachments AS TEXT) LIKE ? LIMIT 20`, like); err != nil {
		return false, err
	}
	if len(of) > 0 && may(q, "outbox") == nil {
		return true, nil
	}
	for _, m := range of {
		e := r.Model.Entity(m.Entity)
		if e == nil || m.Record == "" {
			continue
		}
		_, err := r.ByID(ctx, e, m.Record)
		var no *record.Problem
		if err == nil || !errors.As(err, &no) {
			return err == nil, err
		}
	}
	return false, nil
}

// messagesOf are the messages about a record, for its timeline.
func (s *Server) messagesOf(ctx context.Context, r *record.Reader, e *model.Entity, id string) ([]dated, error) {
	found, _, err := s.Outbox.List(ctx, r.Tx, message.Filter{Entity: e.Name, Record: id, Limit: record.MaxLimit})
	if err != nil {
		return nil, err
	}
	out := make([]dated, 0, len(found))
	for _, m := range found {
		l := letterOf(m, "")
		body := map[string]any{"id": m.ID, "kind": "message", "at": m.CreatedAt, "by": nil, "to": l.To, "subject": m.Subject, "state": m.State,
			"attachments": l.Attachments, "readable": r.Who.Role == nil || view.May(r.Who.Role, "outbox")}
		out = append(out, dated{m.ID, m.CreatedAt, body})
	}
	return out, nil
}
