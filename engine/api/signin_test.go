package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/api"
)

// public are the routes that answer anybody.
var public = []string{"/healthz", "/readyz", "/metrics", "/api/docs", "/api/docs/*", "/api/release", "/api/login", "/api/login-info", "/*"}

func TestAStrangerIsRefusedEverywhere(t *testing.T) {
	w := onSQLite(t)
	id := "01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e"
	asked := 0
	for _, r := range w.server.Routes() {
		if slices.Contains(public, r.Path) || r.Method == "echo_route_not_found" {
			continue
		}
		path := strings.NewReplacer(":entity", "client", ":id", id, ":verb", "retry").Replace(r.Path)
		for name, c := range map[string]*client{"nobody": w.stranger(), "a wrong cookie": {world: w, cookie: "tamga_session=xyz"}, "a wrong token": {world: w, token: "xyz"}} {
			if a := c.do(r.Method, path, "{}"); a.status != 401 || a.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s %s for %s: %d %s", r.Method, path, name, a.status, a.text)
			}
		}
		asked++
	}
	if asked < 30 {
		t.Errorf("only %d routes were asked", asked)
	}
}

func TestSigningIn(t *testing.T) {
	each(t, func(w *world) {
		nobody := w.stranger()
		nobody.do("POST", "/api/login", map[string]any{"email": "bo@example.org", "password": "wrong"}).is(401)
		nobody.do("POST", "/api/login", map[string]any{"email": "no@example.org", "password": password}).is(401)
		nobody.do("POST", "/api/login", map[string]any{"email": "bo@example.org", "pasword": password}).is(400)
		nobody.do("POST", "/api/login", map[string]any{"email": "bo@example.org", "password": password}, "Sec-Fetch-Site", "cross-site").is(403)
		nobody.do("GET", "/api/login-info", nil, "Accept-Language", "ru").is(200).has("package.label", "Магазин").has("demo", "absent")
		c := w.boss()
		if !strings.HasPrefix(c.cookie, "tamga_session=") {
			t.Errorf("cookie %q", c.cookie)
		}
		c.do("GET", "/api/session", nil).is(200).has("user.email", "bo@example.org").has("csrf", c.csrf)
		c.do("GET", "/api/meta", nil).is(200).has("package.name", "shop").has("user.can", []string{"outbox", "runs", "simulate", "users"}).has("entities.client.can.create", true)
		c.do("POST", "/api/records/client", map[string]any{"name": "A"}, "X-CSRF-Token", "wrong").is(403)
		c.do("POST", "/api/records/client", map[string]any{"name": "A"}, "X-CSRF-Token", "").is(403)
		c.do("POST", "/api/logout", nil).is(204)
		c.do("GET", "/api/session", nil).is(401)
	})
}

func TestTheCookieIsKeptFromScripts(t *testing.T) {
	w := onSQLite(t)
	for proto, secure := range map[string]bool{"http": false, "https": true} {
		a := w.stranger().do("POST", "/api/login", map[string]any{"email": "bo@example.org", "password": password}, "X-Forwarded-Proto", proto).is(200)
		k, err := http.ParseSetCookie(a.header.Get("Set-Cookie"))
		if err != nil || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Secure != secure {
			t.Errorf("%s: %v %v", proto, k, err)
		}
	}
}

func TestTokens(t *testing.T) {
	each(t, func(w *world) {
		c := w.clerk()
		made := c.do("POST", "/api/tokens", map[string]any{"name": "shop", "expires_in_days": 3}).is(201)
		program := &client{world: w, token: made.at("secret").(string)}
		program.do("POST", "/api/records/client", map[string]any{"name": "By token", "email": "t@example.org"}).is(201) // no CSRF token is asked of a program
		program.do("GET", "/api/users", nil).is(403)
		list := c.do("GET", "/api/tokens", nil).is(200).has("data.0.name", "shop")
		if strings.Contains(list.text, program.token) {
			t.Error("the secret is told again")
		}
		c.do("DELETE", "/api/tokens/"+made.id(), nil).is(204)
		c.do("DELETE", "/api/tokens/"+made.id(), nil).is(404)
		program.do("GET", "/api/meta", nil).is(401)
		c.do("POST", "/api/tokens", map[string]any{"name": "shop", "expires_in_days": 0}).is(422)
	})
}

func TestPeople(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		c.do("GET", "/api/users", nil).is(200).has("data.1.name", "Cla Clerk").has("roles.0.name", "boss")
		made := c.do("POST", "/api/users", map[string]any{"name": "New", "email": "new@example.org", "role": "clerk", "password": password}).is(201)
		c.do("POST", "/api/users", map[string]any{"name": "New", "email": "new@example.org", "role": "clark"}).is(422)
		n := w.signIn("new@example.org")
		c.do("PATCH", "/api/users/"+made.id(), map[string]any{"active": false}).is(200).has("active", false)
		n.do("GET", "/api/meta", nil).is(401)
		c.do("PATCH", "/api/users/01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e", map[string]any{"active": false}).is(404)
		w.clerk().do("GET", "/api/users", nil).is(403)
		w.clerk().do("POST", "/api/users", map[string]any{"name": "X"}).is(403)
		c.do("PATCH", "/api/records/user/"+made.id(), map[string]any{"role": "boss"}).is(403)
	})
}

func TestRightsHold(t *testing.T) {
	each(t, func(w *world) {
		boss, clerk := w.boss(), w.clerk()
		ann := boss.make("client", map[string]any{"name": "Ann", "email": "a@example.org", "secret_note": "hush"})
		clerk.do("GET", "/api/records/client/"+ann, nil).is(200).has("secret_note", "absent").has("_can.delete", false)
		clerk.do("GET", "/api/records/client?where="+escape(`secret_note == "hush"`), nil).is(400)
		clerk.do("GET", "/api/records/client?fields=secret_note", nil).is(400)
		clerk.do("DELETE", "/api/records/client/"+ann, nil).is(403)
		if a := clerk.do("PATCH", "/api/records/client/"+ann, map[string]any{"secret_note": "x"}); a.status < 400 || a.status >= 500 {
			t.Errorf("a hidden field was written: %d", a.status)
		}
		deal := boss.make("deal", map[string]any{"name": "Boss's", "client": ann})
		clerk.do("GET", "/api/records/deal/"+deal, nil).is(404)
		clerk.do("GET", "/api/records/deal/"+deal+"/history", nil).is(404)
		clerk.do("GET", "/api/records/deal/"+deal+"/timeline", nil).is(404)
		clerk.do("POST", "/api/records/deal/"+deal+"/comments", map[string]any{"text": "hello"}).is(404)
		clerk.do("POST", "/api/records/deal/"+deal+"/move", map[string]any{"stage": "won"}).is(404)
		clerk.do("GET", "/api/records/deal", nil).is(200).has("data", []any{})
		own := clerk.make("deal", map[string]any{"name": "Clerk's", "client": ann})
		clerk.do("GET", "/api/records/deal/"+own, nil).is(200).has("name", "Clerk's")
		clerk.do("GET", "/api/runs", nil).is(403)
		clerk.do("GET", "/api/outbox", nil).is(403)
	})
}

func TestOneClientIsBounded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	b := api.NewBuckets(10, func() time.Time { return now })
	taken := 0
	for range 100 {
		if b.Take("a") {
			taken++
		}
	}
	if taken != 41 {
		t.Errorf("%d of 100 requests at once, want the burst of 41", taken)
	}
	if !b.Take("b") {
		t.Error("another client pays for it")
	}
	now = now.Add(time.Second)
	for taken = 0; b.Take("a"); taken++ {
	}
	if taken != 10 {
		t.Errorf("%d requests after a second, want 10", taken)
	}
}
