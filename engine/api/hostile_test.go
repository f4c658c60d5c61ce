package api_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestHostileBodiesAreRefused(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		id := c.make("client", map[string]any{"name": "Ann", "email": "a@example.org"})
		deep := strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 200)
		bodies := []string{`{`, `[]`, `null`, `"x"`, `1`, `{"name":1}{}`, `{"name":"a"} x`, `{"name":"a","name":"b"}`, deep, strings.Repeat("[", 10000),
			`{"name":{"a":[1,2,{"b":null}]}}`, `{"name":true}`, `{"name":"\u0000"}`, "{\"name\":\"\xff\"}", `{"nam":"x"}`,
			`{"id":"x","name":"a"}`, `{"created_at":"2026-01-01T00:00:00Z","name":"a"}`, `{"version":7,"name":"a"}`, `{"name":"` + strings.Repeat("я", 200) + `"}`,
			`{"photo":"x"}`, `{"photo":{"id":"x"}}`, `{"photo":[1]}`, `{"email":["a"]}`, `{"deals":[{"name":"x"}]}`, `{"_title":"x"}`, `{"":1}`, `{"_confirm":3}`}
		for _, path := range []string{"/api/records/client", "/api/records/client/preview", "/api/records/client/" + id, "/api/records/client/" + id + "/move",
			"/api/records/client/" + id + "/comments", "/api/records/client/" + id + "/restore", "/api/batch", "/api/login", "/api/users", "/api/tokens", "/api/me"} {
			for _, body := range bodies {
				method := "POST"
				if path == "/api/records/client/"+id || path == "/api/me" {
					method = "PATCH"
				}
				if a := c.do(method, path, body); a.status >= 500 || a.status < 400 && path != "/api/records/client/preview" {
					t.Errorf("%s %s %.40q: %d %s", method, path, body, a.status, a.text)
				}
			}
		}
	})
}

func TestHostileValuesAreRefused(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		client := c.make("client", map[string]any{"name": "Ann", "email": "a@example.org"})
		values := []string{`true`, `1e400`, `-1`, `99999999999999999999999`, `""`, `"x"`, `[]`, `{}`, `[[]]`, `{"amount":"x"}`, `{"amount":"1","currency":"XXX"}`, `{"entity":"client","id":"x"}`,
			`"01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e"`, `"9999-99-99"`, `"0000-01-01"`, `"-5000-01-01"`, `[{"id":"x"}]`, `[{"id":"01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e","name":"x"}]`, `[null]`, `[1]`, `"\ud800"`, `"%s%n"`, `"'; DROP TABLE deal; --"`}
		for _, field := range []string{"name", "client", "amount", "kind", "close_date", "total", "lines", "stage", "funnel", "owner", "nothing"} {
			for _, v := range values {
				body := fmt.Sprintf(`{"name":"D","client":%q,%q:%s}`, client, field, v)
				if field == "name" || field == "client" {
					body = fmt.Sprintf(`{%q:%s}`, field, v)
				}
				for _, path := range []string{"/api/records/deal", "/api/records/deal/preview"} {
					if a := c.do("POST", path, body); a.status >= 500 {
						t.Errorf("%s %s: %d %s", path, body, a.status, a.text)
					}
				}
			}
		}
	})
}

func TestHostileQueriesAreRefused(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		c.make("client", map[string]any{"name": "Ann", "email": "a@example.org"})
		words := []string{"", "'", `"`, "%", "\x00", strings.Repeat("a", 3000), strings.Repeat("(", 3000), "1/0", "name matches \"(\"", "id == 1", `id == "x"`, "created_at > 3", `name in []`, "crm.client",
			"count(crm.client, true)", `email ?? ""`, "name + 1", "-name,-name", "name;drop", "{{", "deals", "owner.role", "owner", "nil", "true", "name == name", `created_by.email contains "b"`, "now() > today()", "repeat(name, 100000) == \"\""}
		for _, parameter := range []string{"where", "sort", "fields", "expand", "search", "cursor", "limit"} {
			for _, word := range words {
				if a := c.do("GET", "/api/records/client?"+parameter+"="+escape(word), nil); a.status >= 500 {
					t.Errorf("%s=%.40q: %d %s", parameter, word, a.status, a.text)
				}
			}
		}
		for _, word := range words {
			for _, path := range []string{"/api/search?q=", "/api/records/client/summary?group=", "/api/records/client/summary?sum=", "/api/outbox?search=", "/api/runs?automation=", "/api/outbox?cursor=", "/api/records/"} {
				if a := c.do("GET", path+escape(word), nil); a.status >= 500 {
					t.Errorf("%s%.40q: %d %s", path, word, a.status, a.text)
				}
			}
		}
		for _, id := range []string{"x", "0", "%00", "..", "%2e%2e%2f", "01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0", strings.Repeat("a", 36)} {
			c.do("GET", "/api/records/client/"+id+"/history", nil).is(404)
			c.do("GET", "/api/files/"+id, nil).is(404)
		}
	})
}

func TestTooMuchIsRefused(t *testing.T) {
	w := onSQLite(t)
	c := w.boss()
	huge := `{"name":"` + strings.Repeat("a", 2<<20) + `"}`
	c.do("POST", "/api/records/client", huge).is(413)
	c.do("POST", "/api/records/client", "name=a", "Content-Type", "application/x-www-form-urlencoded").is(415)
	c.do("PUT", "/api/records/client", "{}").is(405)
	c.do("GET", "/api/nothing", nil).is(404)
	operations := make([]any, 1001)
	c.do("POST", "/api/batch", map[string]any{"operations": operations}).is(400)
}
