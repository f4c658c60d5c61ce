package compile

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// folders compiles the folder "top" of several.
func folders(t *testing.T, text string, p Package) (*model.Model, *diag.List) {
	t.Helper()
	all := fstest.MapFS{}
	for name, s := range caseFiles(text) {
		all[name] = &fstest.MapFile{Data: []byte(s)}
	}
	p.FS, _ = fs.Sub(all, "top")
	p.Base = func(path string) (fs.FS, error) { return fs.Sub(all, strings.TrimPrefix(path, "../")) }
	l := &diag.List{}
	m, err := Model(p, l)
	if err != nil {
		t.Fatal(err)
	}
	return m, l
}

func rendered(l *diag.List) string {
	var b strings.Builder
	l.Render(&b)
	return b.String()
}

const base = `
-- base/crm.yaml --
crm: 1
name: base
entities:
  deal:
    label: Deal
    search: [name]
    fields: {name: text, amount: money, old: text}
    rules: [{check: amount > 0, message: Positive}]
  junk: {fields: {name: text}}
funnels:
  sales: {entity: deal, stages: {new: {}, won: {kind: won}}}
tests:
  t: {as: nobody}
`

func TestExtends(t *testing.T) {
	t.Parallel()
	m, l := folders(t, base+`
-- top/crm.yaml --
crm: 1
name: top
extends: [../base]
entities:
  deal:
    extend: true
    label: Sale
    search: [note]
    fields:
      note: text
      name: {extend: true, required: true}
      old: {remove: true}
      amount: {replace: true, type: decimal}
    rules: [{check: note != "x", message: No x}]
  junk: {remove: true}
  new: {fields: {name: text}}
funnels:
  sales:
    extend: true
    stages: {lost: {kind: lost}, new: {extend: true, probability: 7}}
`, Package{})
	if m == nil {
		t.Fatal(rendered(l))
	}
	deal := m.Entity("deal")
	got := fmt.Sprint(m.Name, " ", entityNamesOf(m.Entities), " ", fieldNames(deal)[:3], " ", deal.Label.In("en"), " ", deal.Field("amount").Kind.Name(), " ",
		deal.Field("name").Kind.Name(), deal.Field("name").Required.Always, " ", len(deal.Rules), len(deal.Search), " ", stageNames(m.Funnels[0]), m.Funnels[0].Stages[0].Probability, len(m.Tests))
	if want := "top [deal new user task] [name amount note] Sale decimal texttrue 2 2 [new won lost] 7 0"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestExtendsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, top, want string }{
		{"clash", "extends: ../base\nentities:\n  deal: {fields: {name: text}}", `top.yaml:5:3: error: the name "deal" is declared twice [duplicate-name]`},
		{"field clash", "extends: ../base\nentities:\n  deal: {extend: true, fields: {name: text}}", `error: the name "name" is declared twice [duplicate-name]`},
		{"nothing", "entities:\n  deal: {extend: true, fields: {name: text}}", `"deal" has nothing to extend: no package below declares it [nothing-below]`},
		{"no package", "extends: ../nowhere", `there is no package in "../nowhere" [no-package]`},
		{"self", "extends: ../top", `the package "../top" is built on itself [extends-cycle]`},
		{"removed", "extends: ../base\nfunnels:\n  sales: {extend: true, stages: {won: {remove: true}}}\nautomations: {a: {on: {enters: sales.won}, do: [{stop: true}]}}", `no stage of "sales" is called "won" [unknown-stage]`},
	} {
		_, l := folders(t, base+"\n-- top/crm.yaml --\ncrm: 1\nname: top\n"+c.top+"\n", Package{})
		if got := rendered(l); !strings.Contains(got, strings.TrimPrefix(c.want, "top.yaml:5:3: ")) {
			t.Errorf("%s: no %q in\n%s", c.name, c.want, got)
		}
	}
}

func TestUntranslated(t *testing.T) {
	t.Parallel()
	const text = `
-- top/crm.yaml --
crm: 1
name: top
locales: [en, ru]
entities:
  deal:
    label: Deal
    plural: {en: Deals, ru: Сделки}
    help: {ru: Помощь}
    fields: {name: {type: text, label: {en: Name}}}
documents:
  paper: {label: {en: Paper, ru: Лист}, entity: deal, title: "**{{ name }}** 1"}
`
	_, l := folders(t, text, Package{})
	if got := rendered(l); got != "" {
		t.Error("without Locales:", got)
	}
	_, l = folders(t, text, Package{Locales: true})
	var got []string
	for _, d := range l.All() {
		got = append(got, fmt.Sprintf("%d %s %s", d.Range.Line, d.Code, d.Message))
	}
	want := []string{"6 untranslated this text has no words in ru", "8 untranslated this text has no words in en", "9 untranslated this text has no words in ru"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMissingManifestAndMessages(t *testing.T) {
	t.Parallel()
	l := &diag.List{}
	m, err := Model(Package{FS: fstest.MapFS{}}, l)
	if err != nil || m != nil || !l.Has("missing-manifest") {
		t.Errorf("%v %v\n%s", m, err, rendered(l))
	}
}

// A message of two automations is compiled for each: the same name stands at another place among the run's values.
func TestMessageSeesTheNamesOfEachUse(t *testing.T) {
	t.Parallel()
	m := compiled(t, `
crm: 1
name: t
entities:
  deal: {fields: {name: text, email: email}}
messages:
  hello: {subject: "About {{ made.name }}", body: "{{ name }}"}
automations:
  a: {on: {created: deal}, when: name == "a", do: [{create: deal, as: made}, {email: {to: =email, template: hello}}]}
  b: {on: {created: deal}, when: name == "b", do: [{create: deal, as: first}, {create: deal, as: made}, {email: {to: =email, template: hello}}]}
`)
	for i, a := range m.Automations {
		mail := a.Do[len(a.Do)-1].Action.(*model.EmailAction)
		vars := mail.Message.Subject.In("en").Parts[1].Expr.Scope.Vars
		if got := slices.IndexFunc(vars, func(v rule.Var) bool { return v.Name == "made" }); got != i {
			t.Errorf("%s: made is %d, want %d", a.Name, got, i)
		}
	}
}
