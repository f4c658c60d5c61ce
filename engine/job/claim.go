package job

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tamga-crm/tamga/engine/store"
)

// row is a job as the table has it.
type row struct {
	ID       string     `bun:"id"`
	Kind     string     `bun:"kind"`
	Key      string     `bun:"key"`
	Payload  *string    `bun:"payload"`
	Due      time.Time  `bun:"due_at"`
	Attempts int        `bun:"attempts"`
	Puts     int64      `bun:"puts"`
	Handed   *time.Time `bun:"handed_at"`
}

func (r row) job() Job {
	j := Job{ID: r.ID, Kind: r.Kind, Key: r.Key, Due: r.Due, Attempts: r.Attempts, CutOff: r.Handed != nil, puts: r.Puts}
	if r.Payload != nil {
		j.Payload = []byte(*r.Payload)
	}
	return j
}

// Claims are written differently: PostgreSQL passes over rows that another worker is claiming,
// SQLite has one writer and needs no such thing.
const (
	claimSQLite = `UPDATE tamga_job SET state = 'leased', leased_by = ?, leased_until = ?, attempts = attempts + 1
		WHERE id IN (SELECT id FROM tamga_job WHERE kind = ? AND state = 'ready' AND due_at <= ? ORDER BY due_at, id LIMIT ?)
		RETURNING id, kind, key, payload, due_at, attempts, puts, handed_at`
	claimPostgres = `WITH due AS MATERIALIZED (
			SELECT id FROM tamga_job WHERE kind = ? AND state = 'ready' AND due_at <= ? ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED)
		UPDATE tamga_job j SET state = 'leased', leased_by = ?, leased_until = ?, attempts = attempts + 1
		FROM due WHERE j.id = due.id
		RETURNING j.id, j.kind, j.key, j.payload, j.due_at, j.attempts, j.puts, j.handed_at`
)

// claim leases up to n due jobs of a kind, the longest due first.
func (q *Queue) claim(ctx context.Context, kind string, n int) ([]Job, error) {
	var rows []row
	err := q.db.Write(ctx, func(tx *store.Tx) error {
		rows = nil
		now := q.now()
		if q.db.Postgres() {
			return tx.Scan(ctx, &rows, claimPostgres, kind, now, n, q.holder, now.Add(lease))
		}
		return tx.Scan(ctx, &rows, claimSQLite, q.holder, now.Add(lease), kind, now, n)
	})
	if err != nil {
		return nil, fmt.Errorf("claim jobs: %w", err)
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) })
	jobs := make([]Job, len(rows))
	for i, r := range rows {
		jobs[i] = r.job()
	}
	return jobs, nil
}

// outlook is what a kind has to do.
type outlook struct {
	next    time.Time // when the next job is due; zero: there is none
	expired bool      // some lease ran out
}

// look reads without writing: an idle queue takes no write lock.
func (q *Queue) look(ctx context.Context, kind string) (outlook, error) {
	var o outlook
	err := q.db.Read(ctx, func(tx *store.Tx) error {
		var next, late []row
		err := tx.Scan(ctx, &next, `SELECT due_at FROM tamga_job WHERE kind = ? AND state = 'ready' ORDER BY due_at LIMIT 1`, kind)
		if err != nil {
			return err
		}
		o = outlook{}
		for _, r := range next {
			o.next = r.Due
		}
		err = tx.Scan(ctx, &late, `SELECT id FROM tamga_job WHERE kind = ? AND state = 'leased' AND leased_until < ? LIMIT 1`, kind, q.now())
		o.expired = len(late) > 0
		return err
	})
	if err != nil {
		return outlook{}, fmt.Errorf("look at jobs: %w", err)
	}
	return o, nil
}

// release makes jobs ready whose lease ran out: their process died or lost sight of the database.
func (q *Queue) release(ctx context.Context, kind string) error {
	return q.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE tamga_job SET state = 'ready', leased_by = NULL, leased_until = NULL
			WHERE kind = ? AND state = 'leased' AND leased_until < ?`, kind, q.now())
		return err
	})
}

// inherit takes over at start what a dead process held: SQLite serves one process, so its leases need not run out.
func (q *Queue) inherit(ctx context.Context) error {
	if q.db.Postgres() {
		return nil
	}
	err := q.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE tamga_job SET state = 'ready', leased_by = NULL, leased_until = NULL
			WHERE state = 'leased' AND leased_by NOT LIKE ?`, process+"/%")
		return err
	})
	if err != nil {
		return fmt.Errorf("inherit jobs: %w", err)
	}
	return nil
}
