package api_test

import (
	"sync"
	"testing"
)

func TestTheSameKeyGivesTheSameAnswer(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		body := map[string]any{"name": "Ann", "email": "a@example.org"}
		first := c.do("POST", "/api/records/client", body, "Idempotency-Key", "k1").is(201)
		again := c.do("POST", "/api/records/client", body, "Idempotency-Key", "k1").is(201)
		if first.text != again.text || first.header.Get("ETag") != again.header.Get("ETag") || again.header.Get("Location") == "" {
			t.Errorf("another answer:\n%s\n%s", first.text, again.text)
		}
		body["name"] = "Other"
		c.do("POST", "/api/records/client", body, "Idempotency-Key", "k1").is(422)
		w.clerk().do("POST", "/api/records/client", map[string]any{"name": "Clerk's", "email": "c@example.org"}, "Idempotency-Key", "k1").is(201)
		c.do("POST", "/api/records/client", map[string]any{"name": ""}, "Idempotency-Key", "k2").is(422)
		c.do("POST", "/api/records/client", map[string]any{"name": "B", "email": "b@example.org"}, "Idempotency-Key", "k2").is(201) // a refusal keeps nothing
		c.do("POST", "/api/users", map[string]any{"name": "U", "email": "u@example.org", "role": "clerk"}, "Idempotency-Key", "k3").is(201)
		c.do("POST", "/api/users", map[string]any{"name": "U", "email": "u@example.org", "role": "clerk"}, "Idempotency-Key", "k3").is(201)
		c.do("GET", "/api/records/client?count=true", nil).has("total", 3)
	})
}

func TestManyAtOnceWithOneKeyMakeOne(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if a := c.do("POST", "/api/records/client", map[string]any{"name": "Ann"}, "Idempotency-Key", "same"); a.status != 201 {
					t.Errorf("%d %s", a.status, a.text)
				}
			})
		}
		wg.Wait()
		c.do("GET", "/api/records/client?count=true", nil).has("total", 1)
	})
}

func TestABatchIsAllOrNothingOrEachForItself(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		op := func(method, path string, body map[string]any) map[string]any {
			return map[string]any{"method": method, "path": path, "body": body}
		}
		good, bad := op("POST", "/api/records/client", map[string]any{"name": "A"}), op("POST", "/api/records/client", map[string]any{"nam": "B"})
		c.do("POST", "/api/batch", map[string]any{"atomic": true, "operations": []any{good, bad}}).has("operation", 1)
		c.do("GET", "/api/records/client?count=true", nil).has("total", 0)
		made := c.do("POST", "/api/batch", map[string]any{"operations": []any{good, bad}}).is(200).has("results.0.status", 201)
		if made.at("results.1.body.status") == "absent" {
			t.Errorf("no problem for the second: %s", made.text)
		}
		c.do("GET", "/api/records/client?count=true", nil).has("total", 1)
		id := made.at("results.0.body.id").(string)
		c.do("POST", "/api/batch", map[string]any{"atomic": true, "operations": []any{
			op("PATCH", "/api/records/client/"+id, map[string]any{"name": "AA"}), op("DELETE", "/api/records/client/"+id, nil),
			op("POST", "/api/records/client/"+id+"/restore", nil)}}, "Idempotency-Key", "b").is(200).has("results.1.status", 204).has("results.2.body.name", "AA")
		for _, wrong := range []any{[]any{}, []any{op("GET", "/api/records/client", nil)}, []any{op("POST", "/api/users", nil)}, []any{op("POST", "/api/records/client?x=1", nil)}, []any{1}, "x", nil} {
			c.do("POST", "/api/batch", map[string]any{"atomic": true, "operations": wrong}).is(400)
		}
		c.do("POST", "/api/batch", map[string]any{"operation": []any{}}).is(400)
	})
}
