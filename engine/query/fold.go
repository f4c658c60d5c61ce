package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold brings text into the form in which it is searched: without case, accents and compatibility forms.
// Thai marks carry meaning and stay; the dotless ı of Turkish is an i.
func Fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Thai, r) {
			continue
		}
		b.WriteRune(r)
	}
	return strings.ReplaceAll(cases.Fold().String(norm.NFKC.String(b.String())), "ı", "i")
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// maxWords bounds a search.
const maxWords = 10

// words are the parts of a search that must all be found.
func words(search string) []string {
	w := strings.Fields(Fold(search))
	return w[:min(len(w), maxWords)]
}

var likeEscapes = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// within is the pattern of a text that holds a word.
func within(word string) string { return "%" + likeEscapes.Replace(word) + "%" }
