package compile

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// measures compiles figures in order: a formula sees those before it.
func (c *compiler) measures(e *model.Entity, list spec.Map[*spec.Measure], seen map[string]spec.Word) []*model.Measure {
	var out []*model.Measure
	for _, s := range list {
		if !c.figureName(s.Key, seen, true) {
			continue
		}
		if m := c.measure(e, s.Value, out); m != nil {
			m.Name, m.Label = s.Key.Value, c.labelOr(s.Value.Label, s.Key.Value)
			out = append(out, m)
		}
	}
	return out
}

func (c *compiler) measure(e *model.Entity, s *spec.Measure, before []*model.Measure) *model.Measure {
	keys := s.Aggregates()
	switch len(keys) {
	case 0:
		c.missing(s.At, "the measure", "sum", "write one of "+strings.Join(spec.AggregateKeys, ", "))
		return nil
	case 1:
	default:
		c.l.Errorf("wrong-key", keys[1].At, "a measure is one figure, and this is %s and %s", keys[0].Value, keys[1].Value).WithHint("make two measures")
		return nil
	}
	m := &model.Measure{Kind: model.Aggregate(keys[0].Value), At: s.At}
	if m.Kind == model.Formula {
		return c.figureFormula(m, s, before)
	}
	m.Where = c.selects(s.Where.Word, c.scopeOf(e))
	if m.Kind == model.Count {
		if s.Count.Given() && !s.Count.Value {
			c.l.Errorf("wrong-value", s.Count.At, "a count is counted or left out").WithHint("write count: true")
		}
		m.Type = rule.Int
		return m
	}
	of := s.Of(keys[0].Value)
	if m.Of = c.inDatabase(of.Word, c.scopeOf(e), rule.Unknown); m.Of == nil {
		return nil
	}
	m.Field = c.fieldAt(e, of.Value)
	return c.figureType(m, of.Word)
}

// figureType is what an aggregate gives.
func (c *compiler) figureType(m *model.Measure, w spec.Word) *model.Measure {
	t := m.Of.Type
	switch {
	case m.Kind == model.Distinct:
		m.Type = rule.Int
		if t.Type == field.List {
			c.l.Errorf("wrong-type", w.At, "values are counted one by one, and this is %s", t)
			return nil
		}
		return m
	case anything(t):
		m.Type = rule.Unknown
		return m
	case t.Numeric():
	case (m.Kind == model.Min || m.Kind == model.Max) && (t.Type == field.Day || t.Type == field.Instant):
	default:
		d := c.l.Errorf("wrong-type", w.At, "%s takes numbers or money, and this is %s", m.Kind, t)
		if t.Type == field.Bool {
			d.WithHint("to count those for which it holds write {count: true, where: %s}", w.Value)
		}
		return nil
	}
	if m.Type = t; m.Kind == model.Avg && t.Type == field.Int {
		m.Type = rule.Decimal
	}
	return m
}

// figureFormula is computed from the figures before it.
func (c *compiler) figureFormula(m *model.Measure, s *spec.Measure, before []*model.Measure) *model.Measure {
	if s.Where.Given() {
		c.l.Errorf("wrong-key", s.Where.At, "a formula is computed from figures, not from records").WithHint("write where at the measures that it uses")
	}
	scope := &rule.Scope{Schema: c.schema}
	for _, b := range before {
		scope.Vars = append(scope.Vars, rule.Var{Name: b.Name, Type: b.Type})
	}
	if m.Of = c.expr(s.Formula.Word, scope, rule.Unknown); m.Of == nil {
		return nil
	}
	if t := m.Of.Type; !anything(t) && !t.Numeric() {
		c.l.Errorf("wrong-type", s.Formula.At, "a figure is a number or money, and this is %s", t)
		return nil
	}
	m.Type = m.Of.Type
	return m
}

// inDatabase is expr for a value that the database computes for every record.
func (c *compiler) inDatabase(w spec.Word, scope *rule.Scope, want rule.Type) *rule.Expr {
	x := c.expr(w, scope, want)
	if x != nil && !slices.ContainsFunc(c.asked, func(a asked) bool { return a.x == x }) {
		c.asked = append(c.asked, asked{w, x})
	}
	return x
}
