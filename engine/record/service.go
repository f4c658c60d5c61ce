package record

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
)

// Service is the door. It belongs to one process and holds no state but the model in force.
type Service struct {
	DB        *store.DB
	Now       func() time.Time
	model     atomic.Pointer[model.Model]
	listeners []Listener
}

// New makes the door to a database for a model.
func New(db *store.DB, m *model.Model, now func() time.Time) *Service {
	s := &Service{DB: db, Now: now}
	s.model.Store(m)
	return s
}

// Model is the model in force.
func (s *Service) Model() *model.Model { return s.model.Load() }

// Use puts another model in force; transactions under way keep theirs.
func (s *Service) Use(m *model.Model) { s.model.Store(m) }

// Listen adds a listener; called before the service is used.
func (s *Service) Listen(l Listener) { s.listeners = append(s.listeners, l) }

// Listener is told of every change, inside its transaction; an error undoes the change.
type Listener interface {
	Changed(ctx context.Context, w *Writer, e *Event) error
}

// EventKind is what happened to a record.
type EventKind string

// The kinds. A move is an update that changed the stage.
const (
	Created  EventKind = "create"
	Updated  EventKind = "update"
	Moved    EventKind = "move"
	Deleted  EventKind = "delete"
	Restored EventKind = "restore"
)

// Event is one change of one record.
type Event struct {
	Kind    EventKind
	Before  model.Row // its Entity is nil for a created record
	After   model.Row
	Changed []*model.Field
	Who     identity.Actor
	Depth   int // how many automations stand between a person and this change
}

// Write runs fn in one transaction.
func (s *Service) Write(ctx context.Context, who identity.Actor, fn func(w *Writer) error) error {
	panic("record: not built yet")
}

// Read runs fn on one snapshot.
func (s *Service) Read(ctx context.Context, who identity.Actor, fn func(r *Reader) error) error {
	panic("record: not built yet")
}
