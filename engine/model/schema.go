package model

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// SchemaOf shows a model to the checker of expressions. readable, unless nil, says which members may be
// named at all: what a role may not read is unknown to it, not merely refused.
// While the model is being made it needs the fields' names, slots, kinds, options and links, and the inverses.
func SchemaOf(m *Model, readable func(entity, member string) bool) rule.Schema {
	return schema{m, readable}
}

type schema struct {
	model    *Model
	readable func(entity, member string) bool
}

func (s schema) shows(entity, member string) bool {
	return s.readable == nil || s.readable(entity, member)
}

func (s schema) Member(entity, name string) (rule.Member, bool) {
	e := s.model.Entity(entity)
	if e == nil || !s.shows(entity, name) {
		return rule.Member{}, false
	}
	return MemberOf(e, name)
}

// MemberOf finds a field or an inverse collection of an entity, as the checker sees it.
func MemberOf(e *Entity, name string) (rule.Member, bool) {
	if f := e.Field(name); f != nil && f.Kind != nil {
		return f.member(), true
	}
	if i := e.Inverse(name); i != nil {
		return i.member(), true
	}
	return rule.Member{}, false
}

func (f *Field) member() rule.Member {
	return rule.Member{Type: TypeOf(f), Slot: f.Slot, Many: f.Kind.Name() == "links", Clock: f.Live}
}

func (i *Inverse) member() rule.Member {
	return rule.Member{Type: rule.ListOf(rule.RecordOf(i.Entity.Name)), Slot: -1, Inverse: &rule.Inverse{Entity: i.Entity.Name, Link: i.Link.Name}}
}

// EachMember calls fn for every field and inverse collection of an entity, as the checker sees it.
func EachMember(e *Entity, fn func(name string, m rule.Member)) {
	for _, f := range e.Fields {
		if f.Kind != nil {
			fn(f.Name, f.member())
		}
	}
	for _, i := range e.Inverses {
		fn(i.Name, i.member())
	}
}

func (s schema) Members(entity string) []string {
	e := s.model.Entity(entity)
	if e == nil {
		return nil
	}
	var names []string
	for _, f := range e.Fields {
		names = append(names, f.Name)
	}
	for _, i := range e.Inverses {
		names = append(names, i.Name)
	}
	return slices.DeleteFunc(names, func(n string) bool { return !s.shows(entity, n) })
}

func (s schema) Entities() []string {
	names := make([]string, len(s.model.Entities))
	for i, e := range s.model.Entities {
		names[i] = e.Name
	}
	return names
}

func (s schema) Setting(name string) (rule.Type, bool) {
	for _, x := range s.model.Settings {
		if x.Name == name {
			return TypeOf(x.Field), true
		}
	}
	return rule.Unknown, false
}

func (s schema) Settings() []string {
	names := make([]string, len(s.model.Settings))
	for i, x := range s.model.Settings {
		names[i] = x.Name
	}
	return names
}

func (s schema) Series() []string {
	var names []string
	for _, e := range s.model.Entities {
		for _, f := range e.Fields {
			if f.Series != nil && f.Series.Per == nil { // what counts per value is drawn for a record, never by next()
				names = append(names, f.Series.Name)
			}
		}
	}
	return names
}

func (s schema) Roles() []string {
	names := make([]string, len(s.model.Roles))
	for i, r := range s.model.Roles {
		names[i] = r.Name
	}
	return names
}

// TypeOf is what an expression sees of a field.
func TypeOf(f *Field) rule.Type {
	switch f.Kind.Type() {
	case field.Record:
		return linked(f)
	case field.List:
		return rule.ListOf(elementOf(f))
	case field.Interval:
		return rule.IntervalOf(rule.Type{Type: field.EndOf(f.Kind).Type()})
	case field.Text:
		if len(f.Options.Choices) > 0 {
			return rule.ChoiceOf(f.Options.Choices)
		}
	}
	return rule.Type{Type: f.Kind.Type()}
}

func elementOf(f *Field) rule.Type {
	switch f.Kind.Name() {
	case "links":
		return linked(f)
	case "files":
		return rule.Document
	case "choices":
		return rule.ChoiceOf(f.Options.Choices)
	}
	return rule.Text
}

func linked(f *Field) rule.Type {
	if f.Link != nil && len(f.Link.To) == 1 {
		return rule.RecordOf(f.Link.To[0].Name)
	}
	if f.Kind.Name() == "user" {
		return rule.RecordOf(UserEntity)
	}
	return rule.RecordOf("")
}
