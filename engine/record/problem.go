package record

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
	Message string // the package's own words, already in the actor's language; "" takes the catalogue's
}

// Error is for logs; it holds no value that a user typed.
func (p *Problem) Error() string {
	s := "record: " + string(p.Code)
	for _, f := range append(p.Fields, p.Warnings...) {
		s += " " + f.Field + ":" + f.Code
	}
	return s
}
