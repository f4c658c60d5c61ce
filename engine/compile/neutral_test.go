package compile_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/examples"
)

// rewrites say the same in other words of YAML.
var rewrites = map[string]func(string) string{
	"single quotes": func(s string) string {
		return regexp.MustCompile(`(?m)(\w: )"([^"\\'\n]*)"([,}\]]|$)`).ReplaceAllString(s, "$1'$2'$3")
	},
	"comments": func(s string) string {
		return regexp.MustCompile(`(?m)([^}]\}|: [a-z_]+)$`).ReplaceAllString("# said otherwise\n"+s, "$1 # and a word on it")
	},
	"line ends":  func(s string) string { return "\xEF\xBB\xBF" + strings.ReplaceAll(s, "\n", "\r\n") },
	"wide flows": func(s string) string { return regexp.MustCompile(`(\{|, )([a-z_]+): `).ReplaceAllString(s, "$1 $2:  ") },
}

var places = regexp.MustCompile(`(?m)^\s*(File|Line|Column|Length|Hash): .*\n?`)

// TestTheSameInOtherWords: quotes, comments, spaces and line ends change nothing of what a package means.
func TestTheSameInOtherWords(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"fitness_club", "corteza_crm", "minimal"} {
		files := map[string]string{}
		err := fs.WalkDir(examples.FS, name, func(path string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".yaml") {
				b, _ := fs.ReadFile(examples.FS, path)
				files[strings.TrimPrefix(path, name+"/")] = string(b)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		meant, l := compile.Source(files)
		if meant == nil {
			t.Fatal(l.All()[0].Message)
		}
		want := places.ReplaceAllString(dump(meant), "")
		for what, rewrite := range rewrites {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				other, changed := map[string]string{}, false
				for file, text := range files {
					other[file] = rewrite(text)
					changed = changed || other[file] != text
				}
				m, l := compile.Source(other)
				if m == nil {
					t.Fatalf("%v %s", l.All()[0].Range, l.All()[0].Message)
				}
				if got := places.ReplaceAllString(dump(m), ""); got != want {
					t.Error(cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
				}
				if !changed && name != "minimal" {
					t.Error("nothing was written otherwise")
				}
			})
		}
	}
}
