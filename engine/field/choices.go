package field

import (
	"encoding/json"
	"slices"
)

type choices struct{}

func (choices) Name() string      { return "choices" }
func (choices) Type() Type        { return List }
func (choices) Columns() []Column { return []Column{{Store: StoreJSON}} }
func (choices) Encode(v any) any  { return v }

// Decode reads a list of options, each once, in the order given.
func (choices) Decode(v any, o Options) (any, error) {
	list, err := readTexts(v)
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		if !slices.Contains(o.Choices, s) {
			return nil, fail("not_an_option", "value", s, "options", o.Choices)
		}
	}
	return boundList(list, o)
}
func (choices) Store(v any, _ Options) []any            { return []any{storeJSON(v)} }
func (choices) Load(cols []any, _ Options) (any, error) { return loadTexts(cols[0]) }

func readTexts(v any) ([]string, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case []string:
		return slices.Clone(v), nil
	case []any:
		var out []string
		for _, e := range v {
			s, err := readText(e, Options{}, 100)
			if err != nil {
				return nil, err
			}
			if s != "" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
		return out, nil
	}
	return nil, fail("invalid_type", "expected", "list")
}

func boundList(list []string, o Options) (any, error) {
	n, most := int64(len(list)), int64(1000)
	if o.Max != nil {
		most = min(most, *o.Max)
	}
	if n > most {
		return nil, fail("too_many", "max", most)
	}
	if n == 0 {
		return nil, nil
	}
	return list, nil
}

func storeJSON(v any) any {
	if v == nil {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic("field: value cannot be JSON: " + err.Error())
	}
	return string(b)
}

func loadJSON[T any](v any) (any, error) {
	s, err := loadText(v)
	if err != nil || s == nil {
		return nil, err
	}
	var out T
	if err := json.Unmarshal([]byte(s.(string)), &out); err != nil {
		return nil, err
	}
	return out, nil
}

func loadTexts(v any) (any, error) { return loadJSON[[]string](v) }
