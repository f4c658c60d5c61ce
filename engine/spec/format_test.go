package spec

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/diag"
)

func TestFormat(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"indent": {"entities:\n    deal:\n        fields:\n            name:   text\n", "entities:\n  deal:\n    fields:\n      name:   text\n"},
		"lists":  {"do:\n- a: 1\n  b: 2\n-   c: 3\n    d: 4\n", "do:\n  - a: 1\n    b: 2\n  - c: 3\n    d: 4\n"},
		"nested lists": {
			"a:\n- - x\n  - y\n-   -  z\n", "a:\n  - - x\n    - y\n  - - z\n"},
		"brackets":       {"a: { b: [ 1,2 , 3 ],c: {d: e}}   # why\n", "a: {b: [1, 2, 3], c: {d: e}}   # why\n"},
		"quoted":         {`a: { b: "x,  y { z", c: 'it''s ,ok' }` + "\n", `a: {b: "x,  y { z", c: 'it''s ,ok'}` + "\n"},
		"empty brackets": {"a: {}\nb: []\n", "a: {}\nb: []\n"},
		"key in quotes":  {`a: {"b":1}` + "\n", `a: {"b":1}` + "\n"},
		"comments":       {"# head\na:\n    # of b\n    b: 1\n    # the end of a\n# of c\nc: 2\n", "# head\na:\n  # of b\n  b: 1\n  # the end of a\n# of c\nc: 2\n"},
		"empty lines":    {"\n\na: 1\n\n\n\nb: 2\n\n", "a: 1\n\nb: 2\n"},
		"spaces and CR":  {"a: 1   \r\nb: 2\t\r\n", "a: 1\nb: 2\n"},
		"literal":        {"a:\n    b: |\n          one\n            two\n\n          three\n    c: 1\n", "a:\n  b: |\n    one\n      two\n\n    three\n  c: 1\n"},
		"literal deep":   {"a:\n- |\n one\n- b: >-\n    two\n    three\n", "a:\n  - |\n    one\n  - b: >-\n      two\n      three\n"},
		"indicator":      {"a:\n    b: |2\n         one\n", "a:\n  b: |2\n       one\n"},
		"plain, lines":   {"a:\n    b: one\n       two\n    c: 3\n", "a:\n  b: one\n     two\n  c: 3\n"},
		"quoted, lines":  {"a:\n    b: \"one\n       two\"\n    c: 3\n", "a:\n  b: \"one\n     two\"\n  c: 3\n"},
		"brackets, lines": {
			"a:\n    b: {c: 1,\n        d: 2}\n    e: 3\n", "a:\n  b: {c: 1,\n      d: 2}\n  e: 3\n"},
		"aligned":  {"a:\n  new:      {p: 1}\n  proposal: {p: 2}\n", "a:\n  new:      {p: 1}\n  proposal: {p: 2}\n"},
		"cyrillic": {"a:\n    ключ: { имя: \"Счёт\",b: 2 }\n", "a:\n  ключ: {имя: \"Счёт\", b: 2}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var l diag.List
			got := string(Format("a.yaml", []byte(c.in), &l))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if again := string(Format("a.yaml", []byte(got), &l)); again != got {
				t.Errorf("formatted twice: %s", cmp.Diff(got, again))
			}
		})
	}
}

func TestFormatRefuses(t *testing.T) {
	t.Parallel()
	var l diag.List
	if out := Format("a.yaml", []byte("a: [1\nb: 2\n"), &l); out != nil || !l.Has("yaml-syntax") {
		t.Errorf("what is not YAML gave %q, %v", out, l.All())
	}
}

// FuzzFormat: whatever is YAML keeps its meaning, and what is formatted stays as it is.
func FuzzFormat(f *testing.F) {
	for _, dir := range []string{"../../examples", "../compile/testdata", "testdata"} {
		_ = filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(name, ".yaml") {
				src, _ := os.ReadFile(name)
				f.Add(string(src))
				f.Add(strings.ReplaceAll(string(src), "  ", "    "))
			}
			return nil
		})
	}
	f.Fuzz(func(t *testing.T, src string) {
		var l diag.List
		before := parse("a.yaml", []byte(src), &l)
		out := Format("a.yaml", []byte(src), &l)
		if out == nil || before == nil {
			return
		}
		if after := parse("a.yaml", out, &l); after == nil || !alike(before, after) {
			t.Fatalf("the meaning changed:\n%s\nbecame\n%s", src, out)
		}
		if again := Format("a.yaml", out, &l); string(again) != string(out) {
			t.Fatalf("formatted twice:\n%s", cmp.Diff(string(out), string(again)))
		}
	})
}
