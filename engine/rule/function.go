package rule

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
)

// variadic, as Function.Optional: the last parameter may stand any number of times, at least once.
const variadic = -1

// Functions are all functions of the language, by theme: for the checker, the documentation and completion.
var Functions = slices.Concat(dateFunctions, textFunctions, numberFunctions, moneyFunctions, recordFunctions, listFunctions)

// hidden are functions without a name: conversions, and what a name after a dot stands for.
var (
	asDecimal = &Function{Name: "as decimal", Params: []Type{Decimal}, Type: Decimal, Strict: true,
		Eval: func(_ *Frame, a []any) (any, error) { return converted(a[0], Decimal), nil }}
	asMoney = &Function{Name: "as money", Params: []Type{Amount}, Type: Amount, Strict: true,
		Eval: func(_ *Frame, a []any) (any, error) { return converted(a[0], Amount), nil }}
	asInstant = &Function{Name: "as instant", Params: []Type{Instant}, Type: Instant, Strict: true,
		Eval: func(f *Frame, a []any) (any, error) { return f.instant(a[0]), nil }}
	partOf = &Function{Name: "part", Params: []Type{Any, Text}, Type: Any, Strict: true, Eval: jsonPart}
)

// parts are the names after a dot of values that are no records.
var parts = map[field.Type]map[string]*Function{
	field.Amount: {
		"amount":   {Name: "amount of", Params: []Type{Amount}, Type: Decimal, Strict: true, Eval: moneyAmount},
		"currency": {Name: "currency of", Params: []Type{Amount}, Type: Text, Strict: true, Eval: moneyCurrency},
	},
	field.Document: {
		"name": {Name: "name of", Params: []Type{Document}, Type: Text, Strict: true, Eval: fileName},
		"size": {Name: "size of", Params: []Type{Document}, Type: Int, Strict: true, Eval: fileSize},
		"type": {Name: "type of", Params: []Type{Document}, Type: Text, Strict: true, Eval: fileType},
	},
}

var byName = func() map[string]*Function {
	m := make(map[string]*Function, len(Functions))
	for _, f := range Functions {
		m[f.Name] = f
	}
	return m
}()

func functionNamed(name string) *Function { return byName[name] }

func fileName(_ *Frame, a []any) (any, error) {
	if f, ok := a[0].(field.File); ok && f.Name != "" {
		return f.Name, nil
	}
	return nil, nil
}

func fileSize(_ *Frame, a []any) (any, error) {
	if f, ok := a[0].(field.File); ok {
		return f.Size, nil
	}
	return nil, nil
}

func fileType(_ *Frame, a []any) (any, error) {
	if f, ok := a[0].(field.File); ok && f.Type != "" {
		return f.Type, nil
	}
	return nil, nil
}

// reserved are words that have a meaning of their own wherever an expression stands.
var reserved = []string{"this", "old", "user", "settings", "crm", "true", "false", "nil", "and", "or", "not", "in", "contains",
	"startsWith", "endsWith", "matches", "let", "if", "else"}

// Reserved tells whether no field, step or setting can be called so.
func Reserved(name string) bool { return slices.Contains(reserved, name) }
