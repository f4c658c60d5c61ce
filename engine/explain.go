package engine

import (
	"context"
	"errors"
	"time"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// Explain answers a question about a record, as Tamga itself: whoever can open the database sees all of it.
// Nothing is changed, so a database that is not as the package says is refused.
func Explain(ctx context.Context, t Target, q automation.Question) (out *automation.Reply, err error) {
	c, err := whole(t.Dir)
	if err != nil {
		return nil, err
	}
	db, err := open(ctx, t)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	p, err := store.Plan(ctx, db, c.Model)
	if err != nil {
		return nil, err
	}
	if !p.Nothing() {
		return nil, faultf("the database is not as the package says; bring it there first: tamga apply %s", t.Dir)
	}
	records := record.New(db, c.Model, time.Now)
	queue := job.New(db, time.Now)
	runs := automation.New(records, queue, message.New(db, queue, nil, time.Now))
	who := identity.System()
	who.Locale = c.Model.Locales[0]
	err = records.Read(ctx, who, func(rd *record.Reader) error {
		out, err = runs.Ask(ctx, rd, q)
		return err
	})
	var no *record.Problem
	switch {
	case errors.As(err, &no) && no.Code == record.NotFound:
		return nil, faultf("there is no record %s/%s", q.Entity, q.Record)
	case errors.As(err, &no):
		return nil, faultf("%s", locale.Words(who.Locale).Say(no.Say, no.Params))
	case errors.Is(err, identity.ErrNoUser):
		return nil, faultf("there is nobody with the e-mail address %s", q.As)
	}
	return out, err
}
