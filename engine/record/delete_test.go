package record_test

import (
	"testing"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
)

func (s *shop) gone(row model.Row) bool {
	err := s.svc.Read(s.ctx, identity.System(), func(r *record.Reader) error {
		_, err := r.ByID(s.ctx, row.Entity, row.ID())
		return err
	})
	return wrong(err) == "not_found"
}

func (s *shop) tryRestore(who identity.Actor, row model.Row) error {
	return s.write(who, func(w *record.Writer) error {
		_, err := w.Restore(s.ctx, row.Entity, row.ID())
		return err
	})
}

func TestDeleteAsLinksSay(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		d := s.create(boss, "deal", record.Input{"name": "D", "client": c.ID()})
		inv := s.create(boss, "invoice", record.Input{"deal": d.ID(), "client": c.ID(), "lines": rows(map[string]any{"name": "A", "price": "9"})})
		s.refused(s.tryDelete(boss, c), "conflict :restrict")

		pay := s.create(boss, "payment", record.Input{"invoice": inv.ID(), "amount": "5"})
		s.refused(s.tryDelete(boss, d), "conflict :restrict")
		if err := s.tryDelete(boss, pay); err != nil {
			t.Fatal(err)
		}
		if err := s.tryDelete(boss, d); err != nil {
			t.Fatal(err)
		}
		if !s.gone(d) || !s.gone(inv) {
			t.Error("a cascade left something")
		}
		s.refused(s.tryDelete(boss, d), "not_found")

		if err := s.tryRestore(boss, d); err != nil {
			t.Fatal(err)
		}
		if got := money(s.again(inv), "total"); s.gone(d) || s.gone(inv) || got != "9.00 USD" {
			t.Error("what went together did not come back together", got)
		}
		if len(s.object(boss, inv, "lines")["lines"].([]any)) != 1 {
			t.Error("the lines did not come back")
		}
	})
}

func TestDeleteClearsLinks(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		inv := s.create(boss, "invoice", record.Input{"client": c.ID()})
		if err := s.tryDelete(boss, c); err != nil {
			t.Fatal(err)
		}
		after := s.again(inv)
		if after.Get("client") != nil || after.Get("version") != int64(2) {
			t.Error(after.Get("client"), after.Get("version"))
		}
		s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		s.refused(s.tryRestore(boss, c), "conflict email:unique")
	})
}

func TestRestoreNeedsWhatItPointsTo(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		d := s.create(boss, "deal", record.Input{"name": "D", "client": c.ID()})
		for _, row := range []model.Row{d, c} {
			if err := s.tryDelete(boss, row); err != nil {
				t.Fatal(err)
			}
		}
		s.refused(s.tryRestore(boss, d), "conflict client:link_deleted")
	})
}
