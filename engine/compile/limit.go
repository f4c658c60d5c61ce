package compile

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

func (c *compiler) limits() {
	for _, e := range c.p.Limits {
		if !c.name(e.Key, "limit") {
			continue
		}
		if x := c.limit(e.Key, e.Value); x != nil {
			c.m.Limits = append(c.m.Limits, x)
		}
	}
}

func (c *compiler) limit(w spec.Word, s *spec.Limit) *model.Limit {
	x := &model.Limit{Name: w.Value, At: s.At}
	if !s.Entity.Given() {
		c.missing(s.At, "the limit "+quoted(w.Value), "entity", "write entity: and who is reached, like contact")
		return nil
	}
	if x.Entity = c.entityNamed(s.Entity); x.Entity == nil {
		return nil
	}
	scope := c.scopeOf(x.Entity)
	x.Consent, x.Unless, x.Zone = c.expr(s.Consent.Word, scope, rule.Bool), c.expr(s.Unless.Word, scope, rule.Bool), c.expr(s.Zone.Word, scope, rule.Text)
	x.NotBefore = c.notBefore(x.Entity, s, scope)
	for _, p := range s.AtMost {
		if !p.Times.Given() || !p.Per.Given() {
			c.missing(p.At, "at_most", "times", "write {times: 1, per: 3d}")
			continue
		}
		x.AtMost = append(x.AtMost, model.Cap{Times: int64(c.from(p.Times, 1, 1, 1_000_000)), Per: p.Per.Value})
	}
	if s.Quiet.Given() {
		x.Quiet = c.quiet(s.Quiet)
	}
	return x
}

// notBefore is a date or an instant; the field do_not_disturb_until where nothing is said.
func (c *compiler) notBefore(e *model.Entity, s *spec.Limit, scope *rule.Scope) *rule.Expr {
	if !s.NotBefore.Given() {
		if f := e.Field("do_not_disturb_until"); f != nil && (f.Kind.Type() == field.Day || f.Kind.Type() == field.Instant) {
			x, _ := c.compileExpr(f.Name, scope, rule.Unknown)
			return x
		}
		return nil
	}
	x := c.expr(s.NotBefore.Word, scope, rule.Unknown)
	if x != nil && !anything(x.Type) && x.Type.Type != field.Day && x.Type.Type != field.Instant {
		c.l.Errorf("wrong-type", s.NotBefore.At, "not_before takes a date or an instant, and this is %s", x.Type)
	}
	return x
}

func (c *compiler) quiet(w spec.Word) *model.Quiet {
	from, to, _ := strings.Cut(w.Value, "-")
	kind, _ := field.Named("time")
	a, err1 := kind.Decode(strings.TrimSpace(from), field.Options{})
	b, err2 := kind.Decode(strings.TrimSpace(to), field.Options{})
	if err1 != nil || err2 != nil || a == nil || b == nil || a == b {
		c.l.Errorf("wrong-value", w.At, "%q are not quiet hours", w.Value).WithHint(`write them like "21:00-09:00"`)
		return nil
	}
	return &model.Quiet{From: a.(field.Clock), To: b.(field.Clock)}
}

// limited finds the limit that an automation or a message keeps, and who is reached: the run's record, or the one
// record that it is linked with, unless it is said.
func (c *compiler) limited(s *spec.Limited, scope *rule.Scope) *model.Limited {
	if s == nil {
		return nil
	}
	if !s.By.Given() {
		c.missing(s.At, "the limit", "by", "write limit: and the name of one of section limits")
		return nil
	}
	var known []string
	for _, x := range c.m.Limits {
		if known = append(known, x.Name); x.Name != s.By.Value {
			continue
		}
		to := c.reached(x, s, scope)
		if to == nil {
			return nil
		}
		return &model.Limited{Limit: x, To: to}
	}
	for _, e := range c.p.Limits {
		if e.Key.Value == s.By.Value {
			return nil // it was found wrong, and that was said
		}
	}
	c.unknown("unknown-limit", s.By, "limit", known)
	return nil
}

func (c *compiler) reached(x *model.Limit, s *spec.Limited, scope *rule.Scope) *rule.Expr {
	want := rule.RecordOf(x.Entity.Name)
	if s.To.Given() {
		w, ok := s.To.Formula()
		if !ok {
			c.l.Errorf("wrong-type", s.To.At, "who is reached is a record, so its value is a formula").WithHint("write =%s", wordOr(s.To, "client"))
			return nil
		}
		return c.expr(w, scope, want)
	}
	if scope.Entity == x.Entity.Name {
		return c.sure("this", scope, want)
	}
	var ways []string
	if e := c.entities[scope.Entity]; e != nil {
		for _, f := range e.Fields {
			if !f.System && f.Link != nil && f.Kind.Name() == "link" && len(f.Link.To) == 1 && f.Link.To[0] == x.Entity {
				ways = append(ways, f.Name)
			}
		}
	}
	if len(ways) == 1 {
		return c.sure(ways[0], scope, want)
	}
	c.missing(s.At, "the limit", "to", "write limit: {by: "+x.Name+", to: =client}: it is not plain which "+x.Entity.Name+" is reached")
	return nil
}

func (c *compiler) sure(source string, scope *rule.Scope, want rule.Type) *rule.Expr {
	x, _ := c.compileExpr(source, scope, want)
	return x
}
