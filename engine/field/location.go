package field

import (
	"encoding/json"
)

type location struct{}

func (location) Name() string      { return "location" }
func (location) Type() Type        { return Point }
func (location) Columns() []Column { return []Column{{Store: StoreJSON}} }
func (location) Encode(v any) any  { return v }
func (location) Decode(v any, _ Options) (any, error) {
	switch v := v.(type) {
	case nil, Location:
		return v, nil
	case map[string]any:
		lat, ok1 := number64(v["lat"])
		lon, ok2 := number64(v["lon"])
		if ok1 && ok2 && len(v) == 2 && lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180 {
			return Location{lat, lon}, nil
		}
	}
	return nil, fail("not_a_location")
}
func (location) Store(v any, _ Options) []any            { return []any{storeJSON(v)} }
func (location) Load(cols []any, _ Options) (any, error) { return loadJSON[Location](cols[0]) }

func number64(v any) (float64, bool) {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	case float64:
		return v, true
	case int:
		return float64(v), true
	}
	return 0, false
}
