package field

import (
	"slices"

	"github.com/google/uuid"
)

// link points to one record. With several target entities the column _entity says which.
type link struct{}

func (link) Name() string { return "link" }
func (link) Type() Type   { return Record }
func (link) Columns() []Column {
	return []Column{{Store: StoreText}}
}

// Encode gives the id; a link to any of several entities gives {"entity","id"}: see EncodeLink.
func (link) Encode(v any) any {
	if r, ok := v.(Ref); ok {
		return r.ID
	}
	return nil
}

// Decode takes an id, {"entity","id"}, or a record as an answer had it.
func (link) Decode(v any, o Options) (any, error) { return readRef(v, o) }

func (link) Store(v any, o Options) []any {
	r, ok := v.(Ref)
	if !ok {
		return []any{nil}
	}
	if len(o.Targets) > 1 {
		return []any{r.Entity + ":" + r.ID}
	}
	return []any{r.ID}
}
func (link) Load(cols []any, o Options) (any, error) {
	s, err := loadText(cols[0])
	if err != nil || s == nil {
		return nil, err
	}
	return refOf(s.(string), o), nil
}

func refOf(s string, o Options) Ref {
	if len(o.Targets) == 1 {
		return Ref{o.Targets[0], s}
	}
	for i := range len(s) {
		if s[i] == ':' {
			return Ref{s[:i], s[i+1:]}
		}
	}
	return Ref{ID: s}
}

func readRef(v any, o Options) (any, error) {
	var r Ref
	switch v := v.(type) {
	case nil:
		return nil, nil
	case Ref:
		r = v
	case string:
		if v == "" {
			return nil, nil
		}
		r = refOf(v, o)
	case map[string]any:
		r.ID, _ = v["id"].(string)
		r.Entity, _ = v["entity"].(string)
		if r.Entity == "" && len(o.Targets) == 1 {
			r.Entity = o.Targets[0]
		}
	default:
		return nil, fail("invalid_type", "expected", "link")
	}
	id, err := uuid.Parse(r.ID)
	if err != nil || !slices.Contains(o.Targets, r.Entity) {
		return nil, fail("not_found", "value", r.ID)
	}
	r.ID = id.String()
	return r, nil
}
