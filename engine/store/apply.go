package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Options of an apply.
type Options struct {
	Model *model.Model // that the plan was made for
	By    string       // who applies, for the release
	At    time.Time
	Allow []string // the losses that are allowed, by the names of the plan
	Files []byte   // of the package, as compile.Pack wrote them, for the release
	Back  string   // the release that the model is of, when it is gone back to; see PlanBack
	Note  string   // what else the release is to say
	// Frame is what a formula over a record sees; nil sees the record's own fields only, and fails at links.
	Frame func(ctx context.Context, tx *Tx, row model.Row) *rule.Frame
}

// Refused says why a plan is not carried out. Nothing was changed.
type Refused struct {
	Blocked   []*plan.Step // cannot be done as the data stands
	Unallowed []string     // would be lost and is not allowed
}

// Error names what is in the way.
func (r *Refused) Error() string {
	if len(r.Blocked) > 0 {
		return fmt.Sprintf("apply: cannot %s: %s", r.Blocked[0].Change, r.Blocked[0].Blocked)
	}
	return "apply: would lose " + strings.Join(r.Unallowed, ", ") + ", which was not allowed"
}

// Create makes the tables of a model, in an empty database or one that has them already.
func Create(ctx context.Context, d *DB, m *model.Model) error {
	_, err := Upgrade(ctx, d, Options{Model: m})
	return err
}

// Upgrade plans and applies in one go, as often as other processes come first. It gives the plan that was applied,
// or the one that was refused with a *Refused.
func Upgrade(ctx context.Context, d *DB, o Options) (*plan.Plan, error) {
	for {
		p, err := PlanBack(ctx, d, o.Model, o.Back)
		if err != nil || p.Nothing() {
			return p, err
		}
		if err := Apply(ctx, d, p, o); !errors.Is(err, plan.ErrDatabaseMoved) {
			return p, err
		}
	}
}

// Apply carries out a plan in one transaction and records the release. All or nothing: what is blocked, or lossy
// and not allowed, gives a *Refused; a database that is not as the plan saw it gives plan.ErrDatabaseMoved.
func Apply(ctx context.Context, d *DB, p *plan.Plan, o Options) error {
	if err := refuse(p, o); err != nil {
		return err
	}
	return d.again(ctx, func() error {
		err := d.dialect.migrate(ctx, d, func(tx *Tx) error {
			a := &applier{tx: tx, p: p, o: o}
			return a.run(ctx)
		})
		if err != nil {
			return fmt.Errorf("apply: %w", err)
		}
		d.Renew()
		return nil
	})
}

func refuse(p *plan.Plan, o Options) error {
	if r := (Refused{p.Blocked(), p.Unallowed(o.Allow)}); len(r.Blocked) > 0 || len(r.Unallowed) > 0 {
		return &r
	}
	return nil
}

// applier carries out one plan in one transaction.
type applier struct {
	tx     *Tx
	p      *plan.Plan
	o      Options
	tables plan.Schema // as they are by now
	builds []*rebuild  // tables that SQLite must make anew
	made   bool        // the new tables
}

func (a *applier) run(ctx context.Context) error {
	began := time.Now() // only to tell how long it took
	if err := a.tx.db.dialect.lockSchema(ctx, a.tx); err != nil {
		return err
	}
	now, err := a.tx.plan(ctx, a.o.Model, a.o.Back)
	if err != nil {
		return err
	}
	if now.State != a.p.State {
		return plan.ErrDatabaseMoved
	}
	if err := refuse(now, a.o); err != nil { // the data may have moved on since the plan
		return err
	}
	if err := a.tx.db.dialect.prepareSchema(ctx, a.tx, a.p); err != nil {
		return err
	}
	if a.tables, err = a.tx.db.dialect.inspect(ctx, a.tx); err != nil {
		return err
	}
	before, err := a.count(ctx)
	if err != nil {
		return err
	}
	if err := a.steps(ctx); err != nil {
		return err
	}
	if err := a.guard(ctx, before); err != nil {
		return err
	}
	return a.release(ctx, time.Since(began))
}

func (a *applier) steps(ctx context.Context) error {
	for _, st := range a.p.Steps {
		if err := a.step(ctx, st.Change); err != nil {
			return fmt.Errorf("%s: %w", st.Change, err)
		}
	}
	return a.rebuildAll(ctx)
}

// createTables makes all new tables at the first of them: they may point to each other.
func (a *applier) createTables(ctx context.Context) error {
	if a.made {
		return nil
	}
	a.made = true
	made, after := a.tx.db.create(a.created())
	return a.tx.all(ctx, append(made, after...))
}

func (a *applier) created() []*plan.Table {
	var list []*plan.Table
	for _, st := range a.p.Steps {
		if c, ok := st.Change.(*plan.CreateTable); ok {
			list = append(list, c.Table)
		}
	}
	return list
}

// raw runs a statement that is used once.
func (a *applier) raw(ctx context.Context, sql string) error {
	if _, err := a.tx.s.conn.Conn.ExecContext(ctx, sql); err != nil {
		return fmt.Errorf("%s: %w", sql, a.tx.db.dialect.refused(err))
	}
	return nil
}

// count counts the rows of every table when the plan does more than add: no row may go that the plan does not name.
func (a *applier) count(ctx context.Context) (map[string]int64, error) {
	counts := map[string]int64{}
	if !a.rewrites() {
		return counts, nil
	}
	for _, t := range a.tables.Tables {
		var n int64
		if err := a.tx.Scan(ctx, &n, "SELECT count(*) FROM "+quote(t.Name)); err != nil {
			return nil, err
		}
		counts[t.Name] = n
	}
	return counts, nil
}

func (a *applier) rewrites() bool {
	for _, st := range a.p.Steps {
		switch st.Change.(type) {
		case *plan.CreateTable, *plan.AddColumn, *plan.AddIndex, *plan.DropIndex, *plan.MapValue, *plan.LoseValue, *plan.Fill, *plan.Compute, *plan.Require, *plan.Rescale:
		default:
			return true
		}
	}
	return false
}

// guard refuses a result in which rows went, or point to nothing.
func (a *applier) guard(ctx context.Context, before map[string]int64) error {
	names := map[string]string{}
	for _, st := range a.p.Steps {
		switch c := st.Change.(type) {
		case *plan.RenameTable:
			names[c.From] = c.To
		case *plan.DropTable:
			delete(before, c.Table.Name)
		}
	}
	for table, n := range before {
		if to, ok := names[table]; ok {
			table = to
		}
		var now int64
		if err := a.tx.Scan(ctx, &now, "SELECT count(*) FROM "+quote(table)); err != nil {
			return err
		}
		if now != n {
			return fmt.Errorf("%s had %d rows and would have %d: nothing was changed", table, n, now)
		}
	}
	if len(before) == 0 {
		return nil
	}
	return a.tx.db.dialect.checkForeigns(ctx, a.tx)
}
