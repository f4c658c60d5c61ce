package field

import (
	"slices"
	"strings"
)

// money is kept in two columns: the scaled amount and the currency.
type money struct{}

func (money) Name() string { return "money" }
func (money) Type() Type   { return Amount }
func (money) Columns() []Column {
	return []Column{{Store: StoreInt}, {Suffix: "_currency", Store: StoreText}}
}
func (money) Encode(v any) any {
	m, ok := v.(Money)
	if !ok {
		return nil
	}
	return map[string]any{"amount": m.Digits(), "currency": m.Currency}
}

// Decode takes {"amount","currency"} or a bare number, which is in the default currency.
func (money) Decode(v any, o Options) (any, error) {
	currency := o.Currency
	switch m := v.(type) {
	case Money:
		v, currency = m.Amount, m.Currency
	case map[string]any:
		for k := range m {
			if k != "amount" && k != "currency" {
				return nil, fail("invalid_type", "expected", "money")
			}
		}
		v = m["amount"]
		if c, ok := m["currency"].(string); ok && c != "" {
			currency = strings.ToUpper(c)
		}
	}
	d, err := readDecimal(v)
	if err != nil || d == nil {
		return nil, err
	}
	if len(o.Currencies) > 0 && !slices.Contains(o.Currencies, currency) {
		return nil, fail("not_a_currency", "value", currency, "options", o.Currencies)
	}
	o.Scale = Digits(currency)
	if err := checkDecimal(*d, o); err != nil {
		return nil, err
	}
	if !Fits(*d, MoneyScale) {
		return nil, fail("too_large", "max", "900000000000000")
	}
	return Money{*d, currency}, nil
}
func (money) Store(v any, _ Options) []any {
	m, ok := v.(Money)
	if !ok {
		return []any{nil, nil}
	}
	return []any{Scaled(m.Amount, MoneyScale), m.Currency}
}
func (money) Load(cols []any, o Options) (any, error) {
	n, ok := cols[0].(int64)
	if !ok {
		return nil, nil
	}
	c, err := loadText(cols[1])
	if err != nil {
		return nil, err
	}
	if c == nil {
		c = o.Currency
	}
	return Money{Unscaled(n, MoneyScale), c.(string)}, nil
}
