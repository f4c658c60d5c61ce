package job

import (
	"context"
	"fmt"
	"time"

	"github.com/tamga-crm/tamga/engine/store"
)

// maxDue bounds RunDue: work that makes work without end is a mistake that must be seen.
const maxDue = 10_000

// RunDue does all that is due now, one after another, until nothing is: for scenarios with a clock of their own.
func (q *Queue) RunDue(ctx context.Context) error {
	for kind := range q.kinds {
		if o, err := q.look(ctx, kind); err != nil {
			return err
		} else if !o.expired {
			continue
		}
		if err := q.release(ctx, kind); err != nil {
			return err
		}
	}
	for range maxDue {
		j, ok, err := q.first(ctx)
		if err != nil || !ok || j.Due.After(q.now()) {
			return err
		}
		if err := q.runOne(ctx, j); err != nil {
			return err
		}
	}
	return fmt.Errorf("more than %d jobs were due at one instant", maxDue)
}

func (q *Queue) runOne(ctx context.Context, first Job) error {
	jobs, err := q.claim(ctx, first.Kind, []part{{first.Lane, 1}})
	if err != nil {
		return err
	}
	for _, j := range q.hold(jobs) {
		if err := q.settle(ctx, []outcome{q.do(ctx, q.kinds[j.Kind], j)}); err != nil {
			return err
		}
	}
	return nil
}

// Next is when the next job falls due; false when there is none.
func (q *Queue) Next(ctx context.Context) (time.Time, bool, error) {
	j, ok, err := q.first(ctx)
	return j.Due, ok, err
}

// first is the ready job, of a kind that this queue does, that is due before all others.
func (q *Queue) first(ctx context.Context) (best Job, ok bool, err error) {
	err = q.db.Read(ctx, func(tx *store.Tx) error {
		best, ok = Job{}, false
		for kind := range q.kinds {
			found, err := headsOf(ctx, tx, kind)
			if err != nil {
				return fmt.Errorf("find the next job: %w", err)
			}
			for _, h := range found {
				if !ok || h.Due.Before(best.Due) || h.Due.Equal(best.Due) && h.ID < best.ID {
					best, ok = Job{ID: h.ID, Kind: kind, Lane: h.Lane, Due: h.Due}, true
				}
			}
		}
		return nil
	})
	return best, ok, err
}
