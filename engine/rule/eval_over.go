package rule

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

// over evaluates a function over a list.
func (f *Frame) over(n *Over) (any, error) {
	if all, ok := n.List.(*All); ok && (n.pred != nil || n.Body == nil) && f.trace == nil {
		if v, done, err := f.pushed(n, all); done || err != nil {
			return v, err
		}
	}
	v, err := f.eval(n.List)
	if err != nil {
		return nil, err
	}
	list, ok := elements(v)
	if !ok {
		return nil, nil
	}
	if err := f.charge(len(list) / 4); err != nil {
		return nil, err
	}
	switch n.Func {
	case "count", "any", "all", "none", "one":
		return f.counted(n, list)
	case "filter":
		return f.filter(n, list)
	case "first", "find", "last", "findLast":
		return f.pick(n, list)
	case "take":
		return f.take(n, list)
	case "sortBy":
		return f.sorted(n, list)
	}
	values, err := f.values(n, list)
	if err != nil {
		return nil, err
	}
	switch n.Func {
	case "map":
		return values, nil
	case "unique":
		return f.unique(list, values)
	case "sum":
		return f.sum(n, values), nil
	case "avg":
		return f.average(n, values), nil
	case "min":
		return f.extreme(values, -1), nil
	}
	return f.extreme(values, 1), nil
}

// pushed lets the Source find the records of an entity for which the condition holds.
func (f *Frame) pushed(n *Over, all *All) (v any, done bool, err error) {
	limit := map[string]int{"any": 1, "none": 1, "all": 1, "one": 2, "first": 1, "find": 1}[n.Func]
	switch n.Func {
	case "count":
		return f.countAll(n, all)
	case "filter":
		v, err = f.selected(all.Entity, n.pred, MaxRecords)
		return v, true, err
	case "any", "none", "all", "one", "first", "find":
	default:
		return nil, false, nil
	}
	v, err = f.selected(all.Entity, n.pred, limit)
	found, _ := elements(v)
	switch n.Func {
	case "any":
		return len(found) > 0, true, err
	case "none", "all":
		return len(found) == 0, true, err
	case "one":
		return len(found) == 1, true, err
	}
	if len(found) == 0 {
		return nil, true, err
	}
	return found[0], true, err
}

func (f *Frame) countAll(n *Over, all *All) (any, bool, error) {
	if c, ok := f.Source.(Counter); ok {
		if err := f.charge(costFetch); err != nil {
			return nil, true, err
		}
		count, err := c.Count(f.Ctx, all.Entity, n.pred, f)
		return count, true, err
	}
	v, err := f.selected(all.Entity, n.pred, MaxRecords)
	list, _ := elements(v)
	return int64(len(list)), true, err
}

// with evaluates the body for one element.
func (f *Frame) with(n *Over, item any) (any, error) {
	if n.Body == nil {
		return item, nil
	}
	f.items = append(f.items, item)
	v, err := f.eval(n.Body)
	f.items = f.items[:len(f.items)-1]
	return v, err
}

// test tells whether the condition holds for an element; without one it does.
func (f *Frame) test(n *Over, item any) (bool, error) {
	if n.Body == nil {
		return true, nil
	}
	v, err := f.with(n, item)
	b, _ := v.(bool)
	return b, err
}

func (f *Frame) counted(n *Over, list []any) (any, error) {
	var count int64
	for _, item := range list {
		holds, err := f.test(n, item)
		if err != nil {
			return nil, err
		}
		switch {
		case holds && n.Func == "any":
			return true, nil
		case holds && n.Func == "none", !holds && n.Func == "all":
			return false, nil
		case holds:
			count++
		}
	}
	switch n.Func {
	case "any":
		return false, nil
	case "none", "all":
		return true, nil
	case "one":
		return count == 1, nil
	}
	return count, nil
}

func (f *Frame) filter(n *Over, list []any) (any, error) {
	out := []any{}
	for _, item := range list {
		holds, err := f.test(n, item)
		if err != nil {
			return nil, err
		}
		if holds {
			out = append(out, item)
		}
	}
	return out, nil
}

func (f *Frame) pick(n *Over, list []any) (any, error) {
	if n.Func == "last" || n.Func == "findLast" {
		list = slices.Clone(list)
		slices.Reverse(list)
	}
	for _, item := range list {
		if holds, err := f.test(n, item); err != nil || holds {
			return item, err
		}
	}
	return nil, nil
}

func (f *Frame) take(n *Over, list []any) (any, error) {
	v, err := f.eval(n.N)
	count, ok := v.(int64)
	if err != nil || !ok {
		return []any{}, err
	}
	return list[:max(0, min(int64(len(list)), count))], nil
}

func (f *Frame) values(n *Over, list []any) ([]any, error) {
	out := make([]any, len(list))
	for i, item := range list {
		v, err := f.with(n, item)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func (f *Frame) unique(list, values []any) (any, error) {
	var seen []any
	out := []any{}
	for i, v := range values {
		if err := f.charge(len(seen) / 4); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(seen, func(s any) bool { return f.equal(v, s) }) {
			seen, out = append(seen, v), append(out, list[i])
		}
	}
	return out, nil
}

// sorted orders by a value of each element; equal ones keep their order, empty ones come last.
func (f *Frame) sorted(n *Over, list []any) (any, error) {
	keys, err := f.values(n, list)
	if err != nil {
		return nil, err
	}
	if err := f.charge(len(list)); err != nil {
		return nil, err
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := keys[i], keys[j]
		if a == nil || b == nil {
			return boolOrder(a == nil, b == nil)
		}
		c, _ := f.compare(a, b)
		if n.Desc {
			return -c
		}
		return c
	})
	out := make([]any, len(list))
	for i, at := range order {
		out[i] = list[at]
	}
	return out, nil
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// sum adds what is not empty; of none it is 0, of money in two currencies empty.
func (f *Frame) sum(n *Over, values []any) any {
	total := zero(n.T)
	if n.T.Type == field.Int {
		return wholeSum(values)
	}
	for _, v := range values {
		if v == nil {
			continue
		}
		if total = f.arithmetic("+", total, v); total == nil {
			return nil
		}
	}
	return total
}

// wholeSum is empty only where the whole sum does not fit 64 bits, whatever comes in between.
func wholeSum(values []any) any {
	total := decimal.Decimal{}
	sum, long := int64(0), false
	for _, v := range values {
		n, ok := v.(int64)
		if !ok {
			continue
		}
		next, fits := whole64("+", sum, n).(int64)
		if !long && fits {
			sum = next
			continue
		}
		if !long {
			long, total = true, decimal.NewFromInt(sum)
		}
		total = total.Add(decimal.NewFromInt(n))
	}
	if long {
		return whole(total)
	}
	return sum
}

func zero(t Type) any {
	switch t.Type {
	case field.Int:
		return int64(0)
	case field.Amount:
		return field.Money{}
	case field.Null:
		return nil
	}
	return decimal.Decimal{}
}

func (f *Frame) average(n *Over, values []any) any {
	var count int64
	for _, v := range values {
		if v != nil {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	return f.arithmetic("/", f.sum(n, values), count)
}

// extreme is the smallest (sign -1) or largest value that is not empty.
func (f *Frame) extreme(values []any, sign int) any {
	var best any
	for _, v := range values {
		if v == nil {
			continue
		}
		if best == nil {
			best = v
			continue
		}
		order, ok := f.compare(v, best)
		if !ok {
			return nil
		}
		if order*sign > 0 {
			best = v
		}
	}
	if m, ok := best.(field.Money); ok {
		return denominatedBeside(m, values)
	}
	return best
}

// denominatedBeside gives money that came of a bare number the currency of those beside it; of two currencies it is empty.
func denominatedBeside(m field.Money, beside []any) any {
	for _, v := range beside {
		other, ok := v.(field.Money)
		switch {
		case !ok || other.Currency == "":
		case m.Currency == "":
			m.Currency = other.Currency
		case m.Currency != other.Currency:
			return nil
		}
	}
	return m
}
