package rule

import (
	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

var moneyFunctions = []*Function{
	{Name: "convert", Usage: `convert(money, "EUR")`, Doc: "Money in another currency; empty where no rate is known.", Params: []Type{Amount, Text}, Type: Amount, Strict: true, Eval: convertMoney},
	{Name: "annuity", Usage: "annuity(sum, rate, n)", Doc: "The equal payment that pays back a sum in n periods, at rate percent a period.",
		Params: []Type{Amount, Decimal, Int}, Type: Amount, Strict: true, Eval: annuity},
}

func moneyAmount(_ *Frame, a []any) (any, error) {
	if m, ok := a[0].(field.Money); ok {
		return m.Amount, nil
	}
	return nil, nil
}

func moneyCurrency(f *Frame, a []any) (any, error) {
	m, ok := a[0].(field.Money)
	if !ok {
		return nil, nil
	}
	return filled(f.denominated(m).Currency), nil
}

// convertMoney knows no rates: it keeps money that is in the currency already.
func convertMoney(f *Frame, a []any) (any, error) {
	m, ok1 := a[0].(field.Money)
	to, ok2 := a[1].(string)
	if !ok1 || !ok2 || f.denominated(m).Currency != to {
		return nil, nil
	}
	return f.denominated(m), nil
}

// maxPeriods bounds annuity: a month for eighty years, and more.
const maxPeriods = 1200

func annuity(f *Frame, a []any) (any, error) {
	sum, ok := a[0].(field.Money)
	rate, okRate := asNumber(a[1])
	n, okN := a[2].(int64)
	if !ok || !okRate || !okN || n < 1 || n > maxPeriods || rate.IsNegative() {
		return nil, nil
	}
	if rate.IsZero() {
		return field.Money{Amount: sum.Amount.Div(decimal.NewFromInt(n)), Currency: f.denominated(sum).Currency}.Round(), nil
	}
	i := rate.Div(decimal.NewFromInt(100))
	growth := decimal.NewFromInt(1)
	for range n { // rounded as it goes, or its digits would grow without end
		growth = growth.Mul(i.Add(decimal.NewFromInt(1))).Round(30)
	}
	payment := sum.Amount.Mul(i).Mul(growth).DivRound(growth.Sub(decimal.NewFromInt(1)), 20)
	return field.Money{Amount: payment, Currency: f.denominated(sum).Currency}.Round(), f.charge(int(n))
}
