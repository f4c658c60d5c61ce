package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

const (
	keyHeader = "Idempotency-Key"
	keptFor   = 24 * time.Hour
	maxKey    = 255
)

// kept is an answer under an Idempotency-Key. Without a status it is still being worked on.
type kept struct {
	RequestHash string  `bun:"request_hash"`
	Status      *int    `bun:"status"`
	Location    *string `bun:"location"`
	ETag        *string `bun:"etag"`
	Body        *string `bun:"body"`
}

// claim is an Idempotency-Key of one actor with the request it stands for.
type claim struct{ key, request string }

// claimOf reads the request's key; "" when it has none. Only POST takes one.
func claimOf(q *request, body []byte) (claim, error) {
	key := q.Request().Header.Get(keyHeader)
	if key == "" || q.Request().Method != http.MethodPost {
		return claim{}, nil
	}
	if len(key) > maxKey {
		return claim{}, refuse(http.StatusBadRequest, "invalid_parameter", "name", keyHeader)
	}
	request := append([]byte(q.Request().Method+" "+q.Request().URL.RequestURI()+"\n"), body...)
	return claim{hash([]byte(q.actor.UserID() + "\n" + key)), hash(request)}, nil
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// once makes a change in one transaction. With an Idempotency-Key the answer is kept in that same transaction, so
// the change happens at most once whatever happens to the process; a second request waits for the first and gets
// its answer. A refusal keeps nothing.
func (s *Server) once(q *request, body []byte, fn func(w *record.Writer) (*answer, error)) (*answer, error) {
	cl, err := claimOf(q, body)
	if err != nil {
		return nil, err
	}
	var a *answer
	err = s.Records.Write(q.ctx(), q.actor, func(w *record.Writer) (err error) {
		if a, err = cl.take(q.ctx(), w.Tx, s.Now()); err != nil || a != nil {
			return err
		}
		if a, err = fn(w); err != nil {
			return err
		}
		return cl.keep(q.ctx(), w.Tx, a)
	})
	return a, err
}

// remembered is once for work that makes transactions of its own: between them the key is busy. When the process
// dies there, the key stays busy: whether the work was done is then for a person to see.
func (s *Server) remembered(q *request, body []byte, fn func() (*answer, error)) (*answer, error) {
	cl, err := claimOf(q, body)
	if err != nil || cl.key == "" {
		if err == nil {
			return fn()
		}
		return nil, err
	}
	var a *answer
	err = s.system(q.ctx(), func(tx *store.Tx) (err error) {
		a, err = cl.take(q.ctx(), tx, s.Now())
		return err
	})
	if err != nil || a != nil {
		return a, err
	}
	ctx := context.WithoutCancel(q.ctx())
	if a, err = fn(); err != nil {
		return nil, errors.Join(err, s.system(ctx, func(tx *store.Tx) error { return cl.drop(ctx, tx) }))
	}
	return a, s.system(ctx, func(tx *store.Tx) error { return cl.keep(ctx, tx, a) })
}

func (s *Server) system(ctx context.Context, fn func(tx *store.Tx) error) error {
	return s.Records.Write(ctx, identity.System(), func(w *record.Writer) error { return fn(w.Tx) })
}

// take claims the key, or gives the answer that is kept under it.
func (c claim) take(ctx context.Context, tx *store.Tx, now time.Time) (*answer, error) {
	if c.key == "" {
		return nil, nil
	}
	fresh, err := tx.Exec(ctx, `INSERT INTO tamga_idempotency (key, request_hash, created_at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING`,
		c.key, c.request, now)
	if err != nil || fresh == 1 {
		return nil, err
	}
	var k kept
	err = tx.Scan(ctx, &k, `SELECT request_hash, status, location, etag, body FROM tamga_idempotency WHERE key = ?`, c.key)
	switch {
	case err != nil:
		return nil, err
	case k.RequestHash != c.request:
		return nil, refuse(http.StatusUnprocessableEntity, "idempotency_mismatch")
	case k.Status == nil:
		return nil, refuse(http.StatusConflict, "idempotency_busy")
	}
	return &answer{status: *k.Status, location: text(k.Location), etag: text(k.ETag), body: []byte(text(k.Body))}, nil
}

func (c claim) keep(ctx context.Context, tx *store.Tx, a *answer) error {
	if c.key == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE tamga_idempotency SET status = ?, location = ?, etag = ?, body = ? WHERE key = ?`,
		int64(a.status), a.location, a.etag, string(a.body), c.key)
	return err
}

func (c claim) drop(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, `DELETE FROM tamga_idempotency WHERE key = ?`, c.key)
	return err
}

func text(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}
