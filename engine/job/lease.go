package job

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/store"
)

// renewAll keeps the leases of what runs until stop, at a third of their length.
func (q *Queue) renewAll(ctx context.Context, stop <-chan struct{}) {
	t := time.NewTicker(lease / 3)
	defer t.Stop()
	last := time.Now()
	for {
		select {
		case <-stop:
			return
		case <-t.C:
		}
		err := q.renew(ctx)
		switch {
		case err == nil:
			last = time.Now()
		case time.Since(last) > lease:
			q.lose(q.held())
		}
		if err != nil {
			slog.ErrorContext(ctx, "leases cannot be renewed", "error", err)
		}
	}
}

// renew lengthens the leases of what runs; who finds its lease gone is told to stop.
func (q *Queue) renew(ctx context.Context) error {
	ids := q.held()
	if len(ids) == 0 {
		return nil
	}
	var kept []row
	err := q.db.Write(ctx, func(tx *store.Tx) error {
		kept = nil
		args := []any{q.now().Add(lease), q.holder}
		for _, id := range ids {
			args = append(args, id)
		}
		return tx.Scan(ctx, &kept, `UPDATE tamga_job SET leased_until = ? WHERE leased_by = ? AND id IN (?`+
			strings.Repeat(", ?", len(ids)-1)+`) RETURNING id`, args...)
	})
	if err != nil {
		return fmt.Errorf("renew leases: %w", err)
	}
	q.lose(slices.DeleteFunc(ids, func(id string) bool {
		return slices.ContainsFunc(kept, func(r row) bool { return r.ID == id })
	}))
	return nil
}

func (q *Queue) held() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Collect(maps.Keys(q.running))
}

// lose ends the contexts of handlers whose lease is gone.
func (q *Queue) lose(ids []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, id := range ids {
		if h := q.running[id]; h != nil && h.lost != nil {
			h.lost(ErrLost)
		}
	}
}
