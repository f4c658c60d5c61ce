package rule

// anyList is a list of whatever.
var anyList = Type{Type: listType}

// listFunctions go over lists; the tree has them as Over.
var listFunctions = []*Function{
	{Name: "count", Usage: "count(list, condition)", Doc: "How many elements there are, or for how many a condition holds.", Params: []Type{anyList, Bool}, Optional: 1},
	{Name: "sum", Usage: "sum(list, .field)", Doc: "The values added up, empty ones left out; 0 of none, empty when the currencies differ.", Params: []Type{anyList, Unknown}, Optional: 1},
	{Name: "avg", Usage: "avg(list, .field)", Doc: "The average of the values that are not empty.", Params: []Type{anyList, Unknown}, Optional: 1},
	{Name: "min", Usage: "min(list, .field)", Doc: "The smallest value of a list, or of two or more values.", Params: []Type{Unknown}, Optional: variadic, Result: extremeResult, Eval: extreme(-1)},
	{Name: "max", Usage: "max(list, .field)", Doc: "The largest value of a list, or of two or more values.", Params: []Type{Unknown}, Optional: variadic, Result: extremeResult, Eval: extreme(1)},
	{Name: "any", Usage: "any(list, condition)", Doc: "Whether a condition holds for an element; whether there is one.", Params: []Type{anyList, Bool}, Optional: 1},
	{Name: "all", Usage: "all(list, condition)", Doc: "Whether a condition holds for every element.", Params: []Type{anyList, Bool}},
	{Name: "none", Usage: "none(list, condition)", Doc: "Whether a condition holds for no element; whether there is none.", Params: []Type{anyList, Bool}, Optional: 1},
	{Name: "one", Usage: "one(list, condition)", Doc: "Whether a condition holds for exactly one element.", Params: []Type{anyList, Bool}},
	{Name: "first", Usage: "first(list, condition)", Doc: "The first element, or the first for which a condition holds. Records come in the order they were made.", Params: []Type{anyList, Bool}, Optional: 1},
	{Name: "last", Usage: "last(list, condition)", Doc: "The last element, or the last for which a condition holds.", Params: []Type{anyList, Bool}, Optional: 1},
	{Name: "find", Usage: "find(list, condition)", Doc: "The first element for which a condition holds.", Params: []Type{anyList, Bool}},
	{Name: "findLast", Usage: "findLast(list, condition)", Doc: "The last element for which a condition holds.", Params: []Type{anyList, Bool}},
	{Name: "filter", Usage: "filter(list, condition)", Doc: "The elements for which a condition holds.", Params: []Type{anyList, Bool}},
	{Name: "map", Usage: "map(list, .field)", Doc: "A value of each element.", Params: []Type{anyList, Unknown}},
	{Name: "sortBy", Usage: `sortBy(list, .field, "desc")`, Doc: "The elements in the order of a value, empty ones last.", Params: []Type{anyList, Unknown, Text}, Optional: 1},
	{Name: "unique", Usage: "unique(list, .field)", Doc: "The elements, each once.", Params: []Type{anyList, Unknown}, Optional: 1},
	{Name: "take", Usage: "take(list, n)", Doc: "The first n elements.", Params: []Type{anyList, Int}},
}

// extremeResult types min(a, b) and max(a, b).
func extremeResult(args []Type) (Type, string) {
	t := Null
	for _, a := range args {
		var ok bool
		if t, ok = unify(t, a); !ok || !comparable2(a, a, false) {
			return Unknown, "takes values that can be compared"
		}
	}
	return t, ""
}

func extreme(sign int) func(*Frame, []any) (any, error) {
	return func(f *Frame, args []any) (any, error) {
		return f.extreme(args, sign), nil
	}
}
