package spec

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/diag"
)

// The place of a word inside a scalar, in every style: <<x>> marks the place in the file.
func TestPlaceInsideAWord(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"plain":          "a: one + <<two>>",
		"plain cyrillic": "ключ: один + <<two>>",
		"single":         "a: 'it''s + <<two>>'",
		"double":         `a: "a \"b\" \u00e9 + <<two>>"`,
		"double tab":     `a: "\t\\ <<two>>"`,
		"flow":           `a: {b: "x", c: 'one <<two>>'}`,
		"literal":        "a: |\n  one +\n    <<two>>\n",
		"literal far in": "a:\n  b:\n    - |-\n      one\n\n      three <<two>>\n",
		"literal indent": "a: |2\n    one\n   <<two>>\n",
		"literal first":  "a: |\n\n  <<two>>\n",
		"after bom":      "a: <<two>>",
		"folded":         "a: >-\n  one +\n  three + <<two>> + four\n  five\n",
		"folded breaks":  "a: >\n    один\n\n    + <<two>>\n",
		"folded far in":  "a:\n  - b: >-\n      one\n        more\n      <<two>>\n",
		"plain lines":    "a: one\n  <<two>>\n",
		"double lines":   "a: \"one\n  + <<two>> +\n  three\"\n",
		"single lines":   "a: 'one\n  + <<two>>'\n",
	} {
		clean := strings.NewReplacer("<<", "", ">>", "").Replace(text)
		before := text[:strings.Index(text, "<<")]
		line := 1 + strings.Count(before, "\n")
		column := 1 + len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))
		if name == "after bom" {
			clean = "\xEF\xBB\xBF" + clean
		}
		var l diag.List
		root := parse("f.yaml", []byte(clean), &l)
		if root == nil {
			t.Errorf("%s: %v", name, l.All())
			continue
		}
		n := find(root, "two")
		at := n.inside(strings.Index(n.Value, "two"), 3)
		if got, want := fmt.Sprintf("%d:%d+%d", at.Line, at.Column, at.Length), fmt.Sprintf("%d:%d+3", line, column); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// Where a place cannot be told, it is the whole word.
func TestPlaceInsideAnEscapedWordOverLinesIsTheWhole(t *testing.T) {
	t.Parallel()
	var l diag.List
	n := find(parse("f.yaml", []byte("a: \"one\n  \\x41 two\"\n"), &l), "two")
	if at := n.inside(strings.Index(n.Value, "two"), 3); at != n.At {
		t.Errorf("%v, want %v", at, n.At)
	}
}

func find(n *Node, word string) *Node {
	if n.shape == scalar && strings.Contains(n.Value, word) {
		return n
	}
	for _, c := range n.items {
		if x := find(c, word); x != nil {
			return x
		}
	}
	return nil
}

func TestLengthOfAWord(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"a: plain word # note": 10, "a: 'it''s'": 7, `a: "x\"y"`: 6, "a: |\n  x": 1, "a: имя": 3} {
		var l diag.List
		root := parse("f.yaml", []byte(text), &l)
		if got := root.items[0].At.Length; got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
