package identity

import (
	"errors"
	"time"
)

// The refusals.
var (
	ErrWrong     = errors.New("identity: wrong e-mail or password")
	ErrNoSession = errors.New("identity: no such session")
	ErrNoToken   = errors.New("identity: no such token")
	ErrNoUser    = errors.New("identity: no such user")
)

// Throttled asks to wait: too many wrong passwords for an account or from an address.
type Throttled struct{ After time.Duration }

// Error says how long.
func (t *Throttled) Error() string { return "identity: throttled for " + t.After.String() }

// Invalid is all that is wrong with a user or token; codes are keys of the catalogue of words.
type Invalid struct{ Fields []Wrong }

// Wrong is what is wrong with one field.
type Wrong struct {
	Field  string
	Code   string
	Params map[string]any
}

// Error is for logs; it holds no value that a user typed.
func (i *Invalid) Error() string {
	s := "identity: invalid"
	for _, f := range i.Fields {
		s += " " + f.Field + ":" + f.Code
	}
	return s
}
