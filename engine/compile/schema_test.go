package compile

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tamga-crm/tamga/engine/diag"
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

// Every key says what it is for and shows how it is written, and what it shows is right.
func TestSchemaDescribesEveryKey(t *testing.T) {
	t.Parallel()
	var doc struct {
		Properties map[string]described
		Defs       map[string]struct {
			AnyOf []struct{ Properties map[string]described }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(spec.Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	c := schemaCompiler(t)
	check := func(path string, properties map[string]described) {
		for key, p := range properties {
			at := path + "/properties/" + key
			if p.Description == "" {
				t.Errorf("%s has no description: give it a doc tag", at)
			}
			if len(p.Examples) == 0 && !strings.Contains(p.Description, "does not run it yet") {
				t.Errorf("%s has no example: give it a tag, or a line in engine/spec/examples.yaml", at)
			}
			s, err := c.Compile(spec.SchemaID + "#" + at)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range p.Examples {
				if err := s.Validate(x); err != nil {
					t.Errorf("%s: its example %v is refused: %v", at, x, err)
				}
			}
		}
	}
	check("", doc.Properties)
	for name, d := range doc.Defs {
		check("/$defs/"+name+"/anyOf/0", d.AnyOf[0].Properties)
	}
	if len(doc.Defs) < 20 {
		t.Errorf("only %d definitions were looked at", len(doc.Defs))
	}
}

type described struct {
	Description string
	Examples    []any
}

func editorSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := schemaCompiler(t).Compile(spec.SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func schemaCompiler(t *testing.T) *jsonschema.Compiler {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(spec.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(spec.SchemaID, doc); err != nil {
		t.Fatal(err)
	}
	return c
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
		if took := time.Since(begin); took > 30*time.Second { // the promise is one second on an idle machine
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
		lines := strings.Split(text, "\n")
		for _, d := range l.All() {
			at := d.Range
			if d.Message == "" || d.Code == "" || at.Known() && (at.Line < 1 || at.Column < 1 || at.Length < 0 || at.File == "more.yaml" && at.Line > len(lines)+1) {
				t.Errorf("a diagnostic without words or place: %+v", d)
			}
		}
		var b strings.Builder
		if err := l.Render(&b); err != nil {
			t.Error(err)
		}
	})
}

// What the schema refuses, the compiler refuses: files that compile are edited at random, and whichever still compiles
// is accepted.
func TestSchemaRefusesOnlyWhatIsWrong(t *testing.T) {
	t.Parallel()
	s, r := editorSchema(t), rand.New(rand.NewPCG(1, 2))
	right, refused := 0, 0
	for _, path := range glob(t, "testdata/ok/*.yaml") {
		for range 60 {
			files := caseFiles(read(t, path))
			name := slices.Sorted(maps.Keys(files))[r.IntN(len(files))]
			files[name] = disturbed(r, files[name])
			m, _ := Source(files)
			if m == nil {
				if s.Validate(spec.JSON([]byte(files[name]))) != nil {
					refused++
				}
				continue
			}
			right++
			accepts(t, s, path+" "+name+" disturbed", files[name])
		}
	}
	if right < 50 || refused < 50 {
		t.Errorf("%d disturbed files compile and %d are refused by the schema: too few to say much", right, refused)
	}
}

// disturbed changes the structure of a file a little: a word, a key, a line, an indent.
func disturbed(r *rand.Rand, text string) string {
	lines := strings.Split(text, "\n")
	i := r.IntN(len(lines))
	words := wordForm.FindAllString(text, -1)
	pick := func() string { return words[r.IntN(len(words))] }
	switch r.IntN(5) {
	case 0:
		lines = slices.Delete(lines, i, i+1)
	case 1:
		lines[i] = strings.Replace(lines[i], pick(), pick(), 1)
	case 2:
		lines[i] = "  " + lines[i]
	case 3:
		if in := wordForm.FindAllString(lines[i], -1); len(in) > 0 {
			lines[i] = strings.Replace(lines[i], in[r.IntN(len(in))], pick(), 1)
		}
	case 4:
		if key, _, ok := strings.Cut(lines[i], ": "); ok {
			lines[i] = key + ": " + []string{"true", "7", "[a]", "{a: b}", "", "word"}[r.IntN(6)]
		}
	}
	return strings.Join(lines, "\n")
}

var wordForm = regexp.MustCompile(`[a-z_]+`)

// formal are the codes of mistakes of form: the schema knows every key, so it finds each key that is none.
var formal = []string{"unknown-key"}

// The schema finds what can be found without knowing what names mean.
func TestSchemaFindsMistakesOfForm(t *testing.T) {
	t.Parallel()
	s := editorSchema(t)
	found, all := 0, 0
	for _, path := range glob(t, "testdata/err/*.yaml") {
		files := caseFiles(read(t, path))
		_, l := Source(files)
		for name, text := range files {
			refused := s.Validate(spec.JSON([]byte(text))) != nil
			errors, ofForm := 0, false
			for _, d := range l.All() {
				if d.Range.File == name && d.Severity == diag.Error {
					errors++
					ofForm = ofForm || slices.Contains(formal, d.Code)
				}
			}
			if all++; refused {
				found++
			}
			switch {
			case refused && errors == 0:
				t.Errorf("%s %s: the schema refuses what the compiler lets pass", path, name)
			case ofForm && !refused:
				t.Errorf("%s %s: the schema accepts a mistake of form", path, name)
			}
		}
	}
	t.Logf("the schema alone refuses %d of the %d files with mistakes", found, all)
}
