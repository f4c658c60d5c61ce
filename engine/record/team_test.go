package record_test

import (
	"slices"
	"testing"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
)

// reports says whom somebody reports to; "" for nobody.
func (s *shop) reports(who identity.Actor, to string) error {
	_, err := s.people.Update(s.ctx, identity.System(), who.UserID(), identity.Change{Manager: &to})
	return err
}

func TestTeamsNest(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		people := map[string]identity.Actor{}
		for _, name := range []string{"top", "mid", "low", "other"} {
			people[name] = s.person(name, "head")
		}
		if err := s.reports(people["low"], people["mid"].UserID()); err != nil {
			t.Fatal(err)
		}
		if err := s.reports(people["mid"], people["top"].UserID()); err != nil {
			t.Fatal(err)
		}
		deals := map[string]string{}
		for _, name := range []string{"top", "mid", "low", "other"} {
			c := s.create(people[name], "client", record.Input{"name": name, "email": name + "@example.com"})
			deals[name] = s.create(people[name], "deal", record.Input{"name": name, "client": c.ID()}).ID()
		}
		sees := map[string][]string{"top": {"low", "mid", "top"}, "mid": {"low", "mid"}, "low": {"low"}, "other": {"other"}}
		for name, want := range sees {
			s.read(people[name], func(r *record.Reader) error {
				page, err := r.List(s.ctx, s.entity("deal"), record.Query{Count: true})
				if err != nil {
					return err
				}
				var got []string
				for _, row := range page.Rows {
					title, _ := row.Get("name").(string)
					got = append(got, title)
				}
				if slices.Sort(got); !slices.Equal(got, want) || page.Total != int64(len(want)) {
					t.Errorf("%s sees %v of %d, not %v", name, got, page.Total, want)
				}
				sum, err := r.Summary(s.ctx, s.entity("deal"), record.Ask{})
				if err != nil || sum.Count != int64(len(want)) {
					t.Errorf("%s counts %+v, %v", name, sum, err)
				}
				for of, id := range deals {
					_, err := r.ByID(s.ctx, s.entity("deal"), id)
					if seen := err == nil; seen != slices.Contains(want, of) {
						t.Errorf("%s reads the deal of %s: %v", name, of, seen)
					}
				}
				return nil
			})
		}
		if err := s.reports(people["mid"], ""); err != nil {
			t.Fatal(err)
		}
		s.read(people["top"], func(r *record.Reader) error {
			_, err := r.ByID(s.ctx, s.entity("deal"), deals["low"])
			s.refused(err, "not_found") // who leaves a team takes their own team along
			return nil
		})
	})
}

func TestNobodyReportsToThemselves(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		top, low := s.person("top", "head"), s.person("low", "head")
		if err := s.reports(low, top.UserID()); err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			who identity.Actor
			to  string
		}{{top, low.UserID()}, {low, low.UserID()}, {low, "nobody"}, {low, "00000000-0000-7000-8000-000000000000"}} {
			if err := s.reports(x.who, x.to); err == nil {
				t.Errorf("%s reports to %s", x.who.UserID(), x.to)
			}
		}
	})
}
