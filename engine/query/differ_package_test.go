package query_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// draw makes random things, the same for the same seed.
type draw struct{ *rand.Rand }

func one[T any](d draw, of []T) T { return of[d.IntN(len(of))] }

func (d draw) chance(in int) bool { return d.IntN(in) == 0 }

// zonesTried have summer time by the hour, by half of it, at midnight, or none; one lost a day.
var zonesTried = []string{"UTC", "Asia/Bishkek", "Europe/Berlin", "Europe/Istanbul", "America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo",
	"Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns"}

// kindsTried: letter of the field's name, and its declaration; %s is another entity.
var kindsTried = []string{"text", "text", "longtext", "integer", "integer", "decimal", "decimal", "money", "money", "percent", "boolean", "boolean", "date", "date", "time",
	"datetime", "datetime", "duration", "choice", "choices", "email", "phone", "url", "person_name", "rating", "tags", "color", "json", "location",
	"range_money", "range_integer", "range_date", "link", "link", "link", "links", "any", "user"}

// yamlPackage draws a package of a few entities that point to each other.
func yamlPackage(d draw) string {
	var b strings.Builder
	currencies := []string{"USD", "KGS", "JPY", "KWD"}
	d.Shuffle(len(currencies), func(i, j int) { currencies[i], currencies[j] = currencies[j], currencies[i] })
	fmt.Fprintf(&b, "crm: 1\nname: drawn\nlocales: [en]\ncurrency: %s\ncurrencies: [%s]\ntimezone: %s\n", currencies[0], strings.Join(currencies[:1+d.IntN(3)], ", "), one(d, zonesTried))
	b.WriteString("settings:\n  rate: {type: decimal, default: 0.1}\nentities:\n")
	entities := []string{"ann", "bob", "cat", "dog"}[:2+d.IntN(3)]
	for i, e := range entities {
		fmt.Fprintf(&b, "  %s:\n    title: id\n    fields:\n", e)
		drawn := slices.Clone(kindsTried)
		d.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
		for n, kind := range append([]string{"text", "integer", "money", "boolean", "date", "link"}, drawn[:6+d.IntN(12)]...) {
			fmt.Fprintf(&b, "      %s%d: %s\n", fieldLetter(kind), n, declared(d, kind, fmt.Sprintf("%s_%d", e, n), one(d, entities), e == entities[i]))
		}
		fmt.Fprintf(&b, "      live: {type: integer, formula: age(%s4) + 1}\n", fieldLetter("date"))
	}
	return b.String()
}

func fieldLetter(kind string) string {
	if kind == "any" || kind == "user" {
		return kind + "_"
	}
	return kind + "_"
}

func declared(d draw, kind, inverse, other string, _ bool) string {
	if end, ok := strings.CutPrefix(kind, "range_"); ok {
		return "{type: range, of: " + end + "}"
	}
	switch kind {
	case "choice", "choices":
		return "{type: " + kind + ", options: [new, won, lost]}"
	case "link", "links":
		return fmt.Sprintf("{type: %s, to: %s, inverse: of_%s, on_delete: clear}", kind, other, inverse)
	case "any":
		return fmt.Sprintf("{type: link, to: [ann, bob], inverse: any_%s, on_delete: clear}", inverse)
	case "decimal":
		return one(d, []string{"decimal", "{type: decimal, scale: 2}", "{type: decimal, scale: 9}"})
	case "percent", "money", "integer":
		return kind
	}
	return kind
}

// values that each type of column is tried with.
var (
	textsTried = []string{"", "Gold", "gold", "GOLD", "Straße", "STRASSE", "İstanbul", "istanbul", "ısparta", "Isparta", "ISPARTA", "Ёлка", "ёлка", "Еж", "ЁЖ", "яблоко", "Ң", "Өзгөн", "กรุงเทพ", "น้ำ", "เกาะ",
		"é", "e\u0301x", "Ünï", "😀", "👨‍👩‍👧", "ﬁn", "ΟΔΟΣ", "οδος", "ǅ", "ẞ", "a%b_c", `a\b`, "'", `"`, "a  b", "\u200bx", "Ω", "x\u0323\u0307", "𐐀𐐨", "1", "-1", "2026-03-29", "new", "won", "\ue000", "\U0010FFFD", "ａ", "ŉ", "ǰ"}
	intsTried     = []int64{0, 1, -1, 2, 3, -3, 5, 7, 10, 12, 100, 365, -400, 1 << 31, 1 << 53, 9223372036854775807, -9223372036854775808, 4000001, -4000000}
	decimalsTried = []string{"0", "1", "-1", "0.5", "-0.5", "2.5", "-2.5", "1.005", "0.317", "-0.01", "99.99", "3", "7", "0.000001", "-0.000001", "123456.789", "9223372036.85", "-9223372036.85", "9223372036854.775", "100000000000000"}
	daysTried     = []string{"2024-02-29", "2023-02-28", "2000-02-29", "1900-02-28", "1970-01-01", "1969-12-31", "0001-01-01", "9999-12-31", "2026-01-31", "2026-12-31", "2026-03-29", "2026-10-25", "2018-11-04", "2011-12-30", "1985-03-01", "2026-04-06", "2026-07-04"}
	spansTried    = []string{"PT0S", "P1D", "P1M", "P1Y2M3DT4H5M6S", "PT1H", "PT90M", "-P1D", "-P2M", "P30D", "PT86400S", "P400Y", "P11000Y", "-PT1S", "P3W"}
)

// instantsTried are those around a zone's changes of the clock, and far ones.
func instantsTried(zone *time.Location) []time.Time {
	out := []time.Time{time.Date(1, 1, 2, 12, 0, 0, 0, time.UTC), time.Date(9999, 12, 30, 23, 0, 0, 0, time.UTC), time.Unix(0, 0), time.Unix(-1, 500_000_000), time.Date(2024, 2, 29, 23, 59, 59, 999_999_000, time.UTC)}
	for t, n := time.Date(2010, 6, 1, 0, 0, 0, 0, zone), 0; n < 40; n++ {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.Year() > 2027 {
			break
		}
		for _, by := range []time.Duration{-time.Hour, -time.Microsecond, 0, 30 * time.Minute, 26 * time.Hour} {
			out = append(out, end.Add(by))
		}
		t = end.Add(time.Hour)
	}
	return append(out, time.Date(2026, 3, 28, 22, 30, 0, 500_000_000, zone))
}

// record draws one of an entity. Links point to what there will be.
func (w *drawnWorld) record(d draw, e *model.Entity, n int) model.Row {
	row := model.NewRow(e)
	instants := instantsTried(w.m.Zone)
	for _, f := range e.Fields {
		if f.Live || f.Name == model.ID || d.chance(4) && e.Name != "user" && e.Name != "task" {
			continue
		}
		if v := w.valueOf(d, f, instants); v != nil {
			row.Values[f.Slot] = v
		}
	}
	row.Set("id", idOf(e.Name, n))
	row.Set("created_at", one(d, instants).UTC().Truncate(time.Microsecond))
	row.Set("updated_at", one(d, instants).UTC().Truncate(time.Microsecond))
	row.Set("version", int64(1+d.IntN(3)))
	row.Set("deleted_at", nil)
	if d.chance(9) {
		row.Set("deleted_at", w.now.UTC().Truncate(time.Microsecond))
	}
	return row
}

func idOf(entity string, n int) string {
	return fmt.Sprintf("00000000-0000-7000-8000-%06x%06d", entity[:3], n)
}

// valueOf draws a value that the field's kind takes; nil where it takes none of those drawn.
func (w *drawnWorld) valueOf(d draw, f *model.Field, instants []time.Time) any {
	if f.Link != nil {
		return w.linkOf(d, f)
	}
	var v any
	switch f.Kind.Type() {
	case field.Interval:
		return w.rangeOf(d, f, instants)
	case field.Text:
		v = one(d, textsTried)
		if len(f.Options.Choices) > 0 {
			v = one(d, f.Options.Choices)
		}
	case field.Int:
		v = one(d, intsTried)
	case field.Decimal:
		v = one(d, decimalsTried)
	case field.Amount:
		v = map[string]any{"amount": one(d, decimalsTried), "currency": one(d, []string{"USD", "KGS", "JPY", "KWD", w.m.Currency, w.m.Currency})}
	case field.Bool:
		v = d.chance(2)
	case field.Day:
		v = one(d, daysTried)
		if d.chance(3) {
			v = field.DateOf(w.now.In(w.m.Zone)).AddDays(d.IntN(5) - 2)
		}
	case field.TimeOfDay:
		v = one(d, []string{"00:00", "09:30", "23:59:59", "12:00"})
	case field.Instant:
		v = one(d, instants)
	case field.Span:
		v = one(d, spansTried)
	case field.List:
		v = []any{one(d, []string{"new", "a", "won", "x'y"}), one(d, []string{"lost", "b", "İ"})}
	}
	got, err := f.Kind.Decode(v, f.Options)
	if err != nil {
		return nil
	}
	if m, ok := got.(field.Money); ok {
		m.Amount = m.Amount.Round(field.MoneyScale)
		return m
	}
	if x, ok := got.(decimal.Decimal); ok && !field.Fits(x, f.Options.Scale) {
		return nil
	}
	return got
}

// rangeOf draws both ends, either of which may be open, and turns them round where they come the wrong way.
func (w *drawnWorld) rangeOf(d draw, f *model.Field, instants []time.Time) any {
	end := &model.Field{Kind: field.EndOf(f.Kind), Options: f.Options}
	a, b := w.valueOf(d, end, instants), w.valueOf(d, end, instants)
	if d.chance(4) {
		a = nil
	}
	for _, r := range []field.Range{{From: a, To: b}, {From: b, To: a}} {
		if v, err := f.Kind.Decode(r, f.Options); err == nil {
			return v
		}
	}
	return nil
}

func (w *drawnWorld) linkOf(d draw, f *model.Field) any {
	target := func() field.Ref {
		to := one(d, f.Link.To)
		return field.Ref{Entity: to.Name, ID: idOf(to.Name, d.IntN(w.sizes[to.Name]))}
	}
	if f.Kind.Type() != field.List {
		return target()
	}
	var out []field.Ref
	for range d.IntN(4) {
		if r := target(); !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
