package compile

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// names is a scope that grows: the results of steps, the records of a scenario. A branch gets a copy of the
// scope, and shares the count, so that no two names share a place among the values.
type names struct {
	c     *compiler
	scope *rule.Scope
	count *int
	all   *[]rule.Var  // every name by place, those of branches too
	set   map[int]bool // places of the names that a step "set" gave, which another may give anew
	hides bool         // a name may hide one of the same name outside: in turns of drawn data
}

func (c *compiler) newNames(base rule.Scope) *names {
	n := len(base.Vars)
	all := slices.Clone(base.Vars)
	return &names{c: c, scope: &base, count: &n, all: &all, set: map[int]bool{}}
}

// branch is a copy: what it names is not known outside it.
func (n *names) branch() *names {
	scope := *n.scope
	return &names{n.c, &scope, n.count, n.all, n.set, n.hides}
}

// add names a value for what follows, and gives its place.
func (n *names) add(w spec.Word, t rule.Type) int {
	if !n.free(w) {
		return -1
	}
	return n.put(w.Value, t)
}

// put names a value without asking; an earlier one of the name is hidden.
func (n *names) put(name string, t rule.Type) int {
	at := *n.count
	*n.count++
	*n.all = append(*n.all, rule.Var{Name: name, Type: t})
	vars := make([]rule.Var, at+1)
	copy(vars, n.scope.Vars)
	for i := range vars {
		if vars[i].Name == name {
			vars[i].Name = ""
		}
	}
	vars[at] = rule.Var{Name: name, Type: t}
	scope := *n.scope
	scope.Vars = vars
	n.scope = &scope
	return at
}

// assigned finds a name in sight that a step "set" gave.
func (n *names) assigned(name string) (slot int, ok bool) {
	slot = slices.IndexFunc(n.scope.Vars, func(v rule.Var) bool { return v.Name == name })
	return slot, slot >= 0 && n.set[slot]
}

func (n *names) free(w spec.Word) bool {
	c := n.c
	if !c.memberName(w, "result") {
		return false
	}
	if !n.hides && slices.ContainsFunc(n.scope.Vars, func(v rule.Var) bool { return v.Name == w.Value }) {
		c.l.Errorf("duplicate-name", w.At, "the name %q is taken by a step before this one, or by a user", w.Value).WithHint("give it another name")
		return false
	}
	if x := c.entities[n.scope.Entity]; x != nil && (x.Entity.Field(w.Value) != nil || x.Entity.Inverse(w.Value) != nil) {
		c.l.Errorf("duplicate-name", w.At, "%q is a field of %q already, so this name would hide it", w.Value, n.scope.Entity).WithHint("give it another name")
		return false
	}
	return true
}

// record compiles a value that must be a record, and gives its entity; nil when it is not known.
func (n *names) record(v spec.Value, what string) (*model.Value, *model.Entity) {
	w, ok := v.Formula()
	if !ok {
		c := n.c
		d := c.l.Errorf("wrong-type", v.At, "%s takes a record, so its value is a formula", what)
		d.WithHint("write =%s", wordOr(v, "this"))
		return nil, nil
	}
	x := n.c.expr(w, n.scope, rule.Unknown)
	if x == nil {
		return nil, nil
	}
	return &model.Value{Formula: x, At: v.At}, n.c.entityOf(x.Type, what, v)
}

func (c *compiler) entityOf(t rule.Type, what string, v spec.Value) *model.Entity {
	if anything(t) {
		return nil
	}
	if e := c.entities[t.Entity]; e != nil {
		return e.Entity
	}
	if t.Type == rule.RecordOf("").Type {
		c.l.Errorf("wrong-type", v.At, "%s takes a record of one entity, and this may be of several", what)
		return nil
	}
	c.l.Errorf("wrong-type", v.At, "%s takes a record, and this is %s", what, t)
	return nil
}
