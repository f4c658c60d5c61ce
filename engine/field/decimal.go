package field

import (
	"encoding/json"
	"math"
	"strings"

	"github.com/shopspring/decimal"
)

// The decimals kept unless a field says otherwise. An int64 of these scales holds
// nine billion (decimal), nine hundred trillion (percent, money).
const (
	DecimalScale = 6
	PercentScale = 4
	MoneyScale   = 4
)

type decimalKind struct{}

func (decimalKind) Name() string      { return "decimal" }
func (decimalKind) Type() Type        { return Decimal }
func (decimalKind) Columns() []Column { return []Column{{Store: StoreInt}} }
func (decimalKind) Encode(v any) any {
	if d, ok := v.(decimal.Decimal); ok {
		return d.String()
	}
	return v
}
func (decimalKind) Decode(v any, o Options) (any, error) {
	d, err := readDecimal(v)
	if err != nil || d == nil {
		return nil, err
	}
	return *d, checkDecimal(*d, o)
}
func (decimalKind) Store(v any, o Options) []any {
	if v == nil {
		return []any{nil}
	}
	return []any{Scaled(v.(decimal.Decimal), o.Scale)}
}
func (decimalKind) Load(cols []any, o Options) (any, error) {
	n, ok := cols[0].(int64)
	if !ok {
		return nil, nil
	}
	return Unscaled(n, o.Scale), nil
}

// Scaled is the integer that a column of this scale keeps: the value rounded half away from zero, times 10^scale.
// The caller has checked the range with Fits.
func Scaled(d decimal.Decimal, scale int) int64 {
	return d.Round(int32(scale)).Shift(int32(scale)).IntPart()
}

// Unscaled reads such an integer back.
func Unscaled(n int64, scale int) decimal.Decimal { return decimal.New(n, -int32(scale)) }

// Fits tells whether the value can be kept at this scale.
func Fits(d decimal.Decimal, scale int) bool {
	limit := decimal.New(math.MaxInt64, -int32(scale))
	return d.Abs().LessThan(limit)
}

func checkDecimal(d decimal.Decimal, o Options) error {
	if !Fits(d, o.Scale) {
		return fail("too_large", "max", decimal.New(math.MaxInt64, -int32(o.Scale)).Truncate(0).String())
	}
	if !d.Equal(d.Round(int32(o.Scale))) {
		return fail("too_many_decimals", "scale", o.Scale)
	}
	if o.Min != nil && d.LessThan(decimal.NewFromInt(*o.Min)) {
		return fail("too_small", "min", *o.Min)
	}
	if o.Max != nil && d.GreaterThan(decimal.NewFromInt(*o.Max)) {
		return fail("too_large", "max", *o.Max)
	}
	return nil
}

// readDecimal takes plain digits with a point; no exponent beyond what a column could hold.
func readDecimal(v any) (*decimal.Decimal, error) {
	var d decimal.Decimal
	switch v := v.(type) {
	case nil:
		return nil, nil
	case decimal.Decimal:
		d = v
	case int64:
		d = decimal.NewFromInt(v)
	case int:
		d = decimal.NewFromInt(int64(v))
	case float64:
		d = decimal.NewFromFloat(v)
	case json.Number, string:
		s := strings.TrimSpace(textOf(v))
		if s == "" {
			return nil, nil
		}
		if len(s) > 40 || strings.ContainsAny(s, "eE") {
			return nil, fail("not_a_number")
		}
		p, err := decimal.NewFromString(s)
		if err != nil {
			return nil, fail("not_a_number")
		}
		d = p
	default:
		return nil, fail("not_a_number")
	}
	return &d, nil
}
