package api

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/view"
)

// moves tells of every stage of the record's funnel whether it accepts the record, and if not, why.
func (s *Server) moves(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	type way struct {
		Funnel  string       `json:"funnel"`
		Stage   string       `json:"stage"`
		Allowed bool         `json:"allowed"`
		Errors  []fieldError `json:"errors"`
	}
	out := []way{}
	err := s.within(q, func(r *record.Reader, e *model.Entity, id string) error {
		ways, err := r.Moves(q.ctx(), e, id)
		out = out[:0]
		for _, w := range ways {
			errs := append([]fieldError{}, said(w.Errors, words(q))...)
			out = append(out, way{w.Stage.Funnel.Name, w.Stage.Name, w.Allowed, errs})
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]any{"stages": out})
}

// change entries, and what the timeline adds to them. Which parts there are goes by the kind.
type changeEntry struct {
	ID         string           `json:"id"`
	Kind       string           `json:"kind,omitempty"`
	At         time.Time        `json:"at"`
	By         *record.Person   `json:"by"`
	As         identity.As      `json:"as"`
	Action     record.EventKind `json:"action"`
	Automation *string          `json:"automation"`
	Changes    []alteration     `json:"changes"`
}

type alteration struct {
	Field  string          `json:"field"`
	Label  string          `json:"label"`
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
}

type commentEntry struct {
	ID   string         `json:"id"`
	Kind string         `json:"kind"`
	At   time.Time      `json:"at"`
	By   *record.Person `json:"by"`
	Text string         `json:"text"`
}

// dated is one entry of a timeline with its place in time. IDs are time-ordered over all kinds.
type dated struct {
	id   string
	at   time.Time
	body any
}

// page is where in the past a request looks.
type page struct {
	before string
	limit  int
}

func (q *request) page() (page, error) {
	v, err := q.params("limit", "cursor")
	if err != nil {
		return page{}, err
	}
	p := page{before: v.Get("cursor")}
	if p.limit, err = number(v, "limit", 1, record.MaxLimit, record.DefaultLimit); err != nil {
		return page{}, err
	}
	return p, checkCursor(p.before)
}

// checkCursor: a cursor of these pages is the id of the last entry.
func checkCursor(cursor string) error {
	if cursor == "" {
		return nil
	}
	if _, err := uuid.Parse(cursor); err != nil || len(cursor) != 36 {
		return refuse(http.StatusBadRequest, "invalid_cursor")
	}
	return nil
}

// history gives the changes of a record.
func (s *Server) history(q *request) error {
	p, err := q.page()
	if err != nil {
		return err
	}
	var list []dated
	err = s.within(q, func(r *record.Reader, e *model.Entity, id string) error {
		entries, err := r.History(q.ctx(), e, id, p.before, p.limit+1)
		if err != nil {
			return err
		}
		list, err = s.entries(q.ctx(), r, entries, "")
		return err
	})
	if err != nil {
		return err
	}
	return q.past(list, p.limit)
}

// past answers a page of entries, newest first.
func (q *request) past(list []dated, limit int) error {
	next := []byte("null")
	if len(list) > limit {
		list = list[:limit]
		next = appendNext(nil, list[limit-1].id)
	}
	data := make([]any, len(list))
	for i, d := range list {
		data[i] = d.body
	}
	return q.json(http.StatusOK, map[string]any{"data": data, "next": json.RawMessage(next)})
}

// entries puts what record knows of the past into JSON.
func (s *Server) entries(ctx context.Context, r *record.Reader, list []record.Entry, kind string) ([]dated, error) {
	causes, err := s.causes(ctx, r, list)
	if err != nil {
		return nil, err
	}
	out := make([]dated, 0, len(list))
	for _, e := range list {
		d := dated{id: e.ID, at: e.At}
		switch e.Kind {
		case record.CommentEntry:
			d.body = commentEntry{e.ID, "comment", e.At, e.By, e.Text}
		case record.TaskEntry:
			d.body = map[string]any{"id": e.ID, "kind": "task", "at": e.At, "by": e.By, "task": e.Task}
		default:
			d.body = changeOf(e, kind, causes[e.Cause], r.Who.Locale)
		}
		out = append(out, d)
	}
	return out, nil
}

func changeOf(e record.Entry, kind string, automation *string, loc string) changeEntry {
	out := changeEntry{e.ID, kind, e.At, e.By, e.As, e.Action, automation, []alteration{}}
	for _, a := range e.Changes {
		out.Changes = append(out.Changes, alteration{a.Field.Name, view.FieldLabel(a.Field, loc), orNull(a.Before), orNull(a.After)})
	}
	return out
}

func orNull(b json.RawMessage) json.RawMessage {
	if len(b) == 0 {
		return json.RawMessage("null")
	}
	return b
}

// causes are the labels of the automations whose runs made changes, by run.
func (s *Server) causes(ctx context.Context, r *record.Reader, list []record.Entry) (map[string]*string, error) {
	out := map[string]*string{}
	for _, e := range list {
		if e.As != identity.AsAutomation || e.Cause == "" || out[e.Cause] != nil {
			continue
		}
		label, err := s.causeLabel(ctx, r, e.Cause)
		if err != nil {
			return nil, err
		}
		out[e.Cause] = &label
	}
	return out, nil
}

func (s *Server) causeLabel(ctx context.Context, r *record.Reader, run string) (string, error) {
	var name string
	err := r.Tx.Scan(ctx, &name, `SELECT automation FROM tamga_run WHERE id = ?`, run)
	if isNoRows(err) {
		return run, nil
	}
	if a := r.Model.Automation(name); a != nil && a.Label.In(r.Who.Locale) != "" {
		return a.Label.In(r.Who.Locale), err
	}
	return name, err
}

// timeline mixes changes, comments and tasks with messages and runs, newest first.
func (s *Server) timeline(q *request) error {
	p, err := q.page()
	if err != nil {
		return err
	}
	var list []dated
	err = s.within(q, func(r *record.Reader, e *model.Entity, id string) (err error) {
		list, err = s.pastOf(q.ctx(), r, e, id, p)
		return err
	})
	if err != nil {
		return err
	}
	return q.past(list, p.limit)
}

func (s *Server) pastOf(ctx context.Context, r *record.Reader, e *model.Entity, id string, p page) ([]dated, error) {
	entries, err := r.Timeline(ctx, e, id, p.before, p.limit+1)
	if err != nil {
		return nil, err
	}
	list, err := s.entries(ctx, r, entries, "change")
	if err != nil {
		return nil, err
	}
	runs, err := s.Runs.RunsOf(ctx, r, e.Name, id)
	if err != nil {
		return nil, err
	}
	messages, err := s.messagesOf(ctx, r, e, id)
	if err != nil {
		return nil, err
	}
	list = append(list, older(append(runEntries(runs), messages...), p.before)...)
	slices.SortFunc(list, func(a, b dated) int { return cmp.Compare(b.id, a.id) })
	return list[:min(len(list), p.limit+1)], nil
}

func runEntries(runs []automation.Run) []dated {
	var out []dated
	for _, r := range runs {
		out = append(out, dated{r.ID, r.CreatedAt, map[string]any{
			"id": r.ID, "kind": "run", "at": r.CreatedAt, "by": nil, "automation": r.Automation, "label": r.Label,
			"state": r.State, "step": r.Step, "error": r.Error,
		}})
	}
	return out
}

func older(list []dated, before string) []dated {
	if before == "" {
		return list
	}
	return slices.DeleteFunc(list, func(d dated) bool { return d.id >= before })
}

// maxComment is the length of a comment in characters.
const maxComment = 10_000

// comment adds a comment to a record.
func (s *Server) comment(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	var in struct {
		Text string `json:"text"`
	}
	b, err := q.bytes(&in)
	if err != nil {
		return err
	}
	if err := checkComment(in.Text); err != nil {
		return err
	}
	id, err := identifier(q.Param("id"))
	if err != nil {
		return err
	}
	a, err := s.once(q, b, func(w *record.Writer) (*answer, error) {
		e, err := entity(w.Model, q.Param("entity"))
		if err != nil {
			return nil, err
		}
		c, err := w.Comment(q.ctx(), e, id, in.Text)
		if err != nil {
			return nil, err
		}
		body, err := encode(commentEntry{c.ID, "comment", c.At, c.By, c.Text})
		return &answer{status: http.StatusCreated, body: body}, err
	})
	if err != nil {
		return err
	}
	return q.answer(a)
}

func checkComment(text string) error {
	wrong := record.FieldProblem{Field: "text", Code: "required"}
	switch n := len([]rune(text)); {
	case strings.Contains(text, "\x00"):
		wrong.Code = "invalid_text"
	case n > maxComment:
		wrong.Code, wrong.Params = "too_long", map[string]any{"max": maxComment}
	case strings.TrimSpace(text) != "":
		return nil
	}
	return &record.Problem{Code: record.Invalid, Say: "invalid", Fields: []record.FieldProblem{wrong}}
}
