package locale

import (
	"strings"

	"github.com/shopspring/decimal"
)

// nbsp keeps a number and its unit on one line.
const nbsp = "\u00a0"

// style is how a language writes numbers.
type style struct {
	group, point string
	percent      string            // around the number, which is "#"
	money        string            // the symbol is "¤"
	moneyCode    string            // the same where the currency has no symbol in this language: "KGS 5.00"
	symbols      map[string]string // where they differ from the common ones
}

// styles are by language. Why an own table: golang.org/x/text puts "₽" before the number in Russian and
// knows no "₺" or "₮" outside of their homes.
var styles = map[string]style{
	"en": {group: ",", point: ".", percent: "#%", money: "¤#", moneyCode: "¤" + nbsp + "#"},
	"ru": {group: nbsp, point: ",", percent: "#" + nbsp + "%", money: "#" + nbsp + "¤", moneyCode: "#" + nbsp + "¤",
		symbols: map[string]string{"KGS": "сом", "UZS": "сум", "TJS": "сомони"}},
	"tr": {group: ".", point: ",", percent: "%#", money: "¤#", moneyCode: "#" + nbsp + "¤"},
	"th": {group: ",", point: ".", percent: "#%", money: "¤#", moneyCode: "#" + nbsp + "¤"},
	"mn": {group: ",", point: ".", percent: "#%", money: "#" + nbsp + "¤", moneyCode: "#" + nbsp + "¤"},
	"ky": {group: nbsp, point: ",", percent: "#%", money: "#" + nbsp + "¤", moneyCode: "#" + nbsp + "¤",
		symbols: map[string]string{"KGS": "сом", "UZS": "сум", "TJS": "сомони"}},
}

// symbols of currencies that readers everywhere recognise. Where two share one, only the better known has it:
// a price in Canadian dollars must not look like one in American.
var symbols = map[string]string{
	"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "RUB": "₽", "TRY": "₺", "THB": "฿", "MNT": "₮", "KZT": "₸",
	"UAH": "₴", "INR": "₹", "KRW": "₩", "VND": "₫", "ILS": "₪", "GEL": "₾", "AMD": "֏", "AZN": "₼", "NGN": "₦", "PHP": "₱",
}

func (s style) symbol(currency string) (string, bool) {
	if own, ok := s.symbols[currency]; ok {
		return own, true
	}
	common, ok := symbols[currency]
	return common, ok
}

// decimal writes the digits that the number has, in groups of three.
func (s style) decimal(d decimal.Decimal) string { return s.digits(d.String()) }

// integer leaves four digits together, so that a year stays a year.
func (s style) integer(n string) string {
	if len(strings.TrimPrefix(n, "-")) <= 4 {
		return n
	}
	return s.digits(n)
}

// digits regroups a plain number such as "-1234.50".
func (s style) digits(plain string) string {
	whole, fraction, _ := strings.Cut(plain, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(s.group)
		}
		b.WriteRune(r)
	}
	if fraction != "" {
		b.WriteString(s.point + fraction)
	}
	return b.String()
}

// amount writes money: the sign first, whatever the place of the symbol.
func (s style) amount(plain, currency string) string {
	sign := ""
	if strings.HasPrefix(plain, "-") {
		sign, plain = "-", plain[1:]
	}
	if currency == "" {
		return sign + s.digits(plain)
	}
	pattern, symbol := s.moneyCode, currency
	if known, ok := s.symbol(currency); ok {
		pattern, symbol = s.money, known
	}
	return sign + strings.NewReplacer("#", s.digits(plain), "¤", symbol).Replace(pattern)
}
