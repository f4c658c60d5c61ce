package automation

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// A condition of "becomes" turns true by a write, or by the clock. Of each record where it holds, or where the clock
// will turn it, tamga_edge keeps how it stands and when it turns next, and a job is due at that instant. Whatever the
// condition reads, a change of it leads here in the transaction of the change, and the instant is found anew; so no
// record is looked at but those that changed, and those whose instant has come. What fell due while nothing ran is
// gone through in order when somebody looks again, each turn as of its own instant.

const (
	edgeKind  = "becomes" // a job for a record whose condition turns; its key is trigger|record
	stockKind = "stock"   // a job that looks at the records that were there before a trigger; its key is the trigger
	stockPage = 500
	maxMissed = 200 // turns of one record that are made up for at once
)

// edge is how a condition stands for one record.
type edge struct {
	Holds bool       `bun:"holds"`
	DueAt *time.Time `bun:"due_at"`
}

// watch is how far the stock of a trigger has been looked at.
type watch struct {
	Trigger   string  `bun:"trigger"`
	Condition string  `bun:"condition"`
	Reached   *string `bun:"reached"`
	Done      bool    `bun:"done"`
}

// passed tells that a record of the stock has been looked at.
func (s watch) passed(id string) bool { return s.Done || s.Reached != nil && id <= *s.Reached }

// turnAll looks at the conditions that a change may turn, of the record itself and of those that reach it.
func (e *Engine) turnAll(ctx context.Context, w *record.Writer, ev *record.Event, ix *index) error {
	if len(ix.becomes) == 0 {
		return nil
	}
	row := subject(ev)
	for _, c := range ix.own[row.Entity.Name] {
		if ev.Kind == record.Deleted {
			if err := e.forget(ctx, w, c, row.ID()); err != nil {
				return err
			}
		} else if ev.Kind == record.Created || ev.Kind == record.Restored {
			if err := e.turn(ctx, w, c, row.ID(), ev); err != nil {
				return err
			}
		}
	}
	seen := map[string]bool{}
	for _, f := range changedFields(ev) {
		for _, dep := range f.Watchers {
			if err := e.turnReached(ctx, w, ev, ix.becomes[dep.Formula.Name], dep, seen); err != nil {
				return err
			}
		}
	}
	return nil
}

// changedFields are those of an update that changed; of a record that comes or goes, all.
func changedFields(ev *record.Event) []*model.Field {
	if ev.Kind == record.Updated || ev.Kind == record.Moved {
		return ev.Changed
	}
	return subject(ev).Entity.Fields
}

func (e *Engine) turnReached(ctx context.Context, w *record.Writer, ev *record.Event, c cause, dep *model.Dependent, seen map[string]bool) error {
	if c.trigger == nil {
		return nil
	}
	ids, err := w.Reach(ctx, dep, ev.Before, subject(ev))
	if err != nil {
		return fmt.Errorf("records whose condition %q may turn: %w", c.trigger.Becomes.Source, err)
	}
	for _, id := range ids {
		self := c.trigger.Entity.Name == subject(ev).Entity.Name && id == subject(ev).ID()
		if key := c.trigger.Key + "|" + id; seen[key] || self && ev.Kind != record.Updated && ev.Kind != record.Moved {
			continue // it was looked at above, or is gone
		} else {
			seen[key] = true
		}
		cause := ev
		if !self {
			cause = nil
		}
		if err := e.turnFor(ctx, w, c, id, cause, ev); err != nil {
			return err
		}
	}
	return nil
}

// turn looks at one condition of a record that the event is about.
func (e *Engine) turn(ctx context.Context, w *record.Writer, c cause, id string, ev *record.Event) error {
	return e.turnFor(ctx, w, c, id, ev, ev)
}

// turnFor looks at one condition of one record after a change. own is the event when it is about that record.
func (e *Engine) turnFor(ctx context.Context, w *record.Writer, c cause, id string, own, by *record.Event) error {
	row, ok, err := w.Tx.Row(ctx, c.trigger.Entity, id)
	if err != nil || !ok || row.Get(model.DeletedAt) != nil {
		return err
	}
	was, known, err := e.edgeOf(ctx, w, c.trigger, id)
	if err != nil {
		return err
	}
	if !known {
		if was.Holds, err = e.heldBefore(ctx, w, c.trigger, id, own); err != nil {
			return err
		}
	}
	ev := &record.Event{Kind: record.Updated, Before: row, After: row, Who: by.Who, Depth: by.Depth}
	if own != nil {
		ev.Before = own.Before
	}
	next, err := e.look(ctx, w, c, row, w.Now())
	if err != nil {
		// A condition that cannot be computed never refuses the person's change.
		slog.WarnContext(ctx, "a condition cannot be computed", "automation", c.automation.Name, "condition", c.trigger.Becomes.Source, "record", id, "error", err)
		return nil
	}
	if next.Holds && !was.Holds {
		if err := e.consider(ctx, w, ev, c, w.Frame(ctx, row, ev.Before, nil)); err != nil {
			return err
		}
	}
	return e.keepEdge(ctx, w, c.trigger, id, next)
}

// heldBefore tells how the condition stood of a record that nobody has looked at: a new one has not met it; one from
// before the trigger stood as its fields then say.
func (e *Engine) heldBefore(ctx context.Context, w *record.Writer, t *model.Trigger, id string, own *record.Event) (bool, error) {
	if own == nil || own.Before.Entity == nil {
		return false, nil
	}
	s, err := watchOf(ctx, w, t.Key)
	if err != nil || s == nil || s.passed(id) {
		return false, err
	}
	holds, err := t.Becomes.Holds(w.Frame(ctx, own.Before, model.Row{}, nil))
	return holds && err == nil, nil
}

// look finds how a condition stands at an instant, and when it turns next.
func (e *Engine) look(ctx context.Context, w *record.Writer, c cause, row model.Row, at time.Time) (rule.Turn, error) {
	return c.trigger.Becomes.Turn(e.ticker(ctx, w.Reader, row), at)
}

// ticker is what a condition sees of a record at one instant or another.
func (e *Engine) ticker(ctx context.Context, rd *record.Reader, row model.Row) rule.Ticker {
	live := func(entity string, slot int) *rule.Expr {
		f := rd.Model.Entity(entity).Fields[slot]
		if !f.Live {
			return nil
		}
		return f.Formula
	}
	return rule.Ticker{Frame: func(at time.Time) *rule.Frame { return rd.FrameAt(ctx, row, at) }, Live: live}
}

func (e *Engine) edgeOf(ctx context.Context, w *record.Writer, t *model.Trigger, id string) (edge, bool, error) {
	var found []edge
	if err := w.Tx.Scan(ctx, &found, `SELECT holds, due_at FROM tamga_edge WHERE trigger = ? AND record = ?`, t.Key, id); err != nil {
		return edge{}, false, fmt.Errorf("read how a condition stands: %w", err)
	}
	if len(found) == 0 {
		return edge{}, false, nil
	}
	return found[0], true, nil
}

// keepEdge keeps how a condition stands, and the job for when it turns. What neither holds nor will is not kept.
func (e *Engine) keepEdge(ctx context.Context, w *record.Writer, t *model.Trigger, id string, turn rule.Turn) error {
	if !turn.Holds && turn.At.IsZero() {
		return e.forgetKey(ctx, w, t.Key, id)
	}
	var due any
	if !turn.At.IsZero() {
		due = turn.At.UTC()
	}
	_, err := w.Tx.Exec(ctx, `INSERT INTO tamga_edge (trigger, record, holds, due_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (trigger, record) DO UPDATE SET holds = excluded.holds, due_at = excluded.due_at`, t.Key, id, turn.Holds, due)
	if err != nil {
		return fmt.Errorf("keep how a condition stands: %w", err)
	}
	if due == nil {
		return e.queue.Cancel(ctx, w.Tx, edgeKind, t.Key+"|"+id)
	}
	return e.queue.Put(ctx, w.Tx, job.Job{Kind: edgeKind, Key: t.Key + "|" + id, Lane: t.Key, Due: turn.At.UTC()})
}

func (e *Engine) forget(ctx context.Context, w *record.Writer, c cause, id string) error {
	return e.forgetKey(ctx, w, c.trigger.Key, id)
}

func (e *Engine) forgetKey(ctx context.Context, w *record.Writer, key, id string) error {
	n, err := w.Tx.Exec(ctx, `DELETE FROM tamga_edge WHERE trigger = ? AND record = ?`, key, id)
	if err != nil || n == 0 {
		return err
	}
	return e.queue.Cancel(ctx, w.Tx, edgeKind, key+"|"+id)
}

// fallDue goes through the turns of one record whose instants have come, each as of its own instant.
func (e *Engine) fallDue(ctx context.Context, j job.Job) error {
	key, id, _ := strings.Cut(j.Key, "|")
	return e.service.Write(ctx, identity.System(), func(w *record.Writer) error {
		c, ok := e.indexOf(w.Model).becomes[key]
		if !ok {
			return e.forgetKey(ctx, w, key, id)
		}
		row, ok, err := w.Tx.Lock(ctx, c.trigger.Entity, id)
		if err != nil {
			return err
		}
		if !ok || row.Get(model.DeletedAt) != nil {
			return e.forgetKey(ctx, w, key, id)
		}
		was, known, err := e.edgeOf(ctx, w, c.trigger, id)
		if err != nil || !known || was.DueAt == nil {
			return err
		}
		return e.catchUp(ctx, w, c, row, was)
	})
}

// catchUp makes up for the turns up to now.
func (e *Engine) catchUp(ctx context.Context, w *record.Writer, c cause, row model.Row, was edge) error {
	turn := rule.Turn{Holds: was.Holds, At: *was.DueAt}
	for n := 0; !turn.At.IsZero() && !turn.At.After(w.Now()); n++ {
		at := turn.At
		if n == maxMissed {
			at = w.Now()
		}
		next, err := e.look(ctx, w, c, row, at)
		if err != nil {
			return err
		}
		if next.Holds && !turn.Holds {
			ev := &record.Event{Kind: record.Updated, Before: row, After: row, Who: w.Who}
			if err := e.consider(ctx, w, ev, c, w.Frame(ctx, row, row, nil)); err != nil {
				return err
			}
		}
		turn = next
	}
	return e.keepEdge(ctx, w, c.trigger, row.ID(), turn)
}

// Adopt makes the triggers of the model in force known: it looks at the stock of those that are new or changed, and
// forgets those that are gone. To be called when a process starts and when another model comes into force; again and
// by several at once does no harm.
func (e *Engine) Adopt(ctx context.Context) error {
	return e.service.Write(ctx, identity.System(), func(w *record.Writer) error {
		ix := e.indexOf(w.Model)
		var known []watch
		if err := w.Tx.Scan(ctx, &known, `SELECT trigger, condition, reached, done FROM tamga_watch`); err != nil {
			return fmt.Errorf("read the triggers in force: %w", err)
		}
		for _, s := range known {
			if c, ok := ix.becomes[s.Trigger]; ok && s.Condition == conditionOf(w.Model, c.trigger) {
				continue
			}
			if err := e.drop(ctx, w, s.Trigger); err != nil {
				return err
			}
		}
		for key, c := range ix.becomes {
			if slices.ContainsFunc(known, func(s watch) bool { return s.Trigger == key && s.Condition == conditionOf(w.Model, c.trigger) }) {
				continue
			}
			if err := e.introduce(ctx, w, c.trigger); err != nil {
				return err
			}
		}
		return e.adoptSchedules(ctx, w, ix)
	})
}

// conditionOf tells one condition from another: by its text, and by what it counts days in.
func conditionOf(m *model.Model, t *model.Trigger) string {
	return t.Entity.Name + ": " + t.Becomes.Source + " @ " + m.Zone.String()
}

// drop forgets all that is known of a trigger.
func (e *Engine) drop(ctx context.Context, w *record.Writer, key string) error {
	for _, sql := range []string{`DELETE FROM tamga_watch WHERE trigger = ?`, `DELETE FROM tamga_edge WHERE trigger = ?`} {
		if _, err := w.Tx.Exec(ctx, sql, key); err != nil {
			return fmt.Errorf("forget the trigger %s: %w", key, err)
		}
	}
	return e.queue.CancelAll(ctx, w.Tx, edgeKind, key+"|")
}

// introduce begins to look at the stock of a trigger. There is nothing to look at in an empty table.
func (e *Engine) introduce(ctx context.Context, w *record.Writer, t *model.Trigger) error {
	rows, err := w.Tx.Page(ctx, t.Entity, "", 1)
	if err != nil {
		return err
	}
	empty := len(rows) == 0
	_, err = w.Tx.Exec(ctx, `INSERT INTO tamga_watch (trigger, condition, reached, done) VALUES (?, ?, NULL, ?)
		ON CONFLICT (trigger) DO NOTHING`, t.Key, conditionOf(w.Model, t), empty)
	if err != nil {
		return fmt.Errorf("introduce the trigger %s: %w", t.Key, err)
	}
	if empty {
		return nil
	}
	return e.queue.Put(ctx, w.Tx, job.Job{Kind: stockKind, Key: t.Key, Due: w.Now()})
}

func watchOf(ctx context.Context, w *record.Writer, key string) (*watch, error) {
	var found []watch
	if err := w.Tx.Scan(ctx, &found, `SELECT trigger, condition, reached, done FROM tamga_watch WHERE trigger = ?`, key); err != nil {
		return nil, fmt.Errorf("read the trigger %s: %w", key, err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}

// takeStock looks at the records that were there before a trigger, page by page, each in a transaction of its own. A
// condition that holds already has turned before anybody asked: it sets nothing off.
func (e *Engine) takeStock(ctx context.Context, j job.Job) error {
	for {
		more := false
		err := e.service.Write(ctx, identity.System(), func(w *record.Writer) (err error) {
			more, err = e.stockPage(ctx, w, j.Key)
			return err
		})
		if err != nil || !more {
			return err
		}
	}
}

func (e *Engine) stockPage(ctx context.Context, w *record.Writer, key string) (more bool, err error) {
	c, ok := e.indexOf(w.Model).becomes[key]
	s, err := watchOf(ctx, w, key)
	if err != nil || s == nil || s.Done || !ok || s.Condition != conditionOf(w.Model, c.trigger) {
		return false, err
	}
	after := ""
	if s.Reached != nil {
		after = *s.Reached
	}
	rows, err := w.Tx.Page(ctx, c.trigger.Entity, after, stockPage)
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		if _, known, err := e.edgeOf(ctx, w, c.trigger, row.ID()); err != nil || known {
			if err != nil {
				return false, err
			}
			continue // a change was there first
		}
		turn, err := e.look(ctx, w, c, row, w.Now())
		if err != nil {
			slog.WarnContext(ctx, "a condition cannot be computed", "automation", c.automation.Name, "record", row.ID(), "error", err)
			continue
		}
		if err := e.keepEdge(ctx, w, c.trigger, row.ID(), turn); err != nil {
			return false, err
		}
	}
	if len(rows) == 0 {
		_, err = w.Tx.Exec(ctx, `UPDATE tamga_watch SET done = ? WHERE trigger = ?`, true, key)
		return false, err
	}
	_, err = w.Tx.Exec(ctx, `UPDATE tamga_watch SET reached = ? WHERE trigger = ?`, rows[len(rows)-1].ID(), key)
	return true, err
}
