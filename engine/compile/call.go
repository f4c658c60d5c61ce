package compile

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// callee is an automation on its way to the model. One that is called is compiled before whoever calls it, since the
// result of a call has the type of the called one's; a call to one that is being compiled goes round in a circle.
type callee struct {
	spec  spec.Entry[*spec.Automation]
	begun bool
	done  bool
	model *model.Automation
}

func (c *compiler) compiled(x *callee) {
	if x.begun {
		return
	}
	x.begun = true
	c.calling = append(c.calling, x.spec.Key.Value)
	x.model = c.automation(x.spec.Key, x.spec.Value)
	c.calling = c.calling[:len(c.calling)-1]
	x.done = true
}

// resultOf compiles what a called automation gives.
func (c *compiler) resultOf(a *model.Automation, s *spec.Automation, n *names) {
	if !s.Result.Given() {
		return
	}
	if a.Called() == nil {
		c.l.Errorf("wrong-key", s.Result.At, "“result” belongs to automations that are called").WithHint("write on: {called: …}, or leave it out")
		return
	}
	a.Result = c.expr(s.Result.Word, n.scope, rule.Unknown)
}

// resultType is the type of what a call gives; Null: nothing that could be named.
func resultType(x *model.CallAction) rule.Type {
	if x.Background || x.Automation.Result == nil {
		return rule.Null
	}
	return x.Automation.Result.Type
}

// call compiles a step that has another automation run.
func (c *compiler) call(s *spec.Step, n *names) *model.CallAction {
	a := c.calledNamed(s.Call)
	if a == nil {
		return nil
	}
	out := &model.CallAction{Automation: a, Background: s.Background.Value}
	of := c.entities[n.scope.Entity]
	var e *model.Entity
	if s.Of.Given() {
		if out.Of, e = n.record(s.Of, "a call"); e == nil {
			return nil
		}
	} else if of != nil {
		e = of.Entity
	}
	if e != a.Entity {
		c.l.Errorf("wrong-type", s.Call.At, "%q is called for a record of %q, and this is none", a.Name, a.Entity.Name).
			WithHint("write of: and a record of %s", a.Entity.Name)
		return nil
	}
	c.arguments(out, s, n)
	return out
}

// arguments are the values that a call gives: those that it must, and no others.
func (c *compiler) arguments(out *model.CallAction, s *spec.Step, n *names) {
	t := out.Automation.Called()
	for _, x := range s.With {
		f := formField(t, x.Key.Value)
		if f == nil {
			c.unknown("unknown-field", x.Key, "value that "+quoted(out.Automation.Name)+" takes", formNames(t))
			continue
		}
		if v := c.value(x.Value, f, n.scope); v != nil {
			out.With = append(out.With, model.Assignment{Field: f, Value: v})
		}
	}
	for _, f := range t.Form {
		if _, given := s.With.Get(f.Name); f.Required.Always && f.Default == nil && !given {
			c.missing(s.At, "the call of "+quoted(out.Automation.Name), f.Name, "write with: {"+f.Name+": …}")
		}
	}
}

// orOneOf offers those that can be called.
func orOneOf(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ", or call one of: " + strings.Join(names, ", ")
}

// calledNamed finds an automation that may be called, and compiles it if it has not been.
func (c *compiler) calledNamed(w spec.Word) *model.Automation {
	x := c.calls[w.Value]
	if x == nil || len(causesCalled(x.spec.Value)) == 0 {
		var known []string
		for _, e := range c.p.Automations {
			if len(causesCalled(e.Value)) > 0 {
				known = append(known, e.Key.Value)
			}
		}
		if x != nil {
			c.l.Errorf("unknown-automation", w.At, "the automation %q cannot be called: it starts by other causes alone", w.Value).
				WithHint("add the cause called: and its entity to its “on”%s", orOneOf(known))
			return nil
		}
		c.unknown("unknown-automation", w, "automation to call", known)
		return nil
	}
	c.use(AutomationName, w.Value, w)
	if x.begun && !x.done {
		c.l.Errorf("call-circle", w.At, "automations call each other in a circle: %s → %s", strings.Join(c.calling[circleStart(c.calling, w.Value):], " → "), w.Value).
			WithHint("a run would wait for itself: let one of them do the steps that the others need")
		return nil
	}
	c.compiled(x)
	if x.model == nil || x.model.Called() == nil {
		return nil // what is wrong with it has been told
	}
	return x.model
}

func circleStart(calling []string, name string) int {
	for i, x := range calling {
		if x == name {
			return i
		}
	}
	return 0
}

func causesCalled(s *spec.Automation) (called []spec.Word) {
	for _, t := range s.On {
		if t.Called.Given() {
			called = append(called, t.Called)
		}
	}
	return called
}
