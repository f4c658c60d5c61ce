package diag

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func at(line, column, length int) Range {
	return Range{Pos{"crm.yaml", line, column}, length}
}

func TestRenderPutsTheCaretUnderThePlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ line, place string }{
		{"name: text", "text"}, {"имя: текст", "текст"}, {"\tname: x", "x"}, {"名前: 漢字", "漢字"}, {"é́: x", "x"},
		{strings.Repeat("long ", 100) + "here" + strings.Repeat(" tail", 100), "here"},
	} {
		var l List
		l.Keep("crm.yaml", []string{c.line})
		before := []rune(c.line[:strings.Index(c.line, c.place)])
		l.Errorf("unknown-key", at(1, 1+len(before), len([]rune(c.place))), "wrong")
		var b strings.Builder
		if err := l.Render(&b); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		if len(lines[2]) > 400 {
			t.Errorf("the frame is %d long", len(lines[2]))
		}
		width := func(s string) (n int) {
			for _, r := range s {
				n += columns(r)
			}
			return n
		}
		text, marks := lines[2], lines[3]
		start := strings.Index(text, c.place)
		if got, want := strings.Index(marks, "^"), width(text[:start]); got != want {
			t.Errorf("%q: caret in column %d, place in %d\n%s\n%s", c.place, got, want, text, marks)
		}
		if got, want := strings.Count(marks, "^"), width(c.place); got != want {
			t.Errorf("%q: %d carets, want %d", c.place, got, want)
		}
	}
}

func TestListKeepsOneOfEqualsAndCountsAll(t *testing.T) {
	t.Parallel()
	var l List
	for range 3 {
		l.Errorf("a", at(2, 1, 1), "same")
	}
	l.Warnf("b", at(1, 5, 1), "first")
	if got := l.All(); len(got) != 2 || got[0].Code != "b" {
		t.Errorf("%v", got)
	}
	for i := range 2 * Most {
		l.Warnf("w", at(i, 1, 1), "many")
	}
	if len(l.All()) != Most || !l.Failed() {
		t.Errorf("%d kept, failed %t", len(l.All()), l.Failed())
	}
	var w List
	for i := range Most {
		w.Warnf("w", at(i, 1, 1), "many")
	}
	w.Errorf("e", at(1, 1, 1), "late")
	if !w.Failed() {
		t.Error("an error after many warnings does not count")
	}
}

func TestRenderSurvivesAnyPlace(t *testing.T) {
	t.Parallel()
	for _, r := range []Range{{}, at(1, 0, 0), at(1, 99, 5), at(99, 1, 1), at(-1, -1, -1), at(1, 1, 1000)} {
		var l List
		l.Keep("crm.yaml", []string{"short"})
		l.Errorf("a", r, "bell\a and\nline")
		var b strings.Builder
		if err := l.Render(&b); err != nil || strings.Contains(b.String(), "\a") {
			t.Errorf("%v: %v %q", r, err, b.String())
		}
		if out, err := json.Marshal(&l); err != nil || !json.Valid(out) || !strings.Contains(string(out), `"hint"`) == (l.All()[0].Hint != "") {
			t.Errorf("%s %v", out, err)
		}
	}
	if fmt.Sprint((&List{}).All()) != "[]" {
		t.Error("an empty list is not empty")
	}
}
