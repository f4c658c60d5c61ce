package api

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// change is one change of one record, as a request asks for it or an operation of a batch.
type change struct {
	kind    changeKind
	entity  string
	id      string
	in      map[string]any
	version *int64 // the client changes this version and no other
	confirm bool   // warnings are confirmed
	shape   shape
}

type changeKind string

const (
	createRecord  changeKind = "create"
	updateRecord  changeKind = "update"
	deleteRecord  changeKind = "delete"
	moveRecord    changeKind = "move"
	restoreRecord changeKind = "restore"
)

func (s *Server) create(q *request) error  { return s.single(q, createRecord) }
func (s *Server) update(q *request) error  { return s.single(q, updateRecord) }
func (s *Server) delete(q *request) error  { return s.single(q, deleteRecord) }
func (s *Server) move(q *request) error    { return s.single(q, moveRecord) }
func (s *Server) restore(q *request) error { return s.single(q, restoreRecord) }

// single carries out the change that a request is.
func (s *Server) single(q *request, kind changeKind) error {
	v, err := q.params("fields", "expand")
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
	ch, err := newChange(kind, q.Param("entity"), q.Param("id"), in)
	if err != nil {
		return err
	}
	ch.shape = shape{v.Get("fields"), v.Get("expand")}
	ch.confirm = ch.confirm || q.Request().Header.Get("X-Confirm-Warnings") == "1"
	if ch.version, err = ifMatch(q.Request().Header.Get("If-Match")); err != nil {
		return err
	}
	a, err := s.once(q, b, func(w *record.Writer) (*answer, error) { return ch.carryOut(q.ctx(), w) })
	if err != nil {
		return err
	}
	return q.answer(a)
}

// newChange checks all that can be checked before the database is asked.
func newChange(kind changeKind, entity, id string, in map[string]any) (*change, error) {
	ch := &change{kind: kind, entity: entity, in: in}
	if kind != createRecord {
		var err error
		if ch.id, err = identifier(id); err != nil {
			return nil, err
		}
	}
	if c, given := in["_confirm"]; given {
		confirmed, ok := c.(bool)
		if !ok {
			return nil, refuse(http.StatusBadRequest, "invalid_parameter", "name", "_confirm", "reason", "true, false")
		}
		ch.confirm = confirmed
		delete(in, "_confirm")
	}
	if (kind == deleteRecord || kind == restoreRecord) && len(in) > 0 {
		return nil, refuse(http.StatusBadRequest, "unknown_field", "field", clip(sortedKeys(in)[0]))
	}
	return ch, nil
}

// ifMatch reads the version that a client means to change; "*" is any.
func ifMatch(header string) (*int64, error) {
	header = strings.TrimSpace(header)
	if header == "" || header == "*" {
		return nil, nil
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(header, "W/"), `"`), 10, 64)
	if err != nil {
		return nil, refuse(http.StatusPreconditionFailed, "stale")
	}
	return &n, nil
}

// carryOut makes the change through the one door, and writes what became of the record.
func (ch *change) carryOut(ctx context.Context, w *record.Writer) (*answer, error) {
	e, err := entity(w.Model, ch.entity)
	if err != nil {
		return nil, err
	}
	options := record.Options{Version: ch.version, Confirm: ch.confirm}
	var row model.Row
	switch ch.kind {
	case createRecord:
		row, err = w.Create(ctx, e, ch.in, options)
	case updateRecord:
		row, err = w.Update(ctx, e, ch.id, ch.in, options)
	case moveRecord:
		row, err = ch.carryMove(ctx, w, e, options)
	case restoreRecord:
		row, err = w.Restore(ctx, e, ch.id)
	case deleteRecord:
		if err = w.Delete(ctx, e, ch.id, options); err == nil {
			return &answer{status: http.StatusNoContent}, nil
		}
	default:
		panic("api: unknown change " + string(ch.kind))
	}
	if err != nil {
		return nil, err
	}
	return ch.answer(ctx, w, row)
}

func (ch *change) answer(ctx context.Context, w *record.Writer, row model.Row) (*answer, error) {
	a, err := render(ctx, w.Reader, row, ch.shape)
	if err != nil {
		return nil, err
	}
	if ch.kind == createRecord {
		a.status = http.StatusCreated
		a.location = "/api/records/" + row.Entity.Name + "/" + row.ID()
	}
	return a, nil
}

// carryMove reads {"stage","funnel","set"}.
func (ch *change) carryMove(ctx context.Context, w *record.Writer, e *model.Entity, o record.Options) (model.Row, error) {
	var in struct {
		Stage  string         `json:"stage"`
		Funnel string         `json:"funnel"`
		Set    map[string]any `json:"set"`
	}
	set, _ := ch.in["set"].(map[string]any) // with its numbers as they were written
	if err := fill(ch.in, &in); err != nil {
		return model.Row{}, err
	}
	if in.Stage == "" {
		return model.Row{}, &record.Problem{Code: record.Invalid, Say: "invalid", Fields: []record.FieldProblem{{Field: "stage", Code: "required"}}}
	}
	return w.Move(ctx, e, ch.id, record.Move{Funnel: in.Funnel, Stage: in.Stage, Set: set, Options: o})
}

// operation is one line of a batch.
type operation struct {
	Method string         `json:"method"`
	Path   string         `json:"path"`
	Body   map[string]any `json:"body"`
}

// change reads what an operation asks for: the methods and paths are those of single requests.
func (o operation) change() (*change, error) {
	u, err := url.Parse(o.Path)
	if err != nil || !strings.HasPrefix(u.Path, "/api/records/") {
		return nil, refuse(http.StatusBadRequest, "invalid_parameter", "name", "path", "reason", clip(o.Path))
	}
	parts := strings.Split(strings.TrimPrefix(u.Path, "/api/records/"), "/")
	kind, ok := kindOf(strings.ToUpper(o.Method), parts)
	if !ok || u.RawQuery != "" {
		return nil, refuse(http.StatusBadRequest, "invalid_parameter", "name", "path", "reason", clip(o.Method+" "+o.Path))
	}
	id := ""
	if len(parts) > 1 {
		id = parts[1]
	}
	if o.Body == nil {
		o.Body = map[string]any{}
	}
	return newChange(kind, parts[0], id, o.Body)
}

func kindOf(method string, parts []string) (changeKind, bool) {
	switch {
	case method == http.MethodPost && len(parts) == 1:
		return createRecord, true
	case method == http.MethodPatch && len(parts) == 2:
		return updateRecord, true
	case method == http.MethodDelete && len(parts) == 2:
		return deleteRecord, true
	case method == http.MethodPost && len(parts) == 3 && slices.Contains([]string{"move", "restore"}, parts[2]):
		return changeKind(parts[2]), true
	}
	return "", false
}
