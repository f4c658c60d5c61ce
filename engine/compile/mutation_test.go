package compile

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

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

// plainField is a field of an entity on a line of its own.
var plainField = regexp.MustCompile(`(?m)^      ([a-z][a-z0-9_]+): (?:\{type: [^\n]+|text|integer|money|boolean|date|email|phone|percent)\n`)

// inExpression is a line with an expression that names a word.
func inExpression(word string) *regexp.Regexp {
	return regexp.MustCompile(`(?m)^.*\b(?:formula|when|where|check|expect|becomes|visible|select|enter): .*[^"a-z_]` + word + `\b[^":].*$`)
}

// TestWhatGoesIsMissedWhereItWasUsed takes away a field that only expressions name, and wants one error for each of them.
func TestWhatGoesIsMissedWhereItWasUsed(t *testing.T) {
	t.Parallel()
	tried := 0
	for _, name := range []string{"fitness_club", "corteza_crm"} {
		files := exampleFiles(t, name)
		whole := ""
		for _, text := range files {
			whole += text
		}
		for file, text := range files {
			for _, m := range plainField.FindAllStringSubmatchIndex(text, -1) {
				word := text[m[2]:m[3]]
				uses := len(inExpression(word).FindAllString(whole, -1))
				if uses == 0 || len(regexp.MustCompile(`\b`+word+`\b`).FindAllString(whole, -1)) != uses+1 || inExpression(word).MatchString(text[m[0]:m[1]]) {
					continue
				}
				tried++
				changed := maps.Clone(files)
				changed[file] = text[:m[0]] + text[m[1]:]
				_, l := Source(changed)
				errors := slices.DeleteFunc(l.All(), func(d *diag.Diagnostic) bool { return d.Severity != diag.Error })
				if len(errors) != uses || slices.ContainsFunc(errors, func(d *diag.Diagnostic) bool { return !strings.Contains(d.Message, `"`+word+`"`) }) {
					t.Errorf("%s without %s.%s: %d errors", name, file, word, len(errors))
					for _, d := range errors[:min(4, len(errors))] {
						t.Logf("    %s %s [%s]", d.Range.Pos, d.Message, d.Code)
					}
				}
			}
		}
	}
	if tried < 4 {
		t.Errorf("only %d fields were tried: too few to say much", tried)
	}
}

// TestALineOutOfItsColumn moves one line by a space, and wants an error there, or the same meaning.
func TestALineOutOfItsColumn(t *testing.T) {
	t.Parallel()
	r, told := rand.New(rand.NewSource(3)), 0
	files := exampleFiles(t, "fitness_club")
	for _, file := range slices.Sorted(maps.Keys(files)) {
		lines := strings.Split(files[file], "\n")
		for range 4 {
			i := r.Intn(len(lines))
			if strings.TrimSpace(lines[i]) == "" || strings.HasPrefix(strings.TrimSpace(lines[i]), "#") {
				continue
			}
			if above := strings.TrimRight(strings.Join(lines[:i], "\n"), " \n"); indentOf(above[strings.LastIndexByte(above, '\n')+1:]) < indentOf(lines[i]) || i < 3 {
				continue // the first of its map: all the others would be the ones that do not fit
			}
			moved := slices.Clone(lines)
			moved[i] = " " + moved[i]
			changed := maps.Clone(files)
			changed[file] = strings.Join(moved, "\n")
			_, l := Source(changed)
			if !l.Failed() {
				continue
			}
			told++
			if d := l.All()[0]; d.Range.File != file || d.Range.Line < i || d.Range.Line > i+2 || l.All()[len(l.All())-1] != d && d.Code == "yaml-syntax" {
				t.Errorf("%s:%d %q: told at %s, with %d diagnostics: %s", file, i+1, lines[i], d.Range.Pos, len(l.All()), d.Message)
			}
		}
	}
	if told < 10 {
		t.Errorf("only %d of the moved lines were told", told)
	}
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// TestColumnsInEveryStyle puts one mistake into an expression in every way that YAML has to write it.
func TestColumnsInEveryStyle(t *testing.T) {
	t.Parallel()
	for name, style := range map[string]string{
		"plain":          "      sum: {type: money, formula: price * «qyt»}\n",
		"plain, block":   "      sum:\n        type: money\n        formula: price * «qyt»\n",
		"single quotes":  "      sum: {type: money, formula: 'price * «qyt»'}\n",
		"single, quoted": "      sum: {type: money, formula: 'name == \"it''s\" ? price : price * «qyt»'}\n",
		"double quotes":  "      sum: {type: money, formula: \"price * «qyt»\"}\n",
		"double, escape": "      sum: {type: money, formula: \"name == \\\"\\u0451\\t\\\" ? price : price * «qyt»\"}\n",
		"literal":        "      sum:\n        type: money\n        formula: |\n          price *\n            «qyt»\n",
		"literal, strip": "      sum:\n        type: money\n        formula: |-\n          «qyt» * price\n",
		"literal, deep":  "      sum:\n        type: money\n        formula: |2\n            price * «qyt»\n",
		"several lines":  "      sum:\n        type: money\n        formula: price\n          * «qyt»\n",
		"Cyrillic":       "      sum: {type: money, formula: 'name == \"Счёт\" ? price : price * «qyt»'}\n",
		"Thai":           "      sum: {type: money, formula: 'name == \"น้ำ\" ? price : price * «qyt»'}\n",
		"emoji":          "      sum: {type: money, formula: 'name == \"👨‍👩‍👧\" ? price : price * «qyt»'}\n",
		"quotes, lines":  "      sum:\n        type: money\n        formula: \"price\n          * «qyt»\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			head := "crm: 1\nname: test\nentities:\n  line:\n    fields:\n      name: text\n      price: money\n      qty: integer\n"
			text := head + style
			before, after, _ := strings.Cut(text, "«")
			wrong, rest, _ := strings.Cut(after, "»")
			_, l := Source(map[string]string{"crm.yaml": before + wrong + rest})
			line, column := 1+strings.Count(before, "\n"), 1+utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
			if len(l.All()) != 1 || l.All()[0].Code != "unknown-name" && l.All()[0].Code != "unknown-field" {
				t.Fatalf("%d diagnostics: %v", len(l.All()), l.All())
			}
			if at := l.All()[0].Range; at.Line != line || at.Column != column || at.Length != len(wrong) {
				t.Errorf("told at %d:%d, %d long; it stands at %d:%d", at.Line, at.Column, at.Length, line, column)
			}
		})
	}
}
