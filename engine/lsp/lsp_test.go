package lsp

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/compile"
)

const shop = `crm: 1
locales: [en, ru]
name: shop
currency: USD
settings:
  rate: {type: percent, default: 5}
entities:
  client:
    title: name
    fields:
      name: {type: text, required: true, label: {en: Name, ru: Имя 🙂}}
      email: email
      kind: {type: choice, options: {person: Person, firm: Firm}, default: person}
  deal:
    fields:
      name: text
      client: {type: link, to: client, inverse: deals}
      amount: money
      status: {type: choice, options: [fresh, old]}
      tax: {type: money, formula: 'amount * settings.rate / 100'}
    rules:
      - check: |-
          amount > 0 &&
          client.kind == "firm"
        message: no
funnels:
  sales:
    entity: deal
    stages:
      new: {}
      won: {kind: won}
      lost: {kind: lost}
automations:
  thank:
    on: {enters: sales.won}
    when: client.email != nil && status == "old"
    do:
      - email: {to: =client.email, subject: "Thanks, {{ client.name }}", body: x}
      - update: =this
        set: {status: old}
roles:
  manager: {all: true, admin: true}
`

func TestDiagnosticsFollowTheKeys(t *testing.T) {
	t.Parallel()
	c := newClient(t, map[string]string{"crm.yaml": shop})
	c.open("crm.yaml", strings.Replace(shop, "client.email != nil", "client.emial != nil", 1))
	d := c.diagnosed("crm.yaml")
	if len(d) != 1 || d[0].Code != "unknown-field" || d[0].Range != (span{position{35, 17}, position{35, 22}}) || !strings.Contains(d[0].Message, `did you mean "email"`) {
		t.Fatalf("%+v", d)
	}
	c.change("crm.yaml", shop)
	if d := c.diagnosed("crm.yaml"); len(d) != 0 {
		t.Fatalf("%+v", d)
	}
	c.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": c.uri("crm.yaml"), "version": 3},
		"contentChanges": []map[string]any{{"range": span{position{10, 6}, position{10, 10}}, "text": "имя"}}})
	if d := c.diagnosed("crm.yaml"); len(d) != 3 || d[1].Code != "bad-name" || d[1].Range.End.Character != 9 {
		t.Fatalf("%+v", d)
	}
}

// TestColumnsAreUTF16: a sign beyond the first plane counts twice.
func TestColumnsAreUTF16(t *testing.T) {
	t.Parallel()
	c := newClient(t, map[string]string{"crm.yaml": shop})
	c.open("crm.yaml", strings.Replace(shop, "ru: Имя 🙂}}", "ru: Имя 🙂}, requird: true}", 1))
	d := c.diagnosed("crm.yaml")
	before := "      name: {type: text, required: true, label: {en: Name, ru: Имя 🙂}, "
	if want := units(before); len(d) != 1 || d[0].Range.Start.Character != want || want != len([]rune(before))+1 {
		t.Fatalf("%+v, want %d", d, want)
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name, old, new string
		want, not      []string
	}{
		{"keys of a field", "      amount: money", "      amount: {type: money, ‸}", []string{"required", "formula", "default"}, []string{"stages"}},
		{"keys in block form", "    title: name\n", "    title: name\n    ‸\n", []string{"fields", "search", "rules"}, []string{"type"}},
		{"keys while the line is broken", "    title: name\n", "    title: name\n    sea‸\n", []string{"search"}, nil},
		{"keys at the top", "roles:\n", "ent‸\nroles:\n", []string{"entities", "funnels", "automations"}, nil},
		{"keys of a step", "      - update: =this", "      - ‸", []string{"create", "email", "wait", "update"}, []string{"stages"}},
		{"kinds", "      amount: money", "      amount: {type: mo‸}", []string{"money", "text"}, nil},
		{"short kinds", "      amount: money", "      amount: mo‸", []string{"money"}, nil},
		{"entities", "to: client,", "to: ‸,", []string{"client", "deal", "user"}, nil},
		{"stages", "enters: sales.won", "enters: ‸", []string{"sales.won", "sales.new"}, []string{"deal"}},
		{"stages after the point", "enters: sales.won", "enters: sales.‸", []string{"sales.won"}, nil},
		{"fields in a condition", "when: client.email != nil", "when: ‸", []string{"amount", "client", "today", "this", "settings"}, []string{"email"}},
		{"fields of a link", "when: client.email != nil", "when: client.‸", []string{"email", "name", "deals"}, []string{"amount", "today"}},
		{"options", `status == "old"`, `status == "‸"`, []string{"fresh", "old"}, []string{"amount"}},
		{"options without quotes", `status == "old"`, `status == ‸`, []string{`"fresh"`, `"old"`, "amount"}, nil},
		{"options of a link in a literal block", `client.kind == "firm"`, `client.kind == "‸"`, []string{"person", "firm"}, nil},
		{"fields in a literal block", `client.kind == "firm"`, `client.‸`, []string{"kind"}, nil},
		{"settings", "settings.rate", "settings.‸", []string{"rate"}, nil},
		{"settings by name", "settings.rate", `setting("‸")`, []string{"rate"}, nil},
		{"elements of a list", "      email: email", "      email: email\n      sum: {type: money, formula: 'sum(deals, .‸'}", []string{"amount", "client"}, []string{"email"}},
		{"in a text", "{{ client.name }}", "{{ client.‸ }}", []string{"name", "kind"}, nil},
		{"formula after =", "{to: =client.email,", "{to: =client.‸,", []string{"email"}, nil},
		{"fields that are set", "set: {status: old}", "set: {‸}", []string{"status", "amount"}, []string{"email"}},
		{"options that are set", "set: {status: old}", "set: {status: ‸}", []string{"fresh", "old"}, nil},
		{"default option", "default: person", "default: ‸", []string{"person", "firm"}, nil},
		{"in unfinished YAML", "roles:\n  manager: {all: true, admin: true}\n", "roles:\n  manager: {all: true, entities: {deal: {read: amount > 0 && cl‸", []string{"client", "amount"}, nil},
		{"granted entities", "  manager: {all: true, admin: true}", "  manager: {entities: {‸}}", []string{"deal", "client"}, nil},
		{"words", "{kind: won}", "{kind: ‸}", []string{"open", "won", "lost"}, nil},
		{"requires", "      new: {}", "      new: {requires: [‸]}", []string{"amount", "client"}, []string{"email"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(shop, x.old) {
				t.Fatalf("%q is not there", x.old)
			}
			text, at := spotOf(t, strings.Replace(shop, x.old, x.new, 1))
			c := newClient(t, map[string]string{"crm.yaml": shop})
			c.open("crm.yaml", shop)
			c.diagnosedOrNot()
			c.change("crm.yaml", text)
			var got completions
			if e := c.ask("textDocument/completion", c.at("crm.yaml", at, nil), &got); e != "" {
				t.Fatal(e)
			}
			have := labels(got.Items)
			for _, w := range x.want {
				if !slices.Contains(have, w) {
					t.Errorf("%q is not offered: %v", w, have)
				}
			}
			for _, w := range x.not {
				if slices.Contains(have, w) {
					t.Errorf("%q is offered", w)
				}
			}
		})
	}
}

// diagnosedOrNot lets the package be compiled once, by asking something.
func (c *client) diagnosedOrNot() {
	c.ask("textDocument/documentSymbol", c.at("crm.yaml", position{}, nil), nil)
}

func TestHover(t *testing.T) {
	t.Parallel()
	for old, want := range map[string]string{
		"formula: 'am‸ount * settings": "money of `deal`",
		"when: client.em‸ail":          "email of `client`",
		"inverse: de‸als":              "the `deal` whose `client`",
		"enters: sales.w‸on":           "stage of `sales`",
		"ru‸les:":                      "Conditions that hold for every record",
		"status == \"o‸ld\"":           "option of `deal.status`",
		"  ta‸x:":                      "amount * settings.rate / 100",
	} {
		text, at := spotOf(t, strings.Replace(shop, strings.ReplaceAll(old, cursorMark, ""), old, 1))
		c := newClient(t, map[string]string{"crm.yaml": shop})
		c.open("crm.yaml", text)
		var got *hover
		if e := c.ask("textDocument/hover", c.at("crm.yaml", at, nil), &got); e != "" || got == nil || !strings.Contains(got.Contents.Value, want) {
			t.Errorf("%s: %q %+v, want %q", old, e, got, want)
		}
	}
}

func TestDefinitionAndReferences(t *testing.T) {
	t.Parallel()
	base := "crm: 1\nname: base\nentities:\n  client:\n    fields:\n      name: text\n"
	over := "crm: 1\nname: over\nextends: [../base]\nentities:\n  deal:\n    fields:\n      client: {type: link, to: client, inverse: deals}\n      title: {type: text, formula: client.na‸me}\n"
	text, at := spotOf(t, over)
	c := newClient(t, map[string]string{"base/crm.yaml": base, "over/crm.yaml": text})
	c.open("over/crm.yaml", text)
	var got []location
	c.ask("textDocument/definition", c.at("over/crm.yaml", at, nil), &got)
	if want := []location{{c.uri("base/crm.yaml"), span{position{5, 6}, position{5, 10}}}}; !cmp.Equal(want, got) {
		t.Error(cmp.Diff(want, got))
	}
	c.ask("textDocument/references", c.at("over/crm.yaml", at, map[string]any{"context": map[string]any{"includeDeclaration": true}}), &got)
	if len(got) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestRename(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ at, to, want string }{
		{"      am‸ount: money", "sum", "      sum: {type: money, was: amount}\n"},
		{"  cli‸ent:\n    title", "customer", "  customer:\n    was: client\n    title"},
		{"      em‸ail: email", "mail", "      mail: {type: email, was: email}\n"},
		{"options: {per‸son: Person,", "human", "options: {human: {label: Person, was: person}, firm: Firm}, default: human}"},
		{"enters: sales.w‸on", "signed", "      signed: {was: won, kind: won}\n"},
		{"      n‸ew: {}", "first", "      first: {was: new}\n"},
		{"[fre‸sh, old]", "recent", "[recent, old]"},
		{"in‸verse: deals", "", ""},
		{"inverse: de‸als", "orders", "inverse: orders"},
		{"  sa‸les:", "selling", "  selling:\n    was: sales\n    entity: deal"},
	} {
		plain := strings.ReplaceAll(x.at, cursorMark, "")
		if !strings.Contains(shop, plain) {
			t.Fatalf("%q is not there", plain)
		}
		text, at := spotOf(t, strings.Replace(shop, plain, x.at, 1))
		c := newClient(t, map[string]string{"crm.yaml": text})
		c.open("crm.yaml", text)
		var edit workspaceEdit
		refusal := c.ask("textDocument/rename", c.at("crm.yaml", at, map[string]any{"newName": x.to}), &edit)
		if x.to == "" {
			if refusal == "" {
				t.Errorf("%s: renamed a key of the language", x.at)
			}
			continue
		}
		after := edited(text, edit.Changes[c.uri("crm.yaml")])
		if refusal != "" || !strings.Contains(after, x.want) {
			t.Errorf("%s: %q\n%s", x.at, refusal, after)
		}
		if m, l := compile.Source(map[string]string{"crm.yaml": after}); m == nil {
			t.Errorf("%s: after the rename: %s: %s\n%s", x.at, l.All()[0].Range.Pos, l.All()[0].Message, after)
		}
	}
}

func TestRenameRefuses(t *testing.T) {
	t.Parallel()
	text, at := spotOf(t, strings.Replace(shop, "      amount: money", "      am‸ount: money", 1))
	c := newClient(t, map[string]string{"crm.yaml": text})
	c.open("crm.yaml", text)
	for to, want := range map[string]string{"Amount": "is no name", "tax": "already"} {
		if got := c.ask("textDocument/rename", c.at("crm.yaml", at, map[string]any{"newName": to}), nil); !strings.Contains(got, want) {
			t.Errorf("%s: %q", to, got)
		}
	}
}

// edited applies edits, the last first.
func edited(text string, edits []textEdit) string {
	slices.SortFunc(edits, func(a, b textEdit) int {
		if a.Range.Start.Line != b.Range.Start.Line {
			return b.Range.Start.Line - a.Range.Start.Line
		}
		return b.Range.Start.Character - a.Range.Start.Character
	})
	for _, e := range edits {
		text = applied(text, &e.Range, e.Text)
	}
	return text
}

func TestSymbolsAndFormat(t *testing.T) {
	t.Parallel()
	c := newClient(t, map[string]string{"crm.yaml": shop})
	c.open("crm.yaml", strings.Replace(shop, "[fresh, old]", "[ fresh,old ]", 1))
	var symbols []*symbol
	c.ask("textDocument/documentSymbol", c.at("crm.yaml", position{}, nil), &symbols)
	var names []string
	for _, s := range symbols {
		names = append(names, s.Name)
	}
	if !slices.Contains(names, "deal") || !slices.Contains(names, "thank") || slices.Contains(names, "amount") {
		t.Error(names)
	}
	var edits []textEdit
	c.ask("textDocument/formatting", c.at("crm.yaml", position{}, nil), &edits)
	if len(edits) != 1 || !strings.Contains(edits[0].Text, "options: [fresh, old]") {
		t.Errorf("%+v", edits)
	}
}

// TestCursor reads every file of the examples up to every place, as while typing it, and never fails; the path of a
// place in a whole file is that of its key.
func TestCursor(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../../examples/fitness_club/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatal(err)
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := linesOf(string(b))
		for row, l := range lines {
			for at := 0; at <= len(l); at += 3 {
				cursorAt(lines, row, at)
			}
		}
	}
	for text, want := range map[string]string{
		"a:\n  b: {c: [x, {d: ‸":          "a b c d",
		"a:\n  - b: 1\n    ‸":             "a",
		"a:\n- b: 1\n  c: ‸":              "a c",
		"a:\n  b: |\n    one\n    two ‸":  "a b",
		"a:\n  b: |\n    one\n\n  c: ‸":   "a c",
		"a: {b: 'x, y', c: \"{\", d: ‸":   "a d",
		"a: {b: 1,\n  c: {d: 2},\n  e: ‸": "a e",
		"a:\n  b: {c: 1}\n  d:\n    e: ‸": "a d e",
		"# x: {\na:\n  # y: [\n  b: ‸":    "a b",
		"a:\n  - - b: ‸":                  "a b",
		"a:\n  b: x # {\n  c: ‸":          "a c",
	} {
		plain, at := spotOf(t, text)
		lines := linesOf(plain)
		if got := strings.Join(cursorAt(lines, at.Line, byteAt(lines[at.Line], at.Character)).path, " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
