package identity

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/store"
)

// tokenPrefix makes a token known for what it is where it should not be: in a commit, in a log.
const tokenPrefix = "tamga_"

// Token is a key for programs: the rights of a role, in the name of a user, until it expires.
type Token struct {
	ID       string     `json:"id" bun:"id"`
	Name     string     `json:"name" bun:"name"`
	Role     string     `json:"role" bun:"role"` // "": the user's own
	Created  time.Time  `json:"created_at" bun:"created_at"`
	Expires  *time.Time `json:"expires_at" bun:"expires_at"`
	LastSeen *time.Time `json:"last_seen" bun:"seen_at"`
}

// NewToken makes a token for a user; role "" is the user's own, life 0 never ends. The secret is shown this once.
func (p *People) NewToken(ctx context.Context, user, name, role string, life time.Duration) (secret string, t *Token, err error) {
	name = strings.TrimSpace(name)
	if bad := p.wrongToken(name, role, life); len(bad) > 0 {
		return "", nil, &Invalid{bad}
	}
	now := p.now().Truncate(time.Microsecond)
	t = &Token{ID: uuid.Must(uuid.NewV7()).String(), Name: name, Role: role, Created: now}
	if life > 0 {
		end := now.Add(life)
		t.Expires = &end
	}
	secret = tokenPrefix + newSecret()
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := ActorIn(ctx, tx, p.model(), user); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO tamga_token (id, hash, name, user_id, role, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			t.ID, hashed(secret), t.Name, user, t.Role, t.Created, t.Expires)
		return err
	})
	if err != nil && err != ErrNoUser {
		err = fmt.Errorf("make token: %w", err)
	}
	return secret, t, err
}

func (p *People) wrongToken(name, role string, life time.Duration) []Wrong {
	var bad []Wrong
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		bad = append(bad, Wrong{Field: "name", Code: "required"})
	case n > 100:
		bad = append(bad, Wrong{Field: "name", Code: "too_long", Params: map[string]any{"max": int64(100)}})
	}
	if role != "" && p.model().Role(role) == nil {
		bad = append(bad, p.notARole(role))
	}
	if life < 0 {
		bad = append(bad, Wrong{Field: "expires_in_days", Code: "too_small", Params: map[string]any{"min": int64(1)}})
	}
	return bad
}

// Tokens are a user's tokens, newest first.
func (p *People) Tokens(ctx context.Context, user string) ([]*Token, error) {
	var list []Token
	err := p.db.Read(ctx, func(tx *store.Tx) error {
		return tx.Scan(ctx, &list, `SELECT id, name, role, created_at, expires_at, seen_at FROM tamga_token WHERE user_id = ? ORDER BY id DESC`, user)
	})
	out := make([]*Token, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out, err
}

// DropToken takes a token of a user away; ErrNoToken when there is none.
func (p *People) DropToken(ctx context.Context, user, id string) error {
	if _, err := uuid.Parse(id); err != nil {
		return ErrNoToken
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM tamga_token WHERE id = ? AND user_id = ?`, id, user)
		if err == nil && n == 0 {
			return ErrNoToken
		}
		return err
	})
}

// ByToken makes the actor of a token's secret; ErrNoToken when it is unknown or over.
func (p *People) ByToken(ctx context.Context, secret string) (Actor, error) {
	var k struct {
		ID      string     `bun:"id"`
		User    string     `bun:"user_id"`
		Role    string     `bun:"role"`
		Expires *time.Time `bun:"expires_at"`
		Seen    *time.Time `bun:"seen_at"`
	}
	if !strings.HasPrefix(secret, tokenPrefix) {
		return Actor{}, ErrNoToken
	}
	var who Actor
	now := p.now()
	err := p.db.Read(ctx, func(tx *store.Tx) error {
		err := tx.Scan(ctx, &k, `SELECT id, user_id, role, expires_at, seen_at FROM tamga_token WHERE hash = ?`, hashed(secret))
		if store.IsNoRows(err) || err == nil && k.Expires != nil && !now.Before(*k.Expires) {
			return ErrNoToken
		}
		if err != nil {
			return err
		}
		who, err = ActorIn(ctx, tx, p.model(), k.User)
		return err
	})
	who.As = AsToken
	if k.Role != "" {
		if who.Role = p.model().Role(k.Role); who.Role == nil {
			err = ErrNoToken // the role is no more: a token has no other
		}
	}
	switch err {
	case nil:
	case ErrNoToken, ErrNoUser:
		return Actor{}, ErrNoToken
	default:
		return Actor{}, fmt.Errorf("look up token: %w", err)
	}
	if k.Seen != nil && now.Sub(*k.Seen) < touchEvery {
		return who, nil
	}
	return who, p.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE tamga_token SET seen_at = ? WHERE id = ?`, now, k.ID)
		return err
	})
}
