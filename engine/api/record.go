package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// entity finds the entity that a path names, in the model of the transaction.
func entity(m *model.Model, name string) (*model.Entity, error) {
	if e := m.Entity(name); e != nil {
		return e, nil
	}
	var names []string
	for _, e := range m.Entities {
		names = append(names, e.Name)
	}
	return nil, refuse(http.StatusNotFound, "unknown_entity", with("name", name, names)...)
}

// identifier reads an id of a path. What is no id is the id of nothing.
func identifier(s string) (string, error) {
	id, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return "", refuse(http.StatusNotFound, "not_found")
	}
	return id.String(), nil
}

// within runs a question about the record of the path on one snapshot.
func (s *Server) within(q *request, fn func(r *record.Reader, e *model.Entity, id string) error) error {
	id, err := identifier(q.Param("id"))
	if err != nil {
		return err
	}
	return s.Records.Read(q.ctx(), q.actor, func(r *record.Reader) error {
		e, err := entity(r.Model, q.Param("entity"))
		if err != nil {
			return err
		}
		return fn(r, e, id)
	})
}

// read answers one record.
func (s *Server) read(q *request) error {
	v, err := q.params("fields", "expand")
	if err != nil {
		return err
	}
	var a *answer
	err = s.within(q, func(r *record.Reader, e *model.Entity, id string) error {
		row, err := r.ByID(q.ctx(), e, id)
		if err != nil {
			return err
		}
		a, err = render(q.ctx(), r, row, shape{v.Get("fields"), v.Get("expand")})
		return err
	})
	if err != nil {
		return err
	}
	if v.Get("expand") == "" && matches(q.Request().Header.Get("If-None-Match"), a.etag) {
		q.Response().Header().Set("ETag", a.etag)
		return q.NoContent(http.StatusNotModified)
	}
	return q.answer(a)
}

// shape is which parts of a record an answer is to have.
type shape struct{ fields, expand string }

// render writes one record.
func render(ctx context.Context, r *record.Reader, row model.Row, sh shape) (*answer, error) {
	parts, err := r.Shape(row.Entity, sh.fields, sh.expand)
	if err != nil {
		return nil, err
	}
	b, err := r.AppendRecord(ctx, nil, parts, row)
	return &answer{status: http.StatusOK, etag: etag(row), body: b}, err
}

// matches tells whether one of the tags of a condition is the given one.
func matches(condition, tag string) bool {
	if condition == "" {
		return false
	}
	for _, t := range strings.Split(condition, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag || t == "*" {
			return true
		}
	}
	return false
}

// list answers one page of records.
func (s *Server) list(q *request) error {
	v, err := q.params("where", "sort", "fields", "expand", "search", "limit", "cursor", "count", "deleted", "caption")
	if err != nil {
		return err
	}
	ask := record.Query{Where: v.Get("where"), Sort: v.Get("sort"), Search: v.Get("search"), Cursor: v.Get("cursor")}
	if ask.Limit, err = number(v, "limit", 1, record.MaxLimit, record.DefaultLimit); err != nil {
		return err
	}
	if ask.Count, err = flag(v, "count"); err != nil {
		return err
	}
	if ask.Deleted, err = flag(v, "deleted"); err != nil {
		return err
	}
	var b []byte
	err = s.Records.Read(q.ctx(), q.actor, func(r *record.Reader) error {
		e, err := entity(r.Model, q.Param("entity"))
		if err != nil {
			return err
		}
		caption, err := captionOf(r, e, v.Get("caption"))
		if err != nil {
			return err
		}
		b, err = appendPage(q.ctx(), r, e, ask, shape{v.Get("fields"), v.Get("expand")}, caption)
		return err
	})
	if err != nil {
		return err
	}
	return q.send(http.StatusOK, b)
}

// appendPage writes {"data":[…],"next":…,"total":…}.
func appendPage(ctx context.Context, r *record.Reader, e *model.Entity, ask record.Query, sh shape, caption *model.TextTemplate) ([]byte, error) {
	parts, err := r.Shape(e, sh.fields, sh.expand)
	if err != nil {
		return nil, err
	}
	page, err := r.List(ctx, e, ask)
	if err != nil {
		return nil, err
	}
	b, err := r.AppendList(ctx, []byte(`{"data":`), parts, page.Rows)
	if err != nil {
		return nil, err
	}
	if caption != nil {
		if b, err = appendCaptions(ctx, append(b, `,"captions":`...), r, page.Rows, caption); err != nil {
			return nil, err
		}
	}
	b = append(b, `,"next":`...)
	b = appendNext(b, page.Next)
	if ask.Count {
		b = append(b, `,"total":`...)
		b = strconv.AppendInt(b, page.Total, 10)
	}
	return append(b, '}'), nil
}

func appendNext(b []byte, next string) []byte {
	if next == "" {
		return append(b, "null"...)
	}
	quoted, err := json.Marshal(next)
	if err != nil {
		panic(err) // a string is always JSON
	}
	return append(b, quoted...)
}

// summary counts and adds up.
func (s *Server) summary(q *request) error {
	v, err := q.params("where", "search", "group", "sum")
	if err != nil {
		return err
	}
	ask := record.Ask{Where: v.Get("where"), Search: v.Get("search"), Group: v.Get("group")}
	if sum := v.Get("sum"); sum != "" {
		ask.Sum = strings.Split(sum, ",")
	}
	var out *record.Summary
	err = s.Records.Read(q.ctx(), q.actor, func(r *record.Reader) error {
		e, err := entity(r.Model, q.Param("entity"))
		if err == nil {
			out, err = r.Summary(q.ctx(), e, ask)
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, out)
}

// preview answers the form before it is saved.
func (s *Server) preview(q *request) error {
	if _, err := q.params(); err != nil {
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
	id, err := takeID(in)
	if err != nil {
		return err
	}
	delete(in, "_confirm")
	var p *record.Preview
	err = s.Records.Read(q.ctx(), q.actor, func(r *record.Reader) error {
		e, err := entity(r.Model, q.Param("entity"))
		if err == nil {
			p, err = r.Preview(q.ctx(), e, id, in)
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, previewed(p, q.locale))
}

// takeID takes the id out of what a form sent: there is one when it edits a record.
func takeID(in map[string]any) (string, error) {
	v, given := in["id"]
	delete(in, "id")
	if !given || v == nil {
		return "", nil
	}
	text, ok := v.(string)
	if !ok {
		return "", refuse(http.StatusBadRequest, "invalid_parameter", "name", "id")
	}
	return identifier(text)
}

// search looks for words in everything.
func (s *Server) search(q *request) error {
	v, err := q.params("q")
	if err != nil {
		return err
	}
	b := []byte(`{"groups":[`)
	err = s.Records.Read(q.ctx(), q.actor, func(r *record.Reader) (err error) {
		b, err = appendFound(q.ctx(), b[:len(`{"groups":[`)], r, v.Get("q"))
		return err
	})
	if err != nil {
		return err
	}
	return q.send(http.StatusOK, append(b, "]}"...))
}

// perGroup is how many records of an entity a search shows.
const perGroup = 5

func appendFound(ctx context.Context, b []byte, r *record.Reader, words string) ([]byte, error) {
	found, err := r.Search(ctx, words, perGroup)
	if err != nil {
		return nil, err
	}
	for i, f := range found {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"entity":"`+f.Entity.Name+`","data":`...)
		parts, err := r.Shape(f.Entity, "", "")
		if err != nil {
			return nil, err
		}
		if b, err = r.AppendList(ctx, b, parts, f.Rows); err != nil {
			return nil, err
		}
		b = append(b, '}')
	}
	return b, nil
}
