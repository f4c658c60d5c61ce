package field

import (
	"encoding/json"
	"strings"
)

type jsonKind struct{}

func (jsonKind) Name() string      { return "json" }
func (jsonKind) Type() Type        { return Any }
func (jsonKind) Columns() []Column { return []Column{{Store: StoreJSON}} }
func (jsonKind) Encode(v any) any  { return v }
func (jsonKind) Decode(v any, _ Options) (any, error) {
	if v == nil {
		return nil, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fail("invalid_type", "expected", "json")
	}
	if len(b) > 100_000 {
		return nil, fail("too_long", "max", 100_000)
	}
	return v, nil
}
func (jsonKind) Store(v any, _ Options) []any { return []any{storeJSON(v)} }
func (jsonKind) Load(cols []any, _ Options) (any, error) {
	s, err := loadText(cols[0])
	if err != nil || s == nil {
		return nil, err
	}
	dec := json.NewDecoder(strings.NewReader(s.(string)))
	dec.UseNumber()
	var out any
	err = dec.Decode(&out)
	return out, err
}
