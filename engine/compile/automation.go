package compile

import (
	"fmt"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

func (c *compiler) automations() {
	c.calls = map[string]*callee{}
	for _, e := range c.p.Automations {
		if c.name(e.Key, "automation") {
			c.calls[e.Key.Value] = &callee{spec: e}
		}
	}
	for _, e := range c.p.Automations {
		if x := c.calls[e.Key.Value]; x != nil && x.spec.Key.At == e.Key.At {
			if c.compiled(x); x.model != nil {
				c.m.Automations = append(c.m.Automations, x.model)
			}
		}
	}
	if !c.l.Failed() {
		c.loops()
	}
}

func (c *compiler) automation(w spec.Word, s *spec.Automation) *model.Automation {
	a := &model.Automation{Name: w.Value, Label: c.labelOr(s.Label, w.Value), At: s.At}
	if len(s.On) == 0 {
		c.missing(s.At, "the automation "+quoted(w.Value), "on", "write for example on: {created: deal}")
	}
	if len(s.Do) == 0 {
		c.missing(s.At, "the automation "+quoted(w.Value), "do", "write do: and a list of steps")
	}
	for i, t := range s.On {
		c.trigger(a, t, i)
	}
	if a.Entity == nil {
		return nil
	}
	scope := rule.Scope{Schema: c.schema, Entity: a.Entity.Name, Old: true}
	a.When = c.expr(s.When.Word, &scope, rule.Bool)
	plain := c.scopeOf(a.Entity)
	a.CancelWhen = c.expr(s.CancelWhen.Word, plain, rule.Bool)
	c.once(a, s)
	a.Limit = c.limited(s.Limit, &scope)
	n := c.newNames(scope)
	c.answers(a, s.On, n)
	a.Do = c.steps(a, s.Do, n, "")
	a.Vars = *n.all
	c.resultOf(a, s, n)
	return a
}

// once is "per record", "per stage visit" or "per" and an expression.
func (c *compiler) once(a *model.Automation, s *spec.Automation) {
	if !s.Once.Given() {
		return
	}
	rest, ok := s.Per()
	if !ok {
		c.l.Errorf("wrong-value", s.Once.At, "%q does not say how often", s.Once.Value).WithHint("write once: per record, per stage visit, or per and an expression")
		return
	}
	switch strings.Join(strings.Fields(rest.Value), " ") {
	case "record":
		a.Once = "record"
		if a.Entity == model.Nothing {
			c.l.Errorf("wrong-value", s.Once.At, "the schedule is for no record, so this would run once for ever").WithHint("leave out once, or write each: {entity: …} at the schedule")
		}
	case "stage visit":
		a.Once = "stage visit"
		if a.Entity != model.Nothing && len(a.Entity.Funnels) == 0 {
			c.l.Errorf("wrong-value", s.Once.At, "%q has no funnel, so there are no visits of a stage", a.Entity.Name).WithHint("write once: per record")
		}
	default:
		a.OnceBy = c.expr(rest, c.scopeOf(a.Entity), rule.Unknown)
	}
}

const automationVerbs = "create, update, delete, move, assign, task, email, webhook, document, wait, if, each, call, set, stop, log"

// steps compiles a list of steps. path is the address of the list: "" at the top, "3.then." within.
func (c *compiler) steps(a *model.Automation, list []*spec.Step, n *names, path string) []*model.Step {
	var out []*model.Step
	stopped := false
	for i, s := range list {
		if stopped {
			c.l.Warnf("unreachable-step", s.At, "no run comes to this step: the one before it stops").WithHint("remove it, or put stop into a condition")
			stopped = false
		}
		st := &model.Step{Path: fmt.Sprintf("%s%d", path, i), At: s.At, AsVar: -1}
		st.Kind = c.verb(s.Verbs(), s.At, automationVerbs)
		stopped = st.Kind == "stop" && !s.When.Given()
		st.When = c.expr(s.When.Word, n.scope, rule.Bool)
		action, result := c.action(a, s, st, n)
		if s.As.Given() && st.Kind != "each" {
			c.nameStep(st, s, n, result)
		}
		if action != nil {
			st.Action = action
			out = append(out, st)
		}
	}
	return out
}

func (c *compiler) nameStep(st *model.Step, s *spec.Step, n *names, result rule.Type) {
	if result.Type == field.Null {
		c.l.Errorf("wrong-key", s.As.At, "the step %q has no result that could be named", st.Kind).WithHint("leave out “as”")
		return
	}
	if st.AsVar = n.add(s.As, result); st.AsVar >= 0 {
		st.As = s.As.Value
	}
}

// action compiles what a step does, and the type of its result; Null: none.
func (c *compiler) action(a *model.Automation, s *spec.Step, st *model.Step, n *names) (model.Action, rule.Type) {
	c.stepKeys(s, st.Kind)
	switch st.Kind {
	case "create":
		if x := n.create(s.Create, s.Set, s.Rows, inStep); x != nil {
			return x, rule.RecordOf(x.Entity.Name)
		}
		return nil, rule.Unknown
	case "update":
		if x := n.update(s.Update, s.Set, s.At, inStep); x != nil {
			return x, rule.RecordOf(x.Entity.Name)
		}
		return nil, rule.Unknown
	case "delete":
		if x := n.delete(s.Delete); x != nil {
			return x, rule.Null
		}
	case "move":
		if x := n.move(s.Move, s.To, s.Set, s.At); x != nil {
			return x, rule.Null
		}
	case "assign":
		if x := c.assign(a, s, n); x != nil {
			return x, rule.RecordOf(model.UserEntity)
		}
	case "task":
		return c.task(s, n), rule.RecordOf(model.TaskEntity)
	case "email":
		return c.email(s.Email, n), rule.Null
	case "webhook":
		x := c.webhook(a, st, s.Webhook, n)
		return x, rule.RecordOf(x.Answer.Name)
	case "document":
		if x := c.documentStep(a, s, n); x != nil {
			return x, rule.Document
		}
		return nil, rule.Document
	case "wait":
		if x := c.wait(a, s, st, n); x != nil && x.Event != nil {
			return x, rule.Bool
		} else if x != nil {
			return x, rule.Null
		}
	case "if":
		return c.branches(a, s, st, n), rule.Null
	case "each":
		if x := c.each(a, s, st, n); x != nil {
			return x, rule.Null
		}
	case "call":
		if x := c.call(s, n); x != nil {
			return x, resultType(x)
		}
	case "approve":
		return c.approve(a, s, st, n), rule.Bool
	case "notify":
		return c.notify(s, n), rule.Null
	case "send":
		return c.send(s, n), rule.Null
	case "set":
		return c.setStep(s, n), rule.Null
	case "stop":
		if !s.Stop.Value {
			c.l.Errorf("wrong-value", s.Stop.At, "write stop: true, or leave the step out")
		}
		return &model.StopAction{}, rule.Null
	case "log":
		return &model.LogAction{Text: c.templates(s.Log, n.scope)}, rule.Null
	}
	return nil, rule.Unknown
}

// stepKeys refuses keys that belong to other verbs.
func (c *compiler) stepKeys(s *spec.Step, kind string) {
	refuse := func(given bool, key string, at spec.Word, kinds ...string) {
		if given && kind != "" && !contains(kinds, kind) {
			c.l.Errorf("wrong-key", at.At, "%q means nothing for a step %q", key, kind).WithHint("it belongs to %s", strings.Join(kinds, ", "))
		}
	}
	if len(s.Set) > 0 {
		refuse(true, "set", s.Set[0].Key, "create", "update", "move", "set")
	}
	if len(s.Rows) > 0 {
		refuse(true, "rows", s.Rows[0].Key, "create")
	}
	refuse(s.To.Given(), "to", s.To, "move")
	refuse(s.Into.Given(), "into", s.Into, "document")
	refuse(s.Of.Given(), "of", spec.Word{At: s.Of.At}, "document", "assign", "call")
	if len(s.With) > 0 {
		refuse(true, "with", s.With[0].Key, "call")
	}
	refuse(s.Background.Given(), "background", spec.Word{At: s.Background.At}, "call")
	if len(s.Do) > 0 {
		refuse(true, "do", spec.Word{At: s.Do[0].At}, "each")
	}
	for key, list := range map[string]spec.List[*spec.Step]{"then": s.Then, "else": s.Else} {
		if len(list) > 0 {
			refuse(true, key, spec.Word{At: list[0].At}, "if", "wait", "approve")
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (c *compiler) branches(a *model.Automation, s *spec.Step, st *model.Step, n *names) model.Action {
	out := &model.IfAction{Test: c.expr(s.If.Word, n.scope, rule.Bool)}
	if len(s.Then) == 0 && len(s.Else) == 0 {
		c.missing(s.At, "the step", "then", "write then: and the steps for when it holds")
	}
	out.Then = c.steps(a, s.Then, n.branch(), st.Path+".then.")
	out.Else = c.steps(a, s.Else, n.branch(), st.Path+".else.")
	return out
}

// taskAliases are words of the step that are other fields of the entity task.
var taskAliases = map[string]string{"assign": "assignee", "due_on": "due"}

func (c *compiler) task(s *spec.Step, n *names) model.Action {
	e := c.entities[model.TaskEntity].Entity
	values := make(spec.Map[spec.Value], len(s.Task))
	about := false
	for i, v := range s.Task {
		if to, ok := taskAliases[v.Key.Value]; ok {
			v.Key.Value = to
		}
		about = about || v.Key.Value == "about"
		values[i] = v
	}
	if _, ok := values.Get("title"); !ok {
		c.missing(s.At, "the task", "title", `write title: "Call {{ client }}"`)
	}
	out := &model.TaskAction{Set: c.set(e, values, n.scope, inStep)}
	if f := e.Field("about"); !about && f != nil && n.scope.Entity != "" {
		if x, _ := c.compileExpr("this", n.scope, rule.Unknown); x != nil {
			out.Set = append(out.Set, model.Assignment{Field: f, Value: &model.Value{Formula: x, At: s.At}})
		}
	}
	return out
}

func (c *compiler) documentStep(a *model.Automation, s *spec.Step, n *names) *model.DocumentAction {
	d := c.docs[s.Document.Value]
	if d == nil {
		c.unknown("unknown-document", s.Document, "document", c.documentNames())
		return nil
	}
	c.used["document "+d.Name] = true
	c.use(DocumentName, d.Name, s.Document)
	out := &model.DocumentAction{Document: d}
	of := a.Entity
	if s.Of.Given() {
		if out.Of, of = n.record(s.Of, "a document"); of == nil {
			return nil
		}
	}
	if of != d.Entity {
		c.l.Errorf("wrong-type", s.Document.At, "the document %q is of %s, and this record is of %s", d.Name, quoted(d.Entity.Name), quoted(of.Name)).
			WithHint("write of: and a record of %s", d.Entity.Name)
	}
	if s.Into.Given() {
		out.Into = c.fieldNamed(of, s.Into)
		c.found.Set = append(c.found.Set, out.Into)
		if out.Into != nil && out.Into.Kind.Name() != "file" {
			c.l.Errorf("wrong-type", s.Into.At, "a document is kept in a file field, and %q is %s", out.Into.Name, out.Into.Kind.Name())
		}
	}
	return out
}

func (c *compiler) wait(a *model.Automation, s *spec.Step, st *model.Step, n *names) *model.WaitAction {
	w := s.Wait
	out := &model.WaitAction{Unless: c.expr(w.Unless.Word, n.scope, rule.Bool)}
	span := w.For
	if w.Event.Given() {
		span = w.Within
		if out.Event = c.event(w, n); out.Event == nil {
			return nil
		}
	}
	switch {
	case w.Event.Given() && w.For.Given():
		c.l.Errorf("wrong-key", w.For.At, "a wait for an event lasts \"within\" a span").WithHint("write within: in place of for:")
	case !w.Event.Given() && w.Within.Given():
		c.l.Errorf("wrong-key", w.Within.At, "“within” belongs to a wait for an event").WithHint("write for:, or add event: and a condition")
	case span.Given() && w.Until.Given():
		c.l.Errorf("wrong-value", w.Until.At, "a wait is either for a span or until an instant")
	case span.Given():
		d := span.Value
		out.For = &d
	case w.Until.Given():
		out.Until = c.until(w.Until, n)
	case w.Event.Given():
		c.missing(w.At, "the wait for an event", "within", "write within: 5d, or until: =due_on: the longest that it waits")
	default:
		c.missing(s.At, "the wait", "for", "write wait: 3d, or wait: {until: =due_on}")
		return nil
	}
	c.waysOf(a, s, st, n, out)
	return out
}

// waysOf are the steps for when an event came, and for when it did not.
func (c *compiler) waysOf(a *model.Automation, s *spec.Step, st *model.Step, n *names, out *model.WaitAction) {
	if out.Event == nil {
		for key, list := range map[string]spec.List[*spec.Step]{"then": s.Then, "else": s.Else} {
			if len(list) > 0 {
				c.l.Errorf("wrong-key", list[0].At, "%q belongs to a wait for an event, and this one is for a time", key).WithHint("write event: and what it waits for, or put the steps after this one")
			}
		}
		return
	}
	out.Then = c.steps(a, s.Then, n.branch(), st.Path+".then.")
	out.Else = c.steps(a, s.Else, n.branch(), st.Path+".else.")
}

// event is a condition that data or the clock turn true. Whatever it reads wakes the run, so it must not read all
// records of an entity: each change of any would look at each run that waits.
func (c *compiler) event(w *spec.Wait, n *names) *rule.Expr {
	x := c.expr(w.Event.Word, n.scope, rule.Bool)
	if x == nil {
		return nil
	}
	reads, all := false, ""
	rule.Walk(x.Root, func(node rule.Node) {
		switch node := node.(type) {
		case *rule.Field, *rule.Collection:
			reads = true
		case *rule.All:
			all = node.Entity
		}
	})
	switch {
	case all != "":
		c.l.Errorf("wrong-value", w.Event.At, "an event is of this record and what it is linked with, and this reads every %s", all).
			WithHint("reach those records through a link and its inverse, like deal.payments")
		return nil
	case !reads && !x.Clock:
		c.l.Errorf("never-becomes", w.Event.At, "this condition reads no field and no clock, so it never turns true").WithHint("write a condition over the record, or over the result of a step")
		return nil
	}
	return x
}

// until takes a formula, with or without "=": an instant is never anything else.
func (c *compiler) until(v spec.Value, n *names) *rule.Expr {
	w, ok := v.Formula()
	if !ok {
		if w, ok = v.Word(); !ok {
			c.l.Errorf("wrong-type", v.At, "until takes a formula that gives a date or an instant").WithHint("write until: =due_on")
			return nil
		}
	}
	x := c.expr(w, n.scope, rule.Unknown)
	if x != nil && !anything(x.Type) && x.Type.Type != field.Day && x.Type.Type != field.Instant {
		c.l.Errorf("wrong-type", v.At, "until takes a date or an instant, and this is %s", x.Type)
	}
	return x
}
