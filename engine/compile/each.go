package compile

import (
	"encoding/json"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// each compiles a step that goes through a collection. What its steps name is not known after it.
func (c *compiler) each(a *model.Automation, s *spec.Step, st *model.Step, n *names) *model.EachAction {
	out := &model.EachAction{In: c.expr(s.Each.Word, n.scope, rule.Unknown)}
	if len(s.Do) == 0 {
		c.missing(s.At, "the step", "do", "write do: and the steps for each element")
	}
	elem := rule.Unknown
	if out.In != nil && !anything(out.In.Type) {
		if out.In.Type.Elem == nil {
			c.l.Errorf("wrong-type", s.Each.At, "each goes through a collection, and this is %s", out.In.Type)
			return nil
		}
		elem = *out.In.Type.Elem
	}
	inner := n.branch()
	if !s.As.Given() {
		c.missing(s.At, "the step", "as", "write as: and what one element is called in the steps")
	} else if st.AsVar = inner.add(s.As, elem); st.AsVar >= 0 {
		st.As = s.As.Value
	}
	out.Do = c.steps(a, s.Do, inner, st.Path+".do.")
	c.deletedElement(st, out.Do)
	return out
}

// deletedElement warns of steps after the one that deletes the element: they are not done for one that is gone.
func (c *compiler) deletedElement(st *model.Step, do []*model.Step) {
	for i, s := range do[:max(len(do)-1, 0)] {
		x, ok := s.Action.(*model.DeleteAction)
		if ok && s.When == nil && x.Of != nil && x.Of.Formula != nil && x.Of.Formula.Source == st.As {
			c.l.Warnf("unreachable-step", do[i+1].At, "no run comes to this step: the one before it deletes %q", st.As).
				WithHint("delete it last")
		}
	}
}

// setStep compiles a step that names values of the run. A name that an earlier set gave is given anew.
func (c *compiler) setStep(s *spec.Step, n *names) *model.SetAction {
	out := &model.SetAction{}
	if len(s.Set) == 0 {
		c.missing(s.At, "the step", "set", "write set: {name: value}")
	}
	for _, e := range s.Set {
		v, t := c.named(e.Value, n)
		slot := -1
		if old, ok := n.assigned(e.Key.Value); ok {
			slot = old
			c.givenAnew(e, n.scope.Vars[old].Type, t)
		} else if slot = n.add(e.Key, t); slot >= 0 {
			n.set[slot] = true
		}
		if slot >= 0 && v != nil {
			out.Values = append(out.Values, model.Named{Name: e.Key.Value, Slot: slot, Value: v})
		}
	}
	return out
}

// givenAnew checks that a name keeps its type: the steps after it were written for that.
func (c *compiler) givenAnew(e spec.Entry[spec.Value], was, is rule.Type) {
	if anything(was) || anything(is) || is.Type == field.Null || assignable(is, was) {
		return
	}
	c.l.Errorf("wrong-type", e.Value.At, "%q was %s, and this is %s", e.Key.Value, was, is).WithHint("give it another name")
}

// named compiles a value that has no field to say what it is: a formula, text with values in it, or a literal.
func (c *compiler) named(v spec.Value, n *names) (*model.Value, rule.Type) {
	if w, ok := v.Formula(); ok {
		x := c.expr(w, n.scope, rule.Unknown)
		if x == nil {
			return nil, rule.Unknown
		}
		return &model.Value{Formula: x, At: v.At}, x.Type
	}
	w, ok := v.Word()
	if !ok {
		c.l.Errorf("wrong-type", v.At, "a value of a run is a text, a number, true, false, or a formula")
		return nil, rule.Unknown
	}
	kind := "text"
	switch v.Literal().(type) {
	case bool:
		kind = "boolean"
	case json.Number:
		if kind = "integer"; strings.ContainsAny(w.Value, ".eE") {
			kind = "decimal"
		}
	}
	f := &model.Field{Name: w.Value, Kind: fieldKind(kind)}
	return c.value(v, f, n.scope), model.TypeOf(f)
}

func fieldKind(name string) field.Kind {
	k, _ := field.Named(name)
	return k
}
