package compile

import (
	"net/url"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// webhook compiles a request to another system, and the type of what it answers.
func (c *compiler) webhook(a *model.Automation, st *model.Step, s *spec.Request, n *names) *model.WebhookAction {
	out := &model.WebhookAction{Method: "POST", Secret: c.environment(s.Secret), Token: c.environment(s.Token)}
	if s.Method.Given() && c.oneOf(s.Method, "method", "POST", "PUT", "PATCH", "DELETE", "GET") {
		out.Method = s.Method.Value
	}
	if !s.URL.Given() {
		c.missing(s.At, "the webhook", "url", "write url: and where it goes")
	} else {
		c.httpsOnly(s.URL)
		out.URL = c.plain(s.URL, n.scope, rule.Text, "an address")
	}
	if len(s.Body) > 0 && (out.Method == "GET" || out.Method == "DELETE") {
		c.l.Errorf("wrong-key", s.Body[0].Key.At, "a %s sends no body", out.Method).WithHint("use POST, or put it into the address")
	}
	for _, h := range s.Headers {
		_, formula := h.Value.Formula()
		if secretHeader.MatchString(h.Key.Value) && !formula {
			c.l.Errorf("literal-secret", h.Value.At, "%q looks like a key, and a key never stands in a package", h.Key.Value).WithHint("write token: env:NAME")
			continue
		}
		if v := c.outgoing(h.Value, n.scope); v != nil {
			out.Headers = append(out.Headers, model.Pair{Name: h.Key.Value, Value: v})
		}
	}
	for _, m := range s.Body {
		if v := c.outgoing(m.Value, n.scope); v != nil {
			out.Body = append(out.Body, model.Pair{Name: m.Key.Value, Value: v})
		}
	}
	out.Answer = c.shape(a.Name+" "+st.Path+" answer", member{"status", "integer"})
	home := &entity{Entity: out.Answer, fields: map[string]*spec.Field{}}
	for _, f := range s.Answer {
		if f.Key.Value == "status" {
			c.l.Errorf("duplicate-name", f.Key.At, "every answer has the name %q already: the number of HTTP", "status").WithHint("leave it out")
		} else if c.memberName(f.Key, "member") {
			x := c.declareField(home, f.Key, f.Value)
			x.Slot = len(out.Answer.Fields)
			out.Answer.Fields = append(out.Answer.Fields, x)
		}
	}
	c.worldChanged()
	return out
}

// httpsOnly refuses an address in plain words that is not one.
func (c *compiler) httpsOnly(v spec.Value) {
	w, plain := v.Word()
	if _, formula := v.Formula(); formula || !plain {
		return
	}
	if u, err := url.Parse(w.Value); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		c.l.Errorf("wrong-value", v.At, "another system is asked at an address that begins with https:// and holds no password").
			WithHint("write it like https://example.org/hook, and the key as token: env:NAME")
	}
}

// environment is a secret of the environment: a step has no other.
func (c *compiler) environment(s spec.Secret) *model.Secret {
	x := c.secret(s)
	if x != nil && x.Setting != nil {
		c.l.Errorf("wrong-value", s.At, "a step takes its secret from the environment").WithHint("write env:NAME")
		return nil
	}
	return x
}
