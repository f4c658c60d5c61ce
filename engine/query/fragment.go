package query

import (
	"fmt"
	"strings"
)

// Dialect is a database's way of SQL.
type Dialect uint8

// The dialects.
const (
	SQLite Dialect = iota
	PostgreSQL
)

// String is the dialect's name.
func (d Dialect) String() string { return [...]string{"sqlite", "postgres"}[d] }

// Statement is a text for a database, and the values of its "?" in order.
type Statement struct {
	SQL  string
	Args []any
}

// fragment is a part of a statement that carries its own values.
type fragment struct {
	text string
	args []any
}

func raw(text string) fragment { return fragment{text: text} }

// quote writes a name so that no name can be anything else.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// build fills the holes "@" of a form with fragments, in order.
func build(form string, parts ...fragment) fragment {
	var b strings.Builder
	var args []any
	for i, piece := range strings.Split(form, "@") {
		if i > 0 {
			b.WriteString(parts[i-1].text)
			args = append(args, parts[i-1].args...)
		}
		b.WriteString(piece)
	}
	if n := strings.Count(form, "@"); n != len(parts) {
		panic(fmt.Sprintf("query: %d fragments for %q", len(parts), form))
	}
	return fragment{b.String(), args}
}

// joined puts fragments one after another.
func joined(parts []fragment, between string) fragment {
	return build(strings.TrimSuffix(strings.Repeat("@"+between, len(parts)), between), parts...)
}

// of picks the form of a dialect.
func (d Dialect) of(sqlite, postgres string) string {
	if d == PostgreSQL {
		return postgres
	}
	return sqlite
}

// value is a "?" of a type; PostgreSQL is told the type, or it would guess.
func (d Dialect) value(v any, typ string) fragment {
	return fragment{d.of("?", "?::"+typ), []any{v}}
}
