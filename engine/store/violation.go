package store

import "strings"

// ViolationKind is which kind of constraint refused.
type ViolationKind string

// The kinds.
const (
	Unique   ViolationKind = "unique"
	Foreign  ViolationKind = "foreign"
	Overlap  ViolationKind = "overlap" // of exclusive use
	Check    ViolationKind = "check"
	Required ViolationKind = "required" // NOT NULL
)

// Violation is a constraint's refusal. What a database does not tell is empty: SQLite names the columns of a
// unique index but not the index, and of a foreign key nothing. It holds no value of the row.
type Violation struct {
	Kind    ViolationKind
	Table   string
	Columns []string
	Index   string // or the constraint
	Err     error  `json:"-"`
}

// Error names the constraint, for logs.
func (v *Violation) Error() string {
	return "refused by " + string(v.Kind) + " constraint " + v.Table + "(" + strings.Join(v.Columns, ", ") + ") " + v.Index
}
