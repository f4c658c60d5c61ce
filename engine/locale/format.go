package locale

import (
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

// Formatter writes values as the readers of one language do, with times in one zone. It may be shared.
type Formatter struct {
	words *Catalogue
	style style
	dates calendar
	zone  *time.Location
}

// Format makes a Formatter. Without a zone, instants are shown in the zone that they carry.
func Format(locale string, zone *time.Location) *Formatter {
	lang := Base(locale)
	return &Formatter{words: catalogues[lang], style: styles[lang], dates: calendars[lang], zone: zone}
}

// Words are the words of the same language.
func (f *Formatter) Words() *Catalogue { return f.words }

// Money writes an amount with its currency, always with the currency's own decimals: "$1,200.00", "1 200,00 ₽".
func (f *Formatter) Money(m field.Money) string {
	places := max(int32(field.Digits(m.Currency)), -m.Amount.Exponent())
	return f.style.amount(trimTo(m.Amount.StringFixed(places), field.Digits(m.Currency)), m.Currency)
}

// trimTo drops zeros at the end of a fraction, down to a number of places.
func trimTo(s string, places int) string {
	i := strings.IndexByte(s, '.')
	for i >= 0 && len(s)-i-1 > places && s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	return strings.TrimSuffix(s, ".")
}

// Decimal writes the digits that the number has: "1,234.5".
func (f *Formatter) Decimal(d decimal.Decimal) string { return f.style.decimal(d) }

// Integer writes a whole number; four digits stay together, so that a year stays a year: "2026", "12,500".
func (f *Formatter) Integer(n int64) string { return f.style.integer(strconv.FormatInt(n, 10)) }

// Percent writes hundredths: 5 is "5%".
func (f *Formatter) Percent(d decimal.Decimal) string {
	return strings.Replace(f.style.percent, "#", f.style.decimal(d), 1)
}

// Date writes a day as in a sentence: "March 25, 2026".
func (f *Formatter) Date(d field.Date) string { return f.dates.date(f.dates.long, d) }

// ShortDate writes a day as in a table: "25.03.2026". It can't be misread: English and Thai name the month.
func (f *Formatter) ShortDate(d field.Date) string { return f.dates.date(f.dates.brief, d) }

// Time writes a time of day.
func (f *Formatter) Time(c field.Clock) string { return f.dates.clock(c) }

// Instant writes a day and a time, without seconds.
func (f *Formatter) Instant(t time.Time) string {
	if f.zone != nil {
		t = t.In(f.zone)
	}
	clock := field.Clock(t.Hour()*3600 + t.Minute()*60)
	return f.Date(field.DateOf(t)) + f.dates.join + f.Time(clock)
}

// Duration writes a span in words: "1 month 2 days".
func (f *Formatter) Duration(d field.Duration) string {
	var parts []string
	for _, p := range []struct {
		unit string
		n    int64
	}{
		{"years", int64(d.Months / 12)}, {"months", int64(d.Months % 12)}, {"days", int64(d.Days)},
		{"hours", d.Seconds / 3600}, {"minutes", d.Seconds / 60 % 60}, {"seconds", d.Seconds % 60},
	} {
		if p.n != 0 {
			parts = append(parts, f.words.Say(p.unit, map[string]any{"n": p.n}))
		}
	}
	if parts == nil {
		return f.words.Say("minutes", map[string]any{"n": 0})
	}
	return strings.Join(parts, " ")
}

// Bool writes yes or no.
func (f *Formatter) Bool(b bool) string {
	if b {
		return f.words.Say("yes", nil)
	}
	return f.words.Say("no", nil)
}

// Value writes any value in its Go form (see package field); empty gives "". A link has no words of its own here:
// who knows the record shows its title.
func (f *Formatter) Value(v any) string {
	switch v := v.(type) {
	case nil, field.Ref, []field.Ref:
		return ""
	case string:
		return v
	case bool:
		return f.Bool(v)
	case int:
		return f.Integer(int64(v))
	case int64:
		return f.Integer(v)
	case decimal.Decimal:
		return f.Decimal(v)
	case field.Money:
		return f.Money(v)
	case field.Date:
		return f.Date(v)
	case field.Clock:
		return f.Time(v)
	case time.Time:
		return f.Instant(v)
	case field.Duration:
		return f.Duration(v)
	}
	return f.compound(v)
}

func (f *Formatter) compound(v any) string {
	switch v := v.(type) {
	case field.File:
		return v.Name
	case field.Location:
		return strconv.FormatFloat(v.Lat, 'f', -1, 64) + ", " + strconv.FormatFloat(v.Lon, 'f', -1, 64)
	case field.Range:
		return f.span(v)
	case []string:
		return strings.Join(v, ", ")
	case []field.File:
		return joined(v, f.Value)
	case []any:
		return joined(v, f.Value)
	case interface{ String() string }:
		return v.String()
	}
	return ""
}

func (f *Formatter) span(r field.Range) string {
	from, to := f.Value(r.From), f.Value(r.To)
	switch {
	case to == "":
		return f.words.Say("from", map[string]any{"value": from})
	case from == "":
		return f.words.Say("until", map[string]any{"value": to})
	}
	return from + " – " + to
}

func joined[T any](list []T, show func(any) string) string {
	var parts []string
	for _, v := range list {
		if s := show(v); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}
