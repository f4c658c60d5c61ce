package compile

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// assign compiles whom a record is given to.
func (c *compiler) assign(a *model.Automation, s *spec.Step, n *names) *model.AssignAction {
	w := s.Assign
	out := &model.AssignAction{Entity: a.Entity, Working: w.Working.Value}
	if s.Of.Given() {
		if out.Of, out.Entity = n.record(s.Of, "assign"); out.Entity == nil {
			return nil
		}
	} else if a.Entity == model.Nothing {
		c.missing(s.At, "the step", "of", "write of: and the record that is given to somebody: the schedule is for none")
		return nil
	}
	if out.Field = c.personField(out.Entity, w.Field, s); out.Field == nil {
		return nil
	}
	if len(w.Rules) == 0 {
		if r := c.pool(out, &w.Pool, s.At, "the step", n); r != nil {
			out.Rules = []*model.AssignRule{r}
		}
		return out
	}
	if kinds := given(&w.Pool); len(kinds) > 0 {
		c.l.Errorf("wrong-value", w.Rules[0].At, "this has both rules and %q", kinds[0]).WithHint("make it the last of the rules")
	}
	for i, r := range w.Rules {
		if i > 0 && !w.Rules[i-1].When.Given() && w.Rules[i-1].To.Given() {
			c.l.Warnf("unreachable-step", r.At, "no record comes to this rule: the one before it holds always").WithHint("give that one a when:, or move it to the end")
		}
		if x := c.pool(out, &r.Pool, r.At, "the rule", n); x != nil {
			x.When = c.expr(r.When.Word, n.scope, rule.Bool)
			out.Rules = append(out.Rules, x)
		}
	}
	return out
}

// personField is the field that holds the person; the owner unless another is named.
func (c *compiler) personField(e *model.Entity, w spec.Word, s *spec.Step) *model.Field {
	if !w.Given() {
		if f := e.Field(model.Owner); f != nil {
			return f
		}
		c.missing(s.At, "the step", "field", fmt.Sprintf("write field: and who of %s it is: its records have no owner", quoted(e.Name)))
		return nil
	}
	f := c.fieldNamed(e, w)
	if f != nil && f.Kind.Name() != "user" {
		c.l.Errorf("wrong-type", w.At, "a record is given to a person, and %q is %s", f.Name, f.Kind.Name()).WithHint("name a field of type user")
		return nil
	}
	return f
}

// given are the ways that are written.
func given(p *spec.Pool) (kinds []model.AssignBy) {
	if p.To.Given() {
		kinds = append(kinds, model.AssignTo)
	}
	if p.RoundRobin != nil {
		kinds = append(kinds, model.RoundRobin)
	}
	if p.LeastLoaded != nil {
		kinds = append(kinds, model.LeastLoaded)
	}
	return kinds
}

// pool compiles of whom one is taken, and how; nil when that is not known.
func (c *compiler) pool(a *model.AssignAction, p *spec.Pool, at diag.Range, what string, n *names) *model.AssignRule {
	kinds := given(p)
	switch {
	case len(kinds) == 0:
		c.missing(at, what, "round_robin", "write round_robin: role.manager, least_loaded: role.manager, or to: and a person")
		return nil
	case len(kinds) > 1:
		c.l.Errorf("wrong-value", at, "this has both %q and %q", kinds[0], kinds[1]).WithHint("choose one, or write two rules")
		return nil
	}
	out := &model.AssignRule{By: kinds[0]}
	values := map[model.AssignBy]spec.List[spec.Value]{model.AssignTo: {p.To}, model.RoundRobin: p.RoundRobin, model.LeastLoaded: p.LeastLoaded}[out.By]
	if len(values) == 0 {
		c.l.Errorf("empty-pool", at, "there is nobody in this list, so nobody is ever chosen").WithHint("name a role, like role.manager, or people, like =team.members")
		return nil
	}
	for _, v := range values {
		c.poolOf(out, v, n)
	}
	if p.Where.Given() {
		scope := *n.scope
		person := rule.RecordOf(model.UserEntity)
		scope.Element = &person
		out.Where = c.expr(p.Where.Word, &scope, rule.Bool)
	}
	if p.Load != nil && out.By != model.LeastLoaded {
		c.l.Errorf("wrong-key", p.Load.At, "“load” belongs to least_loaded, not to %s", out.By)
	} else if out.By == model.LeastLoaded {
		out.Load = c.load(a, p.Load)
	}
	return out
}

// poolOf adds a role, written role.manager, or people, written as a formula.
func (c *compiler) poolOf(out *model.AssignRule, v spec.Value, n *names) {
	if w, ok := v.Formula(); ok {
		if x := c.expr(w, n.scope, rule.Unknown); x != nil && people(x.Type) {
			out.People = append(out.People, &model.Value{Formula: x, At: v.At})
		} else if x != nil {
			c.l.Errorf("wrong-type", v.At, "a record is given to a person, and this is %s", x.Type).WithHint("write role.manager, or a formula that gives people")
		}
		return
	}
	w, ok := v.Word()
	name, isRole := strings.CutPrefix(w.Value, "role.")
	if !ok || !isRole {
		c.l.Errorf("wrong-value", v.At, "%q is neither a role nor a formula", w.Value).WithHint("write role.%s, or a formula after “=”", c.roleMeant(w.Value))
		return
	}
	out.Roles = append(out.Roles, c.rolesNamed([]spec.Word{w.Sub(len("role."), len(name))})...)
}

func people(t rule.Type) bool {
	return anything(t) || t.Entity == model.UserEntity || t.Elem != nil && people(*t.Elem)
}

// roleMeant is the role that a word may have meant.
func (c *compiler) roleMeant(word string) string {
	if c.m.Role(word) != nil || len(c.m.Roles) == 0 {
		return word
	}
	return cmp.Or(diag.Nearest(word, c.roleNames()), c.m.Roles[len(c.m.Roles)-1].Name)
}

// load is what is counted of a person: what the package says, or the records of the entity that are still open.
func (c *compiler) load(a *model.AssignAction, s *spec.Burden) *model.Load {
	out := &model.Load{Entity: a.Entity, Field: a.Field}
	where := openOf(a.Entity)
	if s != nil {
		if !s.Entity.Given() {
			c.missing(s.At, "the load", "entity", "write entity: and whose records are counted")
			return out
		}
		if out.Entity = c.entityNamed(s.Entity); out.Entity == nil {
			return nil
		}
		name := spec.Word{Value: model.Owner, At: s.Entity.At}
		if s.Field.Given() {
			name = s.Field
		}
		if out.Field = c.fieldNamed(out.Entity, name); out.Field == nil {
			return nil
		}
		if c.selects(s.Where.Word, c.scopeOf(out.Entity)) == nil && s.Where.Given() {
			return nil // it was said why
		}
		where = "true"
		if s.Where.Given() {
			where = s.Where.Value
		}
	}
	scope := *c.scopeOf(out.Entity)
	scope.Vars = append(scope.Vars[:len(scope.Vars):len(scope.Vars)], rule.Var{Name: "the_person", Type: rule.RecordOf(model.UserEntity)})
	x, problems := rule.Compile("("+where+") && "+out.Field.Name+" == the_person", &scope, rule.Bool)
	if x == nil {
		c.l.Errorf(problems[0].Code, s.At, "load: %s", problems[0].Message)
		return nil
	}
	out.Where = x
	return out
}

// openOf is the condition that a record is at no end of its funnel.
func openOf(e *model.Entity) string {
	parts := []string{"true"}
	for _, f := range e.Funnels {
		for _, s := range f.Stages {
			if s.Kind == model.Won || s.Kind == model.Lost {
				parts = append(parts, fmt.Sprintf("!(funnel == %q && stage == %q)", f.Name, s.Name))
			}
		}
	}
	return strings.Join(parts, " && ")
}
