package spec

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tamga-crm/tamga/engine/diag"
)

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	manifest := &fstest.MapFile{Data: []byte("crm: 1\nname: x\n")}
	text := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	for name, c := range map[string]struct {
		file string
		f    *fstest.MapFile
		want string
	}{
		"yml":       {"more.yml", text("a: 1"), "more.yml:1:1: not-read"},
		"symlink":   {"more.yaml", &fstest.MapFile{Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink}, "more.yaml:1:1: not-read"},
		"i18n":      {"i18n/ru.yaml", text("a: 1"), "i18n/ru.yaml:1:1: unknown-path"},
		"utf-16":    {"more.yaml", text("\xFF\xFEa\x00"), "more.yaml:1:1: not-utf8"},
		"latin-1":   {"more.yaml", text("entities:\n  # caf\xE9\n"), "more.yaml:2:8: not-utf8"},
		"control":   {"more.yaml", text("a: \x07"), "more.yaml:1:4: not-utf8"},
		"large":     {"more.yaml", text(strings.Repeat("#", MaxFile+1)), "more.yaml:1:1: too-large"},
		"documents": {"more.yaml", text("entities: {}\n---\nroles: {}\n"), "more.yaml:2:1: yaml-syntax"},
		"list":      {"more.yaml", text("- a\n"), "more.yaml:1:1: wrong-type"},
		"word":      {"more.yaml", text("hello"), "more.yaml:1:1: wrong-type"},
		"tab":       {"more.yaml", text("entities:\n\tdeal: {}\n"), "more.yaml:2:1: yaml-syntax"},
		"at":        {"more.yaml", text("entities:\n  deal: @x\n"), "more.yaml:2:3: yaml-syntax"},
		"quote":     {"more.yaml", text("entities:\n  deal: \"x\n"), "more.yaml:2:3: yaml-syntax"},
		"tag":       {"more.yaml", text("entities: !go x\n"), "more.yaml:1:11: yaml-syntax"},
		"anchor":    {"more.yaml", text("entities: *x\n"), "more.yaml:1:1: yaml-syntax"},
		"list key":  {"more.yaml", text("? [a]\n: b\n"), "more.yaml:1:3: wrong-type"},
		"manifest":  {"more.yaml", text("name: y\n"), "more.yaml:1:1: misplaced-key"},
	} {
		var l diag.List
		if _, err := Load(&l, Layer{FS: fstest.MapFS{ManifestFile: manifest, c.file: c.f}}); err != nil {
			t.Fatal(name, err)
		}
		got := "nothing"
		if all := l.All(); len(all) > 0 {
			got = all[0].Range.Pos.String() + ": " + all[0].Code
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestLoadPassesOver(t *testing.T) {
	t.Parallel()
	var l diag.List
	p, err := Load(&l, Layer{FS: fstest.MapFS{ManifestFile: {Data: []byte("crm: 1\nname: x\n")}, ".git/a.yaml": {Data: []byte("]")},
		"files/logo.png": {Data: []byte("\xFF")}, "node_modules/b.yaml": {Data: []byte("]")}, ".hidden.yaml": {Data: []byte("]")}, "empty.yaml": {}, "note.yaml": {Data: []byte("# nothing\n")}}})
	if err != nil || len(l.All()) > 0 || p.Name.Value != "x" {
		t.Errorf("%v %v", err, l.All())
	}
}

// A folder cannot be left through a symbolic link, however it is opened.
func TestLoadStaysInItsFolder(t *testing.T) {
	t.Parallel()
	dir, outside := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{dir + "/crm.yaml": "crm: 1\nname: x\n", outside + "/secret.yaml": "entities: {secret: {}}\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"/file.yaml": outside + "/secret.yaml", "/folder": outside} {
		if err := os.Symlink(to, dir+link); err != nil {
			t.Skip(err)
		}
	}
	var l diag.List
	p, err := Load(&l, Layer{FS: os.DirFS(dir)})
	if err != nil || len(p.Entities) > 0 || len(l.All()) != 2 || !l.Has("not-read") {
		t.Errorf("%v %v %v", err, p.Entities, l.All())
	}
}

func TestDurations(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{"15m": "PT15M", "1d 12h": "P1DT12H", "3mo": "P3M", "P1DT2H": "P1DT2H", "1y 1w": "P1Y7D"} {
		if d, ok := ParseDuration(s); !ok || d.String() != want {
			t.Errorf("%q: %s %t, want %s", s, d, ok, want)
		}
	}
	for _, s := range []string{"", " ", "5", "5 fortnights", "1d,2h"} {
		if _, ok := ParseDuration(s); ok {
			t.Errorf("%q was read", s)
		}
	}
}
