package scenario_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/scenario"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// office is a database in which a quarter of work happens, with a clock of its own.
type office struct {
	t       testing.TB
	db      *store.DB
	model   *model.Model
	at      time.Time
	service *record.Service
	queue   *job.Queue
	engine  *automation.Engine
	people  []identity.Actor
}

func quarterModel(t testing.TB, old, with string) *model.Model {
	t.Helper()
	text, err := os.ReadFile("testdata/quarter.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, l := compile.Source(map[string]string{"crm.yaml": "crm: 1\nname: office\nlocales: [en]\n" + strings.Replace(string(text), old, with, 1)})
	if l.Failed() {
		t.Fatalf("%s: %s", l.All()[0].Range.Pos, l.All()[0].Message)
	}
	return m
}

var quarter = time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)

func newOffice(t testing.TB, db *store.DB) *office {
	t.Helper()
	o := &office{t: t, db: db, model: quarterModel(t, "", ""), at: quarter.AddDate(0, -1, 0)}
	now := func() time.Time { return o.at }
	o.must(store.Create(t.Context(), db, o.model))
	o.service = record.New(db, o.model, now)
	o.queue = job.New(db, now)
	o.engine = automation.New(o.service, o.queue, message.New(db, o.queue, nil, now))
	o.engine.Draft = true
	desk := identity.New(db, o.service.Model, now)
	for _, p := range o.model.People {
		card, err := desk.Add(t.Context(), identity.System(), identity.Change{Name: &p.Label, Email: &p.Email, Role: &p.Role.Name, Locale: &p.Locale})
		o.must(err)
		who, err := desk.Actor(t.Context(), card.ID)
		o.must(err)
		o.people = append(o.people, who)
	}
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// pass lets time go by, and what falls due happen.
func (o *office) pass(d time.Duration) {
	o.t.Helper()
	target := o.at.Add(d)
	for {
		o.must(o.queue.RunDue(o.t.Context()))
		next, ok, err := o.queue.Next(o.t.Context())
		o.must(err)
		if !ok || next.After(target) {
			break
		}
		o.at = next
	}
	o.at = target
}

func (o *office) write(who identity.Actor, fn func(ctx context.Context, w *record.Writer) (model.Row, error)) (row model.Row) {
	o.t.Helper()
	o.must(o.service.Write(o.t.Context(), who, func(w *record.Writer) (err error) {
		row, err = fn(o.t.Context(), w)
		return err
	}))
	o.must(o.queue.RunDue(o.t.Context()))
	return row
}

func (o *office) create(who identity.Actor, entity string, in record.Input) string {
	o.t.Helper()
	return o.write(who, func(ctx context.Context, w *record.Writer) (model.Row, error) {
		return w.Create(ctx, w.Model.Entity(entity), in, record.Options{})
	}).ID()
}

func (o *office) move(who identity.Actor, id, stage string) {
	o.t.Helper()
	o.write(who, func(ctx context.Context, w *record.Writer) (model.Row, error) {
		return w.Move(ctx, w.Model.Entity("deal"), id, record.Move{Stage: stage})
	})
}

func (o *office) update(who identity.Actor, entity, id string, in record.Input) {
	o.t.Helper()
	o.write(who, func(ctx context.Context, w *record.Writer) (model.Row, error) {
		return w.Update(ctx, w.Model.Entity(entity), id, in, record.Options{})
	})
}

// invoiceOf is the invoice that the automation made for a deal; "" when there is none.
func (o *office) invoiceOf(deal string) (id string) {
	o.t.Helper()
	o.must(o.db.Read(o.t.Context(), func(tx *store.Tx) error {
		var ids []string
		err := tx.Scan(o.t.Context(), &ids, `SELECT CAST(id AS TEXT) FROM invoice WHERE deal = ?`, deal)
		if len(ids) > 0 {
			id = ids[0]
		}
		return err
	}))
	return id
}

// press presses a button on a deal.
func (o *office) press(who identity.Actor, deal, button string, in map[string]any) {
	o.t.Helper()
	o.must(o.service.Write(o.t.Context(), who, func(w *record.Writer) error {
		_, err := o.engine.Press(o.t.Context(), w, field.Ref{Entity: "deal", ID: deal}, button, in)
		return err
	}))
	o.must(o.queue.RunDue(o.t.Context()))
}

// work makes a client and a deal of an amount a day: it gets to the invoice stage, and every other invoice that was
// sent is paid two days later, the others are reminded of.
func (o *office) work(deals int) {
	type open struct{ deal, invoice string }
	var waiting []open
	for i := range deals {
		who := o.people[i%len(o.people)]
		client := o.create(who, "client", record.Input{"name": fmt.Sprint("Client ", i), "email": fmt.Sprintf("c%d@example.org", i)})
		deal := o.create(who, "deal", record.Input{"name": fmt.Sprint("Deal ", i), "client": client, "amount": fmt.Sprint(100 + i%3*100)})
		o.pass(time.Hour)
		o.move(who, deal, "offer")
		o.move(who, deal, "invoice")
		if id := o.invoiceOf(deal); id != "" && i%2 == 0 {
			waiting = append(waiting, open{deal, id})
		}
		if i%4 == 0 {
			o.press(who, deal, "call_back", map[string]any{"why": "asked", "on_day": "2026-02-01"})
		}
		o.pass(23 * time.Hour)
		if len(waiting) > 2 {
			o.update(who, "invoice", waiting[0].invoice, record.Input{"status": "paid"})
			waiting = waiting[1:]
		}
	}
}

// content is every row of the tables that a simulation must not touch.
func (o *office) content() string {
	var b strings.Builder
	o.must(o.db.Read(o.t.Context(), func(tx *store.Tx) error {
		for _, table := range []string{"deal", "client", "invoice", "task", "tamga_run", "tamga_run_step", "tamga_message", "tamga_job", "tamga_journal", "tamga_series"} {
			var n int64
			if err := tx.Scan(o.t.Context(), &n, `SELECT count(*) FROM `+table); err != nil {
				return err
			}
			fmt.Fprintln(&b, table, n)
		}
		return nil
	}))
	return b.String()
}

func (o *office) simulate(m *model.Model) *scenario.Simulation {
	o.t.Helper()
	before := o.content()
	s, err := scenario.Simulate(o.t.Context(), m, o.db, scenario.Period{From: quarter, To: o.at})
	o.must(err)
	if after := o.content(); after != before {
		o.t.Errorf("the simulation wrote:\n%s\nwas\n%s", after, before)
	}
	return s
}

// The package in force would have done exactly what it did; another would have done what its condition says, and the
// report names the difference.
func TestSimulate(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		o.work(10)
		o.pass(quarter.Sub(o.at))
		o.work(12)
		o.pass(5 * 24 * time.Hour)

		same := o.simulate(o.model)
		if !same.InForce || same.LeftOut != 0 || same.Refused != 0 || len(same.Automations) != 4 {
			t.Errorf("%+v", same)
		}
		for _, a := range same.Automations {
			if a.Would.Runs == 0 || fmt.Sprint(a.Would) != fmt.Sprint(a.Did) || len(a.New)+len(a.Missing) > 0 {
				t.Errorf("%s would have: %s, and did: %s\nnew %v\nmissing %v", a.Name, a.Would, a.Did, a.New, a.Missing)
			}
		}
		for _, l := range same.Load {
			if l.Would != l.Did || l.Person == "" {
				t.Errorf("%+v", l)
			}
		}

		other := o.simulate(quarterModel(t, "amount > 150 # the limit", "amount > 250"))
		bill, thank := other.Automations[0], other.Automations[1]
		if bill.Would.String() != "4 runs, 4 messages, 4 invoice, 4 task" || bill.Did.String() != "8 runs, 8 messages, 8 invoice, 8 task" {
			t.Errorf("would have: %s; did: %s", bill.Would, bill.Did)
		}
		if len(bill.New) != 0 || len(bill.Missing) != 4 || bill.Missing[0].Title != "Deal 1" || !strings.HasPrefix(bill.Missing[0].Link, "/e/deal/") {
			t.Errorf("new %v, missing %v", bill.New, bill.Missing)
		}
		if other.LeftOut != 1 || thank.Would.Runs != 1 || thank.Did.Runs != 2 {
			t.Errorf("an invoice that is not there is paid: %d left out, %s", other.LeftOut, thank.Would)
		}
		var out bytes.Buffer
		o.must(other.Write(&out))
		for _, want := range []string{"bill (Send the invoice)\n  would have: 4 runs", "  really did: 8 runs", "  - 2026-01-02 16:00  Deal 1  /e/deal/", "Nothing was written or sent."} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("no %q in\n%s", want, out.String())
			}
		}
	})
}

// What people ask a server for is a row and a job: its report is kept, on every database.
func TestRehearsals(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		o.work(3)
		all := scenario.NewRehearsals(o.service, o.queue)
		for kind, want := range map[string]string{"simulation": `"name":"bill"`, "tests": `"failed":0`} {
			id, err := all.Start(t.Context(), o.people[0].UserID(), kind, o.at.AddDate(0, 0, -2), o.at)
			o.must(err)
			o.must(o.queue.RunDue(t.Context()))
			one, err := all.ByID(t.Context(), id)
			o.must(err)
			r, ok := one.(*scenario.Rehearsal)
			if !ok || r.State != "done" || !strings.Contains(strings.ReplaceAll(string(r.Report), ": ", ":"), want) {
				t.Errorf("%s: %+v %s", kind, r, r.Report)
			}
		}
		list, err := all.List(t.Context())
		o.must(err)
		if n := len(list.([]scenario.Rehearsal)); n != 2 {
			t.Errorf("%d are listed", n)
		}
	})
}

// BenchmarkSimulate goes over a quarter of an office of twenty: a hundred thousand changes by people.
func BenchmarkSimulate(b *testing.B) {
	o := newOffice(b, enginetest.SQLite(b))
	o.chronicle(100_000)
	for b.Loop() {
		began := time.Now()
		s, err := scenario.Simulate(b.Context(), o.model, o.db, scenario.Period{From: quarter, To: quarter.AddDate(0, 3, 0)})
		o.must(err)
		b.ReportMetric(time.Since(began).Seconds(), "s/quarter")
		b.ReportMetric(float64(s.Replayed), "changes")
		b.ReportMetric(float64(s.Automations[0].Would.Runs), "runs")
	}
}

// chronicle writes the journal of a quarter as if it had happened: only that is what a simulation reads.
func (o *office) chronicle(changes int) {
	o.t.Helper()
	step := 90 * 24 * time.Hour / time.Duration(changes)
	at, made := quarter, 0
	entry := func(tx *store.Tx, entity, id, action string, version int, set string) error {
		at, made = at.Add(step), made+1
		return tx.Journal(o.t.Context(), store.Entry{At: at, Entity: entity, Record: id, Action: action, By: o.people[made%2].UserID(), As: "person",
			Version: int64(version), After: []byte(set), Before: []byte("{}")})
	}
	for made < changes {
		o.must(o.db.Write(o.t.Context(), func(tx *store.Tx) error {
			for range 100 {
				n := made
				client, deal := uuid.NewString(), uuid.NewString()
				for _, x := range []struct{ entity, id, action, set string }{
					{"client", client, "create", fmt.Sprintf(`{"name":"Client %d","email":"c%d@example.org"}`, n, n)},
					{"deal", deal, "create", fmt.Sprintf(`{"name":"Deal %d","client":%q,"amount":{"amount":"%d","currency":"USD"},"funnel":"sales","stage":"new"}`, n, client, 100+n/20%3*50)},
					{"deal", deal, "update", `{"notes":"called"}`},
					{"deal", deal, "move", `{"stage":"offer"}`},
					{"client", client, "update", fmt.Sprintf(`{"name":"Client no %d"}`, n)},
					{"deal", deal, "update", `{"notes":"called again"}`},
					{"deal", deal, "update", `{"notes":"agreed"}`},
					{"deal", deal, "update", `{"notes":"agreed on the date"}`},
					{"deal", deal, "move", `{"stage":"invoice"}`},
					{"deal", deal, "move", `{"stage":"lost"}`},
				} {
					if err := entry(tx, x.entity, x.id, x.action, 1, x.set); err != nil {
						return err
					}
				}
			}
			return nil
		}))
	}
}
