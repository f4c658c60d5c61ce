package scenario_test

import (
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
