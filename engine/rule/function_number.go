package rule

import (
	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

const (
	textType = field.Text
	listType = field.List
)

var numberFunctions = []*Function{
	{Name: "round", Usage: "round(x, n)", Doc: "A number rounded to n decimals, half away from zero; without n to a whole number, money to its currency's decimals.",
		Params: []Type{Any, Int}, Optional: 1, Result: roundResult, Strict: true, Eval: round},
	{Name: "floor", Usage: "floor(x)", Doc: "The whole number at or below.", Params: []Type{Decimal}, Type: Int, Strict: true,
		Eval: wholeOf(decimal.Decimal.Floor)},
	{Name: "ceil", Usage: "ceil(x)", Doc: "The whole number at or above.", Params: []Type{Decimal}, Type: Int, Strict: true,
		Eval: wholeOf(decimal.Decimal.Ceil)},
	{Name: "abs", Usage: "abs(x)", Doc: "The number without its sign.", Params: []Type{Any}, Result: sameNumber, Strict: true, Eval: abs},
	{Name: "number", Usage: "number(text)", Doc: "The number that a text says; empty when it says none.", Params: []Type{Text}, Type: Decimal, Strict: true, Eval: numberOf},
}

func roundResult(args []Type) (Type, string) {
	switch t := args[0]; {
	case t.Type == field.Amount:
		return Amount, ""
	case t.Numeric() && len(args) == 1:
		return Int, ""
	case t.Numeric():
		return Decimal, ""
	case t.Type == field.Null:
		return Null, ""
	case loose(t):
		return Decimal, ""
	}
	return Decimal, "takes a number"
}

func sameNumber(args []Type) (Type, string) {
	if t := args[0]; t.Numeric() || loose(t) {
		return t, ""
	}
	return Decimal, "takes a number"
}

// places is the second argument of round, within what makes sense.
func places(a []any) (int32, bool) {
	n, ok := arg(a, 1).(int64)
	return int32(max(min(n, 20), -20)), ok
}

func round(_ *Frame, a []any) (any, error) {
	n, given := places(a)
	if m, ok := a[0].(field.Money); ok {
		if !given {
			return m.Round(), nil
		}
		return field.Money{Amount: m.Amount.Round(n), Currency: m.Currency}, nil
	}
	d, ok := asNumber(a[0])
	switch {
	case !ok:
		return nil, nil
	case given:
		return d.Round(n), nil
	case len(a) > 1: // n was empty
		return nil, nil
	}
	return whole(d.Round(0)), nil
}

func wholeOf(fn func(decimal.Decimal) decimal.Decimal) func(*Frame, []any) (any, error) {
	return func(_ *Frame, a []any) (any, error) {
		d, ok := asNumber(a[0])
		if !ok {
			return nil, nil
		}
		return whole(fn(d)), nil
	}
}

// whole is a decimal as a whole number; empty when it is too large to be one.
func whole(d decimal.Decimal) any {
	if !d.IsInteger() || d.Exponent() > 18 || !d.BigInt().IsInt64() {
		return nil
	}
	return d.IntPart()
}

func abs(_ *Frame, a []any) (any, error) {
	switch v := a[0].(type) {
	case int64:
		if v < 0 {
			return negative(v), nil
		}
		return v, nil
	case decimal.Decimal:
		return v.Abs(), nil
	case field.Money:
		return field.Money{Amount: v.Amount.Abs(), Currency: v.Currency}, nil
	}
	return nil, nil
}

func numberOf(_ *Frame, a []any) (any, error) {
	s, ok := a[0].(string)
	if !ok {
		return nil, nil
	}
	kind, _ := field.Named("decimal")
	v, err := kind.Decode(s, field.Options{Scale: field.DecimalScale})
	if err != nil {
		return nil, nil
	}
	return v, nil
}
