package field

import (
	"fmt"
	"time"
)

// Type is what an expression sees of a value.
type Type uint8

// The types of values in expressions. Unknown is what a broken thing becomes: it is silent.
const (
	Unknown Type = iota
	Null
	Bool
	Int
	Decimal
	Amount // money
	Text
	Day // date
	TimeOfDay
	Instant // datetime
	Span    // duration
	Record  // a record of an entity
	List
	Document // a stored file
	Point    // location
	Any      // json
	Interval // range
)

// String names the type as an analyst would.
func (t Type) String() string {
	return [...]string{"unknown", "empty", "true/false", "integer", "decimal", "money", "text", "date", "time",
		"date and time", "duration", "record", "list", "file", "location", "any", "range"}[t]
}

// Store is the physical type of a column.
type Store uint8

// The physical types. Scaled decimals are integers: exact on every database, and they sort and sum.
const (
	StoreText Store = iota
	StoreInt
	StoreBool
	StoreDate
	StoreInstant
	StoreJSON
)

// Column is one column of a field; its name is the field's name and the suffix.
type Column struct {
	Suffix string
	Store  Store
}

// Options is what a kind needs to know of the field that it reads a value for.
type Options struct {
	Min, Max   *int64         // length of text, size of number, count of choices
	Scale      int            // decimals kept: decimal, percent, money
	Currency   string         // money: the default currency
	Currencies []string       // money: those allowed
	Choices    []string       // choice, choices: the values allowed
	Targets    []string       // link, links: entities it may point to
	Zone       *time.Location // datetime: the zone of an instant given without one
	Region     string         // phone: the country of a number given without one (ISO 3166)
}

// Error says why a value is not one of this kind. Code is a key of the catalogue of words.
type Error struct {
	Code   string
	Params map[string]any
}

// Error prints the code and its parameters; people read the catalogue's sentence instead.
func (e *Error) Error() string { return fmt.Sprintf("%s %v", e.Code, e.Params) }

func fail(code string, kv ...any) *Error {
	e := &Error{Code: code, Params: map[string]any{}}
	for i := 0; i+1 < len(kv); i += 2 {
		e.Params[kv[i].(string)] = kv[i+1]
	}
	return e
}

// Kind is one kind of field.
type Kind interface {
	// Name is the word written after "type:".
	Name() string
	// Type is what an expression sees.
	Type() Type
	// Columns are the columns of the own table; none for what is kept elsewhere (links).
	Columns() []Column
	// Decode reads a value that came from JSON (numbers as json.Number), YAML or an expression.
	// nil, and what means empty for the kind, gives nil. A wrong value gives an *Error.
	Decode(v any, o Options) (any, error)
	// Encode gives what encoding/json writes for a value.
	Encode(v any) any
	// Store gives one database value per column: string, int64, bool, time.Time or nil.
	Store(v any, o Options) []any
	// Load reads the columns back.
	Load(cols []any, o Options) (any, error)
}

// Kinds are all kinds, in the order of the documentation.
var Kinds = []Kind{
	text{}, longtext{}, integer{}, decimalKind{}, money{}, percent{}, boolean{}, date{}, clock{}, datetime{}, duration{},
	choice{}, choices{}, email{}, phone{}, url{}, personName{}, address{}, location{}, link{}, links{}, user{},
	file{}, files{}, image{}, rating{}, color{}, tags{}, jsonKind{}, secret{}, number{}, rangeKind{integer{}}, tree{},
}

var byName = func() map[string]Kind {
	m := make(map[string]Kind, len(Kinds))
	for _, k := range Kinds {
		m[k.Name()] = k
	}
	return m
}()

// Named finds a kind by the word written after "type:".
func Named(name string) (Kind, bool) {
	k, ok := byName[name]
	return k, ok
}
