package field

import "time"

// InstantLayout is how an instant is kept where the database has no such type: UTC, of fixed width, so it sorts.
const InstantLayout = "2006-01-02T15:04:05.000000Z"

// FirstInstant and EndOfInstants bound what is kept: each instant between them has a day of the years 1 to 9999 in every zone.
var (
	FirstInstant  = time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)
	EndOfInstants = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
)

// Kept tells whether an instant lies within them.
func Kept(t time.Time) bool { return !t.Before(FirstInstant) && t.Before(EndOfInstants) }

type datetime struct{}

func (datetime) Name() string      { return "datetime" }
func (datetime) Type() Type        { return Instant }
func (datetime) Columns() []Column { return []Column{{Store: StoreInstant}} }
func (datetime) Encode(v any) any {
	if t, ok := v.(time.Time); ok {
		return t.Format(time.RFC3339Nano)
	}
	return nil
}

// Decode takes RFC 3339, or a local time without a zone, which is in the package's zone.
func (k datetime) Decode(v any, o Options) (any, error) {
	t, err := k.read(v, o)
	if at, ok := t.(time.Time); ok && !Kept(at) {
		return nil, fail("not_an_instant")
	}
	return t, err
}

func (datetime) read(v any, o Options) (any, error) {
	zone := o.Zone
	if zone == nil {
		zone = time.UTC
	}
	switch v := v.(type) {
	case nil:
		return nil, nil
	case time.Time:
		return v.Truncate(time.Microsecond), nil
	case Date:
		return v.In(zone), nil
	case string:
		if v == "" {
			return nil, nil
		}
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return t.In(zone).Truncate(time.Microsecond), nil
		}
		for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
			if t, err := time.ParseInLocation(layout, v, zone); err == nil {
				return t, nil
			}
		}
	}
	return nil, fail("not_an_instant")
}
func (datetime) Store(v any, _ Options) []any {
	if t, ok := v.(time.Time); ok {
		return []any{t.UTC()}
	}
	return []any{nil}
}
func (datetime) Load(cols []any, o Options) (any, error) {
	zone := o.Zone
	if zone == nil {
		zone = time.UTC
	}
	if t, ok := cols[0].(time.Time); ok {
		return t.In(zone), nil
	}
	s, err := loadText(cols[0])
	if err != nil || s == nil {
		return nil, err
	}
	t, err := ParseInstant(s.(string))
	if err != nil {
		return nil, err
	}
	return t.In(zone), nil
}

// ParseInstant reads InstantLayout. A list reads hundreds of them: where the text is of that form, digit by digit.
func ParseInstant(s string) (time.Time, error) {
	if len(s) != len(InstantLayout) || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != '.' || s[26] != 'Z' {
		return time.Parse(InstantLayout, s)
	}
	number := func(from, to int) (n int) {
		for _, c := range []byte(s[from:to]) {
			if c < '0' || c > '9' {
				return -1
			}
			n = n*10 + int(c-'0')
		}
		return n
	}
	year, month, day := number(0, 4), number(5, 7), number(8, 10)
	hour, minute, second, micro := number(11, 13), number(14, 16), number(17, 19), number(20, 26)
	if year < 0 || month < 1 || month > 12 || day < 1 || day > 28 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || micro < 0 {
		return time.Parse(InstantLayout, s) // a wrong one, or the end of a month
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, micro*1000, time.UTC), nil
}
