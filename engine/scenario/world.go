package scenario

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// mold is a database in memory with the package's tables and people that every test gets a copy of.
type mold struct {
	model   *model.Model
	image   []byte
	people  map[*model.Person]string // ids of users
	touched *touched                 // nil: nobody asks what the tests reach
}

func newMold(ctx context.Context, m *model.Model) (*mold, error) {
	md := &mold{model: m, people: map[*model.Person]string{}}
	db, err := store.Open(ctx, "sqlite::memory:")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if err := store.Create(ctx, db, m); err != nil {
		return nil, err
	}
	desk := identity.New(db, func() *model.Model { return m }, func() time.Time { return time.Unix(0, 0) })
	for _, p := range m.People {
		card, err := desk.Add(ctx, identity.System(), identity.Change{Name: &p.Label, Email: &p.Email, Role: &p.Role.Name, Locale: &p.Locale})
		if err != nil {
			return nil, fmt.Errorf("add %s: %w", p.Name, err)
		}
		md.people[p] = card.ID
	}
	md.image, err = db.Image(ctx)
	return md, err
}

// world is everything that one test happens in.
type world struct {
	*mold
	test    *model.Test
	clock   *clock
	db      *store.DB
	service *record.Service
	queue   *job.Queue
	engine  *automation.Engine
	outbox  *message.Outbox
	desk    *identity.People
	given   bool  // what the test starts from is being made
	vars    []any // people, then named results; records as refs, read anew at every step
}

// run runs one test in a copy of the mold.
func (md *mold) run(ctx context.Context, t *model.Test) (Result, error) {
	began := time.Now()
	w, err := md.world(ctx, t)
	if err != nil {
		return Result{}, err
	}
	defer w.db.Close()
	res := Result{Name: t.Name, File: t.At.File, Line: t.At.Line}
	if err := w.play(ctx, &res); err != nil {
		return Result{}, err
	}
	if err := md.touched.gather(ctx, w); err != nil {
		return Result{}, err
	}
	res.Passed = len(res.Failures) == 0
	if !res.Passed {
		res.Stuck, err = w.stuck(ctx)
	}
	res.Milliseconds = float64(time.Since(began).Microseconds()) / 1000
	return res, err
}

func (md *mold) world(ctx context.Context, t *model.Test) (*world, error) {
	db, err := store.OpenImage(ctx, md.image)
	if err != nil {
		return nil, err
	}
	w := &world{mold: md, test: t, db: db, clock: &clock{at: t.Start}, vars: make([]any, max(t.Vars, len(md.model.People)))}
	w.service = record.New(db, md.model, w.clock.now)
	w.queue = job.New(db, w.clock.now)
	w.outbox = message.New(db, w.queue, nil, w.clock.now)
	w.engine = automation.New(w.service, w.queue, w.outbox)
	if err := w.engine.Adopt(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	w.desk = identity.New(db, w.service.Model, w.clock.now)
	for i, p := range md.model.People {
		w.vars[i] = field.Ref{Entity: model.UserEntity, ID: md.people[p]}
	}
	return w, nil
}

// actor is who does a step. What is given is made by Tamga itself in somebody's name: it is theirs, and their
// rights do not matter.
func (w *world) actor(ctx context.Context, p *model.Person) (identity.Actor, error) {
	if p == nil {
		return identity.System(), nil
	}
	who, err := w.desk.Actor(ctx, w.people[p])
	if w.given {
		who.As, who.Role = identity.AsSystem, nil
	}
	return who, err
}
