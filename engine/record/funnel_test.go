package record_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
)

func TestMovesAreGuarded(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := s.person("boss", "admin")
		c := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"})
		p := s.create(boss, "product", record.Input{"name": "P"})
		d := s.create(boss, "deal", record.Input{"name": "D", "client": c.ID()})
		s.told()

		_, err := s.tryMove(boss, d, record.Move{Stage: "proposal"})
		s.refused(err, "invalid amount:stage_required products:stage_required")
		_, err = s.tryMove(boss, d, record.Move{Stage: "won"})
		s.refused(err, "invalid :enter_refused")
		var problem *record.Problem
		if errors.As(err, &problem) && problem.Fields[0].Message != "Needs money" {
			t.Errorf("got %+v", problem.Fields)
		}
		_, err = s.tryMove(boss, d, record.Move{Stage: "wonn"})
		s.refused(err, "invalid stage:unknown_stage")
		_, err = s.tryMove(boss, d, record.Move{Stage: "ask", Funnel: "renewals"})
		s.refused(err, "invalid funnel:unknown_funnel")
		if same, err := s.tryMove(boss, d, record.Move{Stage: "new"}); err != nil || same.Get("version") != int64(1) {
			t.Error("a move to where it stands changed something")
		}
		if got := s.told(); len(got) != 0 {
			t.Error(got)
		}
		d, err = s.tryMove(boss, d, record.Move{Stage: "proposal", Set: record.Input{"amount": "5", "products": []any{p.ID()}}})
		s.refused(err, "accepted")
		if diff := cmp.Diff([]string{"move deal amount,products,stage"}, s.told()); diff != "" {
			t.Error(diff)
		}
		d, err = s.tryMove(boss, d, record.Move{Stage: "won"})
		s.refused(err, "accepted")
		_, err = s.tryMove(boss, d, record.Move{Stage: "new"})
		s.refused(err, "invalid stage:stage_not_allowed")
		d, err = s.tryMove(boss, d, record.Move{Stage: "ask", Funnel: "renewal"})
		s.refused(err, "accepted")
		if d.Get("funnel") != "renewal" {
			t.Error(d.Get("funnel"))
		}
	})
}

func TestTheWayBackHasACondition(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		boss := identity.System()
		c, p := s.create(boss, "client", record.Input{"name": "A", "email": "a@example.org"}), s.create(boss, "product", record.Input{"name": "P"})
		for amount, want := range map[string]string{"99.99": "accepted", "100": "invalid stage:stage_not_allowed"} {
			d := s.create(boss, "deal", record.Input{"name": "D", "client": c.ID(), "amount": amount, "products": []any{p.ID()}, "stage": "proposal"})
			var why *record.Answer
			s.read(boss, func(r *record.Reader) (err error) {
				why, err = r.ExplainMove(s.ctx, d.Entity, d.ID(), "", "new")
				return err
			})
			// What the move itself changes does not count: the record is asked as it stands.
			_, err := s.tryMove(boss, d, record.Move{Stage: "new", Set: record.Input{"amount": "1"}})
			s.refused(err, want)
			if told := why.Verdict == "allowed"; told != (want == "accepted") || len(why.Clauses) == 0 {
				t.Errorf("%s: %+v", amount, why)
			}
		}
	})
}

func TestMovesTellWhyNot(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna, ben := s.person("anna", "manager"), s.person("ben", "manager")
		c := s.create(anna, "client", record.Input{"name": "A", "email": "a@example.org"})
		d := s.create(anna, "deal", record.Input{"name": "D", "client": c.ID(), "amount": "1"})
		var got []string
		s.read(anna, func(r *record.Reader) error {
			ways, err := r.Moves(s.ctx, d.Entity, d.ID())
			for _, w := range ways {
				line := w.Stage.Name
				for _, e := range w.Errors {
					line += " " + e.Field + ":" + e.Code
				}
				got = append(got, line)
			}
			return err
		})
		if diff := cmp.Diff([]string{"new", "proposal products:stage_required", "won", "lost lost_reason:stage_required"}, got); diff != "" {
			t.Error(diff)
		}
		_, err := s.tryMove(ben, d, record.Move{Stage: "won"})
		s.refused(err, "not_found")
	})
}

func TestANewRecordEntersItsFunnel(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		sys := identity.System()
		c := s.create(sys, "client", record.Input{"name": "A", "email": "a@example.org"})
		renewal := s.create(sys, "deal", record.Input{"name": "D", "client": c.ID(), "kind": "renewal"})
		if renewal.Get("funnel") != "renewal" || renewal.Get("stage") != "ask" {
			t.Error(renewal.Get("funnel"), renewal.Get("stage"))
		}
		_, err := s.tryCreate(sys, "deal", record.Input{"name": "D", "client": c.ID(), "stage": "won"})
		s.refused(err, "invalid :enter_refused")
		won := s.create(sys, "deal", record.Input{"name": "D", "client": c.ID(), "stage": "won", "amount": "5"})
		if won.Get("probability") != int64(100) {
			t.Error(won.Get("probability"))
		}
		if got := money(s.again(c), "revenue"); got != "5.00 USD" {
			t.Error(got)
		}
		_, err = s.tryCreate(sys, "deal", record.Input{"name": "D", "client": c.ID(), "stage": "nowhere", "funnel": "nothing"})
		s.refused(err, "invalid funnel:unknown_funnel")
	})
}
