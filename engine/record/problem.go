package record

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
)

// Code is the kind of a refusal; api/problem.go alone maps it to HTTP.
type Code string

// The codes.
const (
	Invalid   Code = "invalid"   // 422: what was sent breaks rules; Fields say which
	Malformed Code = "malformed" // 400: an unknown field, parameter, expression
	NotFound  Code = "not_found" // 404: absent, or not readable
	Forbidden Code = "forbidden" // 403
	Conflict  Code = "conflict"  // 409: unique, exclusive, restrict
	Stale     Code = "stale"     // 412: somebody else changed it since
)

// Problem is a refusal that a client may see. Its words are said by package locale in the reader's language.
type Problem struct {
	Code     Code
	Say      string // key of the catalogue for the sentence
	Params   map[string]any
	Fields   []FieldProblem
	Warnings []FieldProblem // rules with "warn" that were not confirmed
}

// FieldProblem is what is wrong with one field. Field is "" for the whole record, "lines.0.qty" for a row.
type FieldProblem struct {
	Field   string
	Code    string
	Params  map[string]any
	Message string     // the package's own words, already in the actor's language; "" takes the catalogue's
	At      diag.Range // of the rule, check or condition in the package that was not met; the zero Range: Tamga's own
}

// Error is for logs; it holds no value that a user typed.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString("record: " + string(p.Code))
	if p.Say != string(p.Code) {
		b.WriteString(" " + p.Say)
	}
	for _, list := range [][]FieldProblem{p.Fields, p.Warnings} {
		for _, f := range list {
			b.WriteString(" " + f.Field + ":" + f.Code)
		}
	}
	return b.String()
}

func notFound() *Problem  { return &Problem{Code: NotFound, Say: "not_found"} }
func forbidden() *Problem { return &Problem{Code: Forbidden, Say: "forbidden"} }
func stale() *Problem     { return &Problem{Code: Stale, Say: "stale"} }

func invalid(fields ...FieldProblem) *Problem {
	return &Problem{Code: Invalid, Say: "invalid", Fields: fields}
}

func malformed(say string, kv ...any) *Problem {
	return &Problem{Code: Malformed, Say: say, Params: params(kv...)}
}

func params(kv ...any) map[string]any {
	m := make(map[string]any, len(kv)/2)
	for i := 0; i+1 < len(kv); i += 2 {
		m[kv[i].(string)] = kv[i+1]
	}
	return m
}
