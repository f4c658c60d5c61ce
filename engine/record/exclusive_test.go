package record_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
)

func TestOneHoldsItAtATime(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := identity.System()
		book := func(room, from, to string) record.Input {
			return record.Input{"room": room, "starts_at": orNothing(from), "ends_at": orNothing(to)}
		}
		first := s.create(boss, "booking", book("A", "2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z"))
		for _, c := range []struct{ name, room, from, to, want string }{
			{"the same time", "A", "2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z", "conflict room:exclusive"},
			{"the last minute", "A", "2026-03-02T10:59:00Z", "2026-03-02T12:00:00Z", "conflict room:exclusive"},
			{"all around", "A", "2026-03-02T09:00:00Z", "2026-03-02T12:00:00Z", "conflict room:exclusive"},
			{"for ever", "A", "2026-03-02T09:00:00Z", "", "conflict room:exclusive"},
			{"right after", "A", "2026-03-02T11:00:00Z", "2026-03-02T11:30:00Z", "accepted"},
			{"right before", "A", "2026-03-02T09:30:00Z", "2026-03-02T10:00:00Z", "accepted"},
			{"another room", "B", "2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z", "accepted"},
			{"no room", "", "2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z", "accepted"},
			{"no beginning", "A", "", "2026-03-02T11:00:00Z", "accepted"},
			{"for ever, elsewhere", "C", "2026-03-02T09:00:00Z", "", "accepted"},
			{"in that for ever", "C", "2036-03-02T09:00:00Z", "2036-03-02T10:00:00Z", "conflict room:exclusive"},
		} {
			in := book(c.room, c.from, c.to)
			in["room"] = orNothing(c.room)
			_, err := s.tryCreate(boss, "booking", in)
			if got := wrong(err); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
		// A condition frees it; and a change of another field, a way back or an undo asks again.
		_, err := s.tryUpdate(boss, first, record.Input{"status": "cancelled"})
		s.refused(err, "accepted")
		second := s.create(boss, "booking", book("A", "2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z"))
		_, err = s.tryUpdate(boss, first, record.Input{"status": "booked"})
		s.refused(err, "conflict room:exclusive")
		_, err = s.undo(boss, first, s.latest(first, record.Updated))
		s.refused(err, "conflict room:exclusive")
		s.refused(s.tryDelete(boss, second), "accepted")
		_, err = s.tryUpdate(boss, first, record.Input{"status": "booked"})
		s.refused(err, "accepted")
		s.refused(s.tryRestore(boss, second), "conflict room:exclusive")
	})
}

// Dates hold their last day too.
func TestDaysAreHeldWhole(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := identity.System()
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		in := func(from, to string) record.Input {
			return record.Input{"room": "A", "client": c.ID(), "from_day": from, "to_day": to}
		}
		s.create(boss, "booking", in("2026-03-02", "2026-03-05"))
		_, err := s.tryCreate(boss, "booking", in("2026-03-05", "2026-03-06"))
		s.refused(err, "conflict client:exclusive")
		_, err = s.tryCreate(boss, "booking", in("2026-03-06", "2026-03-06"))
		s.refused(err, "accepted")
	})
}

// A hundred press at once: one has it, and each of the others is told.
func TestAHundredPressAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := identity.System()
		var group sync.WaitGroup
		var won, lost atomic.Int64
		for i := range 100 {
			group.Go(func() {
				err := s.quiet().Write(s.ctx, boss, func(w *record.Writer) error {
					_, err := w.Create(s.ctx, s.entity("booking"), record.Input{"room": "A",
						"starts_at": fmt.Sprintf("2026-03-02T10:00:%02dZ", i%60), "ends_at": "2026-03-02T11:00:00Z"}, record.Options{})
					return err
				})
				switch wrong(err) {
				case "accepted":
					won.Add(1)
				case "conflict room:exclusive":
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		group.Wait()
		if won.Load() != 1 || lost.Load() != 99 {
			t.Errorf("%d have it, %d were told", won.Load(), lost.Load())
		}
	})
}

func orNothing(s string) any {
	if s == "" {
		return nil
	}
	return s
}
