package locale

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var placeholder = regexp.MustCompile(`\{@?[a-z]+\}`)

// parameters of a message, each once; in every plural form they must be the same.
func parameters(text string) []string {
	found := placeholder.FindAllString(text, -1)
	sort.Strings(found)
	return slices.Compact(found)
}

func TestEveryLanguageSaysEverything(t *testing.T) {
	t.Parallel()
	english := catalogues["en"]
	for _, lang := range Supported {
		c := catalogues[lang]
		for key := range c.messages {
			if !english.Has(key) {
				t.Errorf("%s has %q, English does not", lang, key)
			}
		}
		for key, want := range english.messages {
			got, ok := c.messages[key]
			if !ok {
				t.Errorf("%s lacks %q", lang, key)
				continue
			}
			checkMessage(t, lang, key, want, got)
		}
	}
}

// A key that two people have added is one of them too many: the later would silently win.
func TestNoKeyTwice(t *testing.T) {
	t.Parallel()
	key := regexp.MustCompile(`(?m)^ {2}"([^"]+)":`)
	for _, lang := range Supported {
		b, err := sources.ReadFile("words/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		keys := key.FindAllStringSubmatch(string(b), -1)
		if len(keys) != len(catalogues[lang].messages) {
			t.Errorf("%s: %d keys in the file, %d in the catalogue", lang, len(keys), len(catalogues[lang].messages))
		}
	}
}

func checkMessage(t *testing.T, lang, key string, want, got message) {
	t.Helper()
	if got.By != want.By {
		t.Errorf("%s %q counts by %q, English by %q", lang, key, got.By, want.By)
	}
	forms := []string{"other"}
	if got.By != "" {
		forms = pluralForms[lang]
	}
	if len(got.Forms) != len(forms) {
		t.Errorf("%s %q has %d forms, want %v", lang, key, len(got.Forms), forms)
	}
	for _, form := range forms {
		text := got.Forms[form]
		if strings.TrimSpace(text) == "" || strings.TrimSpace(text) != text {
			t.Errorf("%s %q, form %q: %q is empty or has space around", lang, key, form, text)
		}
		if diff := cmp.Diff(parameters(want.Forms["other"]), parameters(text)); diff != "" {
			t.Errorf("%s %q, form %q: parameters differ (-English +%s):\n%s", lang, key, form, lang, diff)
		}
		if strings.Count(text, "[") != strings.Count(text, "]") || strings.Count(text, "{") != strings.Count(text, "}") {
			t.Errorf("%s %q: brackets do not match: %s", lang, key, text)
		}
	}
}

// A letter of another script in a word is a slip that no eye sees.
func TestNoMixedScripts(t *testing.T) {
	t.Parallel()
	mixed := regexp.MustCompile(`\p{Cyrillic}\p{Latin}|\p{Latin}\p{Cyrillic}|\p{Thai}\p{Latin}|\p{Latin}\p{Thai}`)
	for _, lang := range Supported {
		for key, m := range catalogues[lang].messages {
			for _, text := range m.Forms {
				if bad := mixed.FindString(placeholder.ReplaceAllString(text, "")); bad != "" {
					t.Errorf("%s %q mixes scripts at %q: %s", lang, key, bad, text)
				}
			}
		}
	}
}

// Every code that package field can give has a sentence.
func TestEveryFieldErrorHasWords(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../field/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources of package field", err)
	}
	code := regexp.MustCompile(`fail\("(\w+)"(?:, "expected", "(\w+)")?`)
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(b), -1) {
			if !catalogues["en"].Has(m[1]) {
				t.Errorf("%s: no words for %q", file, m[1])
			}
			if m[2] != "" && !catalogues["en"].Has("expected."+m[2]) {
				t.Errorf("%s: no words for what is expected: %q", file, m[2])
			}
		}
	}
}

// So has every refusal of the floors above, wherever it is written.
func TestEveryRefusalHasWords(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`(?:\bSay: |\bCode: |\bSay\(|\bfail\([\w.]+, |\brefuse\([\w.]+, |\bwrongFile\()"([a-z_]+)"`)
	found := 0
	for _, floor := range []string{"record", "identity", "api", "automation"} {
		files, err := filepath.Glob("../" + floor + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range code.FindAllStringSubmatch(string(b), -1) {
				if found++; !strings.HasSuffix(file, "_test.go") && !catalogues["en"].Has(m[1]) {
					t.Errorf("%s: no words for %q", file, m[1])
				}
			}
		}
	}
	if found == 0 {
		t.Error("no refusal was found: the test looks in the wrong place")
	}
}

func TestSay(t *testing.T) {
	t.Parallel()
	limit := int64(3)
	for _, tc := range []struct {
		lang, key string
		params    map[string]any
		want      string
	}{
		{"en", "required", nil, "Fill this in"},
		{"en", "unique", nil, "Already used"},
		{"en", "unique", map[string]any{"title": "Ann Lee"}, "Already used by Ann Lee"},
		{"en", "unique", map[string]any{"title": "{title} [x]"}, "Already used by {title} [x]"},
		{"en", "too_long", map[string]any{"max": int64(1)}, "Use at most 1 character"},
		{"en", "too_long", map[string]any{"max": 100_000}, "Use at most 100,000 characters"},
		{"en", "too_many", map[string]any{"max": &limit}, "Give at most 3 values"},
		{"en", "invalid_type", map[string]any{"expected": "list"}, "A list is expected here"},
		{"en", "not_an_option", map[string]any{"options": []string{"site", "call"}}, "Choose one of: site, call"},
		{"ru", "restrict", map[string]any{"count": 1}, "Удалить нельзя: от этого зависит ещё 1 запись"},
		{"ru", "restrict", map[string]any{"count": 22, "entity": "Счета"}, "Удалить нельзя: от этого зависят ещё 22 записи («Счета»)"},
		{"ru", "restrict", map[string]any{"count": 11}, "Удалить нельзя: от этого зависят ещё 11 записей"},
		{"ru", "invalid_type", map[string]any{"expected": "text"}, "Здесь нужно другое: текст"},
		{"th", "stage_not_allowed", map[string]any{"stage": "ชนะ"}, "ย้ายไปขั้น “ชนะ” ไม่ได้"},
		{"th", "stage_not_allowed", map[string]any{"stage": "ชนะ", "from": "ใหม่"}, "ย้ายจาก “ใหม่” ไปขั้น “ชนะ” ไม่ได้"},
		{"ky", "days", map[string]any{"n": 1}, "1 күн"},
		{"de", "yes", nil, "Yes"},
		{"en", "no_such_key", nil, "no_such_key"},
	} {
		if got := Words(tc.lang).Say(tc.key, tc.params); got != tc.want {
			t.Errorf("%s %s %v:\n got %q\nwant %q", tc.lang, tc.key, tc.params, got, tc.want)
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		header  string
		offered []string
		want    string
	}{
		{"", []string{"ru", "en"}, "ru"},
		{"en-US,en;q=0.9,ru;q=0.8", []string{"ru", "en"}, "en"},
		{"de-DE,ru;q=0.3,en;q=0.7", []string{"ru", "en"}, "en"},
		{"ky-KG", nil, "ky"},
		{"pt-BR,pt", []string{"en", "pt"}, "pt"},
		{"de", []string{"th", "en"}, "th"},
		{"en;q=0,ru", []string{"th", "ru"}, "ru"},
		{";;;=q=broken\x00", []string{"en"}, "en"},
		{strings.Repeat("en,", 10_000), []string{"ru", "en"}, "ru"},
	} {
		if got := Match(tc.header, tc.offered); got != tc.want {
			t.Errorf("Match(%.40q, %v) = %q, want %q", tc.header, tc.offered, got, tc.want)
		}
	}
	for in, want := range map[string]string{"ru-KG": "ru", "TR_tr": "tr", "fr": "en", "": "en"} {
		if got := Base(in); got != want {
			t.Errorf("Base(%q) = %q, want %q", in, got, want)
		}
	}
}
