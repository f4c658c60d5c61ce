package store

import (
	sqldriver "database/sql/driver"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	driver "modernc.org/sqlite"

	"github.com/tamga-crm/tamga/engine/query"
)

// Fold brings text into the form in which it is searched.
func Fold(s string) string { return query.Fold(s) }

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

// scalar makes a function of SQL.
func scalar(fn query.Function) func(*driver.FunctionContext, []sqldriver.Value) (sqldriver.Value, error) {
	return func(_ *driver.FunctionContext, args []sqldriver.Value) (sqldriver.Value, error) {
		in := make([]any, len(args))
		for i, a := range args {
			in[i] = a
		}
		return fn.Eval(in), nil
	}
}
