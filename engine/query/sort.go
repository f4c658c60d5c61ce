package query

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// maxSort is how many fields records may be sorted by.
const maxSort = 5

// SortError says what is wrong with a sort: a field that is not there, or that has no order.
type SortError struct {
	Name string // the field
	Near string // what was meant, perhaps
	Code string // "unknown-field", "wrong-type", "too-many"
}

// Error is for programs that called.
func (e *SortError) Error() string {
	s := fmt.Sprintf("cannot sort by %q: %s", e.Name, e.Code)
	if e.Near != "" {
		s += fmt.Sprintf(" (did you mean %q?)", e.Near)
	}
	return s
}

// ParseSort reads "-created_at,name". readable, unless nil, says which fields may be named.
func ParseSort(e *model.Entity, sort string, readable func(entity, field string) bool) ([]model.Order, error) {
	var out []model.Order
	for _, part := range strings.Split(sort, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		name, desc := strings.CutPrefix(part, "-")
		f := e.Field(name)
		if f == nil || readable != nil && !readable(e.Name, name) {
			return nil, &SortError{Name: name, Near: nearest(e, name, readable), Code: "unknown-field"}
		}
		if !Sortable(f) {
			return nil, &SortError{Name: name, Code: "wrong-type"}
		}
		if out = append(out, model.Order{Field: f, Desc: desc}); len(out) > maxSort {
			return nil, &SortError{Name: name, Code: "too-many"}
		}
	}
	return out, nil
}

func nearest(e *model.Entity, name string, readable func(entity, field string) bool) string {
	var names []string
	for _, f := range e.Fields {
		if readable == nil || readable(e.Name, f.Name) {
			names = append(names, f.Name)
		}
	}
	return diag.Nearest(name, names)
}

// unordered are the types of values that have no order.
var unordered = []field.Type{field.Span, field.List, field.Document, field.Point, field.Any, field.Unknown}

// Sortable tells whether records can be sorted by a field. A link sorts by the id it holds: together, if no more.
func Sortable(f *model.Field) bool {
	return !slices.Contains(unordered, f.Kind.Type()) && f.Kind.Name() != "secret" && (f.Stored() || f.Live)
}

// key is one column of an order, as SQL.
type key struct {
	model.Order
	sql    fragment
	never  bool // NULL
	filled bool // not NULL in this half of a page; ordered all the same, as an index has it
	text   bool
}

// keys are those of an order; the id comes last, so that no two records are equal.
func (c *compiler) keys(s *selection, sort []model.Order) ([]key, error) {
	var out []key
	for _, o := range sort {
		k := key{Order: o, text: o.Field.Kind.Type() == field.Text}
		var v value
		if o.Field.Live {
			var err error
			if v, err = c.live(s.row, o.Field); err != nil {
				return nil, err
			}
		} else {
			v = c.read(s.row, o.Field, o.Field.Columns()[0], model.TypeOf(o.Field))
		}
		k.sql, k.never = v.sql, v.never
		k.text = k.text && !v.isUUID
		out = append(out, k)
		if o.Field.Name == model.ID {
			return out, nil
		}
	}
	id := s.row.entity.Field(model.ID)
	if id == nil {
		return nil, errors.New("query: the entity has no id")
	}
	// Behind one descending field the id descends too: one index serves both ways.
	desc := len(sort) > 0 && sort[len(sort)-1].Desc
	return append(out, key{Order: model.Order{Field: id, Desc: desc}, sql: s.row.column(model.ID), never: true}), nil
}

// collated is the key in the order of people: the root collation of Unicode on both databases.
func (c *compiler) collated(k key) fragment {
	if !k.text {
		return k.sql
	}
	return build(c.dialect.of("@ COLLATE TAMGA", `@ COLLATE "und-x-icu"`), k.sql)
}

// orderBy sorts, with empty values last either way.
func (c *compiler) orderBy(keys []key) fragment {
	var parts []fragment
	for _, k := range keys {
		form := "@"
		if k.Desc {
			form += " DESC"
		}
		if !k.never {
			form += " NULLS LAST"
		}
		parts = append(parts, build(form, c.collated(k)))
	}
	return joined(parts, ", ")
}
