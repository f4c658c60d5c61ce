package compile

import (
	"fmt"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// exclusive compiles what only one record may hold at a time, with the question who is in the way. It gets an index.
func (c *compiler) exclusive(e *entity, s *spec.Exclusive) {
	x := &model.Exclusive{What: c.fieldsNamed(e.Entity, s.What), At: s.At}
	if len(s.What) == 0 {
		c.missing(s.At, "the exclusive use", "what", "write what: [room]")
	}
	for i, f := range x.What {
		if t := model.TypeOf(f).Type; !f.Stored() || t == field.List || t == field.Any || t == field.Document || t == field.Point || t == field.Span {
			c.l.Errorf("wrong-type", s.What[min(i, len(s.What)-1)].At, "%q is %s, and what is held is one plain value or link", f.Name, a(f.Kind.Name()+" field"))
			return
		}
	}
	during := c.fieldsNamed(e.Entity, s.During)
	if len(s.During) != 2 {
		at := s.At
		if len(s.During) > 0 {
			at = s.During[0].At
		}
		c.l.Errorf("missing-key", at, "exclusive use lasts from one field to another, and there are %d", len(s.During)).WithHint("write during: [starts_at, ends_at]")
	}
	where := c.selects(s.Where.Word, c.scopeOf(e.Entity))
	if len(during) != 2 || len(s.During) != 2 || len(x.What) == 0 || len(x.What) != len(s.What) || s.Where.Given() && where == nil {
		return
	}
	x.During, x.Where = [2]*model.Field{during[0], during[1]}, where
	if !c.lasts(s, x.During) {
		return
	}
	if x.Clash = c.rival(e.Entity, x); x.Clash == nil {
		return
	}
	e.Exclusive = append(e.Exclusive, x)
	e.Indexes = append(e.Indexes, append(x.What[:len(x.What):len(x.What)], x.During[0]))
}

// lasts tells whether two fields are the ends of a time.
func (c *compiler) lasts(s *spec.Exclusive, ends [2]*model.Field) bool {
	for i, f := range ends {
		if t := model.TypeOf(f).Type; t != field.Day && t != field.Instant || !f.Stored() {
			c.l.Errorf("wrong-type", s.During[i].At, "%q is %s, and exclusive use lasts from one date or instant to another", f.Name, a(f.Kind.Name()+" field"))
			return false
		}
	}
	if model.TypeOf(ends[0]).Type != model.TypeOf(ends[1]).Type {
		c.l.Errorf("wrong-type", s.During[1].At, "%q is a %s and %q a %s: both are dates, or both are instants", ends[0].Name, ends[0].Kind.Name(), ends[1].Name, ends[1].Kind.Name())
		return false
	}
	return true
}

// rival is the condition of being in the way of a record.
func (c *compiler) rival(e *model.Entity, x *model.Exclusive) *rule.Expr {
	scope := &rule.Scope{Schema: c.schema, Entity: e.Name}
	var parts []string
	for i, f := range x.What {
		name := fmt.Sprintf("_what%d", i)
		scope.Vars = append(scope.Vars, rule.Var{Name: name, Type: model.TypeOf(f)})
		parts = append(parts, f.Name+" == "+name)
	}
	scope.Vars = append(scope.Vars, rule.Var{Name: "_from", Type: model.TypeOf(x.During[0])}, rule.Var{Name: "_to", Type: model.TypeOf(x.During[1])})
	before, after := "<", ">"
	if model.TypeOf(x.During[0]).Type == field.Day {
		before, after = "<=", ">="
	}
	parts = append(parts, fmt.Sprintf("%s != nil and (_to == nil or %s %s _to)", x.During[0].Name, x.During[0].Name, before),
		fmt.Sprintf("(%s == nil or %s %s _from)", x.During[1].Name, x.During[1].Name, after))
	if x.Where != nil {
		parts = append(parts, "("+x.Where.Source+")")
	}
	out, problems := c.compileExpr(strings.Join(parts, " and "), scope, rule.Bool)
	if len(problems) > 0 {
		return nil // the condition itself is wrong, and told
	}
	return out
}
