package identity

import (
	"context"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/store"
)

// How many wrong passwords are forgiven within the window before one must wait: half a minute, then twice as long
// each time, up to the window.
const (
	forgivenAccount = 5
	forgivenAddress = 30
	window          = 15 * time.Minute
	firstWait       = 30 * time.Second
)

// attempt is what is kept of the wrong passwords under one key. Keys of accounts are hashed: whoever types their
// password into the wrong field has not left it in the database.
type attempt struct {
	Key      string     `bun:"key"`
	Failures int64      `bun:"failures"`
	Since    time.Time  `bun:"since"`
	Until    *time.Time `bun:"until"`
}

func keysOf(email, address string) []allowance {
	keys := []allowance{{"account:" + hashed(strings.ToLower(email)), forgivenAccount}}
	if address != "" {
		keys = append(keys, allowance{"address:" + address, forgivenAddress})
	}
	return keys
}

// allowance is how many wrong passwords are forgiven under a key.
type allowance struct {
	key      string
	forgiven int64
}

// reserve counts an attempt before the password is looked at, so that many at once do not slip through, or refuses it.
func (p *People) reserve(ctx context.Context, email, address string) error {
	return p.db.Write(ctx, func(tx *store.Tx) error {
		for _, a := range keysOf(email, address) {
			if err := p.count(ctx, tx, a.key, a.forgiven); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *People) count(ctx context.Context, tx *store.Tx, key string, forgiven int64) error {
	now := p.now()
	var a attempt
	// The row is made and locked in one statement: of many at once, each sees what the one before it counted.
	err := tx.Scan(ctx, &a, `INSERT INTO tamga_attempt (key, failures, since) VALUES (?, 0, ?)
		ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING key, failures, since, until`, key, now)
	if err != nil {
		return err
	}
	if a.Until != nil && now.Before(*a.Until) {
		return &Throttled{After: a.Until.Sub(now)}
	}
	if now.Sub(a.Since) > window {
		a.Failures, a.Since = 0, now
	}
	a.Failures++
	a.Until = nil
	if a.Failures >= forgiven {
		wait := firstWait << min(a.Failures-forgiven, 10)
		until := now.Add(min(wait, window))
		a.Until, a.Since = &until, now
	}
	_, err = tx.Exec(ctx, `UPDATE tamga_attempt SET failures = ?, since = ?, until = ? WHERE key = ?`, a.Failures, a.Since, a.Until, key)
	return err
}

// forgive takes back what reserve counted: the password was right.
func (p *People) forgive(ctx context.Context, tx *store.Tx, email, address string) error {
	for _, a := range keysOf(email, address) {
		sql := `DELETE FROM tamga_attempt WHERE key = ?`
		if strings.HasPrefix(a.key, "address:") {
			sql = `UPDATE tamga_attempt SET failures = failures - 1, until = NULL WHERE key = ? AND failures > 0`
		}
		if _, err := tx.Exec(ctx, sql, a.key); err != nil {
			return err
		}
	}
	return nil
}
