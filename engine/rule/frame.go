package rule

import (
	"context"
	"errors"
	"time"
)

// Frame is what an expression is evaluated against. It belongs to one goroutine.
type Frame struct {
	Ctx      context.Context
	This     Record // nil: no record
	Old      Record // nil: none (a new record): everything of it is empty
	Vars     []any  // values of Scope.Vars, in order
	Element  any    // the value of Scope.Element
	User     Record // who acts: a record of entity user; nil for nobody
	Now      time.Time
	Zone     *time.Location
	Calendar *Calendar // nil: Monday to Friday
	Currency string    // the package's default
	Source   Source
	Settings func(name string) any
	Next     func(series string) (string, error) // nil where numbers may not be drawn
	Changed  func(field string) bool             // nil: compares This with Old
	Region   string                              // for phone()

	cost  int
	depth int   // evaluations under way, one inside another
	items []any // what the predicates around look at, the innermost last
	trace *tracer
}

// Record is a record as an expression sees it.
type Record interface {
	Entity() string
	ID() string
	// Value is the value of a slot in its Go form (see package field); links are field.Ref.
	Value(slot int) any
}

// Source finds the records that an expression reaches. Its methods are called within the reader's
// transaction and see its uncommitted changes.
type Source interface {
	// Record follows a link. Nil without error when there is none.
	Record(ctx context.Context, entity, id string) (Record, error)
	// Collection gives the records of an inverse collection or of a many-to-many link, at most limit+1.
	Collection(ctx context.Context, of Record, name string, limit int) ([]Record, error)
	// Select gives the records of crm.<entity> for which pred holds (nil: all), at most limit+1.
	// pred's frame gives the outer values; an implementation pushes pred down to SQL.
	Select(ctx context.Context, entity string, pred *Expr, outer *Frame, limit int) ([]Record, error)
	// Title is how a record is called.
	Title(ctx context.Context, r Record) (string, error)
}

// Counter is a Source that can count without loading. Optional.
type Counter interface {
	Count(ctx context.Context, entity string, pred *Expr, outer *Frame) (int64, error)
}

// What an evaluation that passes a bound ends with.
var (
	ErrCost    = errors.New("rule: the expression takes too many steps")
	ErrRecords = errors.New("rule: the expression goes over too many records")
	ErrText    = errors.New("rule: the expression makes too long a text")
)

// The bounds of one evaluation.
const (
	MaxSource  = 4096    // bytes of an expression
	MaxDepth   = 64      // nesting
	MaxCost    = 200_000 // steps of evaluation
	MaxRecords = 10_000  // records of one collection
	MaxText    = 1 << 20 // bytes of one text
)
