package compile

import (
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

func (c *compiler) matches() {
	for _, e := range c.p.Matches {
		if !c.name(e.Key, "match") {
			continue
		}
		if m := c.match(e.Key, e.Value); m != nil {
			c.m.Matches = append(c.m.Matches, m)
			c.declared(e.Value.At, "the match %q", m.Name)
		}
	}
}

func (c *compiler) match(w spec.Word, s *spec.Match) *model.Match {
	m := &model.Match{Name: w.Value, Label: c.labelOr(s.Label, w.Value), SetAside: s.SetAside.Value, At: s.At}
	what := "the match " + quoted(w.Value)
	switch {
	case len(s.Between) == 0:
		c.missing(s.At, what, "between", "write between: {request: request, unit: unit}: a name for each side, and its entity")
		return nil
	case len(s.Between) != 2:
		c.l.Errorf("wrong-value", s.Between[0].Key.At, "a match is between two sides, and here are %d", len(s.Between))
		return nil
	}
	for i, side := range s.Between {
		e := c.entityNamed(side.Value)
		if e == nil || !c.memberName(side.Key, "side") {
			return nil
		}
		if e.Field(side.Key.Value) != nil || e.Inverse(side.Key.Value) != nil {
			c.l.Errorf("duplicate-name", side.Key.At, "%q is a field of %q, so a side cannot be called so", side.Key.Value, e.Name).WithHint("give the side another name")
			return nil
		}
		m.Sides[i] = &model.Side{Name: side.Key.Value, Entity: e}
	}
	if !s.Where.Given() {
		c.missing(s.At, what, "where", "write where: and when the two suit each other")
	}
	c.suits(m, s)
	c.matchColumns(m, s)
	return m
}

// suits compiles the condition and the score. What is wrong is told of the condition as it is written, where each side
// has its name; each side then selects by it, with itself as the record.
func (c *compiler) suits(m *model.Match, s *spec.Match) {
	both := &rule.Scope{Schema: c.schema}
	for _, side := range m.Sides {
		both.Vars = append(both.Vars, rule.Var{Name: side.Name, Type: rule.RecordOf(side.Entity.Name)})
	}
	where, score := c.expr(s.Where.Word, both, rule.Bool), c.expr(s.Score.Word, both, rule.Unknown)
	if score != nil && !score.Type.Numeric() && !anything(score.Type) {
		c.l.Errorf("wrong-type", s.Score.At, "a score is a number, and this is %s", score.Type)
	}
	for i, side := range m.Sides {
		other := m.Sides[1-i]
		scope := &rule.Scope{Schema: c.schema, Entity: side.Entity.Name, Self: side.Name, Vars: []rule.Var{{Name: other.Name, Type: rule.RecordOf(other.Entity.Name)}}}
		if where != nil {
			side.Where = c.again(s.Where.Word, scope, rule.Bool)
		}
		if score != nil {
			side.Score = c.again(s.Score.Word, scope, rule.Unknown)
		}
	}
}

// again compiles what was found right in a wider scope, for the database.
func (c *compiler) again(w spec.Word, scope *rule.Scope, want rule.Type) *rule.Expr {
	x, _ := c.compileExpr(w.Value, scope, want)
	if x != nil {
		c.asked = append(c.asked, asked{w, x})
	}
	return x
}

func (c *compiler) matchColumns(m *model.Match, s *spec.Match) {
	for _, e := range s.Columns {
		side := m.Sides[0]
		if side.Name != e.Key.Value {
			side = m.Sides[1]
		}
		if side.Name != e.Key.Value {
			c.unknown("unknown-name", e.Key, "side of this match", []string{m.Sides[0].Name, m.Sides[1].Name})
			continue
		}
		side.Columns = c.fieldsNamed(side.Entity, e.Value)
	}
	for _, side := range m.Sides {
		if len(side.Columns) == 0 {
			side.Columns = defaultColumns(&model.View{Entity: side.Entity, Kind: model.List})
		}
	}
}
