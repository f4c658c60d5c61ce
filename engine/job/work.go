package job

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// Run works until ctx is done, then finishes what runs.
func (q *Queue) Run(ctx context.Context) error {
	if err := q.inherit(ctx); err != nil {
		return err
	}
	base := context.WithoutCancel(ctx)
	var workers, keepers sync.WaitGroup
	stop := make(chan struct{})
	keepers.Go(func() { q.settleAll(base) })
	keepers.Go(func() { q.renewAll(base, stop) })
	for _, k := range q.kinds {
		workers.Go(func() { q.serve(ctx, base, k) })
	}
	workers.Wait()
	close(stop)
	close(q.outcome)
	keepers.Wait()
	q.outcome = make(chan outcome, cap(q.outcome)) // the queue may be run again
	return nil
}

// serve claims and does jobs of one kind until ctx is done, and returns when all it began are finished.
func (q *Queue) serve(ctx, base context.Context, k *kind) {
	var doing sync.WaitGroup
	defer doing.Wait()
	workers := newShare(k)
	for ctx.Err() == nil {
		jobs, idle := q.fetch(ctx, k, workers)
		for _, j := range jobs {
			workers.take(j.Lane)
			doing.Go(func() {
				defer func() { workers.give(j.Lane); q.wakeUp(k.name) }()
				q.outcome <- q.do(base, k, j)
			})
		}
		if len(jobs) == 0 {
			pause(ctx, k.wake, idle)
		}
	}
}

// fetch claims what is due and has a worker, and tells how long there is nothing to do if nothing wakes the queue before.
func (q *Queue) fetch(ctx context.Context, k *kind, workers *share) ([]Job, time.Duration) {
	o, err := q.look(ctx, k.name)
	if err == nil && o.expired {
		if err = q.release(ctx, k.name); err == nil {
			o, err = q.look(ctx, k.name)
		}
	}
	now, idle := q.now(), q.poll
	if next := o.next(); next.After(now) {
		idle = min(next.Sub(now), idle)
	}
	parts := workers.allot(slices.DeleteFunc(o.heads, func(h head) bool { return h.Due.After(now) }))
	var jobs []Job
	if err == nil && len(parts) > 0 {
		jobs, err = q.claim(ctx, k.name, parts)
	}
	if err != nil && ctx.Err() == nil {
		slog.ErrorContext(ctx, "jobs cannot be read", "kind", k.name, "error", err)
	}
	return q.hold(jobs), idle
}

// hold remembers what this process does. A job that it does already, because a lease ran out and came back,
// is not done twice at once: its lease will run out again.
func (q *Queue) hold(jobs []Job) []Job {
	q.mu.Lock()
	defer q.mu.Unlock()
	fresh := jobs[:0]
	for _, j := range jobs {
		if q.running[j.ID] == nil {
			q.running[j.ID] = &held{Job: j}
			fresh = append(fresh, j)
		}
	}
	return fresh
}

// do runs the handler. A panic is an error of the job, not the end of the process.
func (q *Queue) do(ctx context.Context, k *kind, j Job) (o outcome) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	q.mu.Lock()
	q.running[j.ID].lost = cancel
	q.mu.Unlock()
	defer func() {
		if r := recover(); r != nil {
			slog.ErrorContext(ctx, "job panicked", "kind", j.Kind, "key", j.Key, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			o = outcome{job: j, kind: k, err: fmt.Errorf("panic: %v", r)}
		}
	}()
	return outcome{job: j, kind: k, err: k.do(ctx, j)}
}

func pause(ctx context.Context, wake <-chan struct{}, d time.Duration) {
	t := time.NewTimer(max(d, time.Millisecond))
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-t.C:
	}
}
