package automation

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// The states of a run; doc.go draws them.
const (
	Running   = "running"
	Waiting   = "waiting"
	Failed    = "failed" // tried again when it is due
	Parked    = "parked" // needs a person
	Done      = "done"
	Cancelled = "cancelled"
)

// errOvertaken says that the run was changed since it was read: nothing was written, read it again.
var errOvertaken = errors.New("automation: the run was carried on by somebody else")

// run is one execution of an automation for one record, as the table keeps it.
type run struct {
	ID         string     `bun:"id"`
	Automation string     `bun:"automation"`
	Release    string     `bun:"release"`
	Entity     string     `bun:"entity"`
	Record     string     `bun:"record"`
	Trigger    string     `bun:"trigger"`
	OnceKey    *string    `bun:"once_key"`
	State      string     `bun:"state"`
	Step       string     `bun:"step"` // the path it stands before; "" at the end
	StepKind   string     `bun:"step_kind"`
	Turn       int64      `bun:"turn"` // counts every change of the row: the fence
	Vars       string     `bun:"vars"`
	Before     *string    `bun:"before"` // the record before the change, where some step looks at it
	DueAt      *time.Time `bun:"due_at"`
	Attempts   int        `bun:"attempts"`
	Depth      int        `bun:"depth"`
	Parent     *string    `bun:"parent"`
	Error      *string    `bun:"error"`
	StartedBy  *string    `bun:"started_by"`
	CreatedAt  time.Time  `bun:"created_at"`
	FinishedAt *time.Time `bun:"finished_at"`
}

const runColumns = `r.id, r.automation, r.release, r.entity, r.record, r.trigger, r.once_key, r.state, r.step, r.step_kind, r.turn,
	r.vars, r.before, r.due_at, r.attempts, r.depth, r.parent, r.error, r.started_by, r.created_at, r.finished_at`

// over tells that nothing will happen to the run by itself.
func (r *run) over() bool { return r.State == Done || r.State == Cancelled || r.State == Parked }

// insert writes a new run; fresh is false when another had its once key.
func (r *run) insert(ctx context.Context, tx *store.Tx) (fresh bool, err error) {
	n, err := tx.Exec(ctx, `INSERT INTO tamga_run (id, automation, release, entity, record, trigger, once_key, state, step, step_kind, turn,
			vars, before, due_at, attempts, depth, parent, error, started_by, created_at, finished_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, NULL, 0, ?, ?, ?, ?, ?, NULL) ON CONFLICT (once_key) DO NOTHING`,
		r.ID, r.Automation, r.Release, r.Entity, r.Record, r.Trigger, opt(r.OnceKey), r.State, r.Step, r.StepKind,
		r.Vars, opt(r.Before), r.Depth, opt(r.Parent), opt(r.Error), opt(r.StartedBy), r.CreatedAt)
	if err != nil {
		return false, fmt.Errorf("start run of %s: %w", r.Automation, err)
	}
	return n == 1, nil
}

// save writes a run as it has become, if nobody changed it since it was read.
func (r *run) save(ctx context.Context, tx *store.Tx) error {
	n, err := tx.Exec(ctx, `UPDATE tamga_run SET release = ?, state = ?, step = ?, step_kind = ?, turn = turn + 1, vars = ?, due_at = ?,
			attempts = ?, error = ?, finished_at = ? WHERE id = ? AND turn = ?`,
		r.Release, r.State, r.Step, r.StepKind, r.Vars, opt(r.DueAt), r.Attempts, opt(r.Error), opt(r.FinishedAt), r.ID, r.Turn)
	if err != nil {
		return fmt.Errorf("save run: %w", err)
	}
	if n == 0 {
		return errOvertaken
	}
	r.Turn++
	if r.State == Done || r.State == Cancelled {
		_, err = tx.Exec(ctx, `DELETE FROM tamga_run_watch WHERE run = ?`, r.ID)
	}
	return err
}

// loadRun reads a run; nil when there is none.
func loadRun(ctx context.Context, tx *store.Tx, id string) (*run, error) {
	rs, err := selectRuns(ctx, tx, `WHERE r.id = ?`, id)
	if err != nil || len(rs) == 0 {
		return nil, err
	}
	return rs[0], nil
}

// known reads a run that somebody asks for; a NotFound problem when there is none.
func known(ctx context.Context, tx *store.Tx, id string) (*run, error) {
	if _, err := uuid.Parse(id); err != nil {
		return nil, &record.Problem{Code: record.NotFound, Say: "not_found"}
	}
	r, err := loadRun(ctx, tx, id)
	if err == nil && r == nil {
		err = &record.Problem{Code: record.NotFound, Say: "not_found"}
	}
	return r, err
}

// watched is a set of records, by entity and id.
type watched map[[2]string]bool

// watch remembers that changes of these records concern the run.
func (r *run) watch(ctx context.Context, tx *store.Tx, set watched) error {
	for k := range set {
		_, err := tx.Exec(ctx, `INSERT INTO tamga_run_watch (entity, record, run) VALUES (?, ?, ?) ON CONFLICT (entity, record, run) DO NOTHING`, k[0], k[1], r.ID)
		if err != nil {
			return fmt.Errorf("watch for run: %w", err)
		}
	}
	return nil
}

// outcome keeps how a step ended; a step that is tried again keeps its last.
func (r *run) outcome(ctx context.Context, tx *store.Tx, o stepOutcome) error {
	_, err := tx.Exec(ctx, `INSERT INTO tamga_run_step (run, path, kind, state, at, result, error) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (run, path) DO UPDATE SET kind = excluded.kind, state = excluded.state,
			at = CASE WHEN excluded.kind = 'wait' AND excluded.state IN ('failed', 'parked') THEN tamga_run_step.at ELSE excluded.at END,
			result = excluded.result, error = excluded.error`,
		r.ID, o.Path, o.Kind, o.State, o.At, opt(o.Result), opt(o.Error))
	if err != nil {
		return fmt.Errorf("keep the outcome of a step: %w", err)
	}
	return nil
}

// stepOutcome is how a step of a run ended, or stands: done, skipped, waiting, failed, parked.
type stepOutcome struct {
	Run    string    `bun:"run"`
	Path   string    `bun:"path"`
	Kind   string    `bun:"kind"`
	State  string    `bun:"state"`
	At     time.Time `bun:"at"`
	Result *string   `bun:"result"`
	Error  *string   `bun:"error"`
}

// opt is a value of a column that may be empty.
func opt[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// selectRuns reads runs; tail is what follows FROM tamga_run r.
func selectRuns(ctx context.Context, tx *store.Tx, tail string, args ...any) ([]*run, error) {
	var rs []*run
	if err := tx.Scan(ctx, &rs, `SELECT `+runColumns+` FROM tamga_run r `+tail, args...); err != nil {
		return nil, fmt.Errorf("read runs: %w", err)
	}
	return rs, nil
}

// outcomesOf reads the outcomes of the steps of runs, by run, in the order they came about.
func outcomesOf(ctx context.Context, rd *record.Reader, rs []*run) (map[string][]stepOutcome, error) {
	by := map[string][]stepOutcome{}
	if len(rs) == 0 {
		return by, nil
	}
	ids := make([]any, len(rs))
	for i, r := range rs {
		ids[i] = r.ID
	}
	var all []stepOutcome
	err := rd.Tx.Scan(ctx, &all, `SELECT run, path, kind, state, at, result, error FROM tamga_run_step
		WHERE run IN (?`+strings.Repeat(", ?", len(ids)-1)+`) ORDER BY run, at, path`, ids...)
	if err != nil {
		return nil, fmt.Errorf("read the steps of runs: %w", err)
	}
	for _, o := range all {
		by[o.Run] = append(by[o.Run], o)
	}
	return by, nil
}
