package identity

import (
	"context"
	"time"
)

// Token is a key for programs: the rights of a role, in the name of a user, until it expires.
type Token struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Role     string     `json:"role"`
	Created  time.Time  `json:"created_at"`
	Expires  *time.Time `json:"expires_at"`
	LastSeen *time.Time `json:"last_seen"`
}

// NewToken makes a token for a user; role "" is the user's own. The secret is shown this once.
func (p *People) NewToken(ctx context.Context, user, name, role string, life time.Duration) (secret string, t *Token, err error) {
	panic("identity: not built yet")
}

// Tokens are a user's tokens, newest first.
func (p *People) Tokens(ctx context.Context, user string) ([]*Token, error) {
	panic("identity: not built yet")
}

// DropToken takes a token of a user away; ErrNoToken when there is none.
func (p *People) DropToken(ctx context.Context, user, id string) error {
	panic("identity: not built yet")
}

// ByToken makes the actor of a token's secret; ErrNoToken when it is unknown or over.
func (p *People) ByToken(ctx context.Context, secret string) (Actor, error) {
	panic("identity: not built yet")
}
