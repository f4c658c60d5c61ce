package automation

import (
	"encoding/json"
	"fmt"

	"github.com/tamga-crm/tamga/engine/model"
)

// Steps may look at "old", the record before the change that set the run off: the run keeps it, by field.

// encodeRow writes a row as JSON by field; "" for no row.
func encodeRow(r model.Row) (string, error) {
	if r.Entity == nil {
		return "", nil
	}
	by := map[string]any{}
	for _, f := range r.Entity.Fields {
		if v := r.Values[f.Slot]; v != nil {
			by[f.Name] = f.Kind.Encode(v)
			if f.Link != nil && len(f.Link.To) > 1 {
				by[f.Name] = v // with its entity: the kind's own JSON has the id only
			}
		}
	}
	b, err := json.Marshal(by)
	if err != nil {
		return "", fmt.Errorf("keep the record before the change: %w", err)
	}
	return string(b), nil
}

// decodeRow reads a row that encodeRow wrote. Fields that a later release does not have are left out.
func decodeRow(e *model.Entity, text string) (model.Row, error) {
	by := map[string]any{}
	if err := unmarshal(json.RawMessage(text), &by); err != nil {
		return model.Row{}, fmt.Errorf("read the record before the change: %w", err)
	}
	r := model.NewRow(e)
	for _, f := range e.Fields {
		raw, ok := by[f.Name]
		if !ok {
			continue
		}
		v, err := f.Kind.Decode(lowered(raw), f.Options)
		if err != nil {
			continue // the field is of another kind now
		}
		r.Values[f.Slot] = v
	}
	return r, nil
}

// lowered gives a ref that was written by its Go names the names that kinds read.
func lowered(raw any) any {
	if m, ok := raw.(map[string]any); ok && m["Entity"] != nil && m["ID"] != nil {
		return map[string]any{"entity": m["Entity"], "id": m["ID"]}
	}
	return raw
}
