package automation_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// world is a database with a package, a clock that tests move, and the automations at work.
type world struct {
	t       testing.TB
	db      *store.DB
	model   *model.Model
	service *record.Service
	queue   *job.Queue
	engine  *automation.Engine
	clock   atomic.Int64
}

// on runs a test on every database with the shop of testdata.
func on(t *testing.T, fn func(w *world)) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *store.DB) { fn(newWorld(t, db)) })
}

func newWorld(t testing.TB, db *store.DB) *world {
	t.Helper()
	w := &world{t: t, db: db, model: shop(t)}
	w.clock.Store(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).UnixMicro())
	if err := store.Create(t.Context(), db, w.model); err != nil {
		t.Fatal(err)
	}
	w.boot()
	return w
}

// boot makes everything that a process holds in memory anew, as after a restart.
func (w *world) boot() {
	w.service = record.New(w.db, w.model, w.now)
	w.queue = job.New(w.db, w.now)
	w.start()
}

func shop(t testing.TB, change ...func(string) string) *model.Model {
	t.Helper()
	b, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, c := range change {
		text = c(text)
	}
	m, err := compiled(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func compiled(text string) (*model.Model, error) {
	m, l := compile.Source(map[string]string{"crm.yaml": "crm: 1\nname: shop\nlocales: [en, ru]\ncalendar: {days: [mon, tue], hours: \"09:00-18:00\", holidays: [2026-03-09]}\n", "shop.yaml": text})
	if l.Failed() {
		return nil, fmt.Errorf("testdata/shop.yaml: %v", l.All()[0])
	}
	return m, nil
}

func (w *world) now() time.Time { return time.UnixMicro(w.clock.Load()).UTC() }

// pass moves the clock from one due instant to the next.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	target := w.now().Add(d)
	w.run()
	for {
		next, ok, err := w.queue.Next(w.t.Context())
		w.must(err)
		if !ok || next.After(target) {
			break
		}
		if next.After(w.now()) {
			w.clock.Store(next.UnixMicro())
		}
		w.run()
	}
	w.clock.Store(target.UnixMicro())
}

func (w *world) run() {
	w.t.Helper()
	w.must(w.queue.RunDue(w.t.Context()))
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// write changes records as Tamga itself.
func (w *world) write(fn func(ctx context.Context, wr *record.Writer) error) {
	w.t.Helper()
	w.must(w.service.Write(w.t.Context(), identity.System(), func(wr *record.Writer) error { return fn(w.t.Context(), wr) }))
}

func (w *world) create(entity string, in record.Input) (id string) {
	w.t.Helper()
	w.write(func(ctx context.Context, wr *record.Writer) error {
		row, err := wr.Create(ctx, wr.Model.Entity(entity), in, record.Options{})
		if err == nil {
			id = row.ID()
		}
		return err
	})
	return id
}

func (w *world) update(entity, id string, in record.Input) {
	w.t.Helper()
	w.write(func(ctx context.Context, wr *record.Writer) error {
		_, err := wr.Update(ctx, wr.Model.Entity(entity), id, in, record.Options{})
		return err
	})
}

func (w *world) move(id, stage string) {
	w.t.Helper()
	w.write(func(ctx context.Context, wr *record.Writer) error {
		_, err := wr.Move(ctx, wr.Model.Entity("deal"), id, record.Move{Stage: stage})
		return err
	})
}

// deal makes a deal of a client with an address and two products.
func (w *world) deal(in record.Input) string {
	w.t.Helper()
	client := w.create("contact", record.Input{"name": "Ann", "email": "ann@example.org"})
	all := record.Input{"name": "Gold", "client": client, "amount": "300", "products": []any{
		map[string]any{"name": "Pass", "qty": int64(1), "price": "250"}, map[string]any{"name": "Towel", "qty": int64(2), "price": "25"},
	}}
	for k, v := range in {
		all[k] = v
	}
	return w.create("deal", all)
}

// all gives every record of an entity that is not deleted, oldest first.
func (w *world) all(entity string) (rows []model.Row) {
	w.t.Helper()
	w.must(w.db.Read(w.t.Context(), func(tx *store.Tx) (err error) {
		var ids []string
		if err = tx.Scan(w.t.Context(), &ids, `SELECT id FROM "`+entity+`" WHERE deleted_at IS NULL ORDER BY id`); err == nil {
			rows, err = tx.RowsByID(w.t.Context(), w.model.Entity(entity), ids)
		}
		return err
	}))
	slices.SortFunc(rows, func(a, b model.Row) int { return strings.Compare(a.ID(), b.ID()) })
	return rows
}

func (w *world) texts(entity, name string) []string {
	w.t.Helper()
	out := []string{}
	for _, r := range w.all(entity) {
		s, _ := r.Get(name).(string)
		out = append(out, s)
	}
	return out
}

// runs gives all runs, oldest first.
func (w *world) runs() (runs []automation.Run) {
	w.t.Helper()
	w.must(w.service.Read(w.t.Context(), identity.System(), func(rd *record.Reader) error {
		page, _, err := w.engine.Runs(w.t.Context(), rd, automation.Filter{Limit: record.MaxLimit})
		runs = nil
		for i := len(page) - 1; i >= 0; i-- {
			runs = append(runs, page[i])
		}
		return err
	}))
	return runs
}

// only gives the one run that there is of an automation.
func (w *world) only(name string) automation.Run {
	w.t.Helper()
	var found []automation.Run
	for _, r := range w.runs() {
		if r.Automation == name {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		w.t.Fatalf("%d runs of %s, want one: %+v", len(found), name, found)
	}
	return found[0]
}

func (w *world) count(sql string, args ...any) (n int64) {
	w.t.Helper()
	w.must(w.db.Read(w.t.Context(), func(tx *store.Tx) error { return tx.Scan(w.t.Context(), &n, sql, args...) }))
	return n
}

func date(y int, m time.Month, d int) field.Date { return field.Date{Year: y, Month: m, Day: d} }

func (w *world) start() {
	w.engine = automation.New(w.service, w.queue, message.New(w.db, w.queue, nil, w.service.Now))
}

// runOf gives the one run of an automation for a record.
func (w *world) runOf(name, id string) automation.Run {
	w.t.Helper()
	for _, r := range w.runs() {
		if r.Automation == name && r.Record == id {
			return r
		}
	}
	w.t.Fatalf("no run of %s for %s", name, id)
	return automation.Run{}
}
