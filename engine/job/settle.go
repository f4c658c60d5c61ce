package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/tamga-crm/tamga/engine/store"
)

// outcome is how a job ended.
type outcome struct {
	job  Job
	kind *kind
	err  error
}

// settleAll writes outcomes until there are no more, as many in one transaction as have come in meanwhile.
func (q *Queue) settleAll(ctx context.Context) {
	for first := range q.outcome {
		batch := append(make([]outcome, 0, 64), first)
	more:
		for len(batch) < cap(batch) {
			select {
			case o, ok := <-q.outcome:
				if !ok {
					break more
				}
				batch = append(batch, o)
			default:
				break more
			}
		}
		if err := q.settle(ctx, batch); err != nil {
			slog.ErrorContext(ctx, "finished jobs cannot be written; they will be done again", "jobs", len(batch), "error", err)
		}
	}
}

// settle writes outcomes in one transaction. Each is fenced by the lease: who lost it changes nothing.
func (q *Queue) settle(ctx context.Context, batch []outcome) error {
	err := q.db.Write(ctx, func(tx *store.Tx) error {
		done := map[int64][]any{}
		for _, o := range batch {
			if o.err == nil {
				done[o.job.puts] = append(done[o.job.puts], o.job.ID)
			} else if err := q.settleOne(ctx, tx, o); err != nil {
				return err
			}
		}
		for puts, ids := range done {
			if err := q.finish(ctx, tx, puts, ids); err != nil {
				return err
			}
		}
		return nil
	})
	q.mu.Lock()
	for _, o := range batch {
		delete(q.running, o.job.ID)
	}
	q.mu.Unlock()
	return err
}

// finish takes away jobs that are done; those that were put again meanwhile become ready for their new instant.
func (q *Queue) finish(ctx context.Context, tx *store.Tx, puts int64, ids []any) error {
	in := "(?" + strings.Repeat(", ?", len(ids)-1) + ")"
	args := append([]any{q.holder, puts}, ids...)
	n, err := tx.Exec(ctx, `DELETE FROM tamga_job WHERE leased_by = ? AND puts = ? AND id IN `+in, args...)
	if err != nil {
		return fmt.Errorf("finish jobs: %w", err)
	}
	if n == int64(len(ids)) {
		return nil
	}
	_, err = tx.Exec(ctx, `UPDATE tamga_job SET state = 'ready', leased_by = NULL, leased_until = NULL, handed_at = NULL
		WHERE leased_by = ? AND puts > ? AND id IN `+in, args...)
	if err != nil {
		return fmt.Errorf("finish jobs: %w", err)
	}
	tx.AfterCommit(func() {
		for name := range q.kinds {
			q.wakeUp(name)
		}
	})
	return nil
}

// settleOne writes what is to be done again or parked. What was put meanwhile keeps the instant it was put for.
func (q *Queue) settleOne(ctx context.Context, tx *store.Tx, o outcome) error {
	state, attempts, due, text := "ready", o.job.Attempts, q.now().Add(Backoff(o.job.Attempts)), any(nil)
	var again Again
	switch {
	case errors.As(o.err, &again):
		attempts, due = 0, again.At
	case o.kind.attempts > 0 && o.job.Attempts >= o.kind.attempts:
		state, text = "parked", o.err.Error()
	default:
		text = o.err.Error()
	}
	if text != nil {
		slog.WarnContext(ctx, "job failed", "kind", o.job.Kind, "key", o.job.Key, "attempt", o.job.Attempts, "state", state, "error", o.err)
	}
	_, err := tx.Exec(ctx, `UPDATE tamga_job SET leased_by = NULL, leased_until = NULL, handed_at = NULL,
			state = CASE WHEN puts = ? THEN ? ELSE 'ready' END,
			attempts = CASE WHEN puts = ? THEN ? ELSE attempts END,
			due_at = CASE WHEN puts = ? THEN ? ELSE due_at END,
			error = CASE WHEN puts = ? THEN ? ELSE error END
		WHERE id = ? AND leased_by = ?`,
		o.job.puts, state, o.job.puts, attempts, o.job.puts, due, o.job.puts, text, o.job.ID, q.holder)
	if err != nil {
		return fmt.Errorf("put job back: %w", err)
	}
	tx.AfterCommit(func() { q.wakeUp(o.job.Kind) })
	return nil
}
