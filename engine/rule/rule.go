package rule

// Problem is one mistake in an expression, placed in its source (byte offset and length).
type Problem struct {
	Code    string // a code of diag: "unknown-field", "wrong-type", …
	Offset  int
	Length  int
	Message string
	Hint    string
}

// Expr is a compiled, immutable expression. It may be evaluated by many goroutines.
type Expr struct {
	Source string
	Type   Type
	Root   Node
	Scope  *Scope
	// Clock: the value depends on the time (now, today, age).
	Clock bool
	// Reads are the members that the value depends on, from the scope's entity outwards.
	Reads []Read
}

// Read is one dependency of an expression: a member of an entity, and the path of links and collections
// that leads there from the record ("client", "deals"). An empty Path is the record itself;
// a Path that starts with "crm." is every record of an entity.
type Read struct {
	Path   []string
	Entity string
	Member string
}

// Compile reads and checks source. want is the type that is needed; Unknown takes any.
// Without problems the Expr is whole; with problems it is nil.
func Compile(source string, scope *Scope, want Type) (*Expr, []Problem) {
	panic("rule: Compile is not built yet")
}

// Eval computes the value in its Go form (see package field); a record is a Record, a list []any.
// An error means that a bound was passed or that a Source failed, never that a value was empty.
func (e *Expr) Eval(f *Frame) (any, error) { panic("rule: Eval is not built yet") }

// Holds computes a condition; empty counts as false.
func (e *Expr) Holds(f *Frame) (bool, error) {
	v, err := e.Eval(f)
	b, _ := v.(bool)
	return b, err
}

// Trace is the value of one part of an expression and of the parts below it.
type Trace struct {
	Source string // the part's own text
	Offset int
	Value  any
	Parts  []*Trace
}

// Trace computes the expression and keeps the value of each part that was looked at.
func (e *Expr) Trace(f *Frame) (*Trace, error) { panic("rule: Trace is not built yet") }
