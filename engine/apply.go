package engine

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/handbook"
	"github.com/tamga-crm/tamga/engine/plan"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
)

// Plan is what Apply would change.
func Plan(ctx context.Context, t Target) (p *plan.Plan, err error) {
	c, err := whole(t.Dir)
	if err != nil {
		return nil, err
	}
	db, err := open(ctx, t)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if p, err = store.Plan(ctx, db, c.Model); err == nil {
		err = tellAccess(ctx, db, c, p)
	}
	return p, err
}

// tellAccess adds to a plan which rights the package widens and narrows since the last release.
func tellAccess(ctx context.Context, db *store.DB, c *Checked, p *plan.Plan) error {
	if p.Nothing() {
		return nil
	}
	list, err := store.Releases(ctx, db)
	if err != nil || len(list) == 0 || !list[len(list)-1].Kept {
		return err
	}
	r, err := store.ReleaseOf(ctx, db, list[len(list)-1].ID)
	if err != nil {
		return err
	}
	before, err := recompiled(r)
	if err != nil {
		p.Wider = append(p.Wider, "the rights of the last release cannot be read, so nothing can be said of what became wider")
		return nil
	}
	p.Wider, p.Narrower = handbook.AccessOf(c.Model).Since(handbook.AccessOf(before.Model))
	return nil
}

// ApplyOptions say what is applied to what.
type ApplyOptions struct {
	Target
	Sealed  []byte                   // a plan that was kept: it names its folder, and is refused when anything moved on
	Allow   []string                 // losses that are allowed, by name
	Confirm func(p *plan.Plan) error // asked before anything is changed; an error changes nothing
	By      string                   // who applies, as the release is to say

	back, note string // of a rollback: the release, and what the new one says of it
}

// Apply brings a database to what the package says, and gives what was done.
func Apply(ctx context.Context, o ApplyOptions) (p *plan.Plan, err error) {
	var sealed *plan.Sealed
	if o.Sealed != nil {
		if sealed, err = plan.Unseal(o.Sealed); err != nil {
			return nil, faultf("%v", err)
		}
		o.Dir = sealed.Folder
	}
	c, err := whole(o.Dir)
	if err != nil {
		return nil, err
	}
	db, err := open(ctx, o.Target)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if p, err = store.Plan(ctx, db, c.Model); err != nil {
		return nil, err
	}
	if err := tellAccess(ctx, db, c, p); err != nil {
		return nil, err
	}
	if sealed != nil {
		if err := sealed.Check(p); err != nil {
			return nil, faultf("%v; make a new one", err)
		}
	}
	return p, carryOut(ctx, db, c, p, o)
}

// carryOut refuses what cannot be done or may not be lost, asks, and applies.
func carryOut(ctx context.Context, db *store.DB, c *Checked, p *plan.Plan, o ApplyOptions) error {
	if p.Nothing() {
		return nil
	}
	if err := refused(p, o.Allow); err != nil {
		return err
	}
	if o.Confirm != nil {
		if err := o.Confirm(p); err != nil {
			return err
		}
	}
	how, err := applying(db, c, o)
	if err != nil {
		return err
	}
	err = store.Apply(ctx, db, p, how)
	if errors.Is(err, plan.ErrDatabaseMoved) {
		return faultf("%v; look at the plan again", plan.ErrDatabaseMoved)
	}
	return err
}

// applying is how a package is applied: formulas over new columns see the records as rules do.
func applying(db *store.DB, c *Checked, o ApplyOptions) (store.Options, error) {
	files, err := c.pack()
	return store.Options{
		Model: c.Model, By: cmp.Or(o.By, "tamga"), At: time.Now(), Allow: o.Allow, Files: files, Back: o.back, Note: o.note,
		Frame: record.New(db, c.Model, time.Now).Frame,
	}, err
}

// refused tells why a plan may not be carried out; nil when it may.
func refused(p *plan.Plan, allow []string) error {
	if blocked := p.Blocked(); len(blocked) > 0 {
		return faultf("%scannot be applied: %s", p, blocked[0].Blocked)
	}
	if names := p.Unallowed(allow); len(names) > 0 {
		return faultf("%snothing was changed: this would lose %s", p, strings.Join(names, ", "))
	}
	return nil
}

// settle applies a plan that loses nothing, however many processes do so at once; one that does is refused, and shown.
func settle(ctx context.Context, db *store.DB, c *Checked) (*plan.Plan, error) {
	how, err := applying(db, c, ApplyOptions{})
	if err != nil {
		return nil, err
	}
	p, err := store.Upgrade(ctx, db, how)
	var no *store.Refused
	if errors.As(err, &no) {
		return p, refused(p, nil)
	}
	return p, err
}
