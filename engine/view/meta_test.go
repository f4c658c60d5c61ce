package view_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/view"
)

func compiled(t *testing.T, folder fs.FS) *model.Model {
	t.Helper()
	l := &diag.List{}
	m, err := compile.Model(compile.Package{FS: folder}, l)
	if err != nil {
		t.Fatal(err)
	}
	if m == nil {
		t.Fatalf("the package is wrong: %v", l.Render(t.Output()))
	}
	return m
}

// TestMetaOfExamples holds what each role of an example is told; the UI's tests read the same files.
func TestMetaOfExamples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ example, role, locale string }{
		{"minimal", "manager", "en"}, {"fitness_club", "director", "en"}, {"fitness_club", "manager", "ru"}, {"fitness_club", "trainer", "en"},
	} {
		name := fmt.Sprintf("%s.%s.%s.json", c.example, c.role, c.locale)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := compiled(t, os.DirFS(filepath.Join("../../examples", c.example)))
			meta := view.Of(m, view.Viewer{ID: "01939f5a-7c3e-7b1a-9d2e-5f4c3b2a1d0e", Name: "Anna", Email: "anna@example.org", Role: m.Role(c.role), Locale: c.locale})
			meta.Package.Release = "release" // the goldens outlive a comment in the YAML
			golden(t, filepath.Join("testdata", name), meta)
			everythingNamedIsThere(t, meta)
		})
	}
}

func golden(t *testing.T, path string, v any) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, b.Bytes()) {
		t.Errorf("%s is stale: run go test ./engine/view -update, and read the difference", path)
	}
}

// everythingNamedIsThere: a screen is never told the name of what it is not told of.
func everythingNamedIsThere(t *testing.T, meta *view.Meta) {
	t.Helper()
	for _, e := range meta.Entities {
		fields, related := map[string]bool{}, map[string]bool{}
		for _, f := range e.Fields {
			fields[f.Name] = true
			for _, to := range f.To {
				if meta.Entities[to] == nil {
					t.Errorf("%s.%s points to %s", e.Name, f.Name, to)
				}
			}
		}
		for _, r := range e.Related {
			related[r.Name] = true
			if meta.Entities[r.Entity] == nil {
				t.Errorf("%s has related %s", e.Name, r.Entity)
			}
		}
		var named []string
		for _, s := range e.Form.Sections {
			named = append(named, s.Fields...)
			for _, i := range s.Inlines {
				if !related[i] {
					t.Errorf("the form of %s has rows of %s", e.Name, i)
				}
			}
		}
		for _, v := range e.Views {
			named = append(named, v.Columns...)
			for _, s := range strings.Split(v.Sort, ",") {
				named = append(named, strings.TrimPrefix(s, "-"))
			}
		}
		for _, n := range named {
			if n != "" && !fields[n] {
				t.Errorf("a form or view of %s shows %s", e.Name, n)
			}
		}
		if !slices.ContainsFunc(e.Views, func(v *view.View) bool { return v.Kind == "list" }) {
			t.Errorf("%s has no list", e.Name)
		}
	}
}

func TestLabelsFallBackToNames(t *testing.T) {
	t.Parallel()
	m, l := compile.Source(map[string]string{"crm.yaml": `
crm: 1
name: small
currency: USD
timezone: Europe/London
entities:
  sales_lead:
    fields: {first_name: text, secret: text, total: {type: integer, formula: 'secret == nil ? 1 : 2'}}
roles:
  boss: {all: true, admin: true}
  clerk: {entities: {sales_lead: {read: true, fields: {secret: none}}}}
`})
	if m == nil {
		t.Fatalf("the package is wrong: %v", l.Render(t.Output()))
	}
	boss := view.Of(m, view.Viewer{Role: m.Role("boss"), Locale: "en"}).Entities["sales_lead"]
	if boss.Label != "Sales lead" || boss.Fields[0].Label != "First name" {
		t.Errorf("labels %q, %q", boss.Label, boss.Fields[0].Label)
	}
	if f := boss.Fields[1]; !f.Dynamic || f.Readonly {
		t.Errorf("secret: dynamic %v, readonly %v", f.Dynamic, f.Readonly)
	}
	clerk := view.Of(m, view.Viewer{Role: m.Role("clerk"), Locale: "en"}).Entities["sales_lead"]
	if slices.ContainsFunc(clerk.Fields, func(f *view.Field) bool { return f.Name == "secret" }) || !clerk.Fields[0].Readonly || clerk.Can.Create {
		t.Errorf("the clerk sees or writes too much: %+v", clerk)
	}
}
