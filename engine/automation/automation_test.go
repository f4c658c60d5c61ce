package automation_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
)

func states(r automation.Run) string {
	var b strings.Builder
	for _, s := range r.Steps {
		fmt.Fprintf(&b, "%s %s: %s\n", s.Path, s.Kind, s.State)
	}
	return b.String()
}

func TestTheInvoiceIsSent(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(nil)
		w.move(d, "invoice")
		w.run()
		invoices := w.all("invoice")
		if len(invoices) != 1 {
			t.Fatalf("%d invoices", len(invoices))
		}
		i := invoices[0]
		if i.Get("status") != "sent" || i.Get("number") != "INV-00001" || i.Get("total").(field.Money).Amount.String() != "300" {
			t.Errorf("the invoice: %v %v %v", i.Get("status"), i.Get("number"), i.Get("total"))
		}
		if f, ok := i.Get("pdf").(field.File); !ok || f.Size < 500 || f.Type != "application/pdf" {
			t.Errorf("its PDF: %v", i.Get("pdf"))
		}
		if i.Get("due_on") != date(2026, 3, 7) {
			t.Errorf("due on %v", i.Get("due_on"))
		}
		r := w.only("send_invoice")
		want := "0 create: done\n1 document: done\n2 email: done\n3 update: done\n4 if: done\n4.then.0 log: pending\n4.else.0 log: done\n5 wait: waiting\n6 task: pending\n"
		if diff := cmp.Diff(want, states(r)); diff != "" || r.State != automation.Waiting {
			t.Errorf("%s %s", r.State, diff)
		}
		if n := w.count(`SELECT count(*) FROM tamga_message WHERE run = ? AND message_id = ?`, r.ID, r.ID+".2"); n != 1 {
			t.Errorf("%d messages", n)
		}
		w.pass(4 * 24 * time.Hour)
		if n := len(w.all("task")); n != 0 {
			t.Errorf("%d tasks before the day", n)
		}
		w.pass(24 * time.Hour)
		if got := w.texts("task", "title"); !slices.Equal(got, []string{"Remind Ann"}) {
			t.Errorf("tasks: %q", got)
		}
		if r := w.only("send_invoice"); r.State != automation.Done || r.FinishedAt == nil {
			t.Errorf("the run is %s", r.State)
		}
		if n := w.count(`SELECT count(*) FROM tamga_run_watch`); n != 0 {
			t.Errorf("%d watches are left", n)
		}
		if n := w.count(`SELECT count(*) FROM tamga_job WHERE kind = 'run'`); n != 0 {
			t.Errorf("%d jobs are left", n)
		}
		if n := w.count(`SELECT count(*) FROM tamga_journal WHERE cause = ? AND as_what = 'automation'`, r.ID); n < 3 {
			t.Errorf("the journal names the run %d times", n)
		}
	})
}

func TestUnlessEndsTheRun(t *testing.T) {
	on(t, func(w *world) {
		w.move(w.deal(nil), "invoice")
		w.run()
		w.update("invoice", w.all("invoice")[0].ID(), record.Input{"status": "paid"})
		w.pass(10 * 24 * time.Hour)
		if n := len(w.all("task")); n != 0 {
			t.Errorf("%d tasks for a paid invoice", n)
		}
		if r := w.only("send_invoice"); r.State != automation.Done {
			t.Errorf("the run is %s", r.State)
		}
	})
}

func TestCancelWhen(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(nil)
		w.move(d, "invoice")
		w.run()
		w.move(d, "lost")
		if r := w.only("send_invoice"); r.State != automation.Cancelled {
			t.Errorf("the run is %s", r.State)
		}
		w.pass(10 * 24 * time.Hour)
		if n := len(w.all("task")); n != 0 {
			t.Errorf("%d tasks for a lost deal", n)
		}
	})
}

// A run that has not begun yet is cancelled as well.
func TestCancelWhenBeforeTheFirstStep(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(nil)
		w.move(d, "invoice")
		w.move(d, "lost")
		w.run()
		if n := len(w.all("invoice")); n != 0 {
			t.Errorf("%d invoices", n)
		}
	})
}

func TestTheTimeMoves(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2026, 3, 3, h, 0, 0, 0, time.UTC) }
	on(t, func(w *world) {
		d := w.deal(record.Input{"visit_on": at(12)})
		w.run()
		if r := w.only("visit"); r.State != automation.Waiting || !r.DueAt.Equal(at(10)) {
			t.Fatalf("%s until %v", r.State, r.DueAt)
		}
		w.update("deal", d, record.Input{"visit_on": at(20)})
		if r := w.only("visit"); !r.DueAt.Equal(at(18)) {
			t.Fatalf("moved to %v", r.DueAt)
		}
		w.update("deal", d, record.Input{"visit_on": nil})
		if r := w.only("visit"); r.State != automation.Waiting || r.DueAt != nil {
			t.Fatalf("without a time it is %s until %v", r.State, r.DueAt)
		}
		w.pass(48 * time.Hour)
		if n := len(w.all("note")); n != 0 {
			t.Fatalf("%d notes", n)
		}
		w.update("deal", d, record.Input{"visit_on": w.now().Add(3 * time.Hour)})
		w.pass(time.Hour)
		if got := w.texts("note", "text"); !slices.Equal(got, []string{"visit in two hours"}) {
			t.Fatalf("notes: %q", got)
		}
		w.pass(29 * time.Minute)
		if n := len(w.all("note")); n != 1 {
			t.Fatalf("%d notes after 29 minutes", n)
		}
		w.pass(time.Minute)
		if n := len(w.all("note")); n != 2 {
			t.Fatalf("%d notes after 30 minutes", n)
		}
	})
}

// The instant of another record that the run made moves too.
func TestTheTimeOfAResultMoves(t *testing.T) {
	on(t, func(w *world) {
		w.move(w.deal(nil), "invoice")
		w.run()
		w.update("invoice", w.all("invoice")[0].ID(), record.Input{"due_on": date(2026, 3, 20)})
		w.pass(10 * 24 * time.Hour)
		if n := len(w.all("task")); n != 0 {
			t.Fatalf("%d tasks", n)
		}
		w.update("invoice", w.all("invoice")[0].ID(), record.Input{"due_on": date(2026, 3, 1)}) // in the past: now
		w.run()
		if n := len(w.all("task")); n != 1 {
			t.Fatalf("%d tasks", n)
		}
	})
}

func TestOncePerExpression(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(record.Input{"kind": "twice"})
		for _, s := range []string{"a", "b", "a", "c", "b"} {
			w.update("deal", d, record.Input{"notes": s})
		}
		w.run()
		if n := len(w.all("note")); n != 3 {
			t.Errorf("%d notes for three values", n)
		}
	})
}

func TestALoopIsStoppedAndNamed(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(record.Input{"kind": "looped"})
		w.create("note", record.Input{"deal": d, "text": "ping"})
		w.run()
		runs := w.runs()
		last := runs[len(runs)-1]
		if len(runs) != automation.MaxDepth+1 || last.State != automation.Parked {
			t.Fatalf("%d runs, the last is %s", len(runs), last.State)
		}
		if last.Error == nil || !strings.Contains(*last.Error, "ping → ping") {
			t.Errorf("the chain: %v", last.Error)
		}
	})
}

func TestARefusalParksAtOnceAndPeopleGoOn(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(record.Input{"kind": "cascade", "amount": nil})
		w.update("deal", d, record.Input{"notes": "x"})
		w.run()
		r := w.only("cascade")
		if r.State != automation.Parked || r.Error == nil || !strings.Contains(*r.Error, "amount") {
			t.Fatalf("%s: %v", r.State, r.Error)
		}
		w.must(w.engine.Retry(t.Context(), identity.System(), r.ID))
		w.run()
		if r := w.only("cascade"); r.State != automation.Parked {
			t.Fatalf("retried without cause it is %s", r.State)
		}
		w.update("deal", d, record.Input{"amount": "5"})
		w.must(w.engine.Retry(t.Context(), identity.System(), r.ID))
		w.run()
		if r := w.only("cascade"); r.State != automation.Done {
			t.Fatalf("retried it is %s", r.State)
		}
		if got := w.texts("deal", "stage"); !slices.Equal(got, []string{"won"}) {
			t.Errorf("the deal is in %q", got)
		}
		var p *record.Problem
		if err := w.engine.Cancel(t.Context(), identity.System(), r.ID); !errors.As(err, &p) || p.Code != record.Conflict {
			t.Errorf("cancelling what is done: %v", err)
		}
	})
}

func TestSkip(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(record.Input{"kind": "cascade", "amount": nil})
		w.update("deal", d, record.Input{"notes": "x"})
		w.run()
		w.must(w.engine.Skip(t.Context(), identity.System(), w.only("cascade").ID))
		w.run()
		if r := w.only("cascade"); r.State != automation.Done || r.Steps[0].State != "skipped" {
			t.Errorf("%s %s", r.State, states(r))
		}
	})
}

func TestStepsSeeTheRecordBeforeTheChange(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(record.Input{"kind": "odd", "notes": "this"})
		w.update("deal", d, record.Input{"notes": "that"})
		w.run()
		if got := w.texts("note", "text"); !slices.Equal(got, []string{"this became that"}) {
			t.Errorf("notes: %q", got)
		}
	})
}

// A change that is undone sets nothing off.
func TestWhatIsUndoneSetsNothingOff(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(nil)
		undone := errors.New("undone")
		err := w.service.Write(t.Context(), identity.System(), func(wr *record.Writer) error {
			if _, err := wr.Move(t.Context(), wr.Model.Entity("deal"), d, record.Move{Stage: "invoice"}); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		w.run()
		if n := len(w.runs()); n != 0 {
			t.Errorf("%d runs", n)
		}
	})
}

func TestADeletedRecordEndsItsRuns(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(record.Input{"visit_on": w.now().Add(24 * time.Hour)})
		w.run()
		w.write(func(ctx context.Context, wr *record.Writer) error {
			return wr.Delete(ctx, wr.Model.Entity("deal"), d, record.Options{})
		})
		w.pass(48 * time.Hour)
		if r := w.only("visit"); r.State != automation.Cancelled {
			t.Errorf("%s", r.State)
		}
	})
}

func TestAMessageIsInTheRecipientsLanguage(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(nil)
		client := w.all("contact")[0].ID()
		w.update("contact", client, record.Input{"language": "ru"})
		w.move(d, "invoice")
		w.run()
		if n := w.count(`SELECT count(*) FROM tamga_message WHERE subject = 'Счёт INV-00001' AND locale = 'ru'`); n != 1 {
			t.Error("there is no Russian message for a Russian client")
		}
	})
}

// What is not an address is told at once, and never tried again.
func TestAnAddressThatIsNone(t *testing.T) {
	on(t, func(w *world) {
		d := w.deal(nil)
		w.move(d, "invoice")
		w.update("contact", w.all("contact")[0].ID(), record.Input{"email": nil})
		w.run()
		r := w.only("send_invoice")
		if r.State != automation.Parked || r.Step != "2" || r.Attempts != 1 {
			t.Errorf("%s at %q after %d attempts", r.State, r.Step, r.Attempts)
		}
		if n := len(w.all("invoice")); n != 1 {
			t.Errorf("%d invoices", n)
		}
	})
}

func TestRunsArePagedAndFiltered(t *testing.T) {
	on(t, func(w *world) {
		for range 3 {
			w.move(w.deal(nil), "invoice")
		}
		w.run()
		w.move(w.all("deal")[0].ID(), "lost")
		list := func(f automation.Filter) (states []string, next string) {
			w.must(w.service.Read(t.Context(), identity.System(), func(rd *record.Reader) error {
				page, n, err := w.engine.Runs(t.Context(), rd, f)
				states, next = nil, n
				for _, r := range page {
					states = append(states, r.State)
				}
				return err
			}))
			return states, next
		}
		first, next := list(automation.Filter{Limit: 2})
		if !slices.Equal(first, []string{"waiting", "waiting"}) || next == "" {
			t.Fatalf("first page: %q, next %q", first, next)
		}
		if second, next := list(automation.Filter{Limit: 2, Cursor: next}); !slices.Equal(second, []string{"cancelled"}) || next != "" {
			t.Errorf("second page: %q, next %q", second, next)
		}
		if got, _ := list(automation.Filter{State: "cancelled"}); len(got) != 1 {
			t.Errorf("cancelled: %q", got)
		}
		if got, _ := list(automation.Filter{Automation: "ping"}); len(got) != 0 {
			t.Errorf("of ping: %q", got)
		}
		if got, _ := list(automation.Filter{Entity: "deal", Record: w.all("deal")[1].ID()}); len(got) != 1 {
			t.Errorf("of one deal: %q", got)
		}
		err := w.service.Read(t.Context(), identity.System(), func(rd *record.Reader) error {
			_, _, err := w.engine.Runs(t.Context(), rd, automation.Filter{Cursor: "nonsense"})
			return err
		})
		var p *record.Problem
		if !errors.As(err, &p) || p.Code != record.Malformed {
			t.Errorf("a cursor that is none: %v", err)
		}
	})
}
