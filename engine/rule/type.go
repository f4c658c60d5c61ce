package rule

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
)

// Type is the static type of an expression.
type Type struct {
	field.Type
	Entity  string   // Record: which entity; empty for a link to any of several
	Elem    *Type    // List, Interval: of what
	Options []string // Text of a choice: the values it can have
}

// Shorthands for the plain types.
var (
	Unknown  = Type{Type: field.Unknown}
	Null     = Type{Type: field.Null}
	Bool     = Type{Type: field.Bool}
	Int      = Type{Type: field.Int}
	Decimal  = Type{Type: field.Decimal}
	Amount   = Type{Type: field.Amount}
	Text     = Type{Type: field.Text}
	Day      = Type{Type: field.Day}
	Instant  = Type{Type: field.Instant}
	Span     = Type{Type: field.Span}
	Any      = Type{Type: field.Any}
	Document = Type{Type: field.Document}
)

// RecordOf is the type of a record of an entity.
func RecordOf(entity string) Type { return Type{Type: field.Record, Entity: entity} }

// ListOf is the type of a list.
func ListOf(elem Type) Type { return Type{Type: field.List, Elem: &elem} }

// IntervalOf is the type of a range.
func IntervalOf(end Type) Type { return Type{Type: field.Interval, Elem: &end} }

// ChoiceOf is the type of text that can only be one of options.
func ChoiceOf(options []string) Type { return Type{Type: field.Text, Options: options} }

// String names the type as an analyst would: "money", "list of deal".
func (t Type) String() string {
	switch {
	case t.Type == field.Record && t.Entity != "":
		return t.Entity
	case t.Type == field.List && t.Elem != nil:
		return "list of " + t.Elem.String()
	case t.Type == field.Interval && t.Elem != nil:
		return "range of " + t.Elem.String()
	case len(t.Options) > 0:
		return "one of " + strings.Join(t.Options, ", ")
	}
	return t.Type.String()
}

// Numeric tells integers, decimals and money.
func (t Type) Numeric() bool {
	return slices.Contains([]field.Type{field.Int, field.Decimal, field.Amount}, t.Type)
}
