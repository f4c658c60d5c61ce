package record_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
)

// names lists records by a question, as "a b c"; what is refused as wrong has it.
func (s *shop) names(who identity.Actor, entity string, q record.Query) (got string, next string, total int64) {
	s.t.Helper()
	err := s.svc.Read(s.ctx, who, func(r *record.Reader) error {
		page, err := r.List(s.ctx, s.entity(entity), q)
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			got += " " + row.Get("name").(string)
		}
		next, total = page.Next, page.Total
		return nil
	})
	if err != nil {
		return wrong(err), "", -1
	}
	return strings.TrimSpace(got), next, total
}

// market is a shop with some deals of two managers.
func market(s *shop) (anna, ben, boss identity.Actor) {
	anna, ben, boss = s.person("anna", "manager"), s.person("ben", "manager"), s.person("boss", "admin")
	osh := s.create(boss, "client", record.Input{"name": "Osh & Co", "email": "o@example.org", "city": "osh", "limit": "1000"})
	bish := s.create(boss, "client", record.Input{"name": "Bishkek Ltd", "email": "b@example.org", "city": "bishkek"})
	for i, who := range []identity.Actor{anna, anna, anna, ben, ben} {
		client := osh
		if i%2 == 1 {
			client = bish
		}
		s.create(who, "deal", record.Input{"name": string(rune('a' + i)), "client": client.ID(), "amount": fmt.Sprint((i + 1) * 10), "vip": i == 0, "vip_reason": "x"})
	}
	return anna, ben, boss
}

func TestListAsTheActorMayRead(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna, ben, boss := market(s)
		eve := s.person("eve", "viewer")
		for _, c := range []struct {
			who    identity.Actor
			entity string
			q      record.Query
			want   string
			total  int64
		}{
			{boss, "deal", record.Query{Count: true}, "e d c b a", 5},
			{anna, "deal", record.Query{Count: true}, "c b a", 3},
			{ben, "deal", record.Query{Where: "amount > 10", Count: true}, "e d", 2},
			{anna, "deal", record.Query{Where: `client.city == "osh"`, Sort: "amount", Count: true}, "a c", 2},
			{boss, "deal", record.Query{Where: "amount >= 20 && vip != true", Sort: "-name", Limit: 2, Count: true}, "e d", 4},
			{eve, "client", record.Query{Count: true}, "Osh & Co", 1},
			{eve, "client", record.Query{Where: `city != "osh"`}, "", -1},
			{eve, "deal", record.Query{}, "forbidden", -1},
			{anna, "deal", record.Query{Search: "B"}, "b", -1},
			{ben, "deal", record.Query{Search: "b"}, "", -1},
			{boss, "client", record.Query{Search: "bishk"}, "Bishkek Ltd", -1},
			{anna, "deal", record.Query{Where: "cost == nil"}, "malformed invalid_expression where:invalid_expression", -1},
			{anna, "deal", record.Query{Where: "client.limit > 5"}, "malformed invalid_expression where:invalid_expression", -1},
			{boss, "deal", record.Query{Where: "client.limit > 5"}, "e c a", -1},
			{anna, "client", record.Query{Where: "count(deals) > 1"}, "malformed invalid_expression where:invalid_expression", -1},
			{anna, "client", record.Query{Where: "count(crm.deal) > 1"}, "malformed invalid_expression where:invalid_expression", -1},
			{anna, "deal", record.Query{Sort: "cost"}, "malformed unknown_field sort:unknown_field", -1},
			{anna, "deal", record.Query{Sort: "nothing"}, "malformed unknown_field sort:unknown_field", -1},
			{anna, "deal", record.Query{Sort: "products"}, "malformed invalid_parameter", -1},
			{anna, "deal", record.Query{Limit: 501}, "malformed invalid_parameter", -1},
			{anna, "deal", record.Query{Cursor: "rubbish"}, "malformed invalid_cursor", -1},
			{boss, "deal", record.Query{Where: `"Osh & Co" in client.name`}, "malformed invalid_expression where:invalid_expression", -1},
		} {
			got, _, total := s.names(c.who, c.entity, c.q)
			if got != c.want || total != c.total {
				t.Errorf("%s %s %+v: got %q (%d), want %q (%d)", c.who.Role.Name, c.entity, c.q, got, total, c.want, c.total)
			}
		}
	})
}

func TestPagesMeetWithoutGapOrOverlap(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		_, _, boss := market(s)
		for _, sort := range []string{"", "name", "-amount", "city,-name", "-vip"} {
			all, _, _ := s.names(boss, "deal", record.Query{Sort: sort})
			var pages []string
			q := record.Query{Sort: sort, Limit: 2}
			for {
				got, next, _ := s.names(boss, "deal", q)
				pages = append(pages, got)
				if next == "" {
					break
				}
				q.Cursor = next
			}
			if got := strings.Join(pages, " "); got != all || len(pages) != 3 {
				t.Errorf("sort %q: %v, want %s", sort, pages, all)
			}
		}
	})
}

func TestTheRecycleBin(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		_, _, boss := market(s)
		var id string
		s.read(boss, func(r *record.Reader) error {
			page, err := r.List(s.ctx, s.entity("deal"), record.Query{Where: `name == "c"`})
			id = page.Rows[0].ID()
			return err
		})
		if err := s.write(boss, func(w *record.Writer) error { return w.Delete(s.ctx, s.entity("deal"), id, record.Options{}) }); err != nil {
			t.Fatal(err)
		}
		live, _, _ := s.names(boss, "deal", record.Query{})
		bin, _, total := s.names(boss, "deal", record.Query{Deleted: true, Count: true})
		if live != "e d b a" || bin != "c" || total != 1 {
			t.Error(live, bin, total)
		}
	})
}

func TestSummaries(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna, _, boss := market(s)
		ask := func(who identity.Actor, entity string, a record.Ask) string {
			var out string
			err := s.svc.Read(s.ctx, who, func(r *record.Reader) error {
				sum, err := r.Summary(s.ctx, s.entity(entity), a)
				if err != nil {
					return err
				}
				b, err := json.Marshal(sum)
				out = string(b)
				return err
			})
			if err != nil {
				return wrong(err)
			}
			return out
		}
		for _, c := range []struct {
			who  identity.Actor
			a    record.Ask
			want string
		}{
			{boss, record.Ask{Sum: []string{"amount"}}, `{"count":5,"sum":{"amount":{"amount":"150.00","currency":"USD"}}}`},
			{anna, record.Ask{Group: "city", Sum: []string{"amount", "probability"}}, `{"groups":[` +
				`{"value":"osh","count":2,"sum":{"amount":{"amount":"40.00","currency":"USD"},"probability":10}},` +
				`{"value":"bishkek","count":1,"sum":{"amount":{"amount":"20.00","currency":"USD"},"probability":5}}],` +
				`"count":3,"sum":{"amount":{"amount":"60.00","currency":"USD"},"probability":15}}`},
			{anna, record.Ask{Where: "amount > 1000", Sum: []string{"amount"}}, `{"count":0,"sum":{"amount":null}}`},
			{anna, record.Ask{Sum: []string{"cost"}}, "malformed unknown_field sum:unknown_field"},
			{anna, record.Ask{Group: "cost"}, "malformed unknown_field group:unknown_field"},
			{anna, record.Ask{Sum: []string{"name"}}, "malformed invalid_parameter"},
		} {
			if diff := cmp.Diff(c.want, ask(c.who, "deal", c.a)); diff != "" {
				t.Error(diff)
			}
		}
		var client string
		s.read(boss, func(r *record.Reader) error {
			page, err := r.List(s.ctx, s.entity("client"), record.Query{})
			client = page.Rows[0].ID()
			return err
		})
		s.create(boss, "deal", record.Input{"name": "x", "client": client, "amount": map[string]any{"amount": "1", "currency": "EUR"}})
		if got := ask(boss, "deal", record.Ask{Sum: []string{"amount"}}); got != `{"count":6,"sum":{"amount":null}}` {
			t.Error("currencies were added up:", got)
		}
	})
}

func TestSearchEverywhere(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		anna, _, _ := market(s)
		eve := s.person("eve", "viewer")
		found := func(who identity.Actor, words string) (out []string) {
			s.read(who, func(r *record.Reader) error {
				all, err := r.Search(s.ctx, words, 5)
				for _, f := range all {
					for _, row := range f.Rows {
						out = append(out, f.Entity.Name+" "+row.Get("name").(string))
					}
				}
				return err
			})
			return out
		}
		if diff := cmp.Diff([]string{"user anna"}, found(anna, "ANN")); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"client Osh & Co"}, found(eve, "o@example.org")); diff != "" {
			t.Error(diff)
		}
	})
}
