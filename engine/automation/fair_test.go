package automation_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/outside"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// Another system hangs and two hundred runs of one automation wait for it: those of another go on at once.
func TestASlowAutomationHoldsUpNoOther(t *testing.T) {
	t.Setenv("TEST_WAREHOUSE_SECRET", "shh")
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		gone := make(chan struct{})
		s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-gone:
			case <-r.Context().Done():
			}
		}))
		defer s.Close()
		w := newWorld(t, db)
		w.clock.Store(time.Now().Add(-time.Minute).UnixMicro())
		slow := w.create("contact", record.Input{"name": "Slow", "hook": s.URL})
		for range 200 {
			w.create("deal", record.Input{"name": "Gold", "amount": "300", "client": slow, "notes": "order"})
		}
		defer w.patient(s.URL, func() { close(gone) })()
		eventually(t, "the slow automation is at work", func() bool {
			return w.count(`SELECT count(*) FROM tamga_job WHERE kind = 'run' AND state = 'leased'`) >= 7
		})
		d := w.deal(nil)
		began := time.Now()
		w.move(d, "invoice")
		eventually(t, "the other automation has made its invoice", func() bool {
			return w.count(`SELECT count(*) FROM invoice WHERE deal = ? AND status = 'sent'`, d) == 1
		})
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("the other automation took %s", took)
		}
	})
}

// patient runs the automations with another system that may be asked.
func (w *world) patient(addr string, stopping func()) (stop func()) {
	u, _ := url.Parse(addr)
	service := record.New(w.db, w.model, time.Now)
	q := job.New(w.db, time.Now)
	automation.New(service, q, message.New(w.db, q, nil, time.Now)).Others = outside.New(u.Host)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- q.Run(ctx) }()
	return func() {
		cancel()
		stopping()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	}
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("it did not come about that %s", what)
}

// Another system answers each change with a change: no chain grows, and yet it is stopped, and told who was at it.
func TestAStormIsStopped(t *testing.T) {
	on(t, func(w *world) {
		w.move(w.deal(nil), "invoice")
		w.write(func(ctx context.Context, wr *record.Writer) error {
			_, err := wr.Tx.Exec(ctx, `INSERT INTO tamga_run (id, automation, release, entity, record, trigger, state, step, step_kind, turn, vars, attempts, depth, created_at)
				WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
				SELECT `+map[bool]string{true: `('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid`, false: `printf('00000000-0000-7000-8000-%012d', i)`}[w.db.Postgres()]+`, r.automation, r.release, r.entity, r.record, r.trigger, 'done', '', '', 0, '{}', 0, 0, ?
				FROM n, tamga_run r WHERE r.automation = 'send_invoice'`, w.now().Add(-50*time.Minute))
			return err
		})
		first := w.latest("send_invoice", 1001)
		w.move(first.Record, "new")
		w.move(first.Record, "invoice")
		stopped := w.latest("send_invoice", 1002)
		if want := "stopped: send_invoice ran 1000 times for this record within an hour, set off by people, programs and the clock (1001)"; stopped.Error == nil || *stopped.Error != want {
			w.t.Errorf("%s %v, want %q", stopped.State, stopped.Error, want)
		}
		w.pass(time.Hour)
		w.move(first.Record, "new")
		w.move(first.Record, "invoice")
		if last := w.latest("send_invoice", 1003); last.State == automation.Parked {
			w.t.Errorf("an hour later it is still stopped: %s", *last.Error)
		}
	})
}

// latest gives the latest run of an automation that has so many.
func (w *world) latest(name string, n int64) automation.Run {
	w.t.Helper()
	if got := w.count(`SELECT count(*) FROM tamga_run WHERE automation = ?`, name); got != n {
		w.t.Fatalf("%d runs of %s, want %d", got, name, n)
	}
	var page []automation.Run
	w.must(w.service.Read(w.t.Context(), identity.System(), func(rd *record.Reader) (err error) {
		page, _, err = w.engine.Runs(w.t.Context(), rd, automation.Filter{Automation: name, Limit: 1})
		return err
	}))
	return page[0]
}
