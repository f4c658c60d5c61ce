package field

// links is many-to-many; the pairs live in a table of their own.
type links struct{}

func (links) Name() string      { return "links" }
func (links) Type() Type        { return List }
func (links) Columns() []Column { return nil }
func (links) Encode(v any) any {
	refs, ok := v.([]Ref)
	if !ok {
		return nil
	}
	ids := make([]string, len(refs))
	for i, r := range refs {
		ids[i] = r.ID
	}
	return ids
}

// Decode reads a list of ids or records, each once.
func (links) Decode(v any, o Options) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case []Ref:
		return v, nil
	case []any:
		if len(v) > 1000 {
			return nil, fail("too_many", "max", 1000)
		}
		var out []Ref
		seen := map[Ref]bool{}
		for _, e := range v {
			r, err := readRef(e, o)
			if err != nil {
				return nil, err
			}
			if ref, ok := r.(Ref); ok && !seen[ref] {
				seen[ref] = true
				out = append(out, ref)
			}
		}
		if out == nil {
			return nil, nil
		}
		return out, nil
	}
	return nil, fail("invalid_type", "expected", "list")
}
func (links) Store(any, Options) []any         { return nil }
func (links) Load([]any, Options) (any, error) { return nil, nil }
