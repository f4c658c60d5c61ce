package compile

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// A case is a file, or several in one (txtar) when it has lines "-- name --".
func caseFiles(text string) map[string]string {
	a := txtar.Parse([]byte(text))
	if len(a.Files) == 0 {
		return map[string]string{"crm.yaml": text}
	}
	files := map[string]string{}
	for _, f := range a.Files {
		files[f.Name] = string(f.Data)
	}
	return files
}

var expected = regexp.MustCompile(`# (ERROR|WARNING): (\S+)`)

// want are the diagnostics that the comments of the files announce, "file:line severity code".
func want(files map[string]string) []string {
	out := []string{}
	for name, text := range files {
		for i, line := range strings.Split(text, "\n") {
			for _, m := range expected.FindAllStringSubmatch(line, -1) {
				out = append(out, fmt.Sprintf("%s:%d %s %s", name, i+1, strings.ToLower(m[1]), m[2]))
			}
		}
	}
	sort.Strings(out)
	return out
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	for _, path := range glob(t, "testdata/err/*.yaml") {
		text := read(t, path)
		files := caseFiles(text)
		_, l := Source(files)
		got := []string{}
		for _, d := range l.All() {
			shown[d.Code] = true
			got = append(got, fmt.Sprintf("%s:%d %s %s", d.Range.File, d.Range.Line, d.Severity, d.Code))
		}
		sort.Strings(got)
		if diff := cmp.Diff(want(files), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	everyCodeIsShown(t, shown)
}

// elsewhere are the codes whose cases cannot be a small text file: they are tests of their own.
var elsewhere = []string{"missing-manifest", "not-read", "not-utf8", "too-large", "no-package", "extends-cycle", "untranslated", "expression-too-long", "nothing-below"}

func everyCodeIsShown(t *testing.T, shown map[string]bool) {
	t.Helper()
	known := map[string]bool{}
	warned := ""
	for _, path := range glob(t, "../lint/*.go") {
		warned += read(t, path)
	}
	for _, c := range diag.Codes {
		known[c.Name] = true
		if strings.Contains(warned, `"`+c.Name+`"`) {
			continue // its page is its case: lint looks only at packages without mistakes
		}
		if !shown[c.Name] && !slices.Contains(elsewhere, c.Name) {
			t.Errorf("the code %q has no case in testdata/err", c.Name)
		}
	}
	for _, c := range rule.Codes {
		if !known[c] {
			t.Errorf("the code %q of package rule is not in diag.Codes", c)
		}
	}
	for code := range shown {
		if !known[code] {
			t.Errorf("the code %q is not in diag.Codes", code)
		}
	}
}

func TestCodesAreSortedAndInTheSource(t *testing.T) {
	t.Parallel()
	if !slices.IsSortedFunc(diag.Codes, func(a, b diag.Code) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("diag.Codes is not sorted")
	}
	source := ""
	for _, pattern := range []string{"*.go", "../spec/*.go", "../rule/*.go", "../lint/*.go"} {
		for _, path := range glob(t, pattern) {
			if !strings.HasSuffix(path, "_test.go") {
				source += read(t, path)
			}
		}
	}
	for _, c := range diag.Codes {
		if !strings.Contains(source, `"`+c.Name+`"`) {
			t.Errorf("nothing reports %q", c.Name)
		}
	}
}

func TestRightPackagesAreSilent(t *testing.T) {
	t.Parallel()
	for _, path := range glob(t, "testdata/ok/*.yaml") {
		files := caseFiles(read(t, path))
		m, l := Source(files)
		var b strings.Builder
		if l.Render(&b); b.Len() > 0 || m == nil {
			t.Errorf("%s:\n%s", path, b.String())
			continue
		}
		if diff := cmp.Diff(ahead(files), notRun(m)); diff != "" {
			t.Errorf("%s: declared and not run (-want +got):\n%s", path, diff)
		}
	}
}

var declaredHere = regexp.MustCompile(`# DECLARED: (.+)$`)

// ahead are the parts that comments announce as declared and not run by this version, "file:line what".
func ahead(files map[string]string) []string {
	out := []string{}
	for name, text := range files {
		for i, line := range strings.Split(text, "\n") {
			for _, m := range declaredHere.FindAllStringSubmatch(line, -1) {
				out = append(out, fmt.Sprintf("%s:%d %s", name, i+1, strings.TrimSpace(m[1])))
			}
		}
	}
	sort.Strings(out)
	return out
}

func notRun(m *model.Model) []string {
	out := []string{}
	for _, d := range m.Declared {
		out = append(out, fmt.Sprintf("%s:%d %s", d.At.File, d.At.Line, d.What))
	}
	sort.Strings(out)
	return out
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files %s (%v)", pattern, err)
	}
	return paths
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
