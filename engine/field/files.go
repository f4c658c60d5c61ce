package field

type files struct{}

func (files) Name() string      { return "files" }
func (files) Type() Type        { return List }
func (files) Columns() []Column { return []Column{{Store: StoreJSON}} }
func (files) Encode(v any) any  { return v }
func (files) Decode(v any, _ Options) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case []File:
		return v, nil
	case []any:
		if len(v) > 100 {
			return nil, fail("too_many", "max", 100)
		}
		var out []File
		for _, e := range v {
			f, err := readFile(e)
			if err != nil {
				return nil, err
			}
			if f, ok := f.(File); ok {
				out = append(out, f)
			}
		}
		if out == nil {
			return nil, nil
		}
		return out, nil
	}
	return nil, fail("invalid_type", "expected", "list")
}
func (files) Store(v any, _ Options) []any            { return []any{storeJSON(v)} }
func (files) Load(cols []any, _ Options) (any, error) { return loadJSON[[]File](cols[0]) }
