package locale

import "github.com/shopspring/decimal"

// pluralForms are the forms that a language tells apart (CLDR cardinals); the test holds the catalogues to them.
var pluralForms = map[string][]string{
	"en": {"one", "other"},
	"ru": {"one", "few", "many", "other"},
	"tr": {"one", "other"},
	"th": {"other"},
	"mn": {"one", "other"},
	"ky": {"one", "other"},
}

// pluralForm is the form that a number takes: 1 record, 2 records; 1 запись, 2 записи, 5 записей.
func pluralForm(lang string, n decimal.Decimal) string {
	switch {
	case lang == "th":
		return "other"
	case lang == "ru":
		return slavicForm(n)
	case n.Equal(decimal.NewFromInt(1)):
		return "one"
	}
	return "other"
}

func slavicForm(n decimal.Decimal) string {
	if !n.IsInteger() {
		return "other"
	}
	hundred := n.Abs().Mod(decimal.NewFromInt(100)).IntPart()
	ten := hundred % 10
	switch {
	case ten == 1 && hundred != 11:
		return "one"
	case ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14):
		return "few"
	}
	return "many"
}
