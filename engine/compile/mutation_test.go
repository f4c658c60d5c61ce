package compile

import (
	"fmt"
	"io/fs"
	"math/rand"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/examples"
)

// letters swaps two neighbours of a word: a slip of the fingers.
func letters(word string) string {
	for i := 1; i+1 < len(word); i++ {
		if word[i] != word[i+1] {
			return word[:i] + string(word[i+1]) + string(word[i]) + word[i+2:]
		}
	}
	return word + "x"
}

// mistakes are what people do to a word of YAML: where it may stand, by what follows or goes before.
var mistakes = map[string]*regexp.Regexp{
	"a key of a field": regexp.MustCompile(`[{,] ?(required|default|formula|readonly|visible|options|on_delete|inverse)():`),
	"a type":           regexp.MustCompile(`type: (text|integer|money|percent|boolean|date|datetime|choice|link|longtext|email|phone)()[,}]`),
	"an entity":        regexp.MustCompile(`to: ([a-z_]+)()[,}]`),
	"an on_delete":     regexp.MustCompile(`on_delete: (restrict|clear|cascade)()`),
}

// TestOneMistakeOneError misspells one word of an example, and wants one error, at that word.
func TestOneMistakeOneError(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"fitness_club", "corteza_crm"} {
		files := exampleFiles(t, name)
		for what, form := range mistakes {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				mutate(t, files, form, rand.New(rand.NewSource(1)))
			})
		}
	}
}

func mutate(t *testing.T, files map[string]string, form *regexp.Regexp, r *rand.Rand) {
	type spot struct {
		file     string
		from, to int
	}
	var spots []spot
	for file, text := range files {
		for _, m := range form.FindAllStringSubmatchIndex(text, -1) {
			if !strings.Contains(text[strings.LastIndexByte(text[:m[0]], '\n')+1:m[0]], "#") && !strings.HasPrefix(file, "tests/") && !strings.HasPrefix(file, "data/") {
				spots = append(spots, spot{file, m[2], m[3]})
			}
		}
	}
	slices.SortFunc(spots, func(a, b spot) int {
		return strings.Compare(fmt.Sprintf("%s %06d", a.file, a.from), fmt.Sprintf("%s %06d", b.file, b.from))
	})
	r.Shuffle(len(spots), func(i, j int) { spots[i], spots[j] = spots[j], spots[i] })
	for _, s := range spots[:min(4, len(spots))] {
		text := files[s.file]
		changed := map[string]string{}
		for k, v := range files {
			changed[k] = v
		}
		changed[s.file] = text[:s.from] + letters(text[s.from:s.to]) + text[s.to:]
		_, l := Source(changed)
		line := 1 + strings.Count(text[:s.from], "\n")
		errors := slices.DeleteFunc(l.All(), func(d *diag.Diagnostic) bool { return d.Severity != diag.Error })
		if len(errors) != 1 || errors[0].Range.File != s.file || errors[0].Range.Line != line {
			t.Errorf("%s:%d: %q became %q:", s.file, line, text[s.from:s.to], letters(text[s.from:s.to]))
			for _, d := range errors[:min(5, len(errors))] {
				t.Logf("    %s %s [%s]", d.Range.Pos, d.Message, d.Code)
			}
		}
	}
}

func exampleFiles(t *testing.T, name string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(examples.FS, name, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		b, err := fs.ReadFile(examples.FS, path)
		files[strings.TrimPrefix(path, name+"/")] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
