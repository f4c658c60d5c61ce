package field

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

type integer struct{}

func (integer) Name() string      { return "integer" }
func (integer) Type() Type        { return Int }
func (integer) Columns() []Column { return []Column{{Store: StoreInt}} }
func (integer) Encode(v any) any  { return v }
func (integer) Decode(v any, o Options) (any, error) {
	var n int64
	switch v := v.(type) {
	case nil:
		return nil, nil
	case int64:
		n = v
	case int:
		n = int64(v)
	case decimal.Decimal:
		if !v.IsInteger() || v.Exponent() > 18 || !v.BigInt().IsInt64() {
			return nil, fail("not_an_integer")
		}
		n = v.IntPart()
	case json.Number, string:
		s := strings.TrimSpace(textOf(v))
		if s == "" {
			return nil, nil
		}
		i, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, fail("not_an_integer")
		}
		n = i
	default:
		return nil, fail("not_an_integer")
	}
	return n, inBounds(n, o)
}
func (integer) Store(v any, _ Options) []any { return []any{v} }
func (integer) Load(cols []any, _ Options) (any, error) {
	switch v := cols[0].(type) {
	case nil, int64:
		return v, nil
	}
	return nil, fail("not_an_integer")
}

func textOf(v any) string {
	if n, ok := v.(json.Number); ok {
		return n.String()
	}
	s, _ := v.(string)
	return s
}

func inBounds(n int64, o Options) error {
	if o.Min != nil && n < *o.Min {
		return fail("too_small", "min", *o.Min)
	}
	if o.Max != nil && n > *o.Max {
		return fail("too_large", "max", *o.Max)
	}
	return nil
}
