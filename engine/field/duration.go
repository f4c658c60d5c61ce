package field

import (
	"regexp"
	"strconv"
)

var isoDuration = regexp.MustCompile(`^(-)?P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?$`)
var shortDuration = regexp.MustCompile(`^(\d{1,6}) ?(s|m|h|d|w|mo|y)$`)

// ParseDuration reads ISO 8601 ("P1DT2H") or the short form that YAML uses ("15m", "2h", "5d", "1w", "3mo", "1y").
func ParseDuration(s string) (Duration, bool) {
	if m := shortDuration.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1])
		switch m[2] {
		case "s":
			return Duration{Seconds: int64(n)}, true
		case "m":
			return Duration{Seconds: int64(n) * 60}, true
		case "h":
			return Duration{Seconds: int64(n) * 3600}, true
		case "d":
			return Duration{Days: n}, true
		case "w":
			return Duration{Days: 7 * n}, true
		case "mo":
			return Duration{Months: n}, true
		case "y":
			return Duration{Months: 12 * n}, true
		}
	}
	m := isoDuration.FindStringSubmatch(s)
	if m == nil || s == "P" || s[len(s)-1] == 'T' || s[len(s)-1] == 'P' {
		return Duration{}, false
	}
	n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v }
	d := Duration{Months: n(2)*12 + n(3), Days: n(4)*7 + n(5), Seconds: int64(n(6))*3600 + int64(n(7))*60 + int64(n(8))}
	if m[1] == "-" {
		d = d.Neg()
	}
	return d, true
}

type duration struct{}

func (duration) Name() string      { return "duration" }
func (duration) Type() Type        { return Span }
func (duration) Columns() []Column { return []Column{{Store: StoreText}} }
func (duration) Encode(v any) any {
	if d, ok := v.(Duration); ok {
		return d.String()
	}
	return nil
}
func (duration) Decode(v any, _ Options) (any, error) {
	switch v := v.(type) {
	case nil, Duration:
		return v, nil
	case string:
		if v == "" {
			return nil, nil
		}
		if d, ok := ParseDuration(v); ok {
			return d, nil
		}
	}
	return nil, fail("not_a_duration")
}
func (d duration) Store(v any, _ Options) []any { return []any{d.Encode(v)} }
func (d duration) Load(cols []any, o Options) (any, error) {
	s, err := loadText(cols[0])
	if err != nil || s == nil {
		return nil, err
	}
	return d.Decode(s, o)
}
