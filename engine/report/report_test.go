package report_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/report"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

const club = `
crm: 1
name: club
locales: [en, ru]
currency: USD
currencies: [USD, EUR]
timezone: Asia/Bishkek
entities:
  city: {fields: {name: text}}
  client: {fields: {name: text, city: {type: link, to: city}}}
  visit:
    fields:
      name: text
      day: {type: date, label: {en: Day, ru: День}}
      at: datetime
      kind: {type: choice, options: {yoga: {label: {en: Yoga, ru: Йога}, color: teal}, box: Box}}
      client: {type: link, to: client, inverse: visits}
      price: money
      cost: money
      paid: boolean
      rate: percent
segments: {regular: {entity: client, where: count(visits) >= 3}}
roles:
  boss: {all: true}
  desk: {entities: {visit: {read: own, fields: {cost: none}}, client: true, city: true}}
  guest: {entities: {visit: true, client: {read: 'name == "Ann"'}}}
reports:
  months:
    from: visit
    group: {by: day, every: month}
    measure:
      visits: count
      paid: {count: true, where: paid}
      revenue: {sum: price}
      margin: {sum: price - cost}
      average: {avg: price}
      clients: {distinct: client}
      last: {max: at}
      share: {formula: paid / visits}
      per_paid: {formula: revenue / paid}
  kinds: {from: visit, group: kind, measure: {visits: count, rate: {avg: rate}}, chart: pie}
  cities: {from: visit, group: client.city, across: kind, measure: {visits: count}, sort: [-visits]}
  names: {from: visit, group: client.city.name, measure: {visits: count}}
  regulars: {from: visit, where: client.regular, group: client, measure: {visits: count}, sort: [-visits], limit: 1}
  hours: {from: visit, group: [{by: at, every: hour, as: hour}, {by: at, every: weekday, as: weekday}], measure: {visits: count}}
  spans: {from: visit, group: [{by: day, every: week, as: week}, {by: day, every: quarter, as: quarter}, {by: day, every: year, as: year}, {by: at, every: day, as: date}], measure: {visits: count}}
  paid: {from: visit, group: [paid, {by: rate > 10, as: high}], measure: {visits: count}}
  total: {from: visit, measure: {all: {sum: price}, first: {min: day}}, chart: number}
  costs: {from: visit, measure: {visits: count, cost: {sum: cost}, per: {formula: cost / visits}}}
  secret: {from: visit, roles: [boss], measure: {visits: count}}
`

// visits of the test: day, instant, kind, client, price, cost, paid, rate; "-" is nothing.
const visits = `
2026-01-31 2026-01-31T18:30:00Z yoga ann 10 4 true 5
2026-02-01 2026-01-31T17:59:00Z yoga ann 20 5 false 15
2026-02-28 2026-02-28T03:00:00Z box  ann 30 6 true -
2026-12-31 2026-12-31T20:00:00Z box  bob 40.50 7 false 20
-          -                    -    -   -  - -     -
`

type world struct {
	t    *testing.T
	m    *model.Model
	svc  *record.Service
	desk identity.Actor
	who  map[string]identity.Actor
	ids  map[string]field.Ref
}

func open(t *testing.T, db *store.DB) *world {
	t.Helper()
	m, l := compile.Source(map[string]string{"crm.yaml": club})
	if m == nil || len(m.Declared) > 0 {
		t.Fatal(l.All()[0].Message)
	}
	if err := store.Create(t.Context(), db, m); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 6, 1, 6, 0, 0, 0, time.UTC) }
	w := &world{t: t, m: m, svc: record.New(db, m, now), who: map[string]identity.Actor{}, ids: map[string]field.Ref{}}
	people := identity.New(db, w.svc.Model, now)
	for _, role := range []string{"boss", "desk", "guest"} {
		email := role + "@example.org"
		c, err := people.Add(t.Context(), identity.System(), identity.Change{Name: &role, Email: &email, Role: &role})
		if err != nil {
			t.Fatal(err)
		}
		if w.who[role], err = people.Actor(t.Context(), c.ID); err != nil {
			t.Fatal(err)
		}
	}
	w.fill()
	return w
}

func (w *world) create(entity string, in record.Input) {
	w.t.Helper()
	err := w.svc.Write(w.t.Context(), w.who["boss"], func(x *record.Writer) error {
		row, err := x.Create(w.t.Context(), w.m.Entity(entity), in, record.Options{})
		if name, ok := in["name"].(string); ok && err == nil {
			w.ids[name] = field.Ref{Entity: entity, ID: row.ID()}
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) fill() {
	w.create("city", record.Input{"name": "osh"})
	w.create("client", record.Input{"name": "ann", "city": w.ids["osh"].ID})
	w.create("client", record.Input{"name": "bob"})
	for i, line := range strings.Split(strings.TrimSpace(visits), "\n") {
		in := record.Input{"name": fmt.Sprint("visit", i)}
		for j, word := range strings.Fields(line) {
			name := []string{"day", "at", "kind", "client", "price", "cost", "paid", "rate"}[j]
			switch {
			case word == "-":
			case name == "client":
				in[name] = w.ids[word].ID
			case name == "paid":
				in[name] = word == "true"
			default:
				in[name] = word
			}
		}
		if i == 0 {
			in["owner"] = w.who["desk"].UserID()
		}
		w.create("visit", in)
	}
}

// ask gives an answer in short: a line for each group, its keys and figures.
func (w *world) ask(role, name string, ask report.Ask) string {
	w.t.Helper()
	who := w.who[role]
	who.Locale = "ru"
	var out string
	err := w.svc.Read(w.t.Context(), who, func(r *record.Reader) error {
		a, err := report.Of(context.Background(), r, w.m.Report(name), ask)
		if err != nil {
			return err
		}
		var b strings.Builder
		for _, lines := range [][]report.Line{a.Lines, a.Cells, {{Figures: a.Total}}} {
			for _, l := range lines {
				for _, k := range l.Keys {
					b.WriteString(short(k) + " ")
				}
				b.WriteString("| " + js(l.Figures) + "\n")
			}
		}
		out = b.String()
		return nil
	})
	var p *record.Problem
	if errors.As(err, &p) {
		return string(p.Code) + "\n"
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func short(k report.Key) string {
	if k.Label != "" {
		return k.Label
	}
	s := js(k.Value)
	if len(s) == 38 {
		return "(a record)"
	}
	return s
}

func js(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return strings.NewReplacer(`{"amount":`, "", `,"currency":"USD"}`, "", `"`, "").Replace(string(b))
}

func TestFigures(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		w := open(t, db)
		from, to := field.Date{Year: 2026, Month: 2, Day: 1}, field.Date{Year: 2026, Month: 2, Day: 28}
		for _, c := range []struct {
			role, name string
			ask        report.Ask
			want       string
		}{
			{"boss", "months", report.Ask{}, `
2026-01-01 | [1,1,10.00,6.00,10.00,1,2026-01-31T18:30:00Z,1,10.00]
2026-02-01 | [2,1,50.00,39.00,25.00,1,2026-02-28T03:00:00Z,0.5,50.00]
2026-12-01 | [1,0,40.50,33.50,40.50,1,2026-12-31T20:00:00Z,0,null]
null | [1,0,null,null,null,0,null,0,null]
| [5,2,100.50,78.50,25.125,2,2026-12-31T20:00:00Z,0.4,50.25]
`},
			{"boss", "months", report.Ask{From: &from, To: &to}, "\n2026-02-01 | [2,1,50.00,39.00,25.00,1,2026-02-28T03:00:00Z,0.5,50.00]\n| [2,1,50.00,39.00,25.00,1,2026-02-28T03:00:00Z,0.5,50.00]\n"},
			{"boss", "months", report.Ask{Where: "price > 30"}, "\n2026-12-01 | [1,0,40.50,33.50,40.50,1,2026-12-31T20:00:00Z,0,null]\n| [1,0,40.50,33.50,40.50,1,2026-12-31T20:00:00Z,0,null]\n"},
			{"boss", "kinds", report.Ask{}, "\nЙога | [2,10]\nBox | [2,20]\nnull | [1,null]\n| [5,13.3333]\n"},
			{"boss", "cities", report.Ask{}, "\nosh | [3]\nnull | [2]\nosh Йога | [2]\nosh Box | [1]\nnull Box | [1]\nnull null | [1]\n| [5]\n"},
			{"boss", "names", report.Ask{}, "\nosh | [3]\nnull | [2]\n| [5]\n"},
			{"boss", "regulars", report.Ask{}, "\nann | [3]\n| [3]\n"},
			// 2026-01-31T18:30Z is the first of February, half past midnight, in Bishkek: a Sunday.
			{"boss", "hours", report.Ask{}, "\n0 7 | [1]\n2 5 | [1]\n9 6 | [1]\n23 6 | [1]\nnull null | [1]\n| [5]\n"},
			{"boss", "spans", report.Ask{}, `
2026-01-26 2026-01-01 2026-01-01 2026-01-31 | [1]
2026-01-26 2026-01-01 2026-01-01 2026-02-01 | [1]
2026-02-23 2026-01-01 2026-01-01 2026-02-28 | [1]
2026-12-28 2026-10-01 2026-01-01 2027-01-01 | [1]
null null null null | [1]
| [5]
`},
			{"boss", "paid", report.Ask{}, "\nfalse true | [2]\ntrue false | [2]\nnull false | [1]\n| [5]\n"},
			{"boss", "total", report.Ask{}, "\n| [100.50,2026-01-31]\n| [100.50,2026-01-31]\n"},
			{"boss", "costs", report.Ask{}, "\n| [5,22.00,4.40]\n| [5,22.00,4.40]\n"},
			{"boss", "secret", report.Ask{}, "\n| [5]\n| [5]\n"},

			// The desk reads its own visits, and no costs: what is made of costs is absent, not blank.
			{"desk", "months", report.Ask{}, "\n2026-01-01 | [1,1,10.00,10.00,1,2026-01-31T18:30:00Z,1,10.00]\n| [1,1,10.00,10.00,1,2026-01-31T18:30:00Z,1,10.00]\n"},
			{"desk", "costs", report.Ask{}, "\n| [1]\n| [1]\n"},
			{"desk", "costs", report.Ask{Where: "cost > 1"}, "malformed\n"},
			{"desk", "secret", report.Ask{}, "not_found\n"},
			// The guest reads every visit but one client: groups by what they may not read would tell of it.
			{"guest", "names", report.Ask{}, "not_found\n"},
			{"guest", "regulars", report.Ask{}, "not_found\n"},
			{"guest", "kinds", report.Ask{}, "\nЙога | [2,10]\nBox | [2,20]\nnull | [1,null]\n| [5,13.3333]\n"},
		} {
			if diff := cmp.Diff(strings.TrimPrefix(c.want, "\n"), w.ask(c.role, c.name, c.ask)); diff != "" {
				t.Errorf("%s as %s %v: (-want +got)\n%s", c.name, c.role, c.ask, diff)
			}
		}
		w.create("visit", record.Input{"price": map[string]any{"amount": "1", "currency": "EUR"}, "day": "2026-01-02"})
		if got := w.ask("boss", "total", report.Ask{}); !strings.Contains(got, "mixed") {
			t.Errorf("dollars and euros are added up: %s", got)
		}
	})
}
