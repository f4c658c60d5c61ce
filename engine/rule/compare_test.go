package rule

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// TestComparedAsLongNumbersAre holds the comparison of short numbers to that of any.
func TestComparedAsLongNumbersAre(t *testing.T) {
	t.Parallel()
	number := rapid.Custom(func(t *rapid.T) decimal.Decimal {
		return decimal.New(rapid.Int64().Draw(t, "digits")/rapid.SampledFrom([]int64{1, 1e3, 1e9, 1e15}).Draw(t, "less"), rapid.Int32Range(-22, 22).Draw(t, "scale"))
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := number.Draw(t, "a"), number.Draw(t, "b")
		for _, pair := range [][2]decimal.Decimal{{a, b}, {a, a.Mul(decimal.New(10, 0)).Shift(-1)}, {a, decimal.Decimal{}}} {
			if got, want := compareDecimals(pair[0], pair[1]), pair[0].Cmp(pair[1]); got != want {
				t.Fatalf("%s beside %s: %d, want %d", pair[0], pair[1], got, want)
			}
		}
	})
}
