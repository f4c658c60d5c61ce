package lint

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/spec"
)

var (
	// plainTexts are the keys of texts that are shown as they are written.
	plainTexts = []string{"label", "plural", "help", "placeholder", "guidance", "confirm", "inverse_label"}
	// filledTexts are those with values in {{ }}.
	filledTexts = []string{"subject", "body", "title", "text", "log", "signature"}
	oneBrace    = regexp.MustCompile(`(?:^|[^{$])\{ ?[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)* ?\}(?:[^}]|$)`)
)

// texts looks at the words of a package.
func (x *linter) texts() {
	spoken := map[string]bool{}
	x.p.EachElement(func(element any, walk func(spec.FoundText)) {
		m := x.quiet(question{"texts", element, nil, nil}, func() {
			walk(func(key string, t *spec.Text, near diag.Range) { x.text(key, t, near, spoken) })
		})
		if m != nil {
			for _, locale := range m.spoken {
				spoken[locale] = true
			}
		}
	})
	for i, w := range x.p.Locales {
		if i > 0 && !spoken[w.Value] {
			x.warn("unused-locale", w.At, "the package says that it speaks %q, and has no words in it", w.Value).WithHint("translate with a file i18n/%s.yaml, or leave it out", w.Value)
		}
	}
	for _, a := range x.p.Automations {
		x.quiet(question{"unmarked", a.Value, nil, nil}, func() { x.unmarked(a.Value.Do) })
	}
}

// text looks at one text in all its languages, and notes them.
func (x *linter) text(key string, t *spec.Text, near diag.Range, spoken map[string]bool) {
	builtIn := strings.HasPrefix(near.File, spec.BuiltIn+"/")
	for _, e := range t.By {
		if !builtIn {
			spoken[e.Key.Value] = true
			if x.memo != nil && !slices.Contains(x.memo.spoken, e.Key.Value) {
				x.memo.spoken = append(x.memo.spoken, e.Key.Value)
			}
		}
		switch {
		case slices.Contains(plainTexts, key) && strings.Contains(e.Value.Value, "{{"):
			x.warn("literal-braces", e.Value.At, "this text is shown as it stands, braces and all").WithHint("values are filled in in messages, documents and titles; a label is the same for every record")
		case slices.Contains(filledTexts, key) && oneBrace.MatchString(e.Value.Value):
			x.warn("single-braces", e.Value.At, "a value stands in one pair of braces, so it is written as it stands").WithHint("write two, like {{ name }}")
		}
	}
}

var path = regexp.MustCompile(`^(?:this|old|user|settings|[a-z][a-z0-9_]*)(?:\.[a-z][a-z0-9_]*)+$|^[a-z_]+\([^)]*\)$`)

// unmarked warns of literals that read like formulas.
func (x *linter) unmarked(steps []*spec.Step) {
	for _, s := range steps {
		for _, set := range []spec.Map[spec.Value]{s.Set, s.Task} {
			for _, e := range set {
				w, ok := e.Value.Word()
				if _, formula := e.Value.Formula(); ok && !formula && path.MatchString(w.Value) {
					x.warn("forgotten-equals", e.Value.At, "%q is set to these very letters", e.Key.Value).WithHint("a formula begins with “=”: write =%s", w.Value)
				}
			}
		}
		x.unmarked(s.Then)
		x.unmarked(s.Else)
		x.unmarked(s.Do)
	}
}
