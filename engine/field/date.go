package field

import "time"

type date struct{}

func (date) Name() string      { return "date" }
func (date) Type() Type        { return Day }
func (date) Columns() []Column { return []Column{{Store: StoreDate}} }
func (date) Encode(v any) any {
	if d, ok := v.(Date); ok {
		return d.String()
	}
	return nil
}
func (date) Decode(v any, o Options) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case Date:
		return v, nil
	case time.Time: // what YAML makes of a bare date
		return DateOf(v), nil
	case string:
		if v == "" {
			return nil, nil
		}
		d, err := ParseDate(v)
		if err != nil || d.Year < 1 {
			return nil, fail("not_a_date")
		}
		return d, nil
	}
	return nil, fail("not_a_date")
}
func (date) Store(v any, _ Options) []any {
	if d, ok := v.(Date); ok {
		return []any{d.String()}
	}
	return []any{nil}
}
func (date) Load(cols []any, _ Options) (any, error) {
	if t, ok := cols[0].(time.Time); ok {
		return DateOf(t), nil
	}
	s, err := loadText(cols[0])
	if err != nil || s == nil {
		return nil, err
	}
	return ParseDate(s.(string)[:min(10, len(s.(string)))])
}
