package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// errBroken makes database/sql throw a connection away.
var errBroken = driver.ErrBadConn

// errBegin is a transaction that did not begin: the connection was dead, and another may live.
var errBegin = errors.New("begin")

// Tx is a transaction. It belongs to one goroutine.
type Tx struct {
	db     *DB
	s      *session
	after  []func()
	writes bool // it may write
}

// DB is the database of the transaction.
func (t *Tx) DB() *DB { return t.db }

// Write runs fn in one transaction that may write; it commits when fn gives nil. On SQLite writers queue.
// A transaction that lost a race (serialization, deadlock, busy) is run again: fn must have no effect outside of it.
// fn must not call Write or Read itself.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return d.again(ctx, func() error {
		return d.once(ctx, d.write, d.dialect.beginWrite(), func(tx *Tx) error {
			tx.writes = true
			return fn(tx)
		})
	})
}

// Read runs fn on one snapshot.
func (d *DB) Read(ctx context.Context, fn func(tx *Tx) error) error {
	return d.again(ctx, func() error { return d.once(ctx, d.read, d.dialect.beginRead(), fn) })
}

// The bounds of trying again. SQLite waits for a lock by itself for five seconds before it says that it is busy.
const (
	maxAttempts = 10
	maxTrying   = 10 * time.Second
	firstPause  = 2 * time.Millisecond
	longPause   = 400 * time.Millisecond
)

func (d *DB) again(ctx context.Context, run func() error) error {
	pause, began := firstPause, time.Now()
	for attempt := 1; ; attempt++ {
		err := run()
		if err == nil || attempt == maxAttempts || time.Since(began) > maxTrying || !errors.Is(err, errBegin) && !d.dialect.lostRace(err) {
			return err
		}
		select {
		case <-time.After(pause/2 + rand.N(pause)):
		case <-ctx.Done():
			return err
		}
		pause = min(2*pause, longPause)
	}
}

// once runs fn between begin and commit; around are a statement before begin and one after the end.
func (d *DB) once(ctx context.Context, p *pool, begin string, fn func(tx *Tx) error, around ...string) (err error) {
	s, err := p.take(ctx)
	if err != nil {
		return err
	}
	broken := false
	defer func() { p.give(s, broken) }()
	if len(around) == 2 {
		if _, err := s.exec(ctx, around[0], nil); err != nil {
			return err
		}
		defer func() {
			if _, e := s.exec(context.WithoutCancel(ctx), around[1], nil); e != nil {
				broken = true
			}
		}()
	}
	if _, err := s.exec(ctx, begin, nil); err != nil {
		broken = true
		return fmt.Errorf("%w: %w", errBegin, err)
	}
	t := &Tx{db: d, s: s}
	done := false
	defer func() {
		if !done { // fn failed or panicked
			broken = rollback(s) != nil
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	if _, err := s.exec(ctx, "COMMIT", nil); err != nil {
		return fmt.Errorf("commit: %w", d.dialect.refused(err))
	}
	done = true
	for _, fn := range t.after {
		fn()
	}
	return nil
}

// rollback works on when the caller's context is done: the connection must come back clean.
func rollback(s *session) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, err := s.exec(ctx, "ROLLBACK", nil)
	return err
}

// AfterCommit runs fn once the transaction has committed, and never when it did not; fn must be quick.
// A transaction that is run again forgets what its earlier attempts asked for.
func (t *Tx) AfterCommit(fn func()) { t.after = append(t.after, fn) }

// IsNoRows tells that a single value was asked for and there is none.
func IsNoRows(err error) bool { return errors.Is(err, ErrNoRows) }
