package scenario_test

import (
	"flag"
	"regexp"
	"strings"

	"github.com/google/go-cmp/cmp"

	"bytes"
	"os"
	"testing"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/scenario"
)

func example(t testing.TB, name string) *model.Model {
	t.Helper()
	l := &diag.List{}
	m, err := compile.Model(compile.Package{FS: os.DirFS("../../examples/" + name)}, l)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range l.All() {
		t.Errorf("%s: %s", d.Range.Pos, d.Message)
	}
	if m == nil {
		t.FailNow()
	}
	return m
}

// The examples are shown to people: their own tests hold.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"minimal", "fitness_club"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rep, err := scenario.Run(t.Context(), example(t, name), scenario.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := rep.Write(&out); err != nil {
				t.Fatal(err)
			}
			if rep.Failed > 0 || rep.Passed == 0 {
				t.Errorf("\n%s", out.String())
			}
			t.Logf("\n%s", out.String())
		})
	}
}

// What a failure looks like: file and line, the expression, the value of each part.
func TestFailures(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/failing.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, l := compile.Source(map[string]string{"crm.yaml": "crm: 1\nname: test\nlocales: [en]\n", "failing.yaml": strings.TrimPrefix(string(text), "locales: [en]\n")})
	if l.Failed() {
		t.Fatalf("%s: %s", l.All()[0].Range.Pos, l.All()[0].Message)
	}
	rep, err := scenario.Run(t.Context(), m, scenario.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := rep.Write(&out); err != nil {
		t.Fatal(err)
	}
	got := regexp.MustCompile(`\(\d+ ms\)`).ReplaceAllString(out.String(), "(n ms)")
	golden := "testdata/failing.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
	few, err := scenario.Run(t.Context(), m, scenario.Options{Run: regexp.MustCompile("well")})
	if err != nil || few.Passed != 1 || few.Failed != 0 {
		t.Errorf("%+v, %v", few, err)
	}
}

var update = flag.Bool("update", false, "write the golden files anew")
