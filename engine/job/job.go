package job

import (
	"context"
	"time"

	"github.com/tamga-crm/tamga/engine/store"
)

// Job is one piece of work. Kind and Key together are unique.
type Job struct {
	ID       string
	Kind     string
	Key      string
	Payload  []byte // JSON
	Due      time.Time
	Attempts int
}

// Handler does a job. nil: done. Again: not yet. Any other error: tried again with back-off, then parked.
type Handler func(ctx context.Context, j Job) error

// Again asks to be called at an instant; it is no failure.
type Again struct{ At time.Time }

// Error makes Again an error value.
func (a Again) Error() string { return "again at " + a.At.Format(time.RFC3339) }

// Queue is the jobs of one database.
type Queue struct{}

// New makes a queue. now is the clock.
func New(db *store.DB, now func() time.Time) *Queue { panic("job: not built yet") }

// Handle says who does a kind; called before Run.
func (q *Queue) Handle(kind string, h Handler) { panic("job: not built yet") }

// Put adds a job within a transaction. The same kind and key again moves its due instant (and makes a done or
// parked job ready again).
func (q *Queue) Put(ctx context.Context, tx *store.Tx, j Job) error { panic("job: not built yet") }

// Cancel takes a job away if it is not being done.
func (q *Queue) Cancel(ctx context.Context, tx *store.Tx, kind, key string) error {
	panic("job: not built yet")
}

// Run works until ctx is done, then finishes what runs.
func (q *Queue) Run(ctx context.Context) error { panic("job: not built yet") }

// RunDue does all that is due now, one after another, until nothing is: for scenarios with a clock of their own.
func (q *Queue) RunDue(ctx context.Context) error { panic("job: not built yet") }

// Next is when the next job falls due; false when there is none.
func (q *Queue) Next(ctx context.Context) (time.Time, bool, error) { panic("job: not built yet") }
