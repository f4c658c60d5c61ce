package automation_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// club is a package whose automations the clock sets off; each writes a note that names it.
const club = `crm: 1
name: club
timezone: Asia/Bishkek
entities:
  person:
    fields:
      name: text
      debt: {type: integer, formula: 'sum(memberships, .due)'}
      last_visit: {type: datetime, formula: 'max(memberships, .seen_at)'}
      away: {type: duration, formula: 'today() - date(last_visit)'}
  membership:
    fields:
      name: text
      person: {type: link, to: person, inverse: memberships}
      ends_on: date
      due: integer
      seen_at: datetime
  note: {fields: {text: text}}
  deal: {fields: {name: text}}
funnels:
  sales: {entity: deal, stages: {new: {stale_after: 2h}, offer: {}, won: {kind: won}}}
automations:
  ending:
    on: {becomes: 'ends_on - today() <= days(14)', entity: membership}
    do: [{create: note, set: {text: "ending {{ name }}"}}]
  third_day:
    on: {becomes: 'ends_on - today() == days(3)', entity: membership}
    do: [{create: note, set: {text: "third {{ name }}"}}]
  in_debt:
    on: {becomes: 'debt > 100', entity: person}
    do: [{create: note, set: {text: "debt {{ name }}"}}]
  stale_new:
    on: {stale: sales.new}
    do: [{create: note, set: {text: "stale {{ name }}"}}]
  stale_offer:
    on: {stale: sales.offer, for: 1d}
    do: [{create: note, set: {text: "offer {{ name }}"}}]
`

// onClub runs a test on every database with the club, and what is added to it.
func onClub(t *testing.T, more string, fn func(w *world)) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		w := &world{t: t, db: db}
		m, l := compile.Source(map[string]string{"crm.yaml": club + more})
		if l.Failed() {
			t.Fatal(l.All()[0])
		}
		w.model = m
		w.clock.Store(time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC).UnixMicro()) // nine in the morning there
		w.must(store.Create(t.Context(), db, m))
		w.boot()
		w.must(w.engine.Adopt(t.Context()))
		fn(w)
	})
}

func (w *world) notes(want ...string) {
	w.t.Helper()
	if got := w.texts("note", "text"); fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Fatalf("at %s there are the notes %q, want %q", w.now().Format(time.DateTime), got, want)
	}
}

func TestBecomesByTheClock(t *testing.T) {
	onClub(t, "", func(w *world) {
		gold := w.create("membership", record.Input{"name": "gold", "ends_on": "2026-03-20"})
		w.pass(3*24*time.Hour + 14*time.Hour + 59*time.Minute) // the last minute of the fifth of March there
		w.notes()
		w.pass(2 * time.Minute) // fourteen days before, from midnight on
		w.notes("ending gold")

		// The date moves away and comes near again: it turns once more, at its new instant.
		w.update("membership", gold, record.Input{"ends_on": "2026-04-20"})
		w.pass(30 * 24 * time.Hour)
		w.notes("ending gold")
		w.pass(24 * time.Hour)
		w.notes("ending gold", "ending gold")

		// What is deleted turns no more, and leaves nothing behind.
		w.write(func(ctx context.Context, wr *record.Writer) error {
			return wr.Delete(ctx, wr.Model.Entity("membership"), gold, record.Options{})
		})
		if n := w.count(`SELECT count(*) FROM tamga_edge`); n != 0 {
			t.Errorf("%d conditions are kept of a record that is gone", n)
		}
		w.pass(30 * 24 * time.Hour)
		w.notes("ending gold", "ending gold")
	})
}

// What fell due while nothing ran is made up for, also where it has passed again.
func TestBecomesAfterSleep(t *testing.T) {
	onClub(t, "", func(w *world) {
		w.create("membership", record.Input{"name": "a", "ends_on": "2026-03-20"})
		w.clock.Store(time.Date(2026, 3, 19, 0, 0, 0, 0, time.UTC).UnixMicro())
		w.boot()
		w.run()
		w.run()
		if got := w.texts("note", "text"); len(got) != 2 {
			t.Fatalf("after seventeen days asleep: %q, want ending and third", got)
		}
		w.pass(60 * 24 * time.Hour)
		if got := w.texts("note", "text"); len(got) != 2 {
			t.Errorf("it came again: %q", got)
		}
	})
}

// A condition over a collection turns by a write of another record, in its transaction.
func TestBecomesByAWrite(t *testing.T) {
	onClub(t, "", func(w *world) {
		ann := w.create("person", record.Input{"name": "Ann"})
		m := w.create("membership", record.Input{"name": "m", "person": ann, "due": int64(60)})
		w.run()
		w.notes()
		other := w.create("membership", record.Input{"name": "n", "person": ann, "due": int64(50)})
		w.run()
		w.notes("debt Ann")
		w.update("membership", m, record.Input{"due": int64(70)}) // it holds already
		w.run()
		w.notes("debt Ann")
		w.update("membership", other, record.Input{"due": int64(0)})
		w.update("membership", other, record.Input{"due": int64(90)})
		w.run()
		w.notes("debt Ann", "debt Ann")
	})
}

func TestBecomesOverLiveFormulas(t *testing.T) {
	onClub(t, `
  away:
    on: {becomes: 'away >= days(5)', entity: person}
    do: [{create: note, set: {text: "away {{ name }}"}}]
`, func(w *world) {
		ann := w.create("person", record.Input{"name": "Ann"})
		m := w.create("membership", record.Input{"name": "m", "person": ann, "seen_at": "2026-03-01T10:00:00+06:00"})
		w.pass(3 * 24 * time.Hour) // the fifth
		w.notes()
		w.update("membership", m, record.Input{"seen_at": "2026-03-04T10:00:00+06:00"})
		w.pass(3 * 24 * time.Hour) // the eighth
		w.notes()
		w.pass(24 * time.Hour)
		w.notes("away Ann")
	})
}

func TestStale(t *testing.T) {
	onClub(t, "", func(w *world) {
		d := w.create("deal", record.Input{"name": "d"})
		w.pass(119 * time.Minute)
		w.notes()
		w.pass(2 * time.Minute)
		w.notes("stale d")
		w.move(d, "offer")
		w.pass(23 * time.Hour)
		w.move(d, "won") // in time
		w.pass(48 * time.Hour)
		w.notes("stale d")
		w.move(d, "new") // another visit
		w.pass(3 * time.Hour)
		w.notes("stale d", "stale d")
	})
}

// Records from before a trigger: those that meet its condition already set nothing off, the others do when it turns.
func TestBecomesOfTheStock(t *testing.T) {
	onClub(t, "", func(w *world) {
		w.create("membership", record.Input{"name": "long over", "ends_on": "2026-01-01"})
		soon := w.create("membership", record.Input{"name": "soon", "ends_on": "2026-03-06"})
		w.create("membership", record.Input{"name": "far", "ends_on": "2026-05-01"})
		w.run()

		m, l := compile.Source(map[string]string{"crm.yaml": club + `
  over:
    on: {becomes: 'ends_on < today()', entity: membership}
    do: [{create: note, set: {text: "over {{ name }}"}}]
`})
		if l.Failed() {
			t.Fatal(l.All()[0])
		}
		w.model = m
		w.boot()
		w.must(w.engine.Adopt(t.Context()))
		w.must(w.engine.Adopt(t.Context())) // once more does no harm

		// A change that comes before the stock was looked at is no turn either.
		w.write(func(ctx context.Context, wr *record.Writer) error {
			_, err := wr.Update(ctx, wr.Model.Entity("membership"), soon, record.Input{"name": "sooner"}, record.Options{})
			return err
		})
		w.pass(4 * 24 * time.Hour)
		over := w.overNotes()
		if fmt.Sprint(over) != "[]" {
			t.Fatalf("too early: %q", over)
		}
		w.pass(24 * time.Hour)
		if over = w.overNotes(); fmt.Sprint(over) != "[over sooner]" {
			t.Fatalf("on the seventh: %q", over)
		}
		w.pass(60 * 24 * time.Hour)
		if over = w.overNotes(); fmt.Sprint(over) != "[over sooner over far]" {
			t.Fatalf("in May: %q", over)
		}
	})
}

func (w *world) overNotes() (over []string) {
	for _, s := range w.texts("note", "text") {
		if strings.HasPrefix(s, "over") {
			over = append(over, s)
		}
	}
	return over
}

func TestSchedule(t *testing.T) {
	onClub(t, `
  morning:
    on: {schedule: "0 9 * * mon-fri"}
    do: [{create: note, set: {text: "morning"}}, {task: {title: Coffee}}]
  reminder:
    on: {schedule: "30 10 * * *", each: {entity: membership, where: due > 0}}
    when: name != "b"
    do: [{create: note, set: {text: "pay {{ name }}"}}]
`, func(w *world) {
		w.create("membership", record.Input{"name": "a", "due": int64(5)})
		w.create("membership", record.Input{"name": "b", "due": int64(5)})
		w.create("membership", record.Input{"name": "c"})
		w.pass(23 * time.Hour) // from nine on a Monday; that nine is past
		w.notes("pay a")
		w.pass(time.Hour)
		w.notes("pay a", "morning")
		w.pass(3 * 24 * time.Hour) // to Friday at nine
		w.notes("pay a", "morning", "pay a", "morning", "pay a", "morning", "pay a", "morning")
		w.pass(3*24*time.Hour - time.Minute) // over the weekend
		if n := len(w.texts("note", "text")); n != 11 {
			t.Fatalf("%d notes after the weekend: %q", n, w.texts("note", "text"))
		}
		// What fell due while nothing ran comes once.
		w.clock.Store(w.now().Add(10 * 24 * time.Hour).UnixMicro())
		w.boot()
		w.must(w.engine.Adopt(t.Context()))
		w.run()
		w.run()
		if n := len(w.texts("note", "text")); n != 13 {
			t.Fatalf("%d notes after ten days asleep: %q", n, w.texts("note", "text"))
		}
		for _, r := range w.runs() {
			if r.State != automation.Done {
				t.Fatalf("%+v", r)
			}
		}
	})
}

// A button asks, refuses all that is wrong at once, and its answers are names in the steps.
func TestPress(t *testing.T) {
	onClub(t, `
  call_back:
    on: {button: deal, form: {why: {type: text, required: true, max: 5}, at: {type: date, default: =today()}, much: money}}
    when: stage != "won"
    once: per stage
    do:
      - log: started
      - create: note
        set: {text: "{{ name }}: {{ why }} on {{ at }}, {{ much }}"}
`, func(w *world) {
		d := w.create("deal", record.Input{"name": "d"})
		press := func(in map[string]any) (id string, err error) {
			err = w.service.Write(t.Context(), identity.System(), func(wr *record.Writer) (err error) {
				id, err = w.engine.Press(t.Context(), wr, field.Ref{Entity: "deal", ID: d}, "call_back", in)
				return err
			})
			return id, err
		}
		var p *record.Problem
		if _, err := press(map[string]any{"at": "soon", "who": "me"}); !errors.As(err, &p) || len(p.Fields) != 3 {
			t.Fatalf("want three wrong answers: %v", err)
		}
		if id, err := press(map[string]any{"why": "price", "much": "5.00"}); err != nil || id == "" {
			t.Fatal(id, err)
		}
		w.run()
		w.notes("d: price on March 2, 2026, $5.00")
		if id, err := press(map[string]any{"why": "again"}); err != nil || id != "" {
			t.Fatalf("it ran already for this stage: %q %v", id, err)
		}
		w.move(d, "won")
		if _, err := press(map[string]any{"why": "price"}); !errors.As(err, &p) || p.Say != "action_not_now" {
			t.Fatal(err)
		}
	})
}
