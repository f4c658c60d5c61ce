package automation_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/outside"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// warehouse is another system: a real server that answers as it is told, and remembers what it heard.
type warehouse struct {
	mu      sync.Mutex
	answers []func(w http.ResponseWriter)
	keys    []string
	bodies  []string
	signed  []string
}

func (h *warehouse) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b, _ := io.ReadAll(r.Body)
	h.keys, h.bodies, h.signed = append(h.keys, r.Header.Get("Idempotency-Key")), append(h.bodies, string(b)), append(h.signed, r.Header.Get("Tamga-Signature"))
	answer := h.answers[0]
	if len(h.answers) > 1 {
		h.answers = h.answers[1:]
	}
	answer(w)
}

func says(status int, body string) func(w http.ResponseWriter) {
	return func(w http.ResponseWriter) { w.WriteHeader(status); _, _ = io.WriteString(w, body) }
}

// withWarehouse runs a test on every database, with another system that answers in turn.
func withWarehouse(t *testing.T, answers []func(w http.ResponseWriter), fn func(w *world, h *warehouse, deal string)) {
	t.Setenv("TEST_WAREHOUSE_SECRET", "shh")
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		h := &warehouse{answers: answers}
		s := httptest.NewServer(h)
		defer s.Close()
		w := newWorld(t, db)
		u, _ := url.Parse(s.URL)
		w.engine.Others = outside.New(u.Host)
		client := w.create("contact", record.Input{"name": "Ann", "hook": s.URL + "/orders?key=hidden"})
		fn(w, h, w.create("deal", record.Input{"name": "Gold", "amount": "300", "client": client, "notes": "order"}))
	})
}

// The other system refuses, is down, and then takes it: it hears the same key each time, and the answer is typed.
func TestWebhookIsSaidUntilItIsTaken(t *testing.T) {
	taken := says(200, `{"number": "W-7", "price": {"amount": "5.00", "currency": "USD"}, "on": "2026-03-05", "more": 1}`)
	withWarehouse(t, []func(http.ResponseWriter){says(503, ""), says(429, ""), taken}, func(w *world, h *warehouse, deal string) {
		t := w.t
		w.pass(10 * time.Minute)
		if got := w.texts("note", "text"); !slices.Equal(got, []string{"200 W-7 March 5, 2026"}) {
			t.Errorf("notes %q; the run: %+v", got, w.runOf("order", deal))
		}
		id := w.runOf("order", deal).ID
		if want := []string{id + ".0", id + ".0", id + ".0"}; !slices.Equal(h.keys, want) {
			t.Errorf("keys %q, want %q", h.keys, want)
		}
		var body map[string]any
		if err := json.Unmarshal([]byte(h.bodies[0]), &body); err != nil || body["note"] != "for Ann" || body["amount"].(map[string]any)["amount"] != "300.00" || len(body["twice"].([]any)) != 2 || len(body["client"].(string)) != 36 {
			t.Errorf("body %s: %v", h.bodies[0], err)
		}
		if !strings.Contains(h.signed[0], ",v1=") {
			t.Errorf("not signed: %q", h.signed)
		}
	})
}

// What is refused for good is parked at once and says so without the address; an answer of another type too.
func TestWebhookRefused(t *testing.T) {
	for said, answer := range map[string]func(http.ResponseWriter){" answered 404": says(404, "no"), "the answer is not a JSON object": says(200, "ok"),
		`the answer's "on" is not date`: says(200, `{"on": "tomorrow"}`)} {
		withWarehouse(t, []func(http.ResponseWriter){answer}, func(w *world, h *warehouse, deal string) {
			w.run()
			r := w.runOf("order", deal)
			if r.State != automation.Parked || r.Error == nil || !strings.HasSuffix(*r.Error, said) || strings.Contains(*r.Error, "hidden") || len(h.keys) != 1 {
				w.t.Errorf("%s: %s %v after %d", said, r.State, r.Error, len(h.keys))
			}
		})
	}
}

// A process that dies after the other side took it says it again under the same key; and one whose answer was kept does not.
func TestWebhookAfterADeath(t *testing.T) {
	withWarehouse(t, []func(http.ResponseWriter){says(200, `{"number": "W-7"}`)}, func(w *world, h *warehouse, deal string) {
		w.engine.Others = dying{w.engine.Others, new(bool)}
		w.run()
		w.pass(time.Hour)
		if len(h.keys) != 2 || h.keys[0] != h.keys[1] || len(w.all("note")) != 1 {
			w.t.Errorf("heard %q, %d notes", h.keys, len(w.all("note")))
		}
		if r := w.runOf("order", deal); r.State != automation.Done {
			w.t.Errorf("the run is %s", r.State)
		}
	})
}

// In a loop each element has a key of its own, also when the process dies in the midst of them.
func TestWebhookForEachElement(t *testing.T) {
	once := says(200, `{"number": "1"}`)
	answers := []func(http.ResponseWriter){once, once, once, says(200, `{"number": "2"}`), says(200, `{"number": "3"}`)}
	withWarehouse(t, answers, func(w *world, h *warehouse, deal string) {
		w.run() // the order of the first deal
		client := w.all("contact")[0].ID()
		w.create("deal", record.Input{"name": "Silver", "amount": "200", "client": client})
		h.keys = nil
		w.engine.Others = dying{w.engine.Others, new(bool)}
		last := w.create("deal", record.Input{"name": "Bronze", "amount": "100", "client": client, "notes": "order each"})
		w.run()
		w.pass(time.Hour)
		distinct := slices.Compact(slices.Clone(h.keys))
		if r := w.runOf("order_each", last); r.State != automation.Done || len(h.keys) != 4 || len(distinct) != 3 || h.keys[0] != h.keys[1] {
			w.t.Errorf("the run is %s %v, heard %q", r.State, r.Error, h.keys)
		}
		var got []string
		for _, text := range w.texts("note", "text") {
			if strings.Contains(text, ": ") {
				got = append(got, text)
			}
		}
		slices.Sort(got)
		if want := []string{"Bronze: 3", "Gold: 1", "Silver: 2"}; !slices.Equal(got, want) {
			w.t.Errorf("notes %q, want %q", got, want)
		}
	})
}

// dying asks, and the first time dies before anybody hears of the answer.
type dying struct {
	automation.Asker
	died *bool
}

func (d dying) Do(ctx context.Context, r outside.Request) (outside.Answer, error) {
	a, err := d.Asker.Do(ctx, r)
	if !*d.died {
		*d.died = true
		panic("killed")
	}
	return a, err
}
