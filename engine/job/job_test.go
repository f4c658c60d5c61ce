package job_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// clock is a clock that tests move.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).UnixMicro())
	return c
}
func (c *clock) now() time.Time          { return time.UnixMicro(c.at.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.at.Add(d.Microseconds()) }

// on runs a test on every database, with Tamga's own tables.
func on(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		tables(t, db)
		fn(t, db)
	})
}

func tables(t testing.TB, db *store.DB) {
	t.Helper()
	if err := store.Create(t.Context(), db, &model.Model{Zone: time.UTC}); err != nil {
		t.Fatal(err)
	}
}

func put(t testing.TB, db *store.DB, q *job.Queue, js ...job.Job) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		for _, j := range js {
			if err := q.Put(t.Context(), tx, j); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// state is the state of a job, "" when there is none.
func state(t testing.TB, db *store.DB, key string) (s string) {
	t.Helper()
	err := db.Read(t.Context(), func(tx *store.Tx) error {
		var all []string
		err := tx.Scan(t.Context(), &all, `SELECT state FROM tamga_job WHERE key = ?`, key)
		for _, one := range all {
			s = one
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func runDue(t testing.TB, q *job.Queue) {
	t.Helper()
	if err := q.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// start runs a queue until the test stops it, and waits for it to finish.
func start(t testing.TB, q *job.Queue) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- q.Run(ctx) }()
	return sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
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

func TestAJobSharesTheFateOfItsTransaction(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		c := newClock()
		q := job.New(db, c.now)
		var done []string
		q.Handle("k", func(_ context.Context, j job.Job) error { done = append(done, j.Key+string(j.Payload)); return nil })
		put(t, db, q, job.Job{Kind: "k", Key: "kept", Payload: []byte(`{"a":1}`), Due: c.now()})
		undone := errors.New("undone")
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			if err := q.Put(t.Context(), tx, job.Job{Kind: "k", Key: "undone", Due: c.now()}); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		runDue(t, q)
		if len(done) != 1 || done[0] != `kept{"a":1}` && done[0] != `kept{"a": 1}` {
			t.Errorf("done: %q", done)
		}
		if s := state(t, db, "kept"); s != "" {
			t.Errorf("a job that is done is still %s", s)
		}
	})
}

func TestTheDueInstantMoves(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		c := newClock()
		q := job.New(db, c.now)
		var at []time.Time
		q.Handle("k", func(context.Context, job.Job) error { at = append(at, c.now()); return nil })
		begin := c.now()
		put(t, db, q, job.Job{Kind: "k", Key: "1", Due: begin.Add(time.Hour)})
		put(t, db, q, job.Job{Kind: "k", Key: "1", Due: begin.Add(3 * time.Hour)})
		if next, ok, err := q.Next(t.Context()); err != nil || !ok || !next.Equal(begin.Add(3*time.Hour)) {
			t.Fatalf("next is %v %v %v", next, ok, err)
		}
		for range 4 {
			runDue(t, q)
			c.advance(time.Hour)
		}
		if len(at) != 1 || !at[0].Equal(begin.Add(3*time.Hour)) {
			t.Errorf("done at %v", at)
		}
		if _, ok, err := q.Next(t.Context()); ok || err != nil {
			t.Errorf("something is left: %v %v", ok, err)
		}
	})
}

func TestFailuresAreTriedAgainThenParkedThenRetried(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		c := newClock()
		q := job.New(db, c.now)
		tries, broken := 0, true
		q.Handle("k", func(_ context.Context, j job.Job) error {
			tries++
			switch {
			case !broken:
				return nil
			case tries == 2:
				panic("a bug")
			}
			return fmt.Errorf("attempt %d", j.Attempts)
		}, job.Attempts(3))
		put(t, db, q, job.Job{Kind: "k", Key: "1", Due: c.now()})
		for range 20 {
			runDue(t, q)
			c.advance(2 * time.Second)
		}
		if tries != 3 || state(t, db, "1") != "parked" {
			t.Fatalf("%d tries, state %q", tries, state(t, db, "1"))
		}
		broken = false
		if err := db.Write(t.Context(), func(tx *store.Tx) error { return q.Retry(t.Context(), tx, "k", "1") }); err != nil {
			t.Fatal(err)
		}
		runDue(t, q)
		if tries != 4 || state(t, db, "1") != "" {
			t.Errorf("%d tries, state %q", tries, state(t, db, "1"))
		}
	})
}

func TestAgainIsNoFailure(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		c := newClock()
		q := job.New(db, c.now)
		times := 0
		q.Handle("k", func(_ context.Context, j job.Job) error {
			if j.Attempts != 1 {
				t.Errorf("attempt %d", j.Attempts)
			}
			if times++; times < 5 {
				return job.Again{At: c.now().Add(time.Minute)}
			}
			return nil
		}, job.Attempts(2))
		put(t, db, q, job.Job{Kind: "k", Key: "1", Due: c.now()})
		for range 10 {
			runDue(t, q)
			c.advance(time.Minute)
		}
		if times != 5 {
			t.Errorf("called %d times", times)
		}
	})
}

// A job that is put while it is being done is done once more, at the instant it was put for.
func TestPutWhileItIsBeingDone(t *testing.T) {
	for name, result := range map[string]error{"done": nil, "failed": errors.New("no"), "again": job.Again{At: time.Unix(0, 0)}} {
		t.Run(name, func(t *testing.T) {
			on(t, func(t *testing.T, db *store.DB) {
				c := newClock()
				q := job.New(db, c.now)
				times := 0
				q.Handle("k", func(_ context.Context, j job.Job) error {
					if times++; times > 1 {
						return nil
					}
					put(t, db, q, job.Job{Kind: "k", Key: "1", Due: c.now().Add(time.Hour)})
					return result
				}, job.Attempts(1))
				put(t, db, q, job.Job{Kind: "k", Key: "1", Due: c.now()})
				runDue(t, q)
				if next, ok, err := q.Next(t.Context()); err != nil || !ok || !next.Equal(c.now().Add(time.Hour)) {
					t.Fatalf("next is %v %v %v", next, ok, err)
				}
				c.advance(time.Hour)
				runDue(t, q)
				if times != 2 || state(t, db, "1") != "" {
					t.Errorf("%d times, state %q", times, state(t, db, "1"))
				}
			})
		})
	}
}

func TestCancel(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		c := newClock()
		q := job.New(db, c.now)
		q.Handle("k", func(context.Context, job.Job) error { t.Error("a cancelled job was done"); return nil })
		put(t, db, q, job.Job{Kind: "k", Key: "1", Due: c.now()})
		if err := db.Write(t.Context(), func(tx *store.Tx) error { return q.Cancel(t.Context(), tx, "k", "1") }); err != nil {
			t.Fatal(err)
		}
		runDue(t, q)
	})
}

func TestTwoQueuesShareTheWork(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		const jobs = 400
		var mu sync.Mutex
		times, busy := map[string]int{}, map[string]bool{}
		handle := func(_ context.Context, j job.Job) error {
			mu.Lock()
			times[j.Key]++
			if busy[j.Key] {
				t.Errorf("%s is being done twice at once", j.Key)
			}
			busy[j.Key] = true
			mu.Unlock()
			time.Sleep(time.Millisecond)
			mu.Lock()
			busy[j.Key] = false
			mu.Unlock()
			return nil
		}
		a, b := job.New(db, time.Now), job.New(db, time.Now)
		a.Handle("k", handle)
		b.Handle("k", handle)
		defer start(t, a)()
		defer start(t, b)()
		for i := range jobs / 10 {
			var js []job.Job
			for k := range 10 {
				js = append(js, job.Job{Kind: "k", Key: fmt.Sprint(i, ".", k), Due: time.Now()})
			}
			put(t, db, a, js...)
		}
		eventually(t, "all are done", func() bool { mu.Lock(); defer mu.Unlock(); return len(times) == jobs })
		mu.Lock()
		defer mu.Unlock()
		for key, n := range times {
			if n != 1 {
				t.Errorf("%s was done %d times", key, n)
			}
		}
	})
}

func TestOneSlowKindHoldsUpNoOther(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		q := job.New(db, time.Now)
		var slow, quick atomic.Int64
		free := make(chan struct{})
		q.Handle("slow", func(context.Context, job.Job) error { slow.Add(1); <-free; return nil }, job.Limit(2))
		q.Handle("quick", func(context.Context, job.Job) error { quick.Add(1); return nil })
		defer start(t, q)()
		defer close(free)
		for i := range 10 {
			put(t, db, q, job.Job{Kind: "slow", Key: fmt.Sprint(i), Due: time.Now()}, job.Job{Kind: "quick", Key: fmt.Sprint(i), Due: time.Now()})
		}
		eventually(t, "the quick ones are done", func() bool { return quick.Load() == 10 && slow.Load() == 2 })
	})
}

// What a dead process held is done by another once its lease has run out; when the first one wakes, it finds
// that it has lost the job and changes nothing.
func TestAnExpiredLeaseIsHandedOver(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		c := newClock()
		dead, heir := job.New(db, c.now), job.New(db, c.now)
		var did atomic.Int64
		asleep, wake := make(chan struct{}), make(chan struct{})
		dead.Handle("k", func(context.Context, job.Job) error { close(asleep); <-wake; return errors.New("too late") }, job.Attempts(1))
		heir.Handle("k", func(context.Context, job.Job) error { did.Add(1); return nil })
		put(t, db, dead, job.Job{Kind: "k", Key: "1", Due: c.now()})
		finished := make(chan error, 1)
		go func() { finished <- dead.RunDue(context.Background()) }()
		<-asleep
		defer start(t, heir)()
		time.Sleep(50 * time.Millisecond)
		if did.Load() != 0 {
			t.Fatal("a job was taken away from a living process")
		}
		c.advance(13 * time.Second)
		eventually(t, "the heir does it", func() bool { return did.Load() == 1 && state(t, db, "1") == "" })
		close(wake)
		if err := <-finished; err != nil {
			t.Fatal(err)
		}
		if s := state(t, db, "1"); s != "" {
			t.Errorf("who lost the lease wrote %q", s)
		}
	})
}

func TestStopFinishesWhatRuns(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		q := job.New(db, time.Now)
		begun := make(chan struct{})
		q.Handle("k", func(ctx context.Context, _ job.Job) error {
			close(begun)
			time.Sleep(100 * time.Millisecond)
			return ctx.Err()
		})
		stop := start(t, q)
		put(t, db, q, job.Job{Kind: "k", Key: "1", Due: time.Now()})
		<-begun
		stop()
		if s := state(t, db, "1"); s != "" {
			t.Errorf("the job that ran is %s", s)
		}
	})
}

// A commit wakes an idle queue: nobody waits for the next poll.
func TestACommitWakes(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		q := job.New(db, time.Now)
		done := make(chan time.Duration, 100)
		var began atomic.Int64
		q.Handle("k", func(context.Context, job.Job) error {
			done <- time.Duration(time.Now().UnixNano() - began.Load())
			return nil
		})
		defer start(t, q)()
		var total time.Duration
		for i := range 10 {
			time.Sleep(20 * time.Millisecond)
			began.Store(time.Now().UnixNano())
			put(t, db, q, job.Job{Kind: "k", Key: fmt.Sprint(i), Due: time.Now()})
			total += <-done
		}
		if total/10 > 300*time.Millisecond {
			t.Errorf("from put to begun: %v on average", total/10)
		}
	})
}

func BenchmarkJobs(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *store.DB{"sqlite": enginetest.SQLite, "postgres": enginetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			db := open(b)
			tables(b, db)
			q := job.New(db, time.Now)
			var done atomic.Int64
			all := make(chan struct{})
			q.Handle("k", func(context.Context, job.Job) error {
				if done.Add(1) == int64(b.N) {
					close(all)
				}
				return nil
			}, job.Limit(64))
			var js []job.Job
			for i := range b.N {
				js = append(js, job.Job{Kind: "k", Key: fmt.Sprint(i), Due: time.Now()})
			}
			put(b, db, q, js...)
			b.ResetTimer()
			stop := start(b, q)
			<-all
			stop()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
		})
	}
}
