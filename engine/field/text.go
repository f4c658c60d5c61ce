package field

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// textual is what every kind kept as one text column shares.
type textual struct{}

func (textual) Type() Type        { return Text }
func (textual) Columns() []Column { return []Column{{Store: StoreText}} }
func (textual) Encode(v any) any  { return v }
func (textual) Store(v any, _ Options) []any {
	return []any{v}
}
func (textual) Load(cols []any, _ Options) (any, error) { return loadText(cols[0]) }

func loadText(v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return nil, fail("invalid_type", "expected", "text")
}

// readText trims, normalises (NFC), bounds and refuses what no text column can hold.
func readText(v any, o Options, longest int64) (string, error) {
	var s string
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		s = v
	case json.Number:
		s = v.String()
	default:
		return "", fail("invalid_type", "expected", "text")
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "", fail("invalid_text")
	}
	s = strings.TrimSpace(norm.NFC.String(s))
	n := int64(utf8.RuneCountInString(s))
	if o.Max != nil {
		longest = *o.Max
	}
	if n > longest {
		return "", fail("too_long", "max", longest)
	}
	if o.Min != nil && n > 0 && n < *o.Min {
		return "", fail("too_short", "min", *o.Min)
	}
	return s, nil
}

func emptyIsNil(s string, err error) (any, error) {
	if err != nil || s == "" {
		return nil, err
	}
	return s, nil
}

type text struct{ textual }

func (text) Name() string { return "text" }
func (text) Decode(v any, o Options) (any, error) {
	s, err := readText(v, o, 1000)
	return emptyIsNil(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " "), err)
}
