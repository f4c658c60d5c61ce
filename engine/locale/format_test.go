package locale

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/tamga-crm/tamga/engine/field"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func money(s, currency string) field.Money { return field.Money{Amount: dec(s), Currency: currency} }

// _ stands for a space that does not break.
func TestFormat(t *testing.T) {
	t.Parallel()
	day := field.Date{Year: 2026, Month: time.March, Day: 5}
	bishkek, err := time.LoadLocation("Asia/Bishkek")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 5, 8, 4, 59, 0, time.UTC)
	for _, tc := range []struct {
		value any
		want  [6]string // en ru tr th mn ky
	}{
		{money("1200", "USD"), [6]string{"$1,200.00", "1_200,00_$", "$1.200,00", "$1,200.00", "1,200.00_$", "1_200,00_$"}},
		{money("-1234567.5", "RUB"), [6]string{"-₽1,234,567.50", "-1_234_567,50_₽", "-₽1.234.567,50", "-₽1,234,567.50", "-1,234,567.50_₽", "-1_234_567,50_₽"}},
		{money("950", "KGS"), [6]string{"KGS_950.00", "950,00_сом", "950,00_KGS", "950.00_KGS", "950.00_KGS", "950,00_сом"}},
		{money("50000", "MNT"), [6]string{"₮50,000.00", "50_000,00_₮", "₮50.000,00", "₮50,000.00", "50,000.00_₮", "50_000,00_₮"}},
		{money("99.95", "THB"), [6]string{"฿99.95", "99,95_฿", "฿99,95", "฿99.95", "99.95_฿", "99,95_฿"}},
		{money("1000", "JPY"), [6]string{"¥1,000", "1_000_¥", "¥1.000", "¥1,000", "1,000_¥", "1_000_¥"}},
		{money("0.0125", "USD"), [6]string{"$0.0125", "0,0125_$", "$0,0125", "$0.0125", "0.0125_$", "0,0125_$"}},
		{money("12.5000", "USD"), [6]string{"$12.50", "12,50_$", "$12,50", "$12.50", "12.50_$", "12,50_$"}},
		{dec("-1234567.25"), [6]string{"-1,234,567.25", "-1_234_567,25", "-1.234.567,25", "-1,234,567.25", "-1,234,567.25", "-1_234_567,25"}},
		{int64(2026), [6]string{"2026", "2026", "2026", "2026", "2026", "2026"}},
		{int64(-12500), [6]string{"-12,500", "-12_500", "-12.500", "-12,500", "-12,500", "-12_500"}},
		{day, [6]string{"March 5, 2026", "5 марта 2026", "5 Mart 2026", "5 มีนาคม 2026", "2026 оны 3 сарын 5", "2026-жылдын 5-марты"}},
		{at, [6]string{"March 5, 2026, 2:04_PM", "5 марта 2026, 14:04", "5 Mart 2026 14:04", "5 มีนาคม 2026 14:04", "2026 оны 3 сарын 5 14:04", "2026-жылдын 5-марты, 14:04"}},
		{field.Clock(5 * 60), [6]string{"12:05_AM", "00:05", "00:05", "00:05", "00:05", "00:05"}},
		{field.Clock(12 * 3600), [6]string{"12:00_PM", "12:00", "12:00", "12:00", "12:00", "12:00"}},
		{field.Duration{Months: 14, Days: 5, Seconds: 7260}, [6]string{"1 year 2 months 5 days 2 hours 1 minute", "1 год 2 месяца 5 дней 2 часа 1 минута", "1 yıl 2 ay 5 gün 2 saat 1 dakika", "1 ปี 2 เดือน 5 วัน 2 ชั่วโมง 1 นาที", "1 жил 2 сар 5 өдөр 2 цаг 1 минут", "1 жыл 2 ай 5 күн 2 саат 1 мүнөт"}},
		{field.Duration{}, [6]string{"0 minutes", "0 минут", "0 dakika", "0 นาที", "0 минут", "0 мүнөт"}},
		{true, [6]string{"Yes", "Да", "Evet", "ใช่", "Тийм", "Ооба"}},
		{field.Range{From: int64(1), To: int64(5)}, [6]string{"1 – 5", "1 – 5", "1 – 5", "1 – 5", "1 – 5", "1 – 5"}},
		{field.Range{To: int64(5)}, [6]string{"until 5", "до 5", "bitiş: 5", "ถึง 5", "төгсгөл: 5", "аягы: 5"}},
		{nil, [6]string{}},
		{field.Ref{Entity: "deal", ID: "1"}, [6]string{}},
		{[]string{"a", "b"}, [6]string{"a, b", "a, b", "a, b", "a, b", "a, b", "a, b"}},
		{field.File{Name: "счёт.pdf"}, [6]string{"счёт.pdf", "счёт.pdf", "счёт.pdf", "счёт.pdf", "счёт.pdf", "счёт.pdf"}},
	} {
		for i, lang := range Supported {
			got := Format(lang, bishkek).Value(tc.value)
			if want := spaced(tc.want[i]); got != want {
				t.Errorf("%s %v: got %q, want %q", lang, tc.value, got, want)
			}
		}
	}
}

func spaced(s string) string {
	out := []rune(s)
	for i, r := range out {
		if r == '_' {
			out[i] = '\u00a0'
		}
	}
	return string(out)
}

func TestShortDateAndPercent(t *testing.T) {
	t.Parallel()
	day := field.Date{Year: 2026, Month: time.December, Day: 1}
	for lang, want := range map[string][2]string{
		"en": {"Dec 1, 2026", "12.5%"}, "ru": {"01.12.2026", "12,5_%"}, "tr": {"01.12.2026", "%12,5"},
		"th": {"1 ธ.ค. 2026", "12.5%"}, "mn": {"2026.12.01", "12.5%"}, "ky": {"01.12.2026", "12,5%"},
	} {
		f := Format(lang, nil)
		if got := f.ShortDate(day); got != want[0] {
			t.Errorf("%s short date: %q, want %q", lang, got, want[0])
		}
		if got := f.Percent(dec("12.50")); got != spaced(want[1]) {
			t.Errorf("%s percent: %q, want %q", lang, got, want[1])
		}
	}
}

// Whatever the language, the digits of an amount survive.
func TestMoneyKeepsItsDigits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := decimal.New(rapid.Int64().Draw(t, "units"), -int32(rapid.IntRange(0, 4).Draw(t, "places")))
		lang := rapid.SampledFrom(Supported).Draw(t, "lang")
		currency := rapid.SampledFrom([]string{"USD", "JPY", "KWD", "KGS", "XXX"}).Draw(t, "currency")
		said := Format(lang, nil).Money(field.Money{Amount: amount, Currency: currency})
		if got := readBack(lang, said); !got.Equal(amount) {
			t.Fatalf("%s writes %s as %q, which reads as %s", lang, amount, said, got)
		}
	})
}

func readBack(lang, said string) decimal.Decimal {
	var plain []rune
	for _, r := range said {
		switch {
		case r >= '0' && r <= '9', r == '-':
			plain = append(plain, r)
		case string(r) == styles[lang].point:
			plain = append(plain, '.')
		}
	}
	return dec(string(plain))
}
