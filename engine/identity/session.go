package identity

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/store"
)

// How long a session lives: Idle after it was last used, Absolute after sign-in.
const (
	Idle     = 7 * 24 * time.Hour
	Absolute = 30 * 24 * time.Hour
)

// touchEvery is how often the use of a session is written down.
const touchEvery = 5 * time.Minute

// Session is somebody signed in. Secret is what the cookie holds; only its hash is kept.
type Session struct {
	Secret  string
	CSRF    string
	Expires time.Time
	Actor   Actor
}

type session struct {
	Hash    string    `bun:"hash"`
	User    string    `bun:"user_id"`
	CSRF    string    `bun:"csrf"`
	Created time.Time `bun:"created_at"`
	Seen    time.Time `bun:"seen_at"`
	Expires time.Time `bun:"expires_at"`
}

// Login signs in. address is where the request came from, for throttling. It gives ErrWrong for a wrong e-mail or
// password and for a user who is not active — in the same time — and *Throttled after too many of them.
func (p *People) Login(ctx context.Context, email, password, address string) (*Session, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if err := p.reserve(ctx, email, address); err != nil {
		return nil, signIn(err)
	}
	id, kept, err := p.credential(ctx, email)
	if err != nil {
		return nil, signIn(err)
	}
	if ok, err := matches(ctx, password, kept); err != nil {
		return nil, signIn(err)
	} else if !ok {
		return nil, ErrWrong
	}
	var s *Session
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		s, err = p.open(ctx, tx, id)
		if err != nil {
			return err
		}
		return p.forgive(ctx, tx, email, address)
	})
	return s, signIn(err)
}

func signIn(err error) error {
	switch err.(type) {
	case nil, *Throttled:
		return err
	}
	if err == ErrWrong {
		return err
	}
	return fmt.Errorf("sign in: %w", err)
}

// credential finds the user's id and password hash; both are "" when there is no such user.
func (p *People) credential(ctx context.Context, email string) (id, kept string, err error) {
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		var c struct {
			ID   string `bun:"id"`
			Hash string `bun:"password_hash"`
		}
		err := tx.Scan(ctx, &c, `SELECT u.id, c.password_hash FROM "user" u JOIN tamga_credential c ON c.user_id = u.id
			WHERE u.email = ? AND u.deleted_at IS NULL`, email)
		if store.IsNoRows(err) {
			return nil
		}
		id, kept = c.ID, c.Hash
		return err
	})
	return id, kept, err
}

// open makes a session and clears away those that are long over.
func (p *People) open(ctx context.Context, tx *store.Tx, id string) (*Session, error) {
	who, err := ActorIn(ctx, tx, p.model(), id)
	if err == ErrNoUser {
		return nil, ErrWrong
	}
	if err != nil {
		return nil, err
	}
	now := p.now()
	s := &Session{Secret: newSecret(), CSRF: newSecret(), Expires: now.Add(Idle), Actor: who}
	if _, err := tx.Exec(ctx, `DELETE FROM tamga_session WHERE created_at < ?`, now.Add(-2*Absolute)); err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO tamga_session (hash, user_id, csrf, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
		hashed(s.Secret), id, s.CSRF, now, now, s.Expires)
	return s, err
}

// Resume finds the session of a cookie; ErrNoSession when it is unknown or over.
func (p *People) Resume(ctx context.Context, secret string) (*Session, error) {
	var k session
	s := &Session{Secret: secret}
	err := p.db.Read(ctx, func(tx *store.Tx) error {
		err := tx.Scan(ctx, &k, `SELECT hash, user_id, csrf, created_at, seen_at, expires_at FROM tamga_session WHERE hash = ?`, hashed(secret))
		if store.IsNoRows(err) || err == nil && !p.now().Before(k.Expires) {
			return ErrNoSession
		}
		if err != nil {
			return err
		}
		s.Actor, err = ActorIn(ctx, tx, p.model(), k.User)
		if err == ErrNoUser {
			return ErrNoSession
		}
		return err
	})
	if err == ErrNoSession {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("resume session: %w", err)
	}
	s.CSRF, s.Expires = k.CSRF, k.Expires
	return s, p.touch(ctx, s, k)
}

// touch writes down that a session was used, now and then.
func (p *People) touch(ctx context.Context, s *Session, k session) error {
	now := p.now()
	if now.Sub(k.Seen) < touchEvery {
		return nil
	}
	s.Expires = now.Add(Idle)
	if end := k.Created.Add(Absolute); s.Expires.After(end) {
		s.Expires = end
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE tamga_session SET seen_at = ?, expires_at = ? WHERE hash = ? AND expires_at > ?`, now, s.Expires, k.Hash, now)
		return err
	})
}

// Logout ends a session; an unknown one is no error.
func (p *People) Logout(ctx context.Context, secret string) error {
	return p.db.Write(ctx, func(tx *store.Tx) error {
		now := p.now()
		_, err := tx.Exec(ctx, `UPDATE tamga_session SET expires_at = ? WHERE hash = ? AND expires_at > ?`, now, hashed(secret), now)
		return err
	})
}

// endSessions ends all sessions of a user.
func (p *People) endSessions(ctx context.Context, tx *store.Tx, user string) error {
	now := p.now()
	_, err := tx.Exec(ctx, `UPDATE tamga_session SET expires_at = ? WHERE user_id = ? AND expires_at > ?`, now, user, now)
	return err
}
