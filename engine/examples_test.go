package engine_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine"
	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// TestExamples: each example is checked without a word, planned, applied to an empty database, and planned again:
// nothing is left to do.
func TestExamples(t *testing.T) {
	t.Parallel()
	for name, m := range examples(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, db *store.DB) { applyTwice(t, db, m) })
		})
	}
}

// TestExamplesAccess: who may do what stands beside the fitness club; make generate writes it again.
func TestExamplesAccess(t *testing.T) {
	t.Parallel()
	is, err := engine.Access("../examples/fitness_club")
	if err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile("../examples/fitness_club/access.txt")
	if err != nil || string(said) != is.String() {
		t.Errorf("access.txt is not what the package grants (%v): make generate", err)
	}
}

func applyTwice(t *testing.T, db *store.DB, m *model.Model) {
	ctx := context.Background()
	p, err := store.Plan(ctx, db, m)
	if err != nil {
		t.Fatal(err)
	}
	if p.Nothing() {
		t.Fatal("nothing is planned for an empty database")
	}
	if err := store.Apply(ctx, db, p, store.Options{Model: m, By: "test", At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if p, err = store.Plan(ctx, db, m); err != nil {
		t.Fatal(err)
	}
	if !p.Nothing() {
		t.Errorf("planned again after it was applied:\n%s", p)
	}
}

// examples compiles every folder of examples/ that is a package.
func examples(t *testing.T) map[string]*model.Model {
	t.Helper()
	manifests, err := filepath.Glob("../examples/*/crm.yaml")
	if err != nil || len(manifests) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	out := map[string]*model.Model{}
	for _, manifest := range manifests {
		dir := filepath.Dir(manifest)
		var l diag.List
		m, err := compile.Model(compile.Package{FS: os.DirFS(dir)}, &l)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range l.All() {
			t.Errorf("%s/%s: %s [%s]", dir, d.Range.Pos, d.Message, d.Code)
		}
		out[filepath.Base(dir)] = m
	}
	return out
}
