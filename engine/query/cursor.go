package query

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// ErrCursor is a cursor that was not made by this question: of another sort, or tampered with.
var ErrCursor = errors.New("query: the cursor does not belong to this question")

// Cursor marks the place after a record in an order; the next page of the same question begins there.
// value gives the record's fields in their Go form.
func Cursor(sort []model.Order, value func(f *model.Field) any, id string) string {
	var place []any
	for _, o := range sort {
		if o.Field.Name == model.ID {
			break
		}
		place = append(place, columnValue(o.Field, value(o.Field)))
	}
	b, err := json.Marshal(append(place, id))
	if err != nil {
		panic("query: a column's value is not JSON: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// columnValue is what a field's first column holds.
func columnValue(f *model.Field, v any) any {
	if v == nil {
		return nil
	}
	stored := f.Kind.Store(v, f.Options)[0]
	if t, ok := stored.(time.Time); ok {
		return t.UTC().Format(field.InstantLayout)
	}
	return stored
}

// parseCursor reads the values of the keys, as fragments; a nil one is empty.
func (c *compiler) parseCursor(cursor string, keys []key) ([]*fragment, error) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) > 8192 {
		return nil, ErrCursor
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var place []any
	if dec.Decode(&place) != nil || dec.More() || len(place) != len(keys) {
		return nil, ErrCursor
	}
	out := make([]*fragment, len(keys))
	for i, k := range keys {
		if place[i] == nil {
			if k.Field.Name == model.ID {
				return nil, ErrCursor
			}
			continue
		}
		v, ok := c.keyValue(k, place[i])
		if !ok {
			return nil, ErrCursor
		}
		out[i] = &v
	}
	return out, nil
}

// keyValue checks that a value is of its key's type.
func (c *compiler) keyValue(k key, v any) (fragment, bool) {
	typ := k.Field.Kind.Type()
	switch v := v.(type) {
	case bool:
		return c.dialect.value(v, "boolean"), typ == field.Bool
	case json.Number:
		n, err := v.Int64()
		numeric := typ == field.Int || typ == field.Decimal || typ == field.Amount || typ == field.TimeOfDay
		return c.dialect.value(n, "bigint"), err == nil && numeric
	case string:
		switch typ {
		case field.Day:
			_, err := field.ParseDate(v)
			return c.dialect.value(v, "date"), err == nil
		case field.Instant:
			t, err := time.Parse(field.InstantLayout, v)
			return c.dialect.value(t, "timestamptz"), err == nil
		case field.Record:
			return c.linkValue(k.Field, v)
		case field.Text:
			if k.Field.System && k.Field.Name == model.ID {
				return c.idValue(v)
			}
			return c.dialect.value(v, "text"), true
		}
	}
	return fragment{}, false
}

// after is the condition of the records behind a place: empty values come last, so nothing but empty comes after empty.
func (c *compiler) after(keys []key, place []*fragment) fragment {
	k, at := keys[0], place[0]
	rest := raw("FALSE")
	if len(keys) > 1 {
		rest = c.after(keys[1:], place[1:])
	}
	sql := c.collated(k)
	if at == nil {
		return build("(@ IS NULL AND @)", k.sql, rest)
	}
	op := ">"
	if k.Desc {
		op = "<"
	}
	if len(keys) == 1 {
		return build("@ "+op+" @", sql, *at)
	}
	if k.never || k.filled {
		return build("(@ "+op+"= @ AND (@ "+op+" @ OR @))", sql, *at, sql, *at, rest)
	}
	return build("(@ "+op+" @ OR @ IS NULL OR (@ = @ AND @))", sql, *at, k.sql, sql, *at, rest)
}
