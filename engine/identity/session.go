package identity

import (
	"context"
	"time"
)

// How long a session lives: Idle after it was last used, Absolute after sign-in.
const (
	Idle     = 7 * 24 * time.Hour
	Absolute = 30 * 24 * time.Hour
)

// Session is somebody signed in. Secret is what the cookie holds; only its hash is kept.
type Session struct {
	Secret  string
	CSRF    string
	Expires time.Time
	Actor   Actor
}

// Login signs in. address is where the request came from, for throttling. It gives ErrWrong for a wrong e-mail or
// password and for a user who is not active — in the same time — and *Throttled after too many of them.
func (p *People) Login(ctx context.Context, email, password, address string) (*Session, error) {
	panic("identity: not built yet")
}

// Resume finds the session of a cookie; ErrNoSession when it is unknown or over.
func (p *People) Resume(ctx context.Context, secret string) (*Session, error) {
	panic("identity: not built yet")
}

// Logout ends a session; an unknown one is no error.
func (p *People) Logout(ctx context.Context, secret string) error { panic("identity: not built yet") }
