package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tamga-crm/tamga/engine/api"
	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/scenario"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

const crm = `
crm: 1
name: shop
label: {en: Shop, ru: Магазин}
locales: [en, ru]
currency: USD
timezone: Asia/Bishkek
entities:
  client:
    title: name
    search: [name, email]
    fields:
      name: {type: text, required: true, max: 80, label: {en: Name, ru: Имя}}
      email: {type: email, unique: true}
      secret_note: longtext
      photo: file
    rules:
      - check: email != nil || name != "Nobody"
        message: {en: Give an e-mail, ru: Укажите почту}
        fields: [email]
      - warn: name == "Test"
        message: {en: "Really a test?", ru: "Точно тест?"}
        fields: [name]
  deal:
    title: name
    search: [name]
    fields:
      name: {type: text, required: true}
      client: {type: link, to: client, inverse: deals, required: true}
      amount: {type: money, min: 0}
      kind: {type: choice, options: [new, old]}
      close_date: date
      total: {type: money, formula: 'sum(lines, .price)'}
      lost_reason: text
  line:
    title: name
    owned: false
    fields:
      deal: {type: link, to: deal, inverse: lines, inline: true, required: true, on_delete: cascade}
      name: {type: text, required: true}
      price: money
funnels:
  sales:
    entity: deal
    stages:
      new: {probability: 10}
      offer: {probability: 50, requires: [amount]}
      won: {kind: won}
      lost: {kind: lost, requires: [lost_reason]}
roles:
  boss: {label: {en: Boss, ru: Начальник}, all: true, admin: true}
  clerk:
    entities:
      client: {read: true, create: true, update: true, fields: {secret_note: none}}
      deal: {read: own, create: true, update: own, move: own}
      line: {read: true, create: true, update: true}
      task: {read: own, create: true, update: own}
views:
  client:
    notes: {kind: grid, rows: name, columns: created_by, where: secret_note != nil}
  deal:
    closing: {kind: calendar, starts: close_date, title: "{{ name }} for {{ client }}"}
    noted: {kind: timeline, starts: close_date, resource: client, title: "{{ client.secret_note }}"}
reports:
  stages: {label: {en: Stages, ru: Этапы}, from: deal, group: stage, measure: {deals: count, amount: {sum: amount}}, chart: bar, date: created_at}
  notes: {from: client, group: secret_note, measure: {clients: count}}
dashboards:
  office: {tiles: [{report: notes}, {number: {from: deal, sum: amount}, label: Worth}, {view: deal.all}]}
  bosses: {roles: [boss], tiles: [{number: {from: deal, count: true}}]}
`

const password = "correct horse battery"

// world is a server over a database with two people.
type world struct {
	testing.TB
	server *api.Server
	url    string
	people *identity.People
	model  *record.Service
}

// each runs a test on every database.
func each(t *testing.T, fn func(w *world)) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *store.DB) { fn(newWorld(t, db)) })
}

// onSQLite is for what does not depend on the database.
func onSQLite(t *testing.T) *world {
	t.Parallel()
	return newWorld(t, enginetest.SQLite(t))
}

func newWorld(t testing.TB, db *store.DB) *world {
	t.Helper()
	m, l := compile.Source(map[string]string{"crm.yaml": crm})
	if len(l.All()) > 0 {
		t.Fatalf("%v", l.Render(t.Output()))
	}
	ctx := t.Context()
	if err := store.Create(ctx, db, m); err != nil {
		t.Fatal(err)
	}
	records := record.New(db, m, time.Now)
	people := identity.New(db, records.Model, time.Now)
	queue := job.New(db, time.Now)
	w := &world{TB: t, people: people, model: records}
	box := message.New(db, queue, nil, time.Now)
	w.server = api.New(api.Options{
		Records: records, People: people, Runs: automation.New(records, queue, box), Outbox: box, Rehearsals: scenario.NewRehearsals(records, queue), Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
		UI: fstest.MapFS{"index.html": {Data: []byte("<html>app</html>")}, "assets/app-1.js": {Data: bytes.Repeat([]byte("x "), 4000)},
			"docs/index.html": {Data: []byte("<html>docs</html>")}},
	})
	server := httptest.NewServer(w.server.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(w.server.Close)
	w.url = server.URL
	w.add("Bo Boss", "bo@example.org", "boss")
	w.add("Cla Clerk", "cla@example.org", "clerk")
	return w
}

func (w *world) add(name, email, role string) {
	w.Helper()
	pass := password
	if _, err := w.people.Add(w.Context(), identity.System(), identity.Change{Name: &name, Email: &email, Role: &role, Password: &pass}); err != nil {
		w.Fatal(err)
	}
}

// answer is what a server said.
type answer struct {
	testing.TB
	status int
	header http.Header
	text   string
	json   map[string]any
}

// client is somebody at the door.
type client struct {
	*world
	cookie, csrf, token string
}

func (w *world) stranger() *client { return &client{world: w} }

func (w *world) signIn(email string) *client {
	w.Helper()
	c := &client{world: w}
	a := c.do("POST", "/api/login", map[string]any{"email": email, "password": password})
	a.is(200)
	c.csrf = a.json["csrf"].(string)
	set, err := http.ParseSetCookie(a.header.Get("Set-Cookie"))
	if err != nil {
		w.Fatal(err)
	}
	c.cookie = set.Name + "=" + set.Value
	return c
}

func (w *world) boss() *client  { w.Helper(); return w.signIn("bo@example.org") }
func (w *world) clerk() *client { w.Helper(); return w.signIn("cla@example.org") }

// do sends a request: a string or bytes as they are, anything else as JSON. More headers come in pairs.
func (c *client) do(method, path string, body any, headers ...string) *answer {
	c.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	case []byte:
		r = bytes.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			c.Fatal(err)
		}
		r = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(c.Context(), method, c.url+path, r)
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if c.cookie != "" {
		req.Header.Set("Cookie", c.cookie)
		req.Header.Set("X-CSRF-Token", c.csrf)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return c.send(req)
}

func (c *client) send(req *http.Request) *answer {
	c.Helper()
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.Fatal(err)
	}
	a := &answer{TB: c.TB, status: res.StatusCode, header: res.Header, text: string(b)}
	if len(b) > 0 && b[0] == '{' {
		d := json.NewDecoder(bytes.NewReader(b))
		d.UseNumber()
		if err := d.Decode(&a.json); err != nil {
			c.Fatalf("not JSON: %v\n%s", err, b)
		}
	}
	return a
}

func (a *answer) is(status int) *answer {
	a.Helper()
	if a.status != status {
		a.Fatalf("status %d, want %d\n%s", a.status, status, a.text)
	}
	return a
}

// has demands a value at a path of the JSON: "data.0.name".
func (a *answer) has(path string, want any) *answer {
	a.Helper()
	if got := a.at(path); !same(got, want) {
		a.Fatalf("%s is %v, want %v\n%s", path, got, want, a.text)
	}
	return a
}

func (a *answer) at(path string) any {
	var v any = a.json
	for _, part := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			var ok bool
			if v, ok = x[part]; !ok {
				return "absent"
			}
		case []any:
			i := int(part[0] - '0')
			if i >= len(x) {
				return "absent"
			}
			v = x[i]
		default:
			return "absent"
		}
	}
	return v
}

func same(got, want any) bool {
	a, errA := json.Marshal(got)
	b, errB := json.Marshal(want)
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

func (a *answer) id() string { a.Helper(); return a.at("id").(string) }

// make makes a record that has to be taken.
func (c *client) make(entity string, body map[string]any) string {
	c.Helper()
	return c.do("POST", "/api/records/"+entity, body).is(201).id()
}

func escape(s string) string { return url.QueryEscape(s) }
