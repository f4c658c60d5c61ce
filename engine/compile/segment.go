package compile

import (
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// declareSegments gives each segment's entity a computed field of the segment's name. From then on a segment is
// what every formula is: usable in any expression and filter, kept right in the transaction of what it reads,
// and hidden from roles that may not read it.
func (c *compiler) declareSegments() {
	for _, s := range c.p.Segments {
		if !c.memberName(s.Key, "segment") || !c.notSystem(s.Key) {
			continue
		}
		if !s.Value.Entity.Given() {
			c.missing(s.Value.At, "the segment "+quoted(s.Key.Value), "entity", "write entity: and the records that it is about")
			continue
		}
		if !s.Value.Where.Given() {
			c.missing(s.Value.At, "the segment "+quoted(s.Key.Value), "where", "write where: and the condition that its records meet")
			continue
		}
		x := c.entityNamed(s.Value.Entity)
		if x == nil {
			continue
		}
		if f := x.Field(s.Key.Value); f != nil {
			c.l.Errorf("duplicate-name", s.Key.At, "%q has a field %q already, and a segment is a field of its records", x.Name, s.Key.Value).
				WithHint("give the segment another name").WithRelated(f.At, "the field")
			continue
		}
		c.declareSegment(c.entities[x.Name], s.Key, s.Value)
	}
}

func (c *compiler) declareSegment(e *entity, w spec.Word, s *spec.Segment) {
	kind, _ := field.Named("boolean")
	f := &model.Field{Entity: e.Entity, Name: w.Value, Slot: len(e.Fields), Kind: kind, Segment: true, Index: true,
		Label: c.labelOr(s.Label, w.Value), Help: c.text(s.Help), At: s.At}
	e.Fields = append(e.Fields, f)
	e.fields[f.Name] = &spec.Field{Head: s.Head, Formula: s.Where}
	c.m.Segments = append(c.m.Segments, &model.Segment{Name: f.Name, Label: f.Label, Entity: e.Entity, Field: f, At: s.At})
}

// segmentViews make every segment a list, unless the package declares a view of that name itself.
func (c *compiler) segmentViews() {
	for _, s := range c.m.Segments {
		if s.Field.Formula == nil || viewNamed(s.Entity, s.Name) != nil {
			continue
		}
		where, _ := c.compileExpr(s.Name, c.scopeOf(s.Entity), rule.Bool)
		v := &model.View{Name: s.Name, Label: s.Label, Kind: model.List, Entity: s.Entity, Where: where, At: s.At,
			Sort: []model.Order{{Field: s.Entity.Field(model.CreatedAt), Desc: true}}}
		v.Columns = defaultColumns(v)
		s.Entity.Views = append(s.Entity.Views, v)
	}
}

func viewNamed(e *model.Entity, name string) *model.View {
	for _, v := range e.Views {
		if v.Name == name {
			return v
		}
	}
	return nil
}
