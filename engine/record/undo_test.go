package record_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

// latest is the id of a record's newest change of a kind.
func (s *shop) latest(row model.Row, kind record.EventKind) (id string) {
	s.read(identity.System(), func(r *record.Reader) error {
		list, err := r.History(s.ctx, row.Entity, row.ID(), "", 50)
		for _, e := range list {
			if e.Action == kind && id == "" {
				id = e.ID
			}
		}
		return err
	})
	return id
}

func (s *shop) undo(who identity.Actor, row model.Row, entry string) (told string, err error) {
	err = s.write(who, func(w *record.Writer) error {
		u, err := w.Undo(s.ctx, row.Entity, row.ID(), entry, record.Options{})
		parts := []string{string(u.Action)}
		for _, f := range u.Fields {
			parts = append(parts, f.Name)
		}
		for _, k := range u.Kept {
			parts = append(parts, "-"+k.Field.Name+":"+k.Code)
		}
		told = strings.Join(parts, " ")
		return err
	})
	return told, err
}

func TestAChangeIsTakenBack(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := identity.System()
		c, p := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"}), s.create(boss, "product", record.Input{"name": "P"})
		d := s.create(boss, "deal", record.Input{"name": "D", "client": c.ID(), "amount": "5"})
		want := func(row model.Row, entry, want string) {
			t.Helper()
			if got, err := s.undo(boss, row, entry); err != nil || got != want {
				t.Errorf("%q (%v), want %q", got, err, want)
			}
		}
		update := func(in record.Input) string {
			t.Helper()
			_, err := s.tryUpdate(boss, d, in)
			s.refused(err, "accepted")
			return s.latest(d, record.Updated)
		}
		first := update(record.Input{"name": "E", "amount": "7", "products": []any{p.ID()}})
		second := update(record.Input{"amount": "9"})
		want(d, first, "update name products -amount:changed_since")
		if now := s.again(d); now.Get("name") != "D" || money(now, "amount") != "9.00 USD" {
			t.Errorf("%v %v", now.Get("name"), now.Get("amount"))
		}
		want(d, second, "update amount")
		want(d, second, "") // it is as it was: nothing to do
		want(d, first, "update amount")

		_, err := s.tryMove(boss, s.again(d), record.Move{Stage: "won"})
		s.refused(err, "accepted")
		moved := s.latest(d, record.Moved)
		_, err = s.undo(boss, d, moved)
		s.refused(err, "invalid stage:stage_not_allowed") // the funnel has no way back from there, for nobody
		if s.again(d).Get("stage") != "won" {
			t.Error("half undone")
		}
		want(d, s.latest(d, record.Created), "delete")
		want(d, s.latest(d, record.Deleted), "restore")
		_, err = s.undo(boss, d, s.latest(c, record.Created))
		s.refused(err, "not_found") // another record's change
	})
}

func TestTakingBackAsksForRights(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss, anna, ben := identity.System(), s.person("anna", "manager"), s.person("ben", "manager")
		c := s.create(anna, "client", record.Input{"name": "A", "email": "a@example.org"})
		d := s.create(anna, "deal", record.Input{"name": "D", "client": c.ID()})
		_, err := s.tryUpdate(boss, d, record.Input{"name": "E", "note": "secretly", "cost": "3"})
		s.refused(err, "accepted")
		change := s.latest(d, record.Updated)
		_, err = s.undo(ben, d, change)
		s.refused(err, "not_found") // the deal is not his to see
		// What she may not write stays; what she may not even read is not told.
		if got, err := s.undo(anna, d, change); err != nil || got != "update name -note:forbidden_field" {
			t.Errorf("%q %v", got, err)
		}
		if now := s.again(d); now.Get("note") != "secretly" || money(now, "cost") != "3.00 USD" {
			t.Errorf("%v", now.Values)
		}
	})
}

func TestAllThatARunDidIsTakenBack(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := identity.System()
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		d := s.create(boss, "deal", record.Input{"name": "D", "client": c.ID(), "amount": "1"})
		run := identity.Actor{As: identity.AsAutomation, Cause: "00000000-0000-7000-8000-00000000000f", Locale: "en"}
		made := s.create(run, "deal", record.Input{"name": "Made", "client": c.ID(), "amount": "2"})
		for _, row := range []model.Row{d, made} {
			_, err := s.tryUpdate(run, row, record.Input{"name": "Changed", "amount": "7"})
			s.refused(err, "accepted")
		}
		_, err := s.tryUpdate(boss, d, record.Input{"amount": "8"})
		s.refused(err, "accepted")
		var told []string
		err = s.write(boss, func(w *record.Writer) error {
			list, err := w.UndoCaused(s.ctx, run.Cause)
			for _, u := range list {
				told = append(told, fmt.Sprint(u.Title, " ", u.Action, " ", len(u.Fields), " ", len(u.Kept)))
			}
			return err
		})
		if want := []string{"Made / A update 2 0", "D / A update 1 1", "Made / A delete 0 0"}; err != nil || !slices.Equal(told, want) {
			t.Errorf("%q (%v), want %q", told, err, want)
		}
		if now := s.again(d); now.Get("name") != "D" || money(now, "amount") != "8.00 USD" {
			t.Errorf("%v", now.Values)
		}
	})
}
