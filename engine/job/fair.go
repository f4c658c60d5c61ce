package job

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/tamga-crm/tamga/engine/store"
)

// head is the job of a lane that is due first.
type head struct {
	ID   string    `bun:"id"`
	Lane string    `bun:"lane"`
	Due  time.Time `bun:"due_at"`
}

// heads goes from one lane to the next in the index, two probes for each, and never through the jobs of a lane:
// there are as many lanes as automations, and there may be a million jobs.
const heads = `WITH RECURSIVE lanes(lane) AS (
		SELECT (SELECT lane FROM tamga_job WHERE kind = ? AND state = 'ready' ORDER BY lane LIMIT 1)
		UNION ALL
		SELECT (SELECT j.lane FROM tamga_job j WHERE j.kind = ? AND j.state = 'ready' AND j.lane > lanes.lane ORDER BY j.lane LIMIT 1)
		FROM lanes WHERE lanes.lane IS NOT NULL)
	SELECT h.id, h.lane, h.due_at FROM lanes JOIN tamga_job h ON h.id = (
		SELECT id FROM tamga_job j WHERE j.kind = ? AND j.state = 'ready' AND j.lane = lanes.lane ORDER BY j.due_at, j.id LIMIT 1)`

func headsOf(ctx context.Context, tx *store.Tx, kind string) (found []head, err error) {
	err = tx.Scan(ctx, &found, heads, kind, kind, kind)
	return found, err
}

// part is how many jobs of a lane are claimed.
type part struct {
	lane string
	n    int
}

// share is how the workers of a kind are shared out.
type share struct {
	mu   sync.Mutex
	free int
	fair bool
	of   map[string]int // the workers that each lane has
}

func newShare(k *kind) *share { return &share{free: k.limit, fair: k.fair, of: map[string]int{}} }

// may tells whether a lane that has so many workers may have another when so many are free. With a quarter of what
// is free at most, each lane that hangs leaves three quarters of the rest to the others: of 32 workers the first
// gets 7, the next 5, and it takes twelve that hang at once until a thirteenth has to wait.
func (s *share) may(has, free int) bool { return free > 0 && (!s.fair || has*4 < free) }

// allot shares the free workers out among the lanes where something is due: one each in turn, those first that
// have the fewest, and among these those that are longest due.
func (s *share) allot(due []head) (parts []part) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(due, func(a, b head) int {
		return cmp.Or(cmp.Compare(s.of[a.Lane], s.of[b.Lane]), a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
	free, got := s.free, make([]int, len(due))
	for gave := true; gave; {
		gave = false
		for i, h := range due {
			if s.may(s.of[h.Lane]+got[i], free) {
				got[i], free, gave = got[i]+1, free-1, true
			}
		}
	}
	for i, n := range got {
		if n > 0 {
			parts = append(parts, part{due[i].Lane, n})
		}
	}
	return parts
}

func (s *share) take(lane string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free--
	s.of[lane]++
}

func (s *share) give(lane string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free++
	if s.of[lane]--; s.of[lane] == 0 {
		delete(s.of, lane)
	}
}
