package compile_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/diag"
)

func indexed(t *testing.T, files fstest.MapFS) (*compile.Index, *diag.List) {
	t.Helper()
	ix, l := &compile.Index{Uses: true}, &diag.List{}
	if _, err := compile.Model(compile.Package{FS: files, Index: ix}, l); err != nil {
		t.Fatal(err)
	}
	return ix, l
}

// A package in which every place of a name, and no other, is written anew is as right as it was.
func TestRenamingEveryPlaceOfAName(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	root := os.DirFS("../../examples/fitness_club")
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		b, err := fs.ReadFile(root, path)
		files[path] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ix, before := indexed(t, files)
	if before.Failed() {
		t.Fatal(before.All()[0])
	}
	var names []compile.Name
	for _, m := range ix.Marks {
		if m.Declared && !strings.HasPrefix(m.At.File, "(tamga)/") && !slices.Contains(names, m.Name) {
			names = append(names, m.Name)
		}
	}
	if len(names) < 200 {
		t.Fatalf("only %d names are declared", len(names))
	}
	for i, n := range names {
		if testing.Short() && i%7 != 0 {
			continue
		}
		if _, l := indexed(t, written(t, files, ix, n, "renamed_"+n.Last())); len(l.All()) > 0 {
			if strings.Contains(l.All()[0].Message, "the formula can give") && strings.HasPrefix(l.All()[0].Range.File, "data/") {
				continue // a word that a block draws and keeps by a name of its own: the check says what is to be done
			}
			t.Errorf("%s %s: %s: %s", n.Kind, n.Path, l.All()[0].Range.Pos, l.All()[0].Message)
		}
	}
}

// written is the files with a name written anew in all its places.
func written(t *testing.T, files fstest.MapFS, ix *compile.Index, n compile.Name, as string) fstest.MapFS {
	out := fstest.MapFS{}
	for file, f := range files {
		lines := strings.Split(string(f.Data), "\n")
		var at []diag.Range
		for _, m := range ix.Marks {
			if m.Name == n && m.At.File == file && !slices.Contains(at, m.At) {
				at = append(at, m.At)
			}
		}
		slices.SortFunc(at, func(a, b diag.Range) int { return b.Column - a.Column })
		for _, r := range at {
			line := []rune(lines[r.Line-1])
			from, to := r.Column-1, r.Column-1+r.Length
			if to > len(line) || string(line[from:to]) != n.Last() {
				t.Errorf("%s: %s %s does not stand here: %q", r.Pos, n.Kind, n.Path, lines[r.Line-1])
				continue
			}
			lines[r.Line-1] = string(line[:from]) + as + string(line[to:])
		}
		out[file] = &fstest.MapFile{Data: []byte(strings.Join(lines, "\n"))}
	}
	return out
}
