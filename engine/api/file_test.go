package api_test

import (
	"bufio"
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"
)

// upload sends a file; its type is what the browser would claim.
func (c *client) upload(name string, content []byte) *answer {
	c.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		c.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		c.Fatal(err)
	}
	if err := form.Close(); err != nil {
		c.Fatal(err)
	}
	return c.do("POST", "/api/files", b.Bytes(), "Content-Type", form.FormDataContentType())
}

func TestFilesAreKeptAndShownSafely(t *testing.T) {
	each(t, func(w *world) {
		boss, clerk := w.boss(), w.clerk()
		png := append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{1}, 50)...)
		kept := boss.upload("../../me\u202e.png", png).is(201).has("type", "image/png").has("name", "me.png").has("size", 58)
		path := "/api/files/" + kept.id()
		a := boss.do("GET", path, nil).is(200)
		if a.text != string(png) || !strings.HasPrefix(a.header.Get("Content-Disposition"), "inline") {
			t.Errorf("%v", a.header)
		}
		if a := boss.do("GET", path+"?download=1", nil).is(200); !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%v", a.header)
		}
		clerk.do("GET", path, nil).is(404)
		boss.make("client", map[string]any{"name": "Ann", "email": "a@example.org", "photo": kept.json})
		clerk.do("GET", path, nil).is(200)
		page := boss.upload("picture.png", []byte("<html><script>alert(1)</script></html>")).is(201)
		a = boss.do("GET", "/api/files/"+page.id(), nil).is(200)
		if !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") || a.header.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(a.header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("a page is shown: %v", a.header)
		}
		boss.upload("empty", nil).is(422)
		boss.do("POST", "/api/files", map[string]any{"file": "x"}).is(415)
		boss.upload("big", make([]byte, 26<<20)).is(413)
		boss.upload("huge", make([]byte, 90<<20)).is(413) // the sender still hears why
	})
}

func TestTheUIIsServed(t *testing.T) {
	w := onSQLite(t)
	c := w.stranger()
	for _, path := range []string{"/", "/deal/123", "/index.html"} {
		a := c.do("GET", path, nil).is(200)
		if !strings.Contains(a.text, "app") || !strings.Contains(a.header.Get("Content-Security-Policy"), "script-src 'self'") || a.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %v", path, a.header)
		}
	}
	a := c.do("GET", "/assets/app-1.js", nil, "Accept-Encoding", "gzip").is(200)
	if a.header.Get("Content-Encoding") != "gzip" || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
		t.Errorf("%v", a.header)
	}
	c.do("GET", "/assets/app-1.js", nil, "If-None-Match", a.header.Get("ETag")).is(304)
	c.do("GET", "/assets/none.js", nil).is(404)
	c.do("POST", "/", nil).is(405)
	c.do("GET", "/api/docs/", nil).is(200)
	c.do("GET", "/api/docs/../index.html", nil)
	if a := c.do("GET", "/metrics", nil).is(200); !strings.Contains(a.text, `tamga_http_requests_total{method="GET",route="static",status="200"}`) {
		t.Errorf("no figures:\n%.500s", a.text)
	}
	c.do("GET", "/healthz", nil).is(200)
	c.do("HEAD", "/healthz", nil).is(200)
	c.do("GET", "/readyz", nil).is(200)
	c.do("GET", "/api/release", nil).is(200)
}

func TestChangesAreTold(t *testing.T) {
	each(t, func(w *world) {
		boss, clerk := w.boss(), w.clerk()
		told := clerk.listen()
		time.Sleep(1200 * time.Millisecond) // the stream is joined
		ann := boss.make("client", map[string]any{"name": "Ann", "email": "a@example.org"})
		hidden := boss.make("deal", map[string]any{"name": "Boss's", "client": ann})
		own := clerk.make("deal", map[string]any{"name": "Clerk's", "client": ann})
		var seen []string
		for wait := time.After(15 * time.Second); !strings.Contains(strings.Join(seen, ""), own); {
			select {
			case line := <-told:
				seen = append(seen, line)
			case <-wait:
				t.Fatalf("not told of %s:\n%s", own, strings.Join(seen, "\n"))
			}
		}
		all := strings.Join(seen, "\n")
		if !strings.Contains(all, `{"entity":"client","id":"`+ann+`","action":"create"}`) || strings.Contains(all, hidden) {
			t.Errorf("told:\n%s", all)
		}
	})
}

// listen opens the stream of events.
func (c *client) listen() <-chan string {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), "GET", c.url+"/api/events", nil)
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Cookie", c.cookie)
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		c.Fatalf("%v %v", err, res)
	}
	lines := make(chan string, 100)
	go func() {
		defer res.Body.Close()
		for s := bufio.NewScanner(res.Body); s.Scan(); {
			lines <- s.Text()
		}
	}()
	return lines
}

func TestTheDocumentOfTheAPI(t *testing.T) {
	w := onSQLite(t)
	boss := w.boss().do("GET", "/api/openapi.json", nil).is(200).has("openapi", "3.1.0")
	clerk := w.clerk().do("GET", "/api/openapi.json", nil).is(200)
	for text, want := range map[string][2]bool{`"/api/users"`: {true, false}, "secret_note": {true, false}, `"delete_client"`: {true, false}, `"create_client"`: {true, true}} {
		if got := [2]bool{strings.Contains(boss.text, text), strings.Contains(clerk.text, text)}; got != want {
			t.Errorf("%s: the boss and the clerk see it: %v, want %v", text, got, want)
		}
	}
}

func TestCommentsAndTimeline(t *testing.T) {
	each(t, func(w *world) {
		c := w.boss()
		ann := "/api/records/client/" + c.make("client", map[string]any{"name": "Ann", "email": "a@example.org"})
		c.do("POST", ann+"/comments", map[string]any{"text": "called"}).is(201).has("kind", "comment").has("by.name", "Bo Boss")
		c.do("POST", ann+"/comments", map[string]any{"text": "  "}).is(422)
		c.do("GET", ann+"/timeline", nil).is(200).has("data.0.text", "called").has("data.1.kind", "change").has("data.1.action", "create")
		first := c.do("GET", ann+"/timeline?limit=1", nil).is(200)
		c.do("GET", ann+"/timeline?limit=1&cursor="+first.at("next").(string), nil).is(200).has("data.0.action", "create").has("next", nil)
		c.do("GET", ann+"/timeline?cursor=x", nil).is(400)
		c.do("GET", ann+"/runs", nil).is(200).has("data", []any{})
		c.do("GET", "/api/outbox", nil).is(200).has("data", []any{})
		c.do("GET", "/api/runs?state=parked", nil).is(200).has("data", []any{})
		c.do("GET", "/api/runs?state=parkd", nil).is(400)
		c.do("POST", "/api/runs/01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e/retry", nil).is(404)
		c.do("POST", "/api/runs/01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e/rety", nil).is(404)
		c.do("GET", "/api/outbox/01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e", nil).is(404)
		c.do("POST", "/api/outbox/01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e/send", nil).is(409)
	})
}
