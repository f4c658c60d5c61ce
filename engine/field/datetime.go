package field

import "time"

// InstantLayout is how an instant is kept where the database has no such type: UTC, of fixed width, so it sorts.
const InstantLayout = "2006-01-02T15:04:05.000000Z"

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
func (datetime) Decode(v any, o Options) (any, error) {
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
	t, err := time.Parse(InstantLayout, s.(string))
	if err != nil {
		return nil, err
	}
	return t.In(zone), nil
}
