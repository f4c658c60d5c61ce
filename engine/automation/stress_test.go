package automation_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// People move dates while runs wake up on them, with two queues at work: no change is refused because a run moved
// on at that moment, no run is lost, none is done twice.
func TestDatesMoveWhileRunsWake(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.clock.Store(time.Now().UnixMicro())
		const deals, people = 15, 4
		ids := make([]string, deals)
		for i := range ids {
			ids[i] = w.deal(record.Input{"visit_on": time.Now().Add(24 * time.Hour), "name": fmt.Sprint(i)})
		}
		stop := []func(){w.atWork(), w.atWork()}
		var all sync.WaitGroup
		end := time.Now().Add(2 * time.Second)
		service := record.New(w.db, w.model, time.Now)
		automation.New(service, job.New(w.db, time.Now), nil)
		for range people {
			all.Go(func() {
				for time.Now().Before(end) {
					at := time.Now().Add(2*time.Hour + time.Duration(rand.IntN(1500)-100)*time.Millisecond)
					err := service.Write(context.Background(), identity.System(), func(wr *record.Writer) error {
						for range 1 + rand.IntN(2) { // now and then two in one transaction, in any order
							if _, err := wr.Update(context.Background(), wr.Model.Entity("deal"), ids[rand.IntN(deals)], record.Input{"visit_on": at}, record.Options{}); err != nil {
								return err
							}
						}
						return nil
					})
					if err != nil {
						t.Errorf("a person's change was refused: %v", err)
						return
					}
				}
			})
		}
		all.Wait()
		for _, id := range ids {
			w.update("deal", id, record.Input{"visit_on": time.Now()})
		}
		for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			if w.count(`SELECT count(*) FROM note`) >= deals {
				break
			}
		}
		for _, s := range stop {
			s()
		}
		if n := w.count(`SELECT count(*) FROM note`); n != deals {
			t.Errorf("%d notes of %d deals", n, deals)
		}
		if n := w.count(`SELECT count(DISTINCT deal) FROM note`); n != deals {
			t.Errorf("notes of %d deals, want %d", n, deals)
		}
		if n := w.count(`SELECT count(*) FROM tamga_run WHERE state = 'waiting'`); n != deals { // at their second wait
			t.Errorf("%d runs wait, want %d", n, deals)
		}
	})
}

// atWork runs another queue over the same database, as another process would.
func (w *world) atWork() (stop func()) {
	service := record.New(w.db, w.model, time.Now)
	q := job.New(w.db, time.Now)
	automation.New(service, q, nil)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- q.Run(ctx) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	}
}

// Leases run out all the time, so that several processes carry the same run on at once: the fence lets one of them
// write each step.
func TestSeveralCarryOnTheSameRun(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		const deals, processes = 25, 3
		ids := make([]string, deals)
		for i := range ids {
			ids[i] = w.deal(nil)
			w.move(ids[i], "invoice")
		}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		var all sync.WaitGroup
		all.Go(func() {
			for ctx.Err() == nil {
				time.Sleep(2 * time.Millisecond)
				w.clock.Add((13 * time.Second).Microseconds())
			}
		})
		for range processes {
			service := record.New(w.db, w.model, w.now)
			q := job.New(w.db, w.now)
			automation.New(service, q, message.New(w.db, q, nil, w.now))
			all.Go(func() {
				for ctx.Err() == nil {
					if err := q.RunDue(ctx); err != nil && ctx.Err() == nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			if w.count(`SELECT count(*) FROM tamga_run WHERE state = 'running'`) == 0 {
				break
			}
		}
		cancel()
		all.Wait()
		for _, id := range ids {
			w.invoiced(id)
		}
	})
}
