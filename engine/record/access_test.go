package record_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

func TestGrantsHoldOnEveryWrite(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna, ben, eve := s.person("anna", "manager"), s.person("ben", "manager"), s.person("eve", "viewer")
		c := s.create(anna, "client", record.Input{"name": "A", "email": "a@example.org", "city": "bishkek"})
		d := s.create(anna, "deal", record.Input{"name": "D", "client": c.ID()})

		_, err := s.tryCreate(eve, "client", record.Input{})
		s.refused(err, "forbidden")
		_, err = s.tryUpdate(eve, c, record.Input{"name": "X"})
		s.refused(err, "not_found") // bishkek is not for her to read
		_, err = s.tryUpdate(ben, d, record.Input{"name": "X"})
		s.refused(err, "not_found")
		s.refused(s.tryDelete(anna, c), "forbidden")
		s.refused(s.tryDelete(ben, d), "not_found")
		_, err = s.tryUpdate(anna, d, record.Input{"owner": ben.UserID()})
		s.refused(err, "forbidden") // it would not be hers any more
		_, err = s.tryCreate(anna, "user", record.Input{"name": "X"})
		s.refused(err, "forbidden")
		_, err = s.tryCreate(identity.System(), "user", record.Input{"name": "X"})
		s.refused(err, "forbidden")
		if err := s.tryDelete(anna, d); err != nil {
			t.Error(err)
		}
	})
}

func TestAHiddenFieldIsAsUnknownAsNone(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna, boss := s.person("anna", "manager"), s.person("boss", "admin")
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org", "limit": "7"})
		_, err := s.tryUpdate(anna, c, record.Input{"limit": "9"})
		s.refused(err, "invalid limit:unknown_field")
		_, err = s.tryUpdate(anna, c, record.Input{"limitt": "9"})
		s.refused(err, "invalid limitt:unknown_field")
		if _, there := s.object(anna, c, "")["limit"]; there {
			t.Error("a hidden field is in the answer")
		}
		if v := s.object(boss, c, "")["limit"]; v == nil {
			t.Error("it is hidden from everybody")
		}
		s.read(anna, func(r *record.Reader) error {
			_, hidden := r.Shape(c.Entity, "limit", "")
			_, absent := r.Shape(c.Entity, "nothing", "")
			if wrong(hidden) != "malformed unknown_field fields:unknown_field" || wrong(absent) != wrong(hidden) {
				t.Error(wrong(hidden), wrong(absent))
			}
			return nil
		})
		s.update(boss, c, record.Input{"limit": "8"})
		s.read(anna, func(r *record.Reader) error {
			past, err := r.History(s.ctx, c.Entity, c.ID(), "", 10)
			for _, x := range past {
				for _, a := range x.Changes {
					if a.Field.Name == "limit" {
						t.Error("a hidden field is in the history")
					}
				}
			}
			return err
		})
	})
}

func TestCanSaysWhatTheRecordAllows(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna := s.person("anna", "manager")
		c := s.create(anna, "client", record.Input{"name": "A", "email": "a@example.org"})
		d := s.create(anna, "deal", record.Input{"name": "D", "client": c.ID()})
		for _, x := range []struct {
			row  model.Row
			want record.Can
		}{{c, record.Can{Update: true}}, {d, record.Can{Update: true, Delete: true, Move: true}}} {
			s.read(anna, func(r *record.Reader) error {
				got, err := r.Can(s.ctx, x.row)
				if d := cmp.Diff(x.want, got); d != "" {
					t.Errorf("%s: %s", x.row.Entity.Name, d)
				}
				return err
			})
		}
	})
}

// What a role says of one entity stands beside all: true, and holds for people too.
func TestAllDoesNotUndoANarrowerGrant(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss, auditor := identity.System(), s.person("otto", "auditor")
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		d := s.create(boss, "deal", record.Input{"name": "D", "client": c.ID(), "cost": "3"})
		if _, shown := s.object(auditor, d, "")["cost"]; shown {
			t.Error("the cost is shown")
		}
		_, err := s.tryUpdate(auditor, d, record.Input{"name": "E"})
		s.refused(err, "forbidden")
		_, err = s.tryUpdate(auditor, c, record.Input{"name": "B"})
		s.refused(err, "accepted")
		s.read(auditor, func(r *record.Reader) error {
			for field, want := range map[string]bool{"email": false, "name": true} {
				if got := r.Readable(s.entity("user").Field(field)); got != want {
					t.Errorf("%s of people is readable: %v", field, got)
				}
			}
			return nil
		})
	})
}
