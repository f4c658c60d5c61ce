package engine

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/lsp"
	"github.com/tamga-crm/tamga/engine/plan"
	"github.com/tamga-crm/tamga/engine/store"
)

// LSP serves an editor over a pair of streams. db is the database whose elements keep their data under a new name;
// "": that in each package's folder, if there is one.
func LSP(ctx context.Context, in io.Reader, out io.Writer, db string) error {
	debug.SetGCPercent(400) // a compilation leaves much behind, and the editor waits
	return lsp.Serve(ctx, in, out, lsp.Options{
		Open:     func(dir string) fs.FS { return os.DirFS(dir) },
		Released: func(dir string, n compile.Name) bool { return released(ctx, Target{Dir: dir, DB: db}, n) },
	})
}

// released tells whether an element is in the database: data goes by its name there. A database that cannot be asked
// may have it.
func released(ctx context.Context, t Target, n compile.Name) bool {
	if path, ok := strings.CutPrefix(t.url(), "sqlite:"); ok {
		if _, err := os.Stat(filepath.Clean(path)); err != nil {
			return false
		}
	}
	d, err := open(ctx, t)
	if err != nil {
		return true
	}
	defer d.Close()
	s, err := store.Inspect(ctx, d)
	return err != nil || holds(s, n)
}

// holds tells whether a database has a table, or a column, for an element. Funnels, stages and options are values: they
// may be in any database with tables of ours.
func holds(s plan.Schema, n compile.Name) bool {
	if n.Kind != compile.EntityName && n.Kind != compile.FieldName && n.Kind != compile.OptionName {
		return len(s.Tables) > 0
	}
	path := strings.Split(n.Path, ".")
	for _, t := range s.Tables {
		if t.Name != path[0] {
			continue
		}
		if len(path) == 1 {
			return true
		}
		for _, c := range t.Columns {
			if c.Name == path[1] || strings.HasPrefix(c.Name, path[1]+"_") {
				return true
			}
		}
	}
	return false
}
