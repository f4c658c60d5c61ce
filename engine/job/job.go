package job

import (
	"context"
	"math/rand/v2"
	"time"
)

// Job is one piece of work. Kind and Key together are unique.
type Job struct {
	ID       string
	Kind     string
	Key      string
	Lane     string // whom it is done for, within its kind: lanes share the workers of a Fair kind
	Payload  []byte // JSON
	Due      time.Time
	Attempts int  // this one included; Put and Again begin anew
	CutOff   bool // an attempt before this one was handed over (Hand) and cut off: whether it had its effect is not known

	puts int64 // how often it had been put when it was claimed
}

// Handler does a job. nil: done. Again: not yet. Any other error: tried again with back-off, then parked.
// ctx ends when the lease is lost, not when the queue is told to stop.
type Handler func(ctx context.Context, j Job) error

// Again asks to be called at an instant; it is no failure.
type Again struct{ At time.Time }

// Error makes Again an error value.
func (a Again) Error() string { return "again at " + a.At.Format(time.RFC3339) }

// Option sets how a kind is done.
type Option func(*kind)

// Limit is how many jobs of a kind are done at once by one queue; 8 unless said. Kinds do not share
// their workers, so one slow kind never holds up another.
func Limit(n int) Option { return func(k *kind) { k.limit = n } }

// Fair shares the workers of a kind out among the lanes of its jobs: the lane with the fewest is served first, and
// none takes so many that a new one would find no worker. Without it, lanes are not looked at.
func Fair() Option { return func(k *kind) { k.fair = true } }

// Attempts is how often a job is tried before it is parked; 12 unless said, 0 never parks.
func Attempts(n int) Option { return func(k *kind) { k.attempts = n } }

// Backoff is how long to wait after the nth failed attempt: 2 s, doubled each time up to an hour,
// a quarter shorter or longer by chance so that what failed together does not return together.
func Backoff(attempt int) time.Duration {
	d := 2 * time.Second << min(max(attempt-1, 0), 11)
	d = min(d, time.Hour)
	return d*3/4 + time.Duration(rand.Int64N(int64(d/2)))
}
