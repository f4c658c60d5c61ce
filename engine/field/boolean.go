package field

type boolean struct{}

func (boolean) Name() string      { return "boolean" }
func (boolean) Type() Type        { return Bool }
func (boolean) Columns() []Column { return []Column{{Store: StoreBool}} }
func (boolean) Encode(v any) any  { return v }
func (boolean) Decode(v any, _ Options) (any, error) {
	switch v := v.(type) {
	case nil, bool:
		return v, nil
	case string:
		if v == "" {
			return nil, nil
		}
	}
	return nil, fail("invalid_type", "expected", "boolean")
}
func (boolean) Store(v any, _ Options) []any { return []any{v} }
func (boolean) Load(cols []any, _ Options) (any, error) {
	switch v := cols[0].(type) {
	case nil, bool:
		return v, nil
	case int64:
		return v != 0, nil
	}
	return nil, fail("invalid_type", "expected", "boolean")
}
