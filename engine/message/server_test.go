package message

import (
	"strings"
	"testing"
)

func TestParseServer(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		url  string
		host string
		port int
		sec  security
		from string
	}{
		{"smtp://localhost:2525", "localhost", 2525, opportunistic, "<tamga@localhost>"},
		{"smtp://mail.example.org", "mail.example.org", 25, opportunistic, "<tamga@mail.example.org>"},
		{"smtp://ann%40example.org:p%3Aw@mail.example.org", "mail.example.org", 587, mandatory, "<ann@example.org>"},
		{"smtp://u:p@127.0.0.1:25?from=Club+%3Cclub@example.org%3E", "127.0.0.1", 25, opportunistic, `"Club" <club@example.org>`},
		{"smtps://u:p@mail.example.org", "mail.example.org", 465, implicit, "<tamga@mail.example.org>"},
		{"smtp://u:p@mail.example.org:26?tls=none", "mail.example.org", 26, plain, "<tamga@mail.example.org>"},
	} {
		s, err := ParseServer(tc.url)
		if err != nil {
			t.Errorf("%s: %v", tc.url, err)
			continue
		}
		if s.host != tc.host || s.port != tc.port || s.security != tc.sec || s.from.String() != tc.from {
			t.Errorf("%s: %s:%d %s from %s", tc.url, s.host, s.port, s.security, s.from)
		}
	}
	if s, err := ParseServer(""); s != nil || err != nil {
		t.Errorf("none: %v %v", s, err)
	}
}

// A mistake in the URL is explained, and its password not shown.
func TestParseServerRefuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"http://u:hunter2@x", "smtp://", "smtp://u:hunter2@host:99999", "smtp://u:hunter2@host:x", "smtp://u:hunter2@host/path",
		"smtp://u:hunter2@host?tls=yes", "smtps://u:hunter2@host?tls=none", "smtp://u:hunter2@host?form=x", "smtp://u:hunter2@host?from=nobody",
		"smtp://u:hunter2@host?from=a@b%0d%0aBcc:x@y", "mail.example.org:25", "smtp://u:hunter2@[::1", "smtp://u:hunter2%zz@host"} {
		s, err := ParseServer(bad)
		if err == nil {
			t.Errorf("%s gave %+v", bad, s)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error shows the password: %v", bad, err)
		}
	}
}
