package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/tamga-crm/tamga/engine/model"
)

// worthZipping is the size below which compression costs more than it saves.
const worthZipping = 2048

var zippers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err)
	}
	return w
}}

// send answers JSON that is already written.
func (q *request) send(status int, b []byte) error {
	h := q.Response().Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "private, no-cache")
	h.Add("Vary", "Accept-Encoding, Cookie, Authorization")
	if len(b) < worthZipping || !zips(q.Request()) {
		q.Response().WriteHeader(status)
		_, err := q.Response().Write(b)
		return err
	}
	h.Set("Content-Encoding", "gzip")
	q.Response().WriteHeader(status)
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(q.Response())
	if _, err := z.Write(b); err != nil {
		return err
	}
	return z.Close()
}

// json answers a value.
func (q *request) json(status int, v any) error {
	b, err := encode(v)
	if err != nil {
		return err
	}
	return q.send(status, b)
}

// encode writes JSON as people read it: "<" stays "<".
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// answer is what came of one operation on a record.
type answer struct {
	status         int
	etag, location string
	body           []byte
}

func (q *request) answer(a *answer) error {
	h := q.Response().Header()
	if a.etag != "" {
		h.Set("ETag", a.etag)
	}
	if a.location != "" {
		h.Set("Location", a.location)
	}
	if a.status == http.StatusNoContent {
		return q.NoContent(a.status)
	}
	return q.send(a.status, a.body)
}

// etag is the version of a record.
func etag(row model.Row) string {
	n, _ := row.Get(model.Version).(int64)
	return `"` + strconv.FormatInt(n, 10) + `"`
}

func zips(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" || name == "*" {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
