package record_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

var shopModel = sync.OnceValues(func() (*model.Model, error) {
	var l diag.List
	m, err := compile.Model(compile.Package{FS: os.DirFS("testdata/shop")}, &l)
	if err == nil && l.Failed() {
		for _, d := range l.All() {
			err = errors.Join(err, errors.New(d.Range.Pos.String()+": "+d.Message))
		}
	}
	return m, err
})

// shop is a door to a database of the test's own, with a clock that stands still.
type shop struct {
	t      testing.TB
	ctx    context.Context
	m      *model.Model
	db     *store.DB
	svc    *record.Service
	people *identity.People
	events []string
}

var noon = time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)

func openShop(t testing.TB, db *store.DB) *shop {
	t.Helper()
	m, err := shopModel()
	if err != nil {
		t.Fatal(err)
	}
	return shopOver(t, db, m)
}

// shopOver is a door to a database with the tables of a model.
func shopOver(t testing.TB, db *store.DB, m *model.Model) *shop {
	t.Helper()
	s := &shop{t: t, ctx: t.Context(), m: m, db: db}
	if err := store.Create(s.ctx, db, m); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return noon }
	s.svc = record.New(db, m, now)
	s.people = identity.New(db, s.svc.Model, now)
	s.svc.Listen(s)
	return s
}

func each(t *testing.T, fn func(t *testing.T, s *shop)) {
	t.Helper()
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, openShop(t, db)) })
}

// Changed notes events as "create deal name,client".
func (s *shop) Changed(_ context.Context, _ *record.Writer, e *record.Event) error {
	var names []string
	for _, f := range e.Changed {
		if !f.System || f.Name == model.InStage {
			names = append(names, f.Name)
		}
	}
	s.events = append(s.events, strings.TrimSpace(string(e.Kind)+" "+e.After.Entity.Name+" "+strings.Join(names, ",")))
	return nil
}

func (s *shop) told() []string { t := s.events; s.events = nil; return t }

func (s *shop) entity(name string) *model.Entity {
	e := s.m.Entity(name)
	if e == nil {
		s.t.Fatalf("no entity %s", name)
	}
	return e
}

// person adds a user of a role.
func (s *shop) person(name, role string) identity.Actor {
	s.t.Helper()
	email := name + "@example.org"
	c, err := s.people.Add(s.ctx, identity.System(), identity.Change{Name: &name, Email: &email, Role: &role})
	if err != nil {
		s.t.Fatal(err)
	}
	who, err := s.people.Actor(s.ctx, c.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return who
}

func (s *shop) write(who identity.Actor, fn func(w *record.Writer) error) error {
	return s.svc.Write(s.ctx, who, fn)
}

func (s *shop) tryCreate(who identity.Actor, entity string, in record.Input) (row model.Row, err error) {
	err = s.write(who, func(w *record.Writer) error {
		row, err = w.Create(s.ctx, s.entity(entity), in, record.Options{})
		return err
	})
	return row, err
}

func (s *shop) create(who identity.Actor, entity string, in record.Input) model.Row {
	s.t.Helper()
	row, err := s.tryCreate(who, entity, in)
	if err != nil {
		s.t.Fatalf("create %s: %v", entity, err)
	}
	return row
}

func (s *shop) tryUpdate(who identity.Actor, row model.Row, in record.Input) (out model.Row, err error) {
	err = s.write(who, func(w *record.Writer) error {
		out, err = w.Update(s.ctx, row.Entity, row.ID(), in, record.Options{})
		return err
	})
	return out, err
}

func (s *shop) update(who identity.Actor, row model.Row, in record.Input) model.Row {
	s.t.Helper()
	out, err := s.tryUpdate(who, row, in)
	if err != nil {
		s.t.Fatalf("update %s: %v", row.Entity.Name, err)
	}
	return out
}

func (s *shop) tryMove(who identity.Actor, row model.Row, m record.Move) (out model.Row, err error) {
	err = s.write(who, func(w *record.Writer) error {
		out, err = w.Move(s.ctx, row.Entity, row.ID(), m)
		return err
	})
	return out, err
}

func (s *shop) tryDelete(who identity.Actor, row model.Row) error {
	return s.write(who, func(w *record.Writer) error { return w.Delete(s.ctx, row.Entity, row.ID(), record.Options{}) })
}

func (s *shop) read(who identity.Actor, fn func(r *record.Reader) error) {
	s.t.Helper()
	if err := s.svc.Read(s.ctx, who, fn); err != nil {
		s.t.Fatal(err)
	}
}

// again reads a record as the system sees it.
func (s *shop) again(row model.Row) (out model.Row) {
	s.t.Helper()
	s.read(identity.System(), func(r *record.Reader) (err error) {
		out, err = r.ByID(s.ctx, row.Entity, row.ID())
		return err
	})
	return out
}

// object is a record as an answer has it.
func (s *shop) object(who identity.Actor, row model.Row, expand string) map[string]any {
	s.t.Helper()
	var out map[string]any
	s.read(who, func(r *record.Reader) error {
		shape, err := r.Shape(row.Entity, "", expand)
		if err != nil {
			return err
		}
		fresh, err := r.ByID(s.ctx, row.Entity, row.ID())
		if err != nil {
			return err
		}
		b, err := r.AppendRecord(s.ctx, nil, shape, fresh)
		if err != nil {
			return err
		}
		return json.Unmarshal(b, &out)
	})
	return out
}

// wrong is what a refusal says: "invalid name:required client:not_found".
func wrong(err error) string {
	var p *record.Problem
	if !errors.As(err, &p) {
		if err == nil {
			return "accepted"
		}
		return err.Error()
	}
	return strings.TrimPrefix(p.Error(), "record: ")
}

func (s *shop) refused(err error, want string) {
	s.t.Helper()
	if got := wrong(err); got != want {
		s.t.Errorf("got  %s\nwant %s", got, want)
	}
}
