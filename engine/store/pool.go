package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"github.com/uptrace/bun"
)

// session is one connection, with the statements that were prepared on it.
type session struct {
	conn  bun.Conn
	stmts map[string]*sql.Stmt // nil where the driver keeps them itself (pgx)
}

// maxStatements bounds what one connection keeps prepared; texts are few, filters of people are not.
const maxStatements = 500

// prepared gives the statement of a text, prepared once.
func (s *session) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if st := s.stmts[text]; st != nil {
		return st, nil
	}
	st, err := s.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if len(s.stmts) >= maxStatements {
		s.forget()
	}
	s.stmts[text] = st
	return st, nil
}

// forget closes all that is prepared.
func (s *session) forget() {
	for text, st := range s.stmts {
		_ = st.Close()
		delete(s.stmts, text)
	}
}

func (s *session) exec(ctx context.Context, text string, args []any) (sql.Result, error) {
	if s.stmts == nil {
		return s.conn.Conn.ExecContext(ctx, text, args...)
	}
	st, err := s.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

func (s *session) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	if s.stmts == nil {
		return s.conn.Conn.QueryContext(ctx, text, args...)
	}
	st, err := s.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// pool hands out sessions, the one used last first: its statements are prepared and its pages in memory.
// Without slots the driver's own pool keeps them.
type pool struct {
	db    *bun.DB
	slots chan struct{}
	mu    sync.Mutex
	idle  []*session
}

func newPool(db *bun.DB, size int) *pool {
	return &pool{db: db, slots: make(chan struct{}, size)}
}

// take waits for a session.
func (p *pool) take(ctx context.Context) (*session, error) {
	if p.slots == nil {
		conn, err := p.db.Conn(ctx)
		return &session{conn: conn}, err
	}
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a connection: %w", ctx.Err())
	}
	if s := p.pop(); s != nil {
		return s, nil
	}
	conn, err := p.db.Conn(ctx)
	if err != nil {
		<-p.slots
		return nil, err
	}
	return &session{conn: conn, stmts: map[string]*sql.Stmt{}}, nil
}

func (p *pool) pop() *session {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle)
	if n == 0 {
		return nil
	}
	s := p.idle[n-1]
	p.idle = p.idle[:n-1]
	return s
}

// give brings a session back; a broken one is thrown away with its connection.
func (p *pool) give(s *session, broken bool) {
	if broken {
		s.forget()
		_ = s.conn.Raw(func(any) error { return errBroken })
	}
	if p.slots == nil || broken {
		_ = s.conn.Close()
	}
	if p.slots == nil {
		return
	}
	if !broken {
		p.mu.Lock()
		p.idle = append(p.idle, s)
		p.mu.Unlock()
	}
	<-p.slots
}

func (p *pool) close() error {
	for s := p.pop(); s != nil; s = p.pop() {
		s.forget()
		_ = s.conn.Close()
	}
	return p.db.Close()
}
