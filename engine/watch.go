package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/compile"
)

// lookEvery is how often serve --dev looks at the files.
const lookEvery = 300 * time.Millisecond

// watch puts each change of the package in force while it is served. What cannot be compiled or applied is shown,
// and the model in force stays.
func (h *house) watch(ctx context.Context, c *Checked) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	seen := fingerprint(c.folders)
	cache := &compile.Cache{}
	if _, err := check(c.Dir, false, cache); err != nil { // what has not changed by the first save is known then
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		now := fingerprint(c.folders)
		if now == seen {
			continue
		}
		seen = now
		if next := h.reload(ctx, c.Dir, cache); next != nil {
			c = next
		}
	}
}

// fingerprint changes whenever a file of the folders does.
func fingerprint(folders []string) string {
	var b strings.Builder
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return nil // a file that has just gone
			}
			if d.IsDir() && path != folder && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
				return fs.SkipDir
			}
			if info, err := d.Info(); err == nil && !d.IsDir() && strings.HasSuffix(d.Name(), ".yaml") {
				fmt.Fprintln(&b, path, info.ModTime().UnixNano(), info.Size())
			}
			return nil
		})
		if err != nil {
			fmt.Fprintln(&b, err)
		}
	}
	return b.String()
}

// reload compiles the package anew; nil when nothing new is in force.
func (h *house) reload(ctx context.Context, dir string, cache *compile.Cache) *Checked {
	began := time.Now()
	c, err := check(dir, false, cache)
	if err != nil {
		h.say("%v\n", err)
		return nil
	}
	if c.Model == nil {
		h.say("%s%s What was in force stays.\n", Frames(c), c.Summary())
		return nil
	}
	if c.Model.Hash == h.records.Model().Hash {
		return nil
	}
	if err := c.runs(); err != nil {
		h.say("%v\nWhat was in force stays.\n", err)
		return nil
	}
	if _, err := settle(ctx, h.db, c); err != nil {
		var fault *Fault
		if errors.As(err, &fault) {
			h.say("%s. What was in force stays; apply it with: tamga apply %s\n", fault.Text, dir)
		} else {
			h.options.Log.Error("the change cannot be applied", "error", err)
		}
		return nil
	}
	h.records.Use(c.Model)
	if err := h.runs.Adopt(ctx); err != nil {
		h.options.Log.Error("the triggers cannot be taken up", "error", err)
	}
	h.say("Changed: %s In force after %s.\n", c.Summary(), time.Since(began).Round(time.Millisecond))
	return c
}
