package job

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/store"
)

const (
	lease = 12 * time.Second // a dead process's work is taken up within a lease and a poll: under 15 s
	poll  = time.Second
)

// process marks the leases of this process: where there can be only one, all others are of the dead.
var process = fmt.Sprintf("%d-%s", os.Getpid(), uuid.NewString()[:8])

// Queue is the jobs of one database.
type Queue struct {
	db     *store.DB
	now    func() time.Time
	holder string
	kinds  map[string]*kind
	poll   time.Duration

	mu      sync.Mutex
	running map[string]*held
	outcome chan outcome
}

// kind is one sort of work and its own workers.
type kind struct {
	name     string
	do       Handler
	limit    int
	fair     bool
	attempts int
	wake     chan struct{}
}

// held is a job that this process is doing.
type held struct {
	Job
	lost context.CancelCauseFunc
}

// New makes a queue. now is the clock.
func New(db *store.DB, now func() time.Time) *Queue {
	return &Queue{
		db: db, now: now, holder: process + "/" + uuid.NewString()[:8], poll: poll,
		kinds: map[string]*kind{}, running: map[string]*held{}, outcome: make(chan outcome, 256),
	}
}

// Handle says who does a kind; called before Run.
func (q *Queue) Handle(name string, h Handler, opts ...Option) {
	k := &kind{name: name, do: h, limit: 8, attempts: 12, wake: make(chan struct{}, 1)}
	for _, o := range opts {
		o(k)
	}
	q.kinds[name] = k
}

// Put adds a job within a transaction. The same kind and key again moves its due instant (and makes a parked
// job ready again). Once the transaction has committed, an idle worker is woken.
func (q *Queue) Put(ctx context.Context, tx *store.Tx, j Job) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("put job: %w", err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO tamga_job (id, kind, key, lane, payload, state, due_at, attempts, puts, created_at)
		VALUES (?, ?, ?, ?, ?, 'ready', ?, 0, 0, ?)
		ON CONFLICT (kind, key) DO UPDATE SET payload = excluded.payload, due_at = excluded.due_at, attempts = 0,
			puts = tamga_job.puts + 1, error = NULL, lane = CASE WHEN excluded.lane = '' THEN tamga_job.lane ELSE excluded.lane END,
			state = CASE WHEN tamga_job.state = 'leased' THEN 'leased' ELSE 'ready' END`,
		id.String(), j.Kind, j.Key, j.Lane, nullable(j.Payload), j.Due, q.now())
	if err != nil {
		return fmt.Errorf("put job %s: %w", j.Kind, err)
	}
	tx.AfterCommit(func() { q.wakeUp(j.Kind) })
	return nil
}

// Cancel takes a job away if it is not being done.
func (q *Queue) Cancel(ctx context.Context, tx *store.Tx, kind, key string) error {
	_, err := tx.Exec(ctx, `DELETE FROM tamga_job WHERE kind = ? AND key = ? AND state <> 'leased'`, kind, key)
	if err != nil {
		return fmt.Errorf("cancel job %s: %w", kind, err)
	}
	return nil
}

// CancelAll takes away the jobs of a kind whose keys begin with a prefix, if they are not being done.
func (q *Queue) CancelAll(ctx context.Context, tx *store.Tx, kind, prefix string) error {
	_, err := tx.Exec(ctx, `DELETE FROM tamga_job WHERE kind = ? AND substr(key, 1, ?) = ? AND state <> 'leased'`,
		kind, int64(utf8.RuneCountInString(prefix)), prefix)
	if err != nil {
		return fmt.Errorf("cancel jobs %s: %w", kind, err)
	}
	return nil
}

// Retry makes a parked job ready now, with its attempts counted anew.
func (q *Queue) Retry(ctx context.Context, tx *store.Tx, kind, key string) error {
	_, err := tx.Exec(ctx, `UPDATE tamga_job SET state = 'ready', due_at = ?, attempts = 0, error = NULL
		WHERE kind = ? AND key = ? AND state = 'parked'`, q.now(), kind, key)
	if err != nil {
		return fmt.Errorf("retry job %s: %w", kind, err)
	}
	tx.AfterCommit(func() { q.wakeUp(kind) })
	return nil
}

// wakeUp makes the workers of a kind look again; kinds that this process does not do are none of its business.
func (q *Queue) wakeUp(name string) {
	if k := q.kinds[name]; k != nil {
		select {
		case k.wake <- struct{}{}:
		default: // it is awake already
		}
	}
}

func nullable(b []byte) any {
	if b == nil {
		return nil
	}
	return string(b)
}
