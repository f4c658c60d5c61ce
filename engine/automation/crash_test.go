package automation_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// mortal is a context that ends when it has been looked at so many times: anywhere in a transaction or between two.
type mortal struct {
	context.Context
	left atomic.Int64
	end  chan struct{}
	once sync.Once
}

func mortalAfter(ctx context.Context, looks int64) *mortal {
	m := &mortal{Context: ctx, end: make(chan struct{})}
	m.left.Store(looks)
	return m
}

func (m *mortal) age() {
	if m.left.Add(-1) <= 0 {
		m.once.Do(func() { close(m.end) })
	}
}
func (m *mortal) dead() bool            { return m.left.Load() <= 0 }
func (m *mortal) Done() <-chan struct{} { m.age(); return m.end }
func (m *mortal) Err() error {
	if m.age(); m.dead() {
		return context.Canceled
	}
	return nil
}

// die runs what is due until the context has been looked at so many times, then throws the process's state away
// and lets its leases run out. It tells whether the end came before the work was done.
func (w *world) die(looks int64) bool {
	ctx := mortalAfter(context.Background(), looks)
	err := w.queue.RunDue(ctx)
	if err != nil && !ctx.dead() {
		w.t.Fatal(err)
	}
	w.clock.Add((13 * time.Second).Microseconds())
	w.boot()
	return ctx.dead()
}

// A process that ends at any instant of a run: what it did is done, what it did not is done by the next, nothing twice.
func TestAKillAtAnyInstant(t *testing.T) {
	on(t, func(w *world) {
		step := int64(3)
		if w.db.Postgres() {
			step = 17
		}
		deals := 0
		for looks := int64(1); ; looks += step {
			d := w.deal(nil)
			w.move(d, "invoice")
			died := w.die(looks)
			w.run()
			deals++
			w.invoiced(d)
			if !died {
				break
			}
		}
		if deals < 10 {
			t.Errorf("only %d instants were tried", deals)
		}
		if n := w.count(`SELECT count(DISTINCT number) FROM invoice`); n != int64(deals) {
			t.Errorf("%d deals, %d numbers", deals, n)
		}
		if n := w.count(`SELECT count(*) FROM tamga_run WHERE state <> 'waiting'`); n != 0 {
			t.Errorf("%d runs are not waiting", n)
		}
	})
}

// invoiced checks that the effects of a run of send_invoice are there once.
func (w *world) invoiced(deal string) {
	w.t.Helper()
	for what, got := range map[string]int64{
		"invoices":      w.count(`SELECT count(*) FROM invoice WHERE deal = ?`, deal),
		"sent invoices": w.count(`SELECT count(*) FROM invoice WHERE deal = ? AND status = 'sent'`, deal),
		"PDFs kept":     w.count(`SELECT count(*) FROM invoice WHERE deal = ? AND pdf IS NOT NULL`, deal),
		"half lines":    w.count(`SELECT count(*) FROM line l JOIN invoice i ON i.id = l.invoice WHERE i.deal = ?`, deal) / 2,
		"messages":      w.count(`SELECT count(*) FROM tamga_message WHERE record = ?`, deal),
		"updates":       w.count(`SELECT count(*) FROM tamga_journal j JOIN invoice i ON i.id = j.record WHERE i.deal = ? AND j.action = 'update'`, deal),
	} {
		if got != 1 {
			w.t.Errorf("%d %s", got, what)
		}
	}
}

// Whatever way a deal goes, with restarts and kills between: one invoice for each visit of the stage.
func TestOneInvoiceForEachVisit(t *testing.T) {
	t.Parallel()
	db := enginetest.SQLite(t)
	w := newWorld(t, db)
	rapid.Check(t, func(rt *rapid.T) {
		d := w.deal(nil)
		at, visits := "new", 0
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0:
				w.run()
			case 1:
				w.die(int64(rapid.IntRange(1, 400).Draw(rt, "looks")))
			case 2:
				w.clock.Add(int64(rapid.IntRange(0, 3).Draw(rt, "hours")) * time.Hour.Microseconds())
			default:
				to := rapid.SampledFrom([]string{"new", "proposal", "invoice"}).Draw(rt, "to")
				w.move(d, to)
				if to == "invoice" && at != "invoice" {
					visits++
				}
				at = to
			}
		}
		w.run()
		if n := w.count(`SELECT count(*) FROM invoice WHERE deal = ?`, d); n != int64(visits) {
			rt.Errorf("%d invoices for %d visits", n, visits)
		}
	})
}

const childURL = "TAMGA_CRASH_CHILD"

// TestMain is also the process that is killed: it carries runs on until it is.
func TestMain(m *testing.M) {
	url := os.Getenv(childURL)
	if url == "" {
		os.Exit(m.Run())
	}
	if err := child(url); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func child(url string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	text, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		return err
	}
	m, err := compiled(string(text))
	if err != nil {
		return err
	}
	w := &world{db: db, model: m}
	w.service = record.New(db, m, time.Now)
	w.queue = job.New(db, time.Now)
	w.start()
	fmt.Println("ready")
	return w.queue.Run(ctx)
}

// Processes are killed (-9) at random instants while deals move; in the end every deal has its invoice, once.
func TestProcessesAreKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it kills processes for seconds")
	}
	t.Parallel()
	enginetest.EachURL(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		w := newWorld(t, db)
		w.clock.Store(time.Now().UnixMicro())
		if db.Postgres() {
			defer w.spawn(url)() // several processes share the work
		}
		const kills, each = 6, 10
		var deals []string
		for range kills {
			kill := w.spawn(url)
			for range each {
				d := w.deal(nil)
				w.move(d, "invoice")
				deals = append(deals, d)
			}
			time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
			kill()
		}
		defer w.spawn(url)()
		for deadline := time.Now().Add(40 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
			if w.count(`SELECT count(*) FROM tamga_run WHERE state = 'waiting'`) == int64(len(deals)) {
				break
			}
		}
		if n := w.count(`SELECT count(*) FROM tamga_run WHERE state = ?`, automation.Waiting); n != int64(len(deals)) {
			t.Fatalf("%d of %d runs have come to their wait", n, len(deals))
		}
		for _, d := range deals {
			w.invoiced(d)
		}
		if n := w.count(`SELECT count(DISTINCT number) FROM invoice`); n != int64(len(deals)) {
			t.Errorf("%d deals, %d numbers", len(deals), n)
		}
	})
}

// spawn starts a process that carries runs on, and gives what kills it.
func (w *world) spawn(url string) (kill func()) {
	w.t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childURL+"="+url)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	w.must(err)
	w.must(cmd.Start())
	if s := bufio.NewScanner(out); !s.Scan() {
		w.t.Fatal("the child did not start")
	}
	return func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
}
