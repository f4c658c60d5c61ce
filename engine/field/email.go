package field

import (
	"net/mail"
	"strings"
)

type email struct{ textual }

func (email) Name() string { return "email" }

// Decode takes one bare address; its domain is lowered and must have a dot.
func (email) Decode(v any, o Options) (any, error) {
	s, err := readText(v, o, 254)
	if err != nil || s == "" {
		return nil, err
	}
	a, err := mail.ParseAddress(s)
	at := strings.LastIndexByte(s, '@')
	if err != nil || a.Address != s || !strings.Contains(s[at+1:], ".") {
		return nil, fail("not_an_email")
	}
	return s[:at+1] + strings.ToLower(s[at+1:]), nil
}
