package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/view"
)

const (
	feedEvery  = time.Second
	feedAgain  = 10 * time.Second // entries are looked at again for this long: a slow transaction commits an older id
	feedMost   = 1000             // entries of one look
	heartbeat  = 20 * time.Second
	maxStreams = 1000
	lookTime   = 10 * time.Second
)

// announced is one change, as the journal tells it to every process.
type announced struct {
	ID     string `bun:"id" json:"-"`
	Entity string `bun:"entity" json:"entity"`
	Record string `bun:"record" json:"id"`
	Action string `bun:"action" json:"action"`
}

// feed follows the journal while anybody listens, so that changes made by any process reach every page.
type feed struct {
	server  *Server
	mu      sync.Mutex
	streams map[*stream]bool
	running bool
	closed  chan struct{}
	once    sync.Once
}

// stream is one listener. Changes that it is too slow for are dropped: a page also asks anew by itself.
type stream struct {
	changes chan announced
}

func newFeed(s *Server) *feed {
	return &feed{server: s, streams: map[*stream]bool{}, closed: make(chan struct{})}
}

func (f *feed) close() { f.once.Do(func() { close(f.closed) }) }

// join starts following the journal with the first listener.
func (f *feed) join() (*stream, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.streams) >= maxStreams {
		return nil, false
	}
	st := &stream{changes: make(chan announced, 256)}
	f.streams[st] = true
	if !f.running {
		f.running = true
		go f.follow()
	}
	return st, true
}

func (f *feed) leave(st *stream) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.streams, st)
}

// idle ends the following when nobody is left.
func (f *feed) idle() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.running = len(f.streams) > 0
	return !f.running
}

func (f *feed) follow() {
	began := f.server.Now()
	seen := map[string]time.Time{}
	tick := time.NewTicker(feedEvery)
	defer tick.Stop()
	for !f.idle() {
		select {
		case <-f.closed:
			return
		case <-tick.C:
		}
		now := f.server.Now()
		since := began
		if back := now.Add(-feedAgain); back.After(began) {
			since = back
		}
		list, err := f.look(since)
		if err != nil {
			f.server.Log.Warn("the journal cannot be followed", "error", err)
			continue
		}
		f.tell(list, seen, now)
	}
}

// look reads what the journal has since an instant.
func (f *feed) look(since time.Time) ([]announced, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lookTime)
	defer cancel()
	var list []announced
	err := f.server.Records.Read(ctx, identity.System(), func(r *record.Reader) error {
		list = nil
		return r.Tx.Scan(ctx, &list, fmt.Sprintf(`SELECT id, entity, record, action FROM tamga_journal WHERE id > ? ORDER BY id DESC LIMIT %d`, feedMost), firstID(since))
	})
	slices.Reverse(list)
	return list, err
}

// firstID is the smallest UUIDv7 of an instant.
func firstID(t time.Time) string {
	var id uuid.UUID
	ms := t.UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (8 * (5 - i)))
	}
	id[6], id[8] = 0x70, 0x80
	return id.String()
}

// tell hands what is new to every listener.
func (f *feed) tell(list []announced, seen map[string]time.Time, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range list {
		if !seen[a.ID].IsZero() {
			continue
		}
		seen[a.ID] = now
		for st := range f.streams {
			select {
			case st.changes <- a:
			default: // too slow: the page asks again by itself
			}
		}
	}
	for id, at := range seen {
		if now.Sub(at) > 2*feedAgain {
			delete(seen, id)
		}
	}
}

// events streams what changes, as far as the actor may see it.
func (s *Server) events(q *request) error {
	if _, err := q.params(); err != nil {
		return err
	}
	st, ok := s.feed.join()
	if !ok {
		return tooMany(time.Minute)
	}
	defer s.feed.leave(st)
	s.metrics.streams.Inc()
	defer s.metrics.streams.Dec()
	h := q.Response().Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	q.Response().WriteHeader(http.StatusOK)
	if err := http.NewResponseController(q.Response()).SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return s.stream(q, st)
}

// stream writes until the client goes, the server stops or the session is over.
func (s *Server) stream(q *request, st *stream) error {
	release := s.Records.Model().Hash
	beat, model := time.NewTicker(heartbeat), time.NewTicker(feedEvery)
	defer beat.Stop()
	defer model.Stop()
	text := "retry: 3000\n\n"
	for {
		if text != "" {
			if _, err := q.Response().Write([]byte(text)); err != nil {
				return nil // the client went away
			}
			q.Response().Flush()
			text = ""
		}
		select {
		case <-q.ctx().Done():
			return nil
		case <-s.feed.closed:
			return nil
		case <-beat.C:
			if s.recognize(q) != nil {
				return nil // signed out, deactivated, expired
			}
			text = ": still here\n\n"
		case <-model.C:
			if now := s.Records.Model().Hash; now != release {
				release = now
				text = "event: release\ndata: " + release + "\n\n"
			}
		case a := <-st.changes:
			var err error
			if text, err = s.told(q, a); err != nil {
				s.Log.Warn("an event cannot be told", "entity", a.Entity, "error", err)
			}
		}
	}
}

// told is the text of a change; "" for what the actor may not see.
func (s *Server) told(q *request, a announced) (string, error) {
	visible, err := s.sees(q, a)
	if err != nil || !visible {
		return "", err
	}
	b, err := json.Marshal(a)
	return "id: " + a.ID + "\ndata: " + string(b) + "\n\n", err
}

// sees asks for the record itself only where the right depends on it. A record that is gone can then not be asked.
func (s *Server) sees(q *request, a announced) (bool, error) {
	m := s.Records.Model()
	e := m.Entity(a.Entity)
	if e == nil {
		return false, nil
	}
	role := q.actor.Role
	if role != nil {
		role = m.Role(role.Name)
	}
	switch may := view.Reads(role, e); {
	case may.Always:
		return true, nil
	case may.Never():
		return false, nil
	}
	err := s.Records.Read(q.ctx(), q.actor, func(r *record.Reader) error {
		_, err := r.ByID(q.ctx(), e, a.Record)
		return err
	})
	var p *record.Problem
	if errors.As(err, &p) {
		return false, nil
	}
	return err == nil, err
}
