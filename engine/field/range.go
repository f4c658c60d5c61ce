package field

import (
	"encoding/json"
	"time"
)

// rangeKind is a span between two values of one kind ("of"), kept as JSON {"from","to"}.
type rangeKind struct{}

func (rangeKind) Name() string      { return "range" }
func (rangeKind) Type() Type        { return Any }
func (rangeKind) Columns() []Column { return []Column{{Store: StoreJSON}} }
func (rangeKind) Encode(v any) any {
	r, ok := v.(Range)
	if !ok {
		return nil
	}
	return map[string]any{"from": encodeAny(r.From), "to": encodeAny(r.To)}
}
func (rangeKind) Decode(v any, o Options) (any, error) {
	of, ok := Named(o.Of)
	if !ok {
		return nil, fail("invalid_type", "expected", "range")
	}
	var r Range
	switch v := v.(type) {
	case nil:
		return nil, nil
	case Range:
		return v, nil
	case map[string]any:
		var err error
		if r.From, err = of.Decode(v["from"], o); err != nil {
			return nil, err
		}
		if r.To, err = of.Decode(v["to"], o); err != nil {
			return nil, err
		}
	default:
		return nil, fail("invalid_type", "expected", "range")
	}
	if r == (Range{}) {
		return nil, nil
	}
	return r, nil
}
func (k rangeKind) Store(v any, _ Options) []any {
	if v == nil {
		return []any{nil}
	}
	return []any{storeJSON(k.Encode(v))}
}
func (k rangeKind) Load(cols []any, o Options) (any, error) {
	m, err := loadJSON[map[string]any](cols[0])
	if err != nil || m == nil {
		return nil, err
	}
	return k.Decode(m, o)
}

func encodeAny(v any) any {
	switch v := v.(type) {
	case Money:
		return money{}.Encode(v)
	case Date:
		return v.String()
	case time.Time:
		return datetime{}.Encode(v)
	case Duration:
		return v.String()
	case Clock:
		return v.String()
	case json.Number:
		return v.String()
	case interface{ String() string }:
		return v.String()
	}
	return v
}
