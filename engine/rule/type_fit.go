package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

// fits tells whether a value of type got may stand where want is needed. Empty fits everywhere.
func fits(got, want Type) bool {
	if loose(got) || want.Type == field.Unknown || want.Type == field.Any {
		return true
	}
	switch want.Type {
	case field.Null:
		return false
	case field.Decimal:
		return got.Type == field.Int || got.Type == field.Decimal
	case field.Amount:
		return got.Numeric()
	case field.Instant:
		return moment(got)
	case field.Record:
		return got.Type == field.Record && (got.Entity == want.Entity || got.Entity == "" || want.Entity == "")
	case field.Interval:
		return got.Type == field.Interval && (got.Elem == nil || want.Elem == nil || got.Elem.Type == want.Elem.Type)
	case field.List:
		return got.Type == field.List && (got.Elem == nil || want.Elem == nil || fits(*got.Elem, *want.Elem))
	}
	return got.Type == want.Type
}

// unify is the type that holds values of both.
func unify(x, y Type) (Type, bool) {
	switch {
	case x.Type == field.Unknown || y.Type == field.Unknown:
		return Unknown, true
	case x.Type == field.Null:
		return y, true
	case y.Type == field.Null:
		return x, true
	case x.Type == field.Any || y.Type == field.Any:
		return Any, true
	case x.Numeric() && y.Numeric():
		return widest(x, y), true
	case x.Type != y.Type:
		return Unknown, false
	case x.Type == field.Record && x.Entity != y.Entity:
		return RecordOf(""), true
	case x.Type == field.Text:
		return unifyOptions(x, y), true
	case x.Type == field.Interval && x.Elem != nil && y.Elem != nil && x.Elem.Type != y.Elem.Type:
		return Unknown, false
	case x.Type == field.List && x.Elem != nil && y.Elem != nil:
		elem, ok := unify(*x.Elem, *y.Elem)
		return ListOf(elem), ok
	}
	return x, true
}

func widest(x, y Type) Type {
	for _, t := range []Type{Amount, Decimal} {
		if x.Type == t.Type || y.Type == t.Type {
			return t
		}
	}
	return Int
}

func unifyOptions(x, y Type) Type {
	if len(x.Options) == 0 || len(y.Options) == 0 {
		return Text
	}
	all := slices.Clone(x.Options)
	for _, o := range y.Options {
		if !slices.Contains(all, o) {
			all = append(all, o)
		}
	}
	return ChoiceOf(all)
}

// fit makes the root what is needed.
func (c *checker) fit(n Node, want Type) Node {
	if !fits(n.Type(), want) {
		p := c.failAt(n, CodeType, "%s is needed, and this is %s", want, n.Type())
		if want.Type == field.Day && n.Type().Type == field.Instant {
			p.Hint = "date(…) gives the day of an instant"
		}
		if want.Type == field.Int && n.Type().Type == field.Decimal {
			p.Hint = "round(…), floor(…) and ceil(…) give a whole number"
		}
		return n
	}
	c.options(n, want)
	return convert(n, want)
}

// convert makes a value the Go form that its place promises: whole numbers to decimals,
// numbers to money, days to instants.
func convert(n Node, want Type) Node {
	got := n.Type()
	o, l := n.Span()
	b := base{want, o, l}
	var fn *Function
	switch {
	case want.Type == field.Decimal && got.Type == field.Int:
		fn, b.T = asDecimal, Decimal
	case want.Type == field.Amount && (got.Type == field.Int || got.Type == field.Decimal):
		fn, b.T = asMoney, Amount
	case want.Type == field.Instant && got.Type == field.Day:
		fn, b.T = asInstant, Instant
	default:
		return n
	}
	if lit, ok := n.(*Literal); ok && fn != asInstant {
		return &Literal{b, converted(lit.Value, want)}
	}
	return &Call{b, fn, []Node{n}}
}

// converted is a number as a decimal, or as money of no currency yet: it takes that of its surroundings.
func converted(v any, want Type) any {
	if i, ok := v.(int64); ok {
		v = decimal.NewFromInt(i)
	}
	if d, ok := v.(decimal.Decimal); ok && want.Type == field.Amount {
		return field.Money{Amount: d}
	}
	return v
}

// article names a type as a part of a sentence.
func article(t Type) string {
	if len(t.Options) > 0 {
		return "a choice"
	}
	s := t.String()
	switch t.Type {
	case field.Bool, field.Null, field.Amount, field.Unknown:
		return s
	}
	if strings.ContainsRune("aeio", rune(s[0])) {
		return "an " + s
	}
	return fmt.Sprintf("a %s", s)
}
