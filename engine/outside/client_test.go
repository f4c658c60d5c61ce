package outside

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestPublic(t *testing.T) {
	for _, s := range []string{"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255",
		"224.0.0.1", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1%eth0", "fec0::1", "::7f00:1"} {
		if public(netip.MustParseAddr(s)) {
			t.Errorf("%s is taken for public", s)
		}
	}
	for _, s := range []string{"93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"} {
		if !public(netip.MustParseAddr(s)) {
			t.Errorf("%s is taken for inner", s)
		}
	}
}

// other is a real server; it says what it heard.
func other(t *testing.T, answer http.HandlerFunc) (*Client, string) {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	u, _ := url.Parse(s.URL)
	return New(u.Host), s.URL
}

func TestSignedAndKeyed(t *testing.T) {
	var heard *http.Request
	var body []byte
	c, at := other(t, func(w http.ResponseWriter, r *http.Request) {
		heard = r
		body, _ = io.ReadAll(r.Body)
		fmt.Fprint(w, `{"id": 7}`)
	})
	a, err := c.Do(t.Context(), Request{Method: "POST", URL: at + "/in?x=1", Body: []byte(`{"a":1}`), Key: "run.2", Attempt: 3, Secret: "s", Token: "t",
		Headers: map[string]string{"X-Club": "osh", "Idempotency-Key": "mine"}})
	if err != nil || a.Status != 200 || string(a.Body) != `{"id": 7}` {
		t.Fatalf("%v %+v", err, a)
	}
	h := heard.Header
	if h.Get("Idempotency-Key") != "run.2" || h.Get("Tamga-Attempt") != "3" || h.Get("X-Club") != "osh" || h.Get("Authorization") != "Bearer t" {
		t.Errorf("headers: %v", h)
	}
	seconds, _, _ := strings.Cut(strings.TrimPrefix(h.Get("Tamga-Signature"), "t="), ",")
	n, _ := strconv.ParseInt(seconds, 10, 64)
	if time.Since(time.Unix(n, 0)).Abs() > time.Minute || h.Get("Tamga-Signature") != Sign("s", time.Unix(n, 0), body) {
		t.Errorf("signature: %s", h.Get("Tamga-Signature"))
	}
	if Sign("s", time.Unix(n, 0), []byte(`{"a":2}`)) == h.Get("Tamga-Signature") {
		t.Error("another body has the same signature")
	}
}

// What is refused for good, and what may pass, and that no error shows the address.
func TestVerdicts(t *testing.T) {
	for status, final := range map[int]bool{302: true, 400: true, 401: true, 404: true, 408: false, 429: false, 500: false, 503: false} {
		c, at := other(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/again")
			w.WriteHeader(status)
		})
		_, err := c.Do(t.Context(), Request{Method: "POST", URL: at + "/hidden?key=secret"})
		var r *Refusal
		if err == nil || errors.As(err, &r) != final || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestInnerAddresses(t *testing.T) {
	called := false
	_, at := other(t, func(http.ResponseWriter, *http.Request) { called = true })
	u, _ := url.Parse(at)
	for _, to := range []string{"https://" + u.Host, "https://localhost:" + u.Port(), "http://" + u.Host, "https://[::ffff:127.0.0.1]:" + u.Port(),
		"https://user:pw@example.org", "file:///etc/passwd", "https://0x7f000001:" + u.Port(), "https://2130706433:" + u.Port()} {
		var r *Refusal
		_, err := New("").Do(t.Context(), Request{Method: "POST", URL: to})
		if err == nil || !errors.As(err, &r) && !strings.Contains(err.Error(), "name is not known") {
			t.Errorf("%s: %v", to, err)
		}
	}
	if called {
		t.Error("it was called")
	}
	// A host that is allowed leads to no other by a redirection.
	c, first := other(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, at, http.StatusFound) })
	if _, err := c.Do(t.Context(), Request{Method: "POST", URL: first}); err == nil || called {
		t.Errorf("the redirection was followed: %v", err)
	}
}

func TestStallsAndFloods(t *testing.T) {
	stop := make(chan struct{})
	c, at := other(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/flood" {
			for range 40 {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					return
				}
			}
			return
		}
		w.WriteHeader(200)
		w.(http.Flusher).Flush()
		<-stop
	})
	defer close(stop)
	c.Limit = 100 * time.Millisecond
	if _, err := c.Do(t.Context(), Request{Method: "GET", URL: at}); err == nil || !strings.Contains(err.Error(), "in time") {
		t.Errorf("a server that stalls: %v", err)
	}
	c.Limit = whole
	var r *Refusal
	if _, err := c.Do(t.Context(), Request{Method: "GET", URL: at + "/flood"}); !errors.As(err, &r) {
		t.Errorf("a server that floods: %v", err)
	}
}
