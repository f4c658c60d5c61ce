package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tamga-crm/tamga/engine/diag"
)

// params reads the query string strictly: what is not allowed is refused by name, and so is what is said twice.
func (q *request) params(allowed ...string) (url.Values, error) {
	values, err := url.ParseQuery(q.Request().URL.RawQuery)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "malformed")
	}
	for _, name := range sortedKeys(values) {
		if !slices.Contains(allowed, name) {
			return nil, refuse(http.StatusBadRequest, "unknown_parameter", with("name", name, allowed)...)
		}
		if v := values[name]; len(v) > 1 || !utf8.ValidString(v[0]) || strings.Contains(v[0], "\x00") {
			return nil, refuse(http.StatusBadRequest, "invalid_parameter", "name", name)
		}
	}
	return values, nil
}

// with adds the nearest of what is allowed, if one is near.
func with(key, word string, allowed []string) []any {
	kv := []any{key, clip(word)}
	if near := diag.Nearest(word, allowed); near != "" {
		kv = append(kv, "nearest", near)
	}
	return kv
}

// clip keeps what a client sent short in what is said about it.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// number reads a whole number between two bounds; absent gives the default.
func number(v url.Values, name string, lowest, highest, absent int) (int, error) {
	s := v.Get(name)
	if s == "" && !v.Has(name) {
		return absent, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < lowest || n > highest {
		return 0, refuse(http.StatusBadRequest, "invalid_parameter", "name", name, "reason", strconv.Itoa(lowest)+"–"+strconv.Itoa(highest))
	}
	return n, nil
}

// flag reads true or false; absent is false.
func flag(v url.Values, name string) (bool, error) {
	switch s := v.Get(name); s {
	case "true", "1":
		return true, nil
	case "false", "0", "":
		return false, nil
	}
	return false, refuse(http.StatusBadRequest, "invalid_parameter", "name", name, "reason", "true, false")
}

// raw reads the whole body, once: it must be JSON and not too large.
func (q *request) raw() ([]byte, error) {
	limit := int64(MaxBody)
	if strings.HasSuffix(q.Path(), "/batch") {
		limit = MaxBatchBody
	}
	b, err := io.ReadAll(q.bounded(limit))
	if err != nil {
		return nil, unreadable(err)
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return nil, nil
	}
	kind, _, err := mime.ParseMediaType(q.Request().Header.Get("Content-Type"))
	if err != nil || kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return nil, refuse(http.StatusUnsupportedMediaType, "unsupported_media_type", "type", clip(kind))
	}
	if !utf8.Valid(b) {
		return nil, notJSON("UTF-8")
	}
	return b, nil
}

// bounded is the body, which ends in a *http.MaxBytesError after limit bytes.
func (q *request) bounded(limit int64) io.ReadCloser {
	whole := q.Request().Body
	return &boundedBody{http.MaxBytesReader(q.Response(), whole, limit), io.LimitReader(whole, 4*limit)}
}

// boundedBody reads and drops what is still on its way when the limit is passed: a connection closed with bytes unread
// is reset, and a reset takes the refusal from the sender who has not read it yet. Senders far beyond the limit are cut off.
type boundedBody struct {
	io.ReadCloser
	rest io.Reader
}

func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		_, _ = io.Copy(io.Discard, b.rest)
	}
	return n, err
}

// unreadable tells a body that is too large, which has its own refusal, from one that broke off.
func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return notJSON("")
}

func notJSON(reason string) *refusal {
	if reason == "" {
		return refuse(http.StatusBadRequest, "invalid_json")
	}
	return refuse(http.StatusBadRequest, "invalid_json", "reason", reason)
}

// object reads a body that must be one JSON object; none at all is an empty one.
func object(b []byte) (map[string]any, error) {
	if len(b) == 0 {
		return map[string]any{}, nil
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	v, err := value(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, notJSON("")
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, notJSON("{…}")
	}
	return m, nil
}

// value reads one value token by token: nesting is bounded, and no key may be said twice.
func value(d *json.Decoder, depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, notJSON("")
	}
	delim, nested := t.(json.Delim)
	if !nested {
		return t, nil
	}
	if depth >= MaxDepth {
		return nil, refuse(http.StatusBadRequest, "invalid_json", "reason", "> "+strconv.Itoa(MaxDepth)+" {[")
	}
	if delim == '{' {
		return members(d, depth)
	}
	return elements(d, depth)
}

func members(d *json.Decoder, depth int) (any, error) {
	m := map[string]any{}
	for d.More() {
		t, err := d.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			return nil, notJSON("")
		}
		if _, twice := m[key]; twice {
			return nil, notJSON("2 × " + strconv.Quote(clip(key)))
		}
		if m[key], err = value(d, depth+1); err != nil {
			return nil, err
		}
	}
	return m, closing(d)
}

func elements(d *json.Decoder, depth int) (any, error) {
	list := []any{}
	for d.More() {
		v, err := value(d, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, closing(d)
}

func closing(d *json.Decoder) error {
	if _, err := d.Token(); err != nil {
		return notJSON("")
	}
	return nil
}

// body reads a body of known keys into a struct; other keys are refused by name.
func (q *request) body(into any) error {
	_, err := q.bytes(into)
	return err
}

// bytes is body, and gives what was sent: once compares it with what came under the same key.
func (q *request) bytes(into any) ([]byte, error) {
	b, err := q.raw()
	if err != nil {
		return nil, err
	}
	m, err := object(b)
	if err != nil {
		return nil, err
	}
	return b, fill(m, into)
}

// fill puts the members of an object into a struct, strictly.
func fill(m map[string]any, into any) error {
	known := keys(reflect.TypeOf(into).Elem())
	for _, k := range sortedKeys(m) {
		if !slices.Contains(known, k) {
			return refuse(http.StatusBadRequest, "unknown_field", with("field", k, known)...)
		}
	}
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if bytes.Contains(b, []byte(`\u0000`)) { // no database keeps it
		return notJSON("\\u0000")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var wrong *json.UnmarshalTypeError
	if err := d.Decode(into); errors.As(err, &wrong) {
		return refuse(http.StatusBadRequest, "invalid_parameter", "name", wrong.Field)
	} else if err != nil {
		return notJSON("")
	}
	return nil
}

func keys(t reflect.Type) []string {
	var out []string
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		out = append(out, name)
	}
	return out
}

// oneOf demands that a parameter, if it is given, is one of some words.
func oneOf(v url.Values, name string, allowed []string) error {
	if s := v.Get(name); s != "" && !slices.Contains(allowed, s) {
		return refuse(http.StatusBadRequest, "invalid_parameter", "name", name, "reason", strings.Join(allowed, ", "))
	}
	return nil
}
