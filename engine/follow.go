package engine

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"time"

	"github.com/tamga-crm/tamga/engine/store"
)

// followEvery is how often a process looks for a release of another one: for this long it serves the model of before.
const followEvery = time.Second

// follow puts in force what other processes apply, without a restart: requests under way keep the model that they
// began with. A release that this version cannot run is said once, and the model in force stays.
func (h *house) follow(ctx context.Context) error {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	refused := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		hash, err := store.Release(ctx, h.db)
		if err != nil || hash == h.records.Model().Hash || hash == refused || hash == "" {
			continue // what the database fails at, requests say
		}
		if err := h.takeOver(ctx); err != nil && ctx.Err() == nil {
			refused = hash
			h.options.Log.Error("a release that another process applied cannot be put in force", "release", hash, "error", err)
		}
	}
}

// takeOver puts the release that was applied last in force.
func (h *house) takeOver(ctx context.Context) error {
	r, err := store.ReleaseOf(ctx, h.db, "")
	if err != nil {
		return err
	}
	c, err := recompiled(r)
	if err != nil {
		return err
	}
	if err := c.runs(); err != nil {
		return err
	}
	h.show(packedAssets(c.files))
	h.records.Use(c.Model)
	h.say("Release %d is in force: %s %s.\n", r.Number, r.Package, r.Version)
	return h.runs.Adopt(ctx)
}

// packedAssets opens the files that were kept with a release.
func packedAssets(files fs.FS) func(path string) (io.Reader, error) {
	return func(path string) (io.Reader, error) {
		b, err := fs.ReadFile(files, path)
		return bytes.NewReader(b), err
	}
}
