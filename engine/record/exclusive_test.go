package record_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

const rooms = `
entities:
  room: {fields: {name: text}}
  party: {fields: {name: text, active: {type: boolean, default: true}}}
  booking:
    fields:
      room: {type: link, to: room}
      party: {type: link, to: party}
      kind: {type: choice, options: [stay, clean], default: stay}
      starts_at: datetime
      ends_at: datetime
      first_day: date
      last_day: date
    exclusive:
      - {what: [room], during: [starts_at, ends_at], where: 'party == nil || party.active'}
      - {what: [room, kind], during: [first_day, last_day]}
`

// hotel is a door to a database with rooms.
func hotel(t *testing.T, fn func(t *testing.T, s *shop)) {
	t.Helper()
	t.Parallel()
	m, l := compile.Source(map[string]string{"rooms.yaml": rooms})
	if l.Failed() {
		t.Fatal(l.All()[0].Message)
	}
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := store.Create(t.Context(), db, m); err != nil {
			t.Fatal(err)
		}
		p, err := store.Plan(t.Context(), db, m)
		if err != nil || !p.Empty() {
			t.Fatal(p, err)
		}
		s := &shop{t: t, ctx: t.Context(), m: m, db: db}
		s.svc = record.New(db, m, func() time.Time { return noon })
		fn(t, s)
	})
}

func (s *shop) book(in record.Input) (model.Row, string) {
	row, err := s.tryCreate(identity.System(), "booking", in)
	return row, wrong(err)
}

func TestOneHoldsAtATime(t *testing.T) {
	hotel(t, func(t *testing.T, s *shop) {
		boss := identity.System()
		room, other := s.create(boss, "room", record.Input{"name": "A"}), s.create(boss, "room", record.Input{"name": "B"})
		at := func(h int) string { return noon.Add(time.Duration(h) * time.Hour).Format(time.RFC3339) }
		for _, c := range []struct {
			name string
			in   record.Input
			want string
		}{
			{"first", record.Input{"room": room.ID(), "starts_at": at(0), "ends_at": at(2)}, "accepted"},
			{"inside", record.Input{"room": room.ID(), "starts_at": at(1), "ends_at": at(2)}, "conflict starts_at:exclusive"},
			{"from its end on", record.Input{"room": room.ID(), "starts_at": at(2), "ends_at": at(3)}, "accepted"},
			{"until its start", record.Input{"room": room.ID(), "starts_at": at(-1), "ends_at": at(0)}, "accepted"},
			{"another room", record.Input{"room": other.ID(), "starts_at": at(0), "ends_at": at(2)}, "accepted"},
			{"no time", record.Input{"room": room.ID(), "starts_at": at(1), "ends_at": at(1)}, "accepted"},
			{"no start", record.Input{"room": room.ID(), "ends_at": at(1)}, "accepted"},
			{"for ever", record.Input{"room": room.ID(), "starts_at": at(5)}, "accepted"},
			{"in eternity", record.Input{"room": room.ID(), "starts_at": at(5000), "ends_at": at(5001)}, "conflict starts_at:exclusive"},
			{"days", record.Input{"room": room.ID(), "first_day": "2026-03-02", "last_day": "2026-03-04"}, "accepted"},
			{"the last day", record.Input{"room": room.ID(), "first_day": "2026-03-04", "last_day": "2026-03-05"}, "conflict first_day:exclusive"},
			{"the day after", record.Input{"room": room.ID(), "first_day": "2026-03-05", "last_day": "2026-03-05"}, "accepted"},
			{"another kind", record.Input{"room": room.ID(), "kind": "clean", "first_day": "2026-03-04", "last_day": "2026-03-04"}, "accepted"},
		} {
			if _, got := s.book(c.in); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
	})
}

func TestHoldsOnEveryPath(t *testing.T) {
	hotel(t, func(t *testing.T, s *shop) {
		boss := identity.System()
		room := s.create(boss, "room", record.Input{"name": "A"})
		gone := s.create(boss, "party", record.Input{"name": "Gone", "active": false})
		span := func(h int) record.Input {
			return record.Input{"room": room.ID(), "starts_at": noon.Add(time.Duration(h) * time.Hour), "ends_at": noon.Add(time.Duration(h+1) * time.Hour)}
		}
		first, _ := s.book(span(0))
		second, _ := s.book(span(1))
		_, err := s.tryCreate(boss, "booking", span(0))
		var told *record.Problem
		if !errors.As(err, &told) || told.Fields[0].Params["record"] != first.ID() || !strings.HasPrefix(fmt.Sprint(told.Fields[0].Params["until"]), "March 2, 2026, 7:00") {
			t.Error("who holds it, until when:", err, told, told.Fields[0].Params)
		}
		write := func(fn func(w *record.Writer) error) string { return wrong(s.svc.Write(s.ctx, boss, fn)) }
		if got := write(func(w *record.Writer) error {
			_, err := w.Update(s.ctx, second.Entity, second.ID(), record.Input{"starts_at": noon}, record.Options{})
			return err
		}); got != "conflict starts_at:exclusive" {
			t.Error("update:", got)
		}
		if got := write(func(w *record.Writer) error { return w.Delete(s.ctx, first.Entity, first.ID(), record.Options{}) }); got != "accepted" {
			t.Fatal(got)
		}
		third, got := s.book(span(0))
		if got != "accepted" {
			t.Fatal("what is deleted holds nothing:", got)
		}
		if got := write(func(w *record.Writer) error { _, err := w.Restore(s.ctx, first.Entity, first.ID()); return err }); got != "conflict starts_at:exclusive" {
			t.Error("restore:", got)
		}
		in := span(0)
		in["party"] = gone.ID()
		if _, got := s.book(in); got != "accepted" {
			t.Error("what where leaves out holds nothing:", got)
		}
		if got := write(func(w *record.Writer) error {
			_, err := w.Update(s.ctx, gone.Entity, gone.ID(), record.Input{"active": true}, record.Options{})
			return err
		}); got != "conflict starts_at:exclusive" {
			t.Error("by way of another record:", got)
		}
		// The second lock: a statement that asks nobody.
		err = s.db.Write(s.ctx, func(tx *store.Tx) error {
			row := third.Clone()
			row.Set(model.ID, "01900000-0000-7000-8000-000000000001")
			return tx.Insert(s.ctx, row)
		})
		if err == nil || !strings.Contains(err.Error(), "overlap constraint") {
			t.Error("the database itself:", err)
		}
	})
}

func TestAHundredPressAtOnce(t *testing.T) {
	hotel(t, func(t *testing.T, s *shop) {
		room := s.create(identity.System(), "room", record.Input{"name": "A"})
		counts, mu := map[string]int{}, sync.Mutex{}
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				_, got := s.book(record.Input{"room": room.ID(), "starts_at": noon.Add(time.Duration(i%7) * time.Minute), "ends_at": noon.Add(time.Hour)})
				mu.Lock()
				defer mu.Unlock()
				counts[got]++
			})
		}
		wg.Wait()
		if counts["accepted"] != 1 || counts["conflict starts_at:exclusive"] != 99 {
			t.Error(counts)
		}
	})
}

func TestAPlanTellsWhatOverlaps(t *testing.T) {
	hotel(t, func(t *testing.T, s *shop) {
		before, _, _ := strings.Cut(rooms, "    exclusive:")
		m, l := compile.Source(map[string]string{"rooms.yaml": before})
		if l.Failed() {
			t.Fatal(l.All())
		}
		upgrade := func(m *model.Model) error {
			_, err := store.Upgrade(s.ctx, s.db, store.Options{Model: m, Frame: s.svc.Frame})
			return err
		}
		if err := upgrade(m); err != nil {
			t.Fatal("lifting:", err)
		}
		old := &shop{t: t, ctx: s.ctx, m: m, db: s.db, svc: record.New(s.db, m, s.svc.Now)}
		room := old.create(identity.System(), "room", record.Input{"name": "A"})
		for range 2 {
			if _, got := old.book(record.Input{"room": room.ID(), "starts_at": noon, "first_day": "2026-03-02"}); got != "accepted" {
				t.Fatal(got)
			}
		}
		p, err := store.Plan(s.ctx, s.db, s.m)
		if err != nil || !strings.Contains(p.String(), "cannot be done: 1 pair of records overlaps, for example ") {
			t.Error(p, err)
		}
		if err := upgrade(s.m); err == nil {
			t.Error("applied over records that overlap")
		}
	})
}
