package field_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/tamga-crm/tamga/engine/field"
)

func ptr(n int64) *int64 { return &n }

var options = field.Options{
	Currency: "USD", Currencies: []string{"USD", "KGS"}, Scale: 2, Choices: []string{"new", "old"},
	Targets: []string{"client"}, Region: "KG",
}

const id = "0190b5a6-7c3e-7d10-8000-000000000001"

func TestDecode(t *testing.T) {
	t.Parallel()
	usd := func(s string) field.Money { return field.Money{Amount: decimal.RequireFromString(s), Currency: "USD"} }
	num := json.Number("12")
	tests := []struct {
		kind string
		in   any
		want any    // when it is right
		code string // when it is wrong
	}{
		{"text", "  Ann\r\nLee ", "Ann Lee", ""},
		{"text", "", nil, ""},
		{"text", " ", nil, ""},
		{"text", nil, nil, ""},
		{"text", num, "12", ""},
		{"text", true, nil, "invalid_type"},
		{"text", "a\x00b", nil, "invalid_text"},
		{"text", "\xff", nil, "invalid_text"},
		{"text", strings.Repeat("я", 1001), nil, "too_long"},
		{"text", "é", "é", ""}, // two code points become one
		{"longtext", "a\nb", "a\nb", ""},
		{"integer", num, int64(12), ""},
		{"integer", "12", int64(12), ""},
		{"integer", json.Number("1.5"), nil, "not_an_integer"},
		{"integer", json.Number("1e3"), nil, "not_an_integer"},
		{"integer", json.Number("9223372036854775808"), nil, "not_an_integer"},
		{"integer", true, nil, "not_an_integer"},
		{"integer", decimal.New(1, 1000), nil, "not_an_integer"},
		{"decimal", "1.25", decimal.RequireFromString("1.25"), ""},
		{"decimal", "1.255", nil, "too_many_decimals"},
		{"decimal", "1e9", nil, "not_a_number"},
		{"decimal", strings.Repeat("9", 30), nil, "too_large"},
		{"decimal", "abc", nil, "not_a_number"},
		{"percent", num, decimal.RequireFromString("12"), ""},
		{"money", "1200.00", usd("1200.00"), ""},
		{"money", map[string]any{"amount": "5", "currency": "KGS"}, field.Money{Amount: decimal.RequireFromString("5"), Currency: "KGS"}, ""},
		{"money", map[string]any{"amount": "5", "currency": "EUR"}, nil, "not_a_currency"},
		{"money", map[string]any{"amount": "5", "currncy": "USD"}, nil, "invalid_type"},
		{"money", map[string]any{"amount": "", "currency": "USD"}, nil, ""},
		{"money", "0.001", nil, "too_many_decimals"},
		{"boolean", true, true, ""},
		{"boolean", "yes", nil, "invalid_type"},
		{"date", "2026-02-28", field.Date{Year: 2026, Month: 2, Day: 28}, ""},
		{"date", "2026-02-30", nil, "not_a_date"},
		{"date", "0000-01-01", nil, "not_a_date"},
		{"time", "09:30", field.Clock(34200), ""},
		{"time", "25:00", nil, "not_a_time"},
		{"duration", "P1DT2H", field.Duration{Days: 1, Seconds: 7200}, ""},
		{"duration", "15m", field.Duration{Seconds: 900}, ""},
		{"duration", "P", nil, "not_a_duration"},
		{"choice", "new", "new", ""},
		{"choice", "newer", nil, "not_an_option"},
		{"choices", []any{"new", "new", "old"}, []string{"new", "old"}, ""},
		{"choices", []any{}, nil, ""},
		{"choices", []any{"x"}, nil, "not_an_option"},
		{"choices", "new", nil, "invalid_type"},
		{"tags", []any{" vip ", ""}, []string{"vip"}, ""},
		{"email", "Ann@Example.ORG", "Ann@example.org", ""},
		{"email", "ann@localhost", nil, "not_an_email"},
		{"email", "Ann <ann@example.org>", nil, "not_an_email"},
		{"email", "a@example.org\nBcc: b@example.org", nil, "not_an_email"},
		{"phone", "0555 123 456", "+996555123456", ""},
		{"phone", "+7 (912) 345-67-89", "+79123456789", ""},
		{"phone", "12", nil, "not_a_phone"},
		{"url", "example.org/x", "https://example.org/x", ""},
		{"url", "javascript://alert(1)", nil, "not_a_url"},
		{"color", "#00aaFF", "#00aaFF", ""},
		{"color", "red", nil, "not_a_color"},
		{"rating", json.Number("6"), nil, "too_large"},
		{"link", id, field.Ref{Entity: "client", ID: id}, ""},
		{"link", map[string]any{"id": id, "name": "Ann"}, field.Ref{Entity: "client", ID: id}, ""},
		{"link", map[string]any{"id": id, "entity": "invoice"}, nil, "not_found"},
		{"link", "1", nil, "not_found"},
		{"link", num, nil, "invalid_type"},
		{"links", []any{id, id}, []field.Ref{{Entity: "client", ID: id}}, ""},
		{"file", map[string]any{"id": id, "name": "../../etc/passwd"}, field.File{ID: id}, ""},
		{"file", "x", nil, "not_found"},
		{"location", map[string]any{"lat": json.Number("42.8"), "lon": json.Number("74.6")}, field.Location{Lat: 42.8, Lon: 74.6}, ""},
		{"location", map[string]any{"lat": json.Number("91"), "lon": json.Number("0")}, nil, "not_a_location"},
		{"range of money", map[string]any{"from": "1", "to": nil}, field.Range{From: usd("1")}, ""},
		{"range of money", map[string]any{"from": "2", "to": "1"}, nil, "range_reversed"},
		{"range of money", map[string]any{"from": "1", "to": map[string]any{"amount": "2", "currency": "KGS"}}, nil, "range_reversed"},
		{"range of date", map[string]any{"from": "2026-03-01", "to": "2026-03-01"}, field.Range{From: field.Date{Year: 2026, Month: 3, Day: 1}, To: field.Date{Year: 2026, Month: 3, Day: 1}}, ""},
		{"range of integer", map[string]any{"from": nil, "to": nil}, nil, ""},
		{"range of integer", map[string]any{"from": num, "till": num}, nil, "invalid_type"},
		{"range of integer", map[string]any{"from": "x"}, nil, "not_an_integer"},
		{"range of integer", num, nil, "invalid_type"},
		{"json", map[string]any{"a": num}, map[string]any{"a": num}, ""},
	}
	for _, tt := range tests {
		k, ok := field.Named(tt.kind)
		if end, isRange := strings.CutPrefix(tt.kind, "range of "); isRange {
			k, ok = field.RangeOf(end)
		}
		if !ok {
			t.Fatalf("no kind %q", tt.kind)
		}
		got, err := k.Decode(tt.in, options)
		var e *field.Error
		if errors.As(err, &e); (e == nil && tt.code != "") || (e != nil && e.Code != tt.code) {
			t.Errorf("%s %#v: error %v, want code %q", tt.kind, tt.in, err, tt.code)
			continue
		}
		if d := cmp.Diff(tt.want, got); tt.code == "" && d != "" {
			t.Errorf("%s %#v: %s", tt.kind, tt.in, d)
		}
	}
}

// TestRoundTrip: what is stored is what is loaded, and what is encoded decodes to the same value.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	bishkek, err := time.LoadLocation("Asia/Bishkek")
	if err != nil {
		t.Fatal(err)
	}
	o := options
	o.Zone = bishkek
	values := map[string]any{
		"text": "Щербаков", "longtext": "ก\nข", "integer": int64(-5), "decimal": decimal.RequireFromString("-1234567.89"),
		"money":   field.Money{Amount: decimal.RequireFromString("-0.05"), Currency: "KGS"},
		"percent": decimal.RequireFromString("12.50"), "boolean": false, "date": field.Date{Year: 2024, Month: 2, Day: 29},
		"time": field.Clock(86399), "datetime": time.Date(2026, 3, 29, 1, 30, 0, 123456000, bishkek), "duration": field.Duration{Months: 13, Days: -0, Seconds: 61},
		"choice": "new", "choices": []string{"old", "new"}, "email": "a@b.org", "phone": "+996555123456", "url": "https://a.org",
		"person_name": "Ann", "address": "Osh", "location": field.Location{Lat: 1, Lon: 2}, "link": field.Ref{Entity: "client", ID: id},
		"user": field.Ref{Entity: "client", ID: id}, "tree": field.Ref{Entity: "client", ID: id},
		"file": field.File{ID: id, Name: "a.pdf", Type: "application/pdf", Size: 3}, "files": []field.File{{ID: id}}, "image": field.File{ID: id},
		"rating": int64(4), "color": "#aabbcc", "tags": []string{"x"}, "json": map[string]any{"a": json.Number("1.50")}, "secret": "s",
		"number": "INV-1", "range": field.Range{From: int64(1), To: int64(5)},
	}
	equal := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
	for _, k := range field.Kinds {
		if len(k.Columns()) == 0 {
			continue
		}
		want, ok := values[k.Name()]
		if !ok {
			t.Errorf("no value to try for kind %q", k.Name())
			continue
		}
		cols := k.Store(want, o)
		if len(cols) != len(k.Columns()) {
			t.Errorf("%s: %d values for %d columns", k.Name(), len(cols), len(k.Columns()))
			continue
		}
		got, err := k.Load(cols, o)
		if err != nil {
			t.Errorf("%s: load: %v", k.Name(), err)
		}
		if d := cmp.Diff(want, got, equal); d != "" {
			t.Errorf("%s: stored and loaded: %s", k.Name(), d)
		}
		if nothing, err := k.Load(k.Store(nil, o), o); err != nil || nothing != nil {
			t.Errorf("%s: empty is loaded as %v, %v", k.Name(), nothing, err)
		}
		checkJSON(t, k, want, o)
	}
}

func checkJSON(t *testing.T, k field.Kind, want any, o field.Options) {
	t.Helper()
	b, err := json.Marshal(k.Encode(want))
	if err != nil {
		t.Fatalf("%s: %v", k.Name(), err)
	}
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	got, err := k.Decode(v, o)
	if err != nil {
		t.Errorf("%s: decode %s: %v", k.Name(), b, err)
	}
	if k.Type() == field.Document || k.Name() == "files" {
		return // of a file only the id is believed
	}
	instants := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }), instants); d != "" {
		t.Errorf("%s: encoded and decoded: %s", k.Name(), d)
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	day := func(s string) field.Date {
		d, err := field.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if got := day("2024-01-31").AddMonths(1); got != day("2024-02-29") {
		t.Errorf("a month after 31 January 2024 is %v", got)
	}
	if got := day("2024-02-29").AddMonths(-12); got != day("2023-02-28") {
		t.Errorf("a year before 29 February 2024 is %v", got)
	}
	if got := day("2026-03-01").Sub(day("2026-02-01")); got != 28 {
		t.Errorf("February 2026 has %d days", got)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	before := time.Date(2026, 3, 28, 9, 0, 0, 0, berlin) // clocks go forward in the night
	if got := (field.Duration{Days: 1}).Add(before); got.Hour() != 9 || got.Sub(before) != 23*time.Hour {
		t.Errorf("a day later is %v", got)
	}
	if got := (field.Duration{Seconds: 86400}).Add(before); got.Hour() != 10 {
		t.Errorf("24 hours later is %v", got)
	}
}
