package compile

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tamga-crm/tamga/engine/spec"
)

// Whatever the compiler accepts, the schema accepts.
func TestSchemaAcceptsWhatCompiles(t *testing.T) {
	t.Parallel()
	s := editorSchema(t)
	for _, path := range glob(t, "testdata/ok/*.yaml") {
		for name, text := range caseFiles(read(t, path)) {
			accepts(t, s, path+" "+name, text)
		}
	}
	err := filepath.WalkDir("../../examples", func(path string, d os.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".yaml" {
			accepts(t, s, path, read(t, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	accepts(t, s, "system.yaml", system)
}

func TestSchemaRefusesUnknownKeysAndWords(t *testing.T) {
	t.Parallel()
	s := editorSchema(t)
	for _, text := range []string{"entitis: {}", "entities: {deal: {fields: {name: {type: string}}}}", "entities: {deal: {lable: x}}",
		"funnels: {sales: {stages: {won: {kind: victory}}}}", "entities: {deal: {owned: 5}}"} {
		if s.Validate(spec.JSON([]byte(text))) == nil {
			t.Errorf("accepted: %s", text)
		}
	}
}

func editorSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(spec.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(spec.SchemaID, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(spec.SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func accepts(t *testing.T, s *jsonschema.Schema, name, text string) {
	t.Helper()
	if err := s.Validate(spec.JSON([]byte(text))); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// A file that nobody should have written is refused soon, and never brings the compiler down.
func TestBombsAreRefusedSoon(t *testing.T) {
	t.Parallel()
	laughs := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for i, c := range "bcdefghij" {
		p := string("abcdefghij"[i])
		laughs += string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+p+",", 9), ",") + "]\n"
	}
	for name, text := range map[string]string{
		"laughs": laughs,
		"deep":   strings.Repeat("[", 100_000),
		"deeper": strings.Repeat("a: {", 60_000),
		"wide":   "entities: {" + strings.Repeat("a, ", 200_000) + "}",
		"long":   "name: " + strings.Repeat("x", spec.MaxFile),
		"quote":  "name: \"" + strings.Repeat("\\", 100_001),
		"expr":   "crm: 1\nname: t\nentities: {d: {fields: {a: {type: integer, formula: '" + strings.Repeat("1+", 30_000) + "1'}}}}",
		"many":   "crm: 1\nname: t\nentities:\n" + strings.Repeat("  x: {fields: {a: text}}\n", 20_000),
		"indent": strings.Repeat("- ", 50_000),
		"keys":   strings.Repeat("? ", 50_000),
	} {
		begin := time.Now()
		m, l := Source(map[string]string{"crm.yaml": text})
		if m != nil || !l.Failed() {
			t.Errorf("%s: accepted", name)
		}
		if took := time.Since(begin); took > 5*time.Second { // the promise is one second on an idle machine
			t.Errorf("%s: took %s", name, took)
		} else {
			t.Logf("%s: %s, %d diagnostics: %s", name, took.Round(time.Millisecond), len(l.All()), l.All()[0].Message)
		}
	}
}

func FuzzSource(f *testing.F) {
	for _, pattern := range []string{"testdata/ok/*.yaml", "testdata/err/*.yaml", "testdata/render/*.yaml"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			b, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			for _, text := range caseFiles(string(b)) {
				f.Add(text)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, l := Source(map[string]string{"more.yaml": text})
		if m == nil && !l.Failed() {
			t.Error("neither a model nor an error")
		}
		var b strings.Builder
		if err := l.Render(&b); err != nil {
			t.Error(err)
		}
	})
}
