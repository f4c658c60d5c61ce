package field

import "time"

// clock is a time of day.
type clock struct{}

func (clock) Name() string      { return "time" }
func (clock) Type() Type        { return TimeOfDay }
func (clock) Columns() []Column { return []Column{{Store: StoreInt}} }
func (clock) Encode(v any) any {
	if c, ok := v.(Clock); ok {
		return c.String()
	}
	return nil
}
func (clock) Decode(v any, _ Options) (any, error) {
	switch v := v.(type) {
	case nil, Clock:
		return v, nil
	case string:
		if v == "" {
			return nil, nil
		}
		for _, layout := range []string{"15:04", "15:04:05"} {
			if t, err := time.Parse(layout, v); err == nil {
				return Clock(t.Hour()*3600 + t.Minute()*60 + t.Second()), nil
			}
		}
	}
	return nil, fail("not_a_time")
}
func (clock) Store(v any, _ Options) []any {
	if c, ok := v.(Clock); ok {
		return []any{int64(c)}
	}
	return []any{nil}
}
func (clock) Load(cols []any, _ Options) (any, error) {
	if n, ok := cols[0].(int64); ok {
		return Clock(n), nil
	}
	return nil, nil
}
