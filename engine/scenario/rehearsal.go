package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// Rehearsals are simulations and runs of the tests that people ask a running server for: each is a row and a job, so
// any process does it, and its report is kept.
type Rehearsals struct {
	service *record.Service
	queue   *job.Queue
}

// The kinds of rehearsal, and the job's.
const (
	rehearseSimulation = "simulation"
	rehearseTests      = "tests"
	rehearsalKind      = "rehearsal"
)

// keptRehearsals is how many are listed, and kept: older ones are forgotten.
const keptRehearsals = 20

// Rehearsal is one, with its report when that was asked for and it is done.
type Rehearsal struct {
	ID         string          `json:"id" bun:"id"`
	Kind       string          `json:"kind" bun:"kind"`
	State      string          `json:"state" bun:"state"` // waiting, running, done, failed
	From       *time.Time      `json:"from" bun:"from_at"`
	To         *time.Time      `json:"to" bun:"to_at"`
	Done       int             `json:"done" bun:"done"`
	Of         int             `json:"of" bun:"total"`
	Error      *string         `json:"error" bun:"error"`
	CreatedAt  time.Time       `json:"created_at" bun:"created_at"`
	FinishedAt *time.Time      `json:"finished_at" bun:"finished_at"`
	Report     json.RawMessage `json:"report,omitempty" bun:"-"`
}

// NewRehearsals makes them do their work through a queue, one at a time.
func NewRehearsals(s *record.Service, q *job.Queue) *Rehearsals {
	r := &Rehearsals{s, q}
	q.Handle(rehearsalKind, r.work, job.Limit(1), job.Attempts(3))
	return r
}

// Start asks for a rehearsal and gives its id. from and to are a simulation's; zero for tests.
func (r *Rehearsals) Start(ctx context.Context, by, kind string, from, to time.Time) (string, error) {
	id := uuid.Must(uuid.NewV7()).String()
	err := r.service.DB.Write(ctx, func(tx *store.Tx) error {
		var who, begins, ends any
		if by != "" {
			who = by
		}
		if kind == rehearseSimulation {
			begins, ends = from, to
		}
		_, err := tx.Exec(ctx, `INSERT INTO tamga_rehearsal (id, kind, state, from_at, to_at, done, total, report, error, created_by, created_at, finished_at)
			VALUES (?, ?, 'waiting', ?, ?, 0, 0, NULL, NULL, ?, ?, NULL)`, id, kind, begins, ends, who, r.service.Now())
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM tamga_rehearsal WHERE id NOT IN (SELECT id FROM tamga_rehearsal ORDER BY id DESC LIMIT ?)`, int64(keptRehearsals))
		if err != nil {
			return err
		}
		return r.queue.Put(ctx, tx, job.Job{Kind: rehearsalKind, Key: id, Due: r.service.Now()})
	})
	if err != nil {
		return "", fmt.Errorf("start a rehearsal: %w", err)
	}
	return id, nil
}

const rehearsalColumns = `id, kind, state, from_at, to_at, done, total, error, created_at, finished_at`

// List gives the last ones, newest first, without their reports.
func (r *Rehearsals) List(ctx context.Context) (any, error) {
	list := []Rehearsal{}
	err := r.service.DB.Read(ctx, func(tx *store.Tx) error {
		return tx.Scan(ctx, &list, `SELECT `+rehearsalColumns+` FROM tamga_rehearsal ORDER BY id DESC`)
	})
	return list, err
}

// ByID gives one with its report; nil when there is none.
func (r *Rehearsals) ByID(ctx context.Context, id string) (any, error) {
	found, err := r.byID(ctx, id)
	if err != nil || found == nil {
		return nil, err
	}
	return found, nil
}

func (r *Rehearsals) byID(ctx context.Context, id string) (*Rehearsal, error) {
	var list []Rehearsal
	var report *string
	err := r.service.DB.Read(ctx, func(tx *store.Tx) error {
		err := tx.Scan(ctx, &list, `SELECT `+rehearsalColumns+` FROM tamga_rehearsal WHERE id = ?`, id)
		if err != nil || len(list) == 0 {
			return err
		}
		return tx.Scan(ctx, &report, `SELECT CAST(report AS TEXT) FROM tamga_rehearsal WHERE id = ?`, id)
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	if report != nil {
		list[0].Report = json.RawMessage(*report)
	}
	return &list[0], nil
}

// work does a rehearsal with the package in force. What fails is told in the row: nobody is served by trying again.
func (r *Rehearsals) work(ctx context.Context, j job.Job) error {
	x, err := r.byID(ctx, j.Key)
	if err != nil || x == nil || x.FinishedAt != nil {
		return err
	}
	m := r.service.Model()
	report, err := r.rehearse(ctx, m, x)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now := r.service.Now()
	if err != nil {
		slog.WarnContext(ctx, "a rehearsal failed", "rehearsal", x.ID, "kind", x.Kind, "error", err)
		return r.save(ctx, `UPDATE tamga_rehearsal SET state = 'failed', error = ?, finished_at = ? WHERE id = ?`, err.Error(), now, x.ID)
	}
	text, err := json.Marshal(report)
	if err != nil {
		return err
	}
	return r.save(ctx, `UPDATE tamga_rehearsal SET state = 'done', report = ?, finished_at = ? WHERE id = ?`, string(text), now, x.ID)
}

func (r *Rehearsals) save(ctx context.Context, sql string, args ...any) error {
	return r.service.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, sql, args...)
		return err
	})
}

// tellEvery is how often a rehearsal says how far it is.
const tellEvery = time.Second

func (r *Rehearsals) rehearse(ctx context.Context, m *model.Model, x *Rehearsal) (any, error) {
	if err := r.save(ctx, `UPDATE tamga_rehearsal SET state = 'running' WHERE id = ?`, x.ID); err != nil {
		return nil, err
	}
	if x.Kind == rehearseTests {
		return Run(ctx, m, Options{Coverage: true})
	}
	if x.From == nil || x.To == nil {
		return nil, errors.New("a simulation goes over a period")
	}
	told := time.Now()
	return Simulate(ctx, m, r.service.DB, Period{From: *x.From, To: *x.To, Progress: func(done, of int) {
		if time.Since(told) < tellEvery {
			return
		}
		told = time.Now()
		if err := r.save(ctx, `UPDATE tamga_rehearsal SET done = ?, total = ? WHERE id = ?`, int64(done), int64(of), x.ID); err != nil {
			slog.WarnContext(ctx, "a rehearsal cannot say how far it is", "rehearsal", x.ID, "error", err)
		}
	}})
}
