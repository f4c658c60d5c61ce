package scenario

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// Period is what a simulation goes over.
type Period struct {
	From, To time.Time
	Progress func(done, of int) // may be nil
}

// Simulate runs the automations of a model over the journal of a database. It only reads there: the state at the
// beginning is rebuilt in a database of its own, in a folder that is removed afterwards, with a clock of its own and
// no way out for messages.
//
// What people, programs, imports and Tamga itself did is done again, at its time. What automations did is not: the
// simulated ones act instead. A change that somebody made to a record which an automation had made is made to the
// record that the simulated automation made in its place; if there is none, the change is left out and counted. Runs
// that were under way when the period began are not gone on with.
func Simulate(ctx context.Context, m *model.Model, db *store.DB, p Period) (*Simulation, error) {
	dir, err := os.MkdirTemp("", "tamga-simulate-")
	if err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	defer os.RemoveAll(dir)
	s := &simulation{model: m, period: p, clock: &clock{at: p.From}, dir: dir, report: &Simulation{From: p.From.In(m.Zone), To: p.To.In(m.Zone)},
		twins: map[string]origin{}, users: map[string]*model.Row{}}
	began := time.Now()
	if err := s.open(ctx); err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	defer s.db.Close()
	err = db.Read(ctx, func(tx *store.Tx) error {
		hash, err := tx.ReleaseAt(ctx, time.Now())
		if err != nil {
			return err
		}
		s.report.InForce = hash == m.Hash
		if err := s.rebuild(ctx, tx); err != nil {
			return fmt.Errorf("rebuild the state at the beginning: %w", err)
		}
		if err := s.engine.Adopt(ctx); err != nil { // conditions that held already have turned before
			return err
		}
		if err := s.queue.RunDue(ctx); err != nil {
			return err
		}
		if err := s.replay(ctx, tx); err != nil {
			return fmt.Errorf("replay the journal: %w", err)
		}
		return s.compare(ctx, tx)
	})
	if err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	s.report.Milliseconds = time.Since(began).Milliseconds()
	return s.report, nil
}

// simulation is one under way.
type simulation struct {
	model   *model.Model
	period  Period
	clock   *clock
	dir     string
	db      *store.DB
	service *record.Service
	queue   *job.Queue
	engine  *automation.Engine
	report  *Simulation
	users   map[string]*model.Row
	twins   map[string]origin // what real automations made, by id
	presses []store.Entry     // buttons that people pressed, as entries of the journal, oldest first
}

// origin tells what a record was made by: a step of the so manieth run of an automation for a record.
type origin struct {
	automation, record, path string
	nth                      int
}

func (s *simulation) open(ctx context.Context) (err error) {
	if s.db, err = store.Open(ctx, url(filepath.Join(s.dir, "world.db"))); err != nil {
		return err
	}
	if err := store.Create(ctx, s.db, s.model); err != nil {
		return err
	}
	s.service = record.New(s.db, s.model, s.clock.now)
	s.queue = job.New(s.db, s.clock.now)
	s.engine = automation.New(s.service, s.queue, message.New(s.db, s.queue, nil, s.clock.now))
	s.engine.Draft = true
	return nil
}

// pageOfPast is how many entries of the journal are read at once, and how many changes are made in one transaction.
const (
	pageOfPast  = 5000
	perPastStep = 200
)

// each gives the entries of the journal of a period in the order of time.
func eachEntry(ctx context.Context, tx *store.Tx, from, to time.Time, fn func([]store.Entry) error) error {
	last := store.Entry{}
	if !from.IsZero() {
		last = store.Entry{At: from, ID: "00000000-0000-0000-0000-000000000000"}
	}
	for {
		page, err := tx.Chronicle(ctx, last, to, pageOfPast)
		if err != nil || len(page) == 0 {
			return err
		}
		if err := fn(page); err != nil {
			return err
		}
		last = page[len(page)-1]
	}
}

// replay makes the changes of the period again, and lets the automations act in between.
func (s *simulation) replay(ctx context.Context, tx *store.Tx) error {
	var of int
	err := tx.Scan(ctx, &of, `SELECT count(*) FROM tamga_journal WHERE at >= ? AND at < ?`, s.period.From, s.period.To)
	if err != nil {
		return err
	}
	done := 0
	over := func(page []store.Entry) error {
		for len(page) > 0 {
			n, err := s.some(ctx, page[:min(len(page), perPastStep)])
			if err != nil {
				return err
			}
			page, done = page[n:], done+n
			if s.period.Progress != nil {
				s.period.Progress(done, of)
			}
		}
		return nil
	}
	err = eachEntry(ctx, tx, s.period.From, s.period.To, func(page []store.Entry) error { return over(s.withPresses(page)) })
	if err != nil {
		return err
	}
	if err := over(s.presses); err != nil {
		return err
	}
	return s.passTo(ctx, s.period.To)
}

// some makes a few changes in one transaction: up to the next instant that something falls due. It gives how many
// entries it went over.
func (s *simulation) some(ctx context.Context, page []store.Entry) (int, error) {
	if err := s.passTo(ctx, page[0].At); err != nil {
		return 0, err
	}
	n, err := s.attempt(ctx, page)
	var p *record.Problem
	if err == nil || !errors.As(err, &p) {
		return n, err
	}
	// The last change cannot be made in this world: those before it are, and it is left out.
	if n > 1 {
		if n, err = s.attempt(ctx, page[:n-1]); err != nil {
			return 0, err
		}
		return n, nil
	}
	s.report.Refused++
	return 1, nil
}

func (s *simulation) attempt(ctx context.Context, page []store.Entry) (n int, err error) {
	var made, left int
	err = s.service.Write(ctx, identity.System(), func(w *record.Writer) error {
		n, made, left = 0, 0, 0
		for _, e := range page {
			if n > 0 {
				due, err := s.dueBefore(ctx, w.Tx, e.At)
				if err != nil || due {
					return err
				}
			}
			n++
			if identity.As(e.As) == identity.AsAutomation {
				continue
			}
			p, ok, err := s.again(ctx, w.Tx, e)
			if err != nil {
				return err
			}
			s.clock.set(e.At)
			if ok && e.Action == pressed {
				ok, err = s.press(ctx, w, p, e.Cause)
			} else if ok {
				ok, err = w.Replay(ctx, p)
			}
			if err != nil {
				return err
			}
			if ok {
				made++
			} else {
				left++
			}
		}
		return nil
	})
	if err == nil {
		s.report.Replayed += made
		s.report.LeftOut += left
	}
	return n, err
}

func url(file string) string { return "sqlite:" + file + "?synchronous=off" }

// dueBefore tells whether something falls due before an instant.
func (s *simulation) dueBefore(ctx context.Context, tx *store.Tx, at time.Time) (bool, error) {
	var n int
	err := tx.Scan(ctx, &n, `SELECT count(*) FROM (SELECT 1 FROM tamga_job WHERE state = 'ready' AND due_at <= ? LIMIT 1)`, at)
	return n > 0, err
}

// again is an entry of the journal as a change to be made here; false for one that has no place in this world.
func (s *simulation) again(ctx context.Context, tx *store.Tx, e store.Entry) (p record.Past, ok bool, err error) {
	p = record.Past{Entity: entityOf(s.model, e.Entity), ID: e.Record, Kind: record.EventKind(e.Action), At: e.At, Who: s.actor(e)}
	if p.Entity == nil || p.Entity.Name == model.UserEntity {
		return p, false, nil
	}
	if o, made := s.twins[e.Record]; made && p.Kind != record.Created {
		if p.ID, err = s.twin(ctx, tx, o); err != nil || p.ID == "" {
			return p, false, err
		}
	}
	if p.Set, err = s.translated(ctx, tx, e); err != nil {
		return p, false, err
	}
	return p, true, nil
}

func entityOf(m *model.Model, name string) *model.Entity {
	if e := m.Entity(name); e != nil {
		return e
	}
	for _, e := range m.Entities {
		if e.Was == name {
			return e
		}
	}
	return nil
}

// actor is who made a change, bound by nobody's rights: it was allowed when it happened.
func (s *simulation) actor(e store.Entry) identity.Actor {
	who := identity.Actor{As: identity.As(e.As), Cause: e.Cause, Locale: s.model.Locales[0], User: s.users[e.By]}
	return who
}

// passTo moves the clock to an instant, from one that something falls due at to the next.
func (s *simulation) passTo(ctx context.Context, target time.Time) error {
	for {
		next, ok, err := s.queue.Next(ctx)
		if err != nil {
			return err
		}
		if !ok || next.After(target) {
			break
		}
		if next.After(s.clock.now()) {
			s.clock.set(next.In(s.model.Zone))
		}
		if err := s.queue.RunDue(ctx); err != nil {
			return err
		}
	}
	if target.After(s.clock.now()) {
		s.clock.set(target.In(s.model.Zone))
	}
	return nil
}
