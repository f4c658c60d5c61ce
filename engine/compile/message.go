package compile

import (
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

func (c *compiler) declareMessages() {
	c.messages, c.used = map[string]*spec.Message{}, map[string]bool{}
	for _, e := range c.p.Messages {
		if !c.name(e.Key, "message") {
			continue
		}
		s := e.Value
		c.messages[e.Key.Value] = s
		m := &model.Message{Name: e.Key.Value, At: s.At}
		if !s.Subject.Given() {
			c.missing(s.At, "the message "+quoted(m.Name), "subject", `write subject: "Hello"`)
		}
		if !s.Body.Given() {
			c.missing(s.At, "the message "+quoted(m.Name), "body", "write body: and a text in Markdown")
		}
		if s.Entity.Given() {
			m.Entity = c.entityNamed(s.Entity)
		}
		c.m.Messages = append(c.m.Messages, m)
	}
}

// finishMessages warns of messages that nothing sends. Their text was checked with each step that sends them,
// for it sees the names of that step; one that says its entity and is not sent is checked against that.
func (c *compiler) finishMessages() {
	for _, m := range c.m.Messages {
		s := c.messages[m.Name]
		if c.used["message "+m.Name] {
			continue
		}
		if m.Entity != nil {
			scope := &rule.Scope{Schema: c.schema, Entity: m.Entity.Name}
			m.Subject, m.Body = c.templates(s.Subject, scope), c.templates(s.Body, scope)
		}
		c.l.Warnf("unused", m.At, "no automation sends the message %q, so its text was not checked", m.Name).
			WithHint("send it with a step: email: {to: =client.email, template: %s}", m.Name)
	}
}

func (c *compiler) email(s *spec.Email, n *names) model.Action {
	out := &model.EmailAction{}
	if len(s.To) == 0 {
		c.missing(s.At, "the e-mail", "to", "write to: =client.email")
	}
	for _, v := range s.To {
		out.To = append(out.To, c.address(v, n))
	}
	for _, v := range s.CC {
		out.Cc = append(out.Cc, c.address(v, n))
	}
	for _, v := range s.Attach {
		out.Attach = append(out.Attach, c.attachment(v, n))
	}
	if s.Locale.Given() {
		out.Locale = c.plain(s.Locale, n.scope, rule.Text, "a language")
	}
	if s.OnUnknown.Given() && c.oneOf(s.OnUnknown, "policy for what is unknown", "ask", "repeat", "skip") {
		out.OnUnknown = s.OnUnknown.Value
	}
	switch {
	case s.Template.Given() && (s.Subject.Given() || s.Body.Given()):
		c.l.Errorf("wrong-value", s.Template.At, "an e-mail has either a template, or a subject and a body")
	case s.Template.Given():
		c.templated(out, s, n)
	case !s.Subject.Given() || !s.Body.Given():
		c.missing(s.At, "the e-mail", "template", "write template: and the name of a message, or subject: and body:")
	default:
		out.Subject, out.Body = c.templates(s.Subject, n.scope), c.templates(s.Body, n.scope)
	}
	return out
}

// templated compiles the message with the names that this step sees.
func (c *compiler) templated(out *model.EmailAction, s *spec.Email, n *names) {
	m := c.messages[s.Template.Value]
	if m == nil {
		var known []string
		for _, m := range c.m.Messages {
			known = append(known, m.Name)
		}
		c.unknown("unknown-message", s.Template, "message", known)
		return
	}
	for _, declared := range c.m.Messages {
		if declared.Name != s.Template.Value {
			continue
		}
		c.used["message "+declared.Name] = true
		c.use(MessageName, declared.Name, s.Template)
		if declared.Entity != nil && declared.Entity.Name != n.scope.Entity {
			c.l.Errorf("wrong-type", s.Template.At, "the message %q is for runs of %q, and this one is of %q", declared.Name, declared.Entity.Name, n.scope.Entity)
		}
		own := *declared
		own.Limit = c.limited(m.Limit, n.scope)
		own.Subject, own.Body = c.templates(m.Subject, n.scope), c.templates(m.Body, n.scope)
		if declared.Subject == nil {
			declared.Subject, declared.Body = own.Subject, own.Body
		}
		out.Message, out.Subject, out.Body = &own, own.Subject, own.Body
	}
}

// address is an e-mail address, or a record that has one: then its field is taken.
func (c *compiler) address(v spec.Value, n *names) *model.Value {
	w, ok := v.Formula()
	if !ok {
		kind, _ := field.Named("email")
		return c.literal(v, &model.Field{Name: "to", Kind: kind})
	}
	x := c.expr(w, n.scope, rule.Unknown)
	if x == nil || anything(x.Type) || x.Type.Type == field.Text {
		return &model.Value{Formula: x, At: v.At}
	}
	if e := c.entities[x.Type.Entity]; e != nil {
		for _, f := range e.Fields {
			if f.Kind.Name() == "email" {
				x, _ = c.compileExpr("("+w.Value+")."+f.Name, n.scope, rule.Text)
				return &model.Value{Formula: x, At: v.At}
			}
		}
	}
	c.l.Errorf("wrong-type", v.At, "an e-mail goes to an address, and this is %s", x.Type).WithHint("write =client.email")
	return &model.Value{Formula: x, At: v.At}
}

func (c *compiler) attachment(v spec.Value, n *names) *model.Value {
	w, ok := v.Formula()
	if !ok {
		c.l.Errorf("wrong-type", v.At, "what is attached is a file, so its value is a formula").WithHint("write =%s", wordOr(v, "pdf"))
		return &model.Value{At: v.At}
	}
	x := c.expr(w, n.scope, rule.Unknown)
	if x != nil && !isFile(x.Type) {
		c.l.Errorf("wrong-type", v.At, "what is attached is a file, and this is %s", x.Type).WithHint("name the result of a document step, or a file field")
	}
	return &model.Value{Formula: x, At: v.At}
}

func isFile(t rule.Type) bool {
	return anything(t) || t.Type == field.Document || t.Type == field.List && t.Elem != nil && isFile(*t.Elem)
}

// plain compiles a value that is no field's.
func (c *compiler) plain(v spec.Value, scope *rule.Scope, want rule.Type, what string) *model.Value {
	if w, ok := v.Formula(); ok {
		return &model.Value{Formula: c.expr(w, scope, want), At: v.At}
	}
	w, ok := v.Word()
	if !ok || want.Type != field.Text {
		c.l.Errorf("wrong-type", v.At, "%s is expected here", what).WithHint("write a formula after “=”")
		return &model.Value{At: v.At}
	}
	return &model.Value{Literal: w.Value, At: v.At}
}
