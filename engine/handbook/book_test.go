package handbook_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/handbook"
	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
)

var update = flag.Bool("update", false, "write the goldens again")

func example(t *testing.T, name string) *model.Model {
	t.Helper()
	l := &diag.List{}
	m, err := compile.Model(compile.Package{FS: os.DirFS(filepath.Join("../../examples", name))}, l)
	if err != nil || m == nil {
		t.Fatalf("the example is wrong: %v %v", err, l.All())
	}
	return m
}

// TestOf holds the handbook of an example, in two languages, to what was read and found good.
func TestOf(t *testing.T) {
	t.Parallel()
	for _, loc := range []string{"en", "ru"} {
		t.Run(loc, func(t *testing.T) {
			t.Parallel()
			got := handbook.Of(example(t, "minimal"), loc)
			path := filepath.Join("testdata", "minimal."+loc+".md")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Errorf("the handbook has changed; read it, and run go test ./engine/handbook -update:\n%s", d)
			}
		})
	}
}

// TestNoKeyIsShown: what a package declares has words in every language, and none is the name of a message.
func TestNoKeyIsShown(t *testing.T) {
	t.Parallel()
	m := example(t, "fitness_club")
	for _, loc := range locale.Supported {
		for _, prefix := range []string{"docs.", "step."} {
			if at := strings.Index(handbook.Of(m, loc), prefix); at >= 0 {
				t.Errorf("%s: %.40q", loc, handbook.Of(m, loc)[at:])
			}
		}
	}
	for _, k := range field.Kinds {
		if !locale.Words("en").Has("docs.kind." + k.Name()) {
			t.Errorf("no words for fields of type %s", k.Name())
		}
	}
}
