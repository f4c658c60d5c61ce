package job

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/store"
)

// row is a job as the table has it.
type row struct {
	ID       string     `bun:"id"`
	Kind     string     `bun:"kind"`
	Key      string     `bun:"key"`
	Lane     string     `bun:"lane"`
	Payload  *string    `bun:"payload"`
	Due      time.Time  `bun:"due_at"`
	Attempts int        `bun:"attempts"`
	Puts     int64      `bun:"puts"`
	Handed   *time.Time `bun:"handed_at"`
}

func (r row) job() Job {
	j := Job{ID: r.ID, Kind: r.Kind, Key: r.Key, Lane: r.Lane, Due: r.Due, Attempts: r.Attempts, CutOff: r.Handed != nil, puts: r.Puts}
	if r.Payload != nil {
		j.Payload = []byte(*r.Payload)
	}
	return j
}

// Claims are written differently: PostgreSQL passes over rows that another worker is claiming,
// SQLite has one writer and needs no such thing. Between head and tail stands a dueOf for each lane.
const (
	claimSQLite     = `UPDATE tamga_job SET state = 'leased', leased_by = ?, leased_until = ?, attempts = attempts + 1 WHERE id IN (`
	claimSQLiteTail = `) RETURNING id, kind, key, lane, payload, due_at, attempts, puts, handed_at`

	claimPostgres     = `WITH due AS MATERIALIZED (`
	claimPostgresTail = `) UPDATE tamga_job j SET state = 'leased', leased_by = ?, leased_until = ?, attempts = attempts + 1
		FROM due WHERE j.id = due.id
		RETURNING j.id, j.kind, j.key, j.lane, j.payload, j.due_at, j.attempts, j.puts, j.handed_at`

	dueOf = `SELECT id FROM (SELECT id FROM tamga_job
		WHERE kind = ? AND state = 'ready' AND lane = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?`
)

// claim leases due jobs of a kind, of each lane so many, the longest due first.
func (q *Queue) claim(ctx context.Context, kind string, parts []part) ([]Job, error) {
	var rows []row
	err := q.db.Write(ctx, func(tx *store.Tx) error {
		rows = nil
		sql, args := q.claimOf(kind, parts)
		return tx.Scan(ctx, &rows, sql, args...)
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

// claimOf writes a claim: a probe of the index for each lane, however many jobs wait in any of them.
func (q *Queue) claimOf(kind string, parts []part) (sql string, args []any) {
	now, locked := q.now(), ""
	if q.db.Postgres() {
		locked = " FOR UPDATE SKIP LOCKED"
	}
	arms := make([]string, len(parts))
	for i, p := range parts {
		arms[i] = fmt.Sprintf("%s%s) d%d", dueOf, locked, i)
		args = append(args, kind, p.lane, now, p.n)
	}
	due, holder := strings.Join(arms, " UNION ALL "), []any{q.holder, now.Add(lease)}
	if q.db.Postgres() {
		return claimPostgres + due + claimPostgresTail, append(args, holder...)
	}
	return claimSQLite + due + claimSQLiteTail, append(holder, args...)
}

// outlook is what a kind has to do.
type outlook struct {
	heads   []head // of each lane where something is ready, what is due first
	expired bool   // some lease ran out
}

// next is when the next job is due; zero: there is none.
func (o outlook) next() (next time.Time) {
	for _, h := range o.heads {
		if next.IsZero() || h.Due.Before(next) {
			next = h.Due
		}
	}
	return next
}

// look reads without writing: an idle queue takes no write lock.
func (q *Queue) look(ctx context.Context, kind string) (outlook, error) {
	var o outlook
	err := q.db.Read(ctx, func(tx *store.Tx) (err error) {
		if o.heads, err = headsOf(ctx, tx, kind); err != nil {
			return err
		}
		var late []row
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
