package field

import "github.com/google/uuid"

// file holds one stored file; the bytes are uploaded first and named by id.
type file struct{}

func (file) Name() string      { return "file" }
func (file) Type() Type        { return Document }
func (file) Columns() []Column { return []Column{{Store: StoreJSON}} }
func (file) Encode(v any) any  { return v }

// Decode takes the id of an uploaded file, or the object that an answer had.
// Only the id is believed: record looks the rest up in the file store.
func (file) Decode(v any, _ Options) (any, error) { return readFile(v) }

func (file) Store(v any, _ Options) []any            { return []any{storeJSON(v)} }
func (file) Load(cols []any, _ Options) (any, error) { return loadJSON[File](cols[0]) }

func readFile(v any) (any, error) {
	id := ""
	switch v := v.(type) {
	case nil:
		return nil, nil
	case File:
		return v, nil
	case string:
		id = v
	case map[string]any:
		id, _ = v["id"].(string)
	default:
		return nil, fail("invalid_type", "expected", "file")
	}
	if id == "" {
		return nil, nil
	}
	u, err := uuid.Parse(id)
	if err != nil {
		return nil, fail("not_found", "value", id)
	}
	return File{ID: u.String()}, nil
}
