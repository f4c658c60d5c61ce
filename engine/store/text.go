package store

import (
	sqldriver "database/sql/driver"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
	driver "modernc.org/sqlite"
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
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

var collators = sync.Pool{New: func() any { return collate.New(language.Und) }}

// compareText is the order of text on SQLite: the root collation of Unicode, as "und-x-icu" is on PostgreSQL;
// what it holds for equal is told apart by its bytes.
func compareText(a, b string) int {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	if n := c.CompareString(a, b); n != 0 {
		return n
	}
	return strings.Compare(a, b)
}

// scalar makes a function of SQL: NULL gives NULL, what is not text stays as it is.
func scalar(fn func(string) string) func(*driver.FunctionContext, []sqldriver.Value) (sqldriver.Value, error) {
	return func(_ *driver.FunctionContext, args []sqldriver.Value) (sqldriver.Value, error) {
		if s, ok := args[0].(string); ok {
			return fn(s), nil
		}
		return args[0], nil
	}
}
