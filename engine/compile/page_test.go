package compile

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tamga-crm/tamga/engine/diag"
)

// ground is what the YAML of a page may build on, by section; a page that has a section itself does without it.
var ground = map[string]string{
	"entities": `entities:
  client:
    title: name
    fields: {name: {type: text, required: true}, email: email, phone: phone, city: text, born_on: date}
  deal:
    title: name
    fields:
      name: text
      amount: money
      kind: {type: choice, options: [new, renewal]}
      client: {type: link, to: client, inverse: deals}
`,
	"funnels": "funnels:\n  sales: {entity: deal, stages: {new: {}, proposal: {}, won: {kind: won}, lost: {kind: lost}}}\n",
	"roles":   "roles: {boss: {all: true, admin: true}}\n",
}

var sectionOf = regexp.MustCompile(`(?m)^(\w+):`)

// pagePackage is the package of one side of a page, and the folder beside it that it may build on.
func pagePackage(files map[string]string) Package {
	own, below, has := fstest.MapFS{}, fstest.MapFS{}, map[string]bool{}
	whole := false
	for name, text := range files {
		if rest, ok := strings.CutPrefix(name, "../below/"); ok {
			below[rest] = &fstest.MapFile{Data: []byte(text)}
			continue
		}
		for _, m := range sectionOf.FindAllStringSubmatch(text, -1) {
			has[m[1]] = true
		}
		whole = whole || name == "crm.yaml" || name == "entities.yaml"
		if name == "" {
			name = "page.yaml"
		}
		own[name] = &fstest.MapFile{Data: []byte(text)}
	}
	if !whole {
		own["crm.yaml"] = &fstest.MapFile{Data: []byte("crm: 1\nname: page\n")}
		for section, text := range ground {
			if !has[section] && !(section == "funnels" && has["entities"]) {
				own["ground_"+section+".yaml"] = &fstest.MapFile{Data: []byte(text)}
			}
		}
	}
	return Package{FS: own, Base: func(name string) (fs.FS, error) {
		if path.Base(name) != "below" || len(below) == 0 {
			return nil, os.ErrNotExist
		}
		return below, nil
	}, Locales: true}
}

func codesOf(t *testing.T, p Package, locales bool) (codes []string) {
	t.Helper()
	p.Locales = locales
	l := &diag.List{}
	if _, err := Model(p, l); err != nil {
		t.Fatal(err)
	}
	for _, d := range l.All() {
		codes = append(codes, d.Code)
	}
	return codes
}

// TestPages: every code has a page, whose wrong YAML is told with this code and no other, and whose right YAML is silent.
func TestPages(t *testing.T) {
	t.Parallel()
	for _, c := range diag.Codes {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			p, _ := diag.PageOf(c.Name)
			if p.Why == "" || len(p.Wrong) == 0 || len(p.Right) == 0 {
				t.Fatalf("write engine/diag/pages/%s.txt: why, -- wrong --, -- right --", c.Name)
			}
			locales := c.Name == "untranslated"
			wrong := codesOf(t, pagePackage(p.Wrong), locales)
			if len(wrong) == 0 {
				t.Error("the wrong YAML is silent")
			}
			for _, code := range wrong {
				if code != c.Name {
					t.Errorf("the wrong YAML is told with %q", code)
				}
			}
			if right := codesOf(t, pagePackage(p.Right), locales); len(right) > 0 {
				t.Errorf("the right YAML is told with %q", right)
			}
		})
	}
}
