package rule

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

func (f *Frame) unary(n *Unary) (any, error) {
	if n.Op == "not" {
		holds, err := f.holds(n.X)
		return !holds, err
	}
	v, err := f.eval(n.X)
	return negative(v), err
}

func negative(v any) any {
	switch v := v.(type) {
	case int64:
		if v == math.MinInt64 {
			return nil
		}
		return -v
	case decimal.Decimal:
		return v.Neg()
	case field.Money:
		return field.Money{Amount: v.Amount.Neg(), Currency: v.Currency}
	case field.Duration:
		return v.Neg()
	}
	return nil
}

func (f *Frame) binary(n *Binary) (any, error) {
	switch n.Op {
	case "and", "or":
		holds, err := f.holds(n.X)
		if err != nil || holds == (n.Op == "or") {
			return holds, err
		}
		return f.holds(n.Y)
	case "??":
		v, err := f.eval(n.X)
		if err != nil || !blank(v) {
			return v, err
		}
		return f.eval(n.Y)
	}
	x, err := f.eval(n.X)
	if err != nil {
		return nil, err
	}
	y, err := f.eval(n.Y)
	if err != nil {
		return nil, err
	}
	return f.operate(n, x, y)
}

// blank tells empty, and a list without elements.
func blank(v any) bool {
	if v == nil {
		return true
	}
	list, ok := elements(v)
	return ok && len(list) == 0
}

func (f *Frame) operate(n *Binary, x, y any) (any, error) {
	switch n.Op {
	case "==":
		return f.equal(x, y), nil
	case "!=":
		return !f.equal(x, y), nil
	case "<", "<=", ">", ">=":
		order, ok := f.compare(x, y)
		return ok && ordered(n.Op, order), nil
	case "in":
		if r, ok := y.(field.Range); ok {
			return f.inside(x, r), nil
		}
		return f.among(x, y)
	case "contains":
		if n.X.Type().Type != field.Text {
			if _, ok := x.(string); !ok {
				return f.among(y, x)
			}
		}
		return tests(strings.Contains, x, y), nil
	case "startsWith":
		return tests(strings.HasPrefix, x, y), nil
	case "endsWith":
		return tests(strings.HasSuffix, x, y), nil
	case "matches":
		s, ok := x.(string)
		return ok && n.re.MatchString(s), f.charge(len(s) / 64)
	case "+":
		if n.T.Type == field.Text {
			return f.join(x, y)
		}
	}
	return f.arithmetic(n.Op, x, y), nil
}

func ordered(op string, order int) bool {
	switch op {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

func tests(fn func(s, part string) bool, x, y any) bool {
	s, ok1 := x.(string)
	part, ok2 := y.(string)
	return ok1 && ok2 && fn(s, part)
}

// among tells whether v is an element of a list. Empty is in no list.
func (f *Frame) among(v, list any) (bool, error) {
	if v == nil {
		return false, nil
	}
	if words, ok := list.([]string); ok {
		s, isText := v.(string)
		return isText && slices.Contains(words, s), f.charge(len(words) / 8)
	}
	all, _ := elements(list)
	return slices.ContainsFunc(all, func(e any) bool { return f.equal(v, e) }), f.charge(len(all) / 4)
}

func (f *Frame) join(x, y any) (any, error) {
	a, err := f.show(x)
	if err != nil {
		return nil, err
	}
	b, err := f.show(y)
	if err != nil {
		return nil, err
	}
	if len(a)+len(b) > MaxText {
		return nil, ErrText
	}
	return filled(a + b), f.charge((len(a) + len(b)) / 1024)
}

// equal is ==: empty equals empty alone, and a list without elements is empty.
func (f *Frame) equal(x, y any) bool {
	if x == nil || y == nil {
		return blank(x) && blank(y)
	}
	switch a := x.(type) {
	case string:
		if b, ok := y.(string); ok {
			return a == b
		}
	case bool:
		b, ok := y.(bool)
		return ok && a == b
	}
	if e1, id1, ok := identity(x); ok {
		e2, id2, ok := identity(y)
		return ok && id1 == id2 && (e1 == e2 || e1 == "" || e2 == "")
	}
	if _, _, ok := identity(y); ok {
		return f.equal(y, x)
	}
	order, ok := f.compare(x, y)
	return ok && order == 0
}

// identical tells whether a value is unchanged: currency and all.
func (f *Frame) identical(x, y any) bool {
	a, ok1 := elements(x)
	b, ok2 := elements(y)
	if ok1 && ok2 {
		return slices.EqualFunc(a, b, f.equal)
	}
	if x, ok := x.(field.File); ok {
		return x == y
	}
	if x, ok := x.(field.Range); ok {
		y, ok := y.(field.Range)
		return ok && f.equal(x.From, y.From) && f.equal(x.To, y.To)
	}
	return f.equal(x, y)
}

// identity is the entity and id of a record or link; a text alone is an id of any entity.
func identity(v any) (entity, id string, ok bool) {
	switch v := v.(type) {
	case field.Ref:
		return v.Entity, v.ID, true
	case Record:
		return v.Entity(), v.ID(), true
	case string:
		return "", v, true
	}
	return "", "", false
}

// compare orders two values; not ok where there is no order between them, as with empty.
func (f *Frame) compare(x, y any) (int, bool) {
	switch a := x.(type) {
	case int64:
		if b, ok := y.(int64); ok {
			return cmp.Compare(a, b), true
		}
	case string:
		b, ok := y.(string)
		return strings.Compare(a, b), ok
	case field.Date:
		if b, ok := f.day(y).(field.Date); ok {
			return a.Compare(b), true
		}
		return 0, false
	case time.Time:
		return f.compareInstant(a, y)
	case field.Duration:
		b, ok := y.(field.Duration)
		return cmp.Compare(seconds(a), seconds(b)), ok
	case field.Clock:
		b, ok := y.(field.Clock)
		return cmp.Compare(a, b), ok
	case field.Money:
		if b, ok := y.(field.Money); ok && !sameCurrency(a, b) {
			return 0, false
		}
	case bool:
		b, ok := y.(bool)
		if ok && a == b {
			return 0, true
		}
		return 1, false
	}
	a, ok1 := asNumber(x)
	b, ok2 := asNumber(y)
	if !ok1 || !ok2 {
		return 0, false
	}
	return compareDecimals(a, b), true
}

// mostDigits surely fit 64 bits.
const mostDigits = 18

// powers are those of ten that fit 64 bits.
var powers = func() (out [mostDigits + 1]int64) {
	out[0] = 1
	for i := 1; i <= mostDigits; i++ {
		out[i] = 10 * out[i-1]
	}
	return out
}()

// compareDecimals is a.Cmp(b), which makes a number of both scales first; those of usual size need none.
func compareDecimals(a, b decimal.Decimal) int {
	by := int(a.Exponent() - b.Exponent())
	if by == 0 || by > mostDigits || by < -mostDigits {
		return a.Cmp(b)
	}
	if by < 0 {
		return -compareDecimals(b, a)
	}
	if a.NumDigits()+by > mostDigits || b.NumDigits() > mostDigits {
		return a.Cmp(b)
	}
	return cmp.Compare(a.CoefficientInt64()*powers[by], b.CoefficientInt64())
}

// compareInstant compares with an instant exactly, with a date by the day in the package's zone.
func (f *Frame) compareInstant(a time.Time, y any) (int, bool) {
	switch b := y.(type) {
	case time.Time:
		return a.Compare(b), true
	case field.Date:
		return field.DateOf(a.In(f.zone())).Compare(b), true
	}
	return 0, false
}

// day is the date of a date or an instant.
func (f *Frame) day(v any) any {
	switch v := v.(type) {
	case field.Date:
		return v
	case time.Time:
		return field.DateOf(v.In(f.zone()))
	}
	return nil
}

// instant is a date's first instant.
func (f *Frame) instant(v any) any {
	switch v := v.(type) {
	case field.Date:
		return v.In(f.zone())
	case time.Time:
		return v
	}
	return nil
}

// seconds is a duration's length, with a month of 30 days: for ordering only.
func seconds(d field.Duration) int64 {
	return (int64(d.Months)*30+int64(d.Days))*86400 + d.Seconds
}

// asNumber is the amount of whatever is a number.
func asNumber(v any) (decimal.Decimal, bool) {
	switch v := v.(type) {
	case int64:
		return decimal.NewFromInt(v), true
	case decimal.Decimal:
		return v, true
	case field.Money:
		return v.Amount, true
	case json.Number:
		d, err := decimal.NewFromString(v.String())
		return d, err == nil && len(v) < 40 && !strings.ContainsAny(v.String(), "eE")
	}
	return decimal.Decimal{}, false
}

// sameCurrency: money that came of a bare number is of any currency.
func sameCurrency(a, b field.Money) bool {
	return a.Currency == b.Currency || a.Currency == "" || b.Currency == ""
}

// jsonPart is a member of a json object.
func jsonPart(_ *Frame, a []any) (any, error) {
	m, ok := a[0].(map[string]any)
	name, _ := a[1].(string)
	if !ok {
		return nil, nil
	}
	switch v := m[name].(type) {
	case json.Number:
		d, ok := asNumber(v)
		if !ok {
			return nil, nil
		}
		return d, nil
	case string:
		return filled(v), nil
	default:
		return v, nil
	}
}
