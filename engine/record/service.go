package record

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
)

// Service is the door. It belongs to one process and holds no state but the model in force.
type Service struct {
	DB        *store.DB
	Now       func() time.Time
	force     atomic.Pointer[digest]
	listeners []Listener
}

// New makes the door to a database for a model.
func New(db *store.DB, m *model.Model, now func() time.Time) *Service {
	s := &Service{DB: db, Now: now}
	s.Use(m)
	return s
}

// Model is the model in force.
func (s *Service) Model() *model.Model { return s.force.Load().model }

// Use puts another model in force; transactions under way keep theirs.
func (s *Service) Use(m *model.Model) { s.force.Store(digestOf(m)) }

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

// Event is one change of one record. A change of nothing but stored formulas, because of another record, is an
// Updated event too.
type Event struct {
	Kind    EventKind
	Before  model.Row // its Entity is nil for a created record
	After   model.Row
	Changed []*model.Field
	Who     identity.Actor
	Depth   int // how many automations stand between a person and this change
}

// Write runs fn in one transaction. It may run fn again when the transaction lost a race: fn has no effect outside.
func (s *Service) Write(ctx context.Context, who identity.Actor, fn func(w *Writer) error) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		w := &Writer{Reader: s.reader(ctx, who, tx), listeners: s.listeners, held: map[key]bool{}, postponed: due{}}
		w.draw = func(series string) (string, error) { return w.named(ctx, series) }
		if err := fn(w); err != nil {
			return err
		}
		return w.failed
	})
}

// Read runs fn on one snapshot.
func (s *Service) Read(ctx context.Context, who identity.Actor, fn func(r *Reader) error) error {
	return s.DB.Read(ctx, func(tx *store.Tx) error { return fn(s.reader(ctx, who, tx)) })
}

// Frame is what a formula over a row sees within a transaction, bound by nobody's rights: store fills new columns with it.
func (s *Service) Frame(ctx context.Context, tx *store.Tx, row model.Row) *rule.Frame {
	return s.reader(ctx, identity.System(), tx).Frame(ctx, row, model.Row{}, nil)
}

func (s *Service) reader(ctx context.Context, who identity.Actor, tx *store.Tx) *Reader {
	d := s.force.Load()
	return &Reader{Model: d.model, Who: who, Tx: tx, ctx: ctx, digest: d, known: map[key]model.Row{}, sets: map[set][]model.Row{}, now: s.Now().Truncate(time.Microsecond).In(zoneOf(d.model))}
}

func zoneOf(m *model.Model) *time.Location {
	if m.Zone == nil {
		return time.UTC
	}
	return m.Zone
}
