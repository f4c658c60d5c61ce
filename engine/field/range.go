package field

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// rangeKind is a span between two values of one kind; each end has its own columns, and either may be open.
type rangeKind struct{ of Kind }

// Ends are the kinds whose values have an order that a range can lie in.
var Ends = []string{"integer", "decimal", "money", "percent", "date", "time", "datetime"}

// RangeOf is the kind of a range whose ends are of a kind.
func RangeOf(end string) (Kind, bool) {
	k, ok := Named(end)
	return rangeKind{k}, ok && slices.Contains(Ends, end)
}

// EndOf is the kind of the ends of a range; the kind itself where it is none.
func EndOf(k Kind) Kind {
	if r, ok := k.(rangeKind); ok {
		return r.of
	}
	return k
}

// The suffixes of the columns of a range's ends.
const (
	FromSuffix = "_from"
	ToSuffix   = "_to"
)

func (rangeKind) Name() string { return "range" }
func (rangeKind) Type() Type   { return Interval }
func (k rangeKind) Columns() []Column {
	var out []Column
	for _, end := range []string{FromSuffix, ToSuffix} {
		for _, c := range k.of.Columns() {
			out = append(out, Column{end + c.Suffix, c.Store})
		}
	}
	return out
}
func (k rangeKind) Encode(v any) any {
	r, ok := v.(Range)
	if !ok {
		return nil
	}
	return map[string]any{"from": k.of.Encode(r.From), "to": k.of.Encode(r.To)}
}

// Decode takes {"from","to"}, either of which may be missing, in their order.
func (k rangeKind) Decode(v any, o Options) (any, error) {
	var r Range
	switch v := v.(type) {
	case nil:
		return nil, nil
	case Range:
		r = v
	case map[string]any:
		for name := range v {
			if name != "from" && name != "to" {
				return nil, fail("invalid_type", "expected", "range")
			}
		}
		r.From, r.To = v["from"], v["to"]
	default:
		return nil, fail("invalid_type", "expected", "range")
	}
	var err error
	if r.From, err = k.of.Decode(r.From, o); err != nil {
		return nil, err
	}
	if r.To, err = k.of.Decode(r.To, o); err != nil {
		return nil, err
	}
	if r.From == nil && r.To == nil {
		return nil, nil
	}
	if order, ok := Compare(r.From, r.To); r.From != nil && r.To != nil && (!ok || order > 0) {
		return nil, fail("range_reversed")
	}
	return r, nil
}
func (k rangeKind) Store(v any, o Options) []any {
	r, _ := v.(Range)
	return append(k.of.Store(r.From, o), k.of.Store(r.To, o)...)
}
func (k rangeKind) Load(cols []any, o Options) (any, error) {
	half := len(cols) / 2
	from, err := k.of.Load(cols[:half], o)
	if err != nil {
		return nil, err
	}
	to, err := k.of.Load(cols[half:], o)
	if err != nil || from == nil && to == nil {
		return nil, err
	}
	return Range{from, to}, nil
}

// Compare orders two values of one kind; not ok where there is no order between them, as between two currencies.
func Compare(a, b any) (order int, ok bool) {
	switch a := a.(type) {
	case int64:
		b, ok := b.(int64)
		return decimal.NewFromInt(a).Cmp(decimal.NewFromInt(b)), ok
	case decimal.Decimal:
		b, ok := b.(decimal.Decimal)
		return a.Cmp(b), ok
	case Money:
		b, ok := b.(Money)
		return a.Amount.Cmp(b.Amount), ok && a.Currency == b.Currency
	case Date:
		b, ok := b.(Date)
		return a.Compare(b), ok
	case Clock:
		b, ok := b.(Clock)
		return int(a) - int(b), ok
	case time.Time:
		b, ok := b.(time.Time)
		return a.Compare(b), ok
	}
	return 0, false
}
