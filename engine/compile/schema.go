package compile

import (
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// schema shows the model under way to the checker of expressions. Entities are found by a map, for a package
// may have hundreds, and what was lost with a broken link is Unknown, which is silent.
type schema struct {
	rule.Schema
	c *compiler
}

func newSchema(c *compiler) rule.Schema { return schema{model.SchemaOf(c.m, nil), c} }

// Members lists the names of an entity, or of what a channel brings.
func (s schema) Members(entity string) []string {
	if shape := s.c.shapes[entity]; shape != nil {
		return fieldNames(shape)
	}
	return s.Schema.Members(entity)
}

// Member finds a field or a collection.
func (s schema) Member(entity, name string) (rule.Member, bool) {
	e := s.c.entities[entity]
	if shape := s.c.shapes[entity]; shape != nil {
		return model.MemberOf(shape, name)
	}
	if e == nil {
		return rule.Member{}, false
	}
	if m, ok := model.MemberOf(e.Entity, name); ok {
		return m, true
	}
	return rule.Member{Type: rule.Unknown, Slot: -1}, s.c.lost[name]
}
