package compile

import (
	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// maxTurns bounds the turns of one block, and of blocks within blocks.
const maxTurns = 100_000

func (c *compiler) data() {
	n := c.newNames(c.peopleScope())
	for _, group := range c.p.Data {
		e := c.entityNamed(group.Key)
		if e == nil {
			continue
		}
		for _, r := range group.Value {
			g := &model.Given{At: r.At, AsVar: -1, Create: &model.CreateAction{Entity: e, Set: c.set(e, r.Set, n.scope, inData)}}
			if r.As.Given() {
				if g.AsVar = n.add(r.As, rule.RecordOf(e.Name)); g.AsVar >= 0 {
					g.As = r.As.Value
				}
			}
			c.m.Data = append(c.m.Data, g)
		}
	}
	for _, b := range c.p.Generate {
		if g := c.block(n.branch(), b, maxTurns); g != nil {
			c.m.Data = append(c.m.Data, g)
		}
	}
	c.m.DataVars = *n.count
}

// block compiles drawn data. What it names is known until the end of a turn.
func (c *compiler) block(n *names, s *spec.Block, most int64) *model.Given {
	if !s.Repeat.Given() {
		return nil // the decoder has said that a number is expected, or there is no block at all
	}
	if s.Repeat.Value < 1 || s.Repeat.Value > most {
		c.l.Errorf("wrong-value", s.Repeat.At, "a block is repeated from 1 to %d times", most)
		return nil
	}
	n.hides = true
	out := &model.Repeat{Times: int(s.Repeat.Value), Seed: s.Seed.Value}
	out.NVar = n.put("n", rule.Int)
	for _, e := range s.Let {
		g := &model.Given{At: e.Value.At, Let: c.let(n, e.Value)}
		if g.Let == nil {
			n.add(e.Key, rule.Unknown)
			continue
		}
		if g.AsVar = n.add(e.Key, letType(g.Let)); g.AsVar >= 0 {
			g.As = e.Key.Value
			out.Let = append(out.Let, g)
		}
	}
	if len(s.Do) == 0 {
		c.missing(s.Repeat.At, "the block", "do", "write do: and a list of steps")
	}
	for _, x := range s.Do {
		if g := c.drawnStep(n, x, most/s.Repeat.Value); g != nil {
			out.Do = append(out.Do, g)
		}
	}
	return &model.Given{AsVar: -1, Repeat: out}
}

const drawVerbs = "create, update, delete, move, repeat"

func (c *compiler) drawnStep(n *names, s *spec.Given, most int64) *model.Given {
	g := &model.Given{AsVar: -1}
	switch verb := c.verb(s.Verbs(), s.Head.At, drawVerbs); verb {
	case "":
		return nil
	case "repeat":
		if s.When.Given() {
			c.l.Errorf("wrong-key", s.When.At, "a block has no condition of its own").WithHint("give the condition to its steps")
		}
		if g = c.block(n.branch(), &s.Block, most); g == nil {
			return nil
		}
	case "create", "update", "delete", "move":
		g.When = c.expr(s.When.Word, n.scope, rule.Bool)
		if !c.change(n, s, verb, g, inDraw) {
			return nil
		}
	default:
		c.l.Errorf("wrong-key", s.Head.At, "%q is no step of drawn data", verb).WithHint("write one of %s", drawVerbs)
		return nil
	}
	g.At, g.By = s.Head.At, c.person(s.By)
	if s.Chance.Given() {
		if s.Chance.Value < 1 || s.Chance.Value > 100 {
			c.l.Errorf("wrong-value", s.Chance.At, "a chance is from 1 to 100 percent")
		}
		g.Chance = int(s.Chance.Value)
	}
	if s.At.Given() {
		g.Moment = c.plain(s.At, n.scope, rule.Unknown, "a date or an instant")
	}
	return g
}

// let is a value that is drawn once for a turn: a draw, a formula, a text or a literal.
func (c *compiler) let(n *names, v spec.Value) *model.Value {
	if d, is := c.draw(n.scope, v, nil); is {
		return d
	}
	return c.free(n.scope, v)
}

// free is a value that no field has claimed: a literal is what YAML takes it for.
func (c *compiler) free(scope *rule.Scope, v spec.Value) *model.Value {
	if w, ok := v.Formula(); ok {
		return &model.Value{Formula: c.expr(w, scope, rule.Unknown), At: v.At}
	}
	switch x := v.Literal().(type) {
	case bool:
		return &model.Value{Literal: x, At: v.At}
	case string:
		if d, err := field.ParseDate(x); err == nil {
			return &model.Value{Literal: d, At: v.At}
		}
		return &model.Value{Literal: x, At: v.At}
	case nil:
		return &model.Value{At: v.At}
	}
	if w, ok := v.Word(); ok {
		if d, err := decimal.NewFromString(w.Value); err == nil {
			if d.IsInteger() && d.Exponent() >= 0 {
				return &model.Value{Literal: d.IntPart(), At: v.At}
			}
			return &model.Value{Literal: d, At: v.At}
		}
	}
	c.l.Errorf("wrong-type", v.At, "a value, or a map with pick, between or chance, is expected here")
	return nil
}

// drawn is the value of a field in drawn data.
func (c *compiler) drawn(v spec.Value, f *model.Field, scope *rule.Scope) *model.Value {
	if d, is := c.draw(scope, v, f); is {
		return d
	}
	return c.value(v, f, scope)
}

// draw reads {pick: […]}, {between: [a, b], step: c} or {chance: n}. is tells that it is one, right or wrong.
func (c *compiler) draw(scope *rule.Scope, v spec.Value, f *model.Field) (out *model.Value, is bool) {
	keys, ok := v.Members()
	if !ok || len(keys) == 0 {
		return nil, false
	}
	first := keys[0]
	var d *model.Draw
	switch first.Key.Value {
	case "pick":
		d = c.pick(scope, first.Value, f)
	case "between":
		d = c.between(keys)
	case "chance":
		if w, ok := first.Value.Word(); ok {
			if p, err := decimal.NewFromString(w.Value); err == nil && p.IsInteger() && !p.IsNegative() && p.LessThanOrEqual(decimal.NewFromInt(100)) {
				d = &model.Draw{Form: model.DrawChance, Chance: int(p.IntPart())}
				break
			}
		}
		c.l.Errorf("wrong-value", first.Value.At, "a chance is a whole number of percent, from 0 to 100")
	default:
		return nil, false
	}
	if d == nil {
		return nil, true
	}
	out = &model.Value{Draw: d, At: v.At}
	if f != nil && d.Form != model.DrawPick {
		c.fits(letType(out), f, v.At)
	}
	return out, true
}

func (c *compiler) pick(scope *rule.Scope, v spec.Value, f *model.Field) *model.Draw {
	items, ok := v.Items()
	if !ok || len(items) == 0 {
		c.l.Errorf("wrong-type", v.At, "pick takes a list of values").WithHint("write pick: [a, b]")
		return nil
	}
	d := &model.Draw{Form: model.DrawPick}
	for _, x := range items {
		value := c.free
		if f != nil {
			value = func(scope *rule.Scope, v spec.Value) *model.Value { return c.value(v, f, scope) }
		}
		if y := value(scope, x); y != nil {
			d.Pick = append(d.Pick, y)
		}
	}
	if len(d.Pick) == 0 {
		return nil
	}
	return d
}

func (c *compiler) between(keys spec.Map[spec.Value]) *model.Draw {
	v := keys[0].Value
	ends, ok := v.Items()
	if !ok || len(ends) != 2 {
		c.l.Errorf("wrong-type", v.At, "between takes two numbers or two dates").WithHint("write between: [1, 10]")
		return nil
	}
	a, _ := ends[0].Word()
	b, _ := ends[1].Word()
	from, err1 := field.ParseDate(a.Value)
	to, err2 := field.ParseDate(b.Value)
	if err1 == nil && err2 == nil && to.Sub(from) >= 0 {
		return &model.Draw{Form: model.DrawDay, First: from, Days: to.Sub(from)}
	}
	step := spec.Word{Value: "1"}
	for _, k := range keys[1:] {
		if k.Key.Value != "step" {
			c.l.Errorf("unknown-key", k.Key.At, "there is no key %q beside between", k.Key.Value).WithHint("the key here: step")
			continue
		}
		step, _ = k.Value.Word()
	}
	d := &model.Draw{Form: model.DrawNumber}
	var err3 error
	d.From, err1 = decimal.NewFromString(a.Value)
	d.To, err2 = decimal.NewFromString(b.Value)
	d.Step, err3 = decimal.NewFromString(step.Value)
	if err1 != nil || err2 != nil || err3 != nil || d.To.LessThan(d.From) || !d.Step.IsPositive() {
		c.l.Errorf("wrong-value", v.At, "between takes two numbers or two dates, the smaller one first").WithHint("write between: [1, 10], or {between: [10, 90], step: 0.5}")
		return nil
	}
	d.Scale = max(0, -d.From.Exponent(), -d.Step.Exponent())
	return d
}

// letType is the type of a drawn value: of a pick, what all its values have in common.
func letType(v *model.Value) rule.Type {
	switch {
	case v.Formula != nil:
		return v.Formula.Type
	case v.Draw == nil:
		return literalType(v.Literal)
	}
	switch v.Draw.Form {
	case model.DrawChance:
		return rule.Bool
	case model.DrawDay:
		return rule.Day
	case model.DrawNumber:
		if v.Draw.Scale == 0 {
			return rule.Int
		}
		return rule.Decimal
	}
	return pickType(v.Draw.Pick)
}

func pickType(values []*model.Value) rule.Type {
	out := rule.Null
	var words []string
	for _, v := range values {
		if s, ok := v.Literal.(string); ok {
			words = append(words, s)
		}
		t := letType(v)
		switch {
		case out.Type == field.Null:
			out = t
		case t.Type == field.Null, t.Type == out.Type && t.Entity == out.Entity:
		case t.Numeric() && out.Numeric():
			out = rule.Decimal
		default:
			return rule.Unknown
		}
	}
	if len(words) == len(values) {
		return rule.ChoiceOf(words)
	}
	return out
}

func literalType(v any) rule.Type {
	switch v.(type) {
	case bool:
		return rule.Bool
	case int64:
		return rule.Int
	case decimal.Decimal:
		return rule.Decimal
	case field.Date:
		return rule.Day
	case string:
		return rule.Text
	}
	return rule.Null
}
