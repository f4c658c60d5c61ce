package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/plan"
	"github.com/tamga-crm/tamga/engine/store"
)

// Releases gives all that was applied to a database, the first release first.
func Releases(ctx context.Context, t Target) (list []*store.Released, err error) {
	err = t.with(ctx, func(db *store.DB) error {
		list, err = store.Releases(ctx, db)
		return err
	})
	return list, err
}

// ReleaseDifference is what two releases say otherwise.
type ReleaseDifference struct {
	From, To *store.Released
	Files    []compile.FileDifference
	Tables   *plan.Plan // from the tables of one to those of the other, whatever the data
}

// Difference compares two releases, named by their numbers or ids.
func Difference(ctx context.Context, t Target, from, to string) (d *ReleaseDifference, err error) {
	d = &ReleaseDifference{}
	err = t.with(ctx, func(db *store.DB) error {
		if d.From, err = releaseOf(ctx, db, from); err != nil {
			return err
		}
		if d.To, err = releaseOf(ctx, db, to); err != nil {
			return err
		}
		d.Tables = plan.Diff(d.From.Tables, d.From.Tables, d.To.Tables)
		d.Files, err = compile.Differences(d.From.Files, d.To.Files)
		return err
	})
	return d, err
}

// Rollback goes back to a release: what it was made of is planned and applied anew, with the data of today.
func Rollback(ctx context.Context, o ApplyOptions, release string) (p *plan.Plan, err error) {
	err = o.with(ctx, func(db *store.DB) error {
		r, err := releaseOf(ctx, db, release)
		if err != nil {
			return err
		}
		c, err := recompiled(r)
		if err != nil {
			return err
		}
		o.back, o.note = r.ID, fmt.Sprintf("back to release %d", r.Number)
		if p, err = store.PlanBack(ctx, db, c.Model, r.ID); err == nil {
			err = tellAccess(ctx, db, c, p)
		}
		if err != nil {
			return err
		}
		return carryOut(ctx, db, c, p, o)
	})
	return p, err
}

// recompiled compiles the files that were kept with a release.
func recompiled(r *store.Released) (*Checked, error) {
	if !r.Kept {
		return nil, faultf("the files of release %d were not kept", r.Number)
	}
	p, err := compile.Unpack(r.Files)
	if err != nil {
		return nil, err
	}
	c := &Checked{Diagnostics: &diag.List{}, packed: r.Files, files: p.FS}
	if c.Model, err = compile.Model(p, c.Diagnostics); err != nil {
		return nil, fmt.Errorf("read release %d: %w", r.Number, err)
	}
	if c.Model == nil {
		return nil, &Broken{c}
	}
	return c, nil
}

// releaseOf finds a release by its number or id, with its files; the last when neither is given.
func releaseOf(ctx context.Context, db *store.DB, name string) (*store.Released, error) {
	list, err := store.Releases(ctx, db)
	if err != nil {
		return nil, err
	}
	r, err := ReleaseNamed(list, name)
	if err != nil {
		return nil, err
	}
	return store.ReleaseOf(ctx, db, r.ID)
}

// ReleaseNamed finds a release by its number or id; the last when neither is given.
func ReleaseNamed(list []*store.Released, name string) (*store.Released, error) {
	n, _ := strconv.Atoi(name)
	i := slices.IndexFunc(list, func(r *store.Released) bool { return r.ID == name || r.Number == n })
	switch {
	case len(list) == 0:
		return nil, faultf("nothing was applied to this database yet, so it has no releases")
	case name == "":
		return list[len(list)-1], nil
	case i < 0:
		return nil, faultf("there is no release %s; there are 1 to %d", name, len(list))
	}
	return list[i], nil
}

// with opens the target's database for fn.
func (t Target) with(ctx context.Context, fn func(db *store.DB) error) (err error) {
	db, err := open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return fn(db)
}
