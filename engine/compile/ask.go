package compile

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// approve compiles a question to people and the steps for either answer.
func (c *compiler) approve(a *model.Automation, s *spec.Step, st *model.Step, n *names) model.Action {
	w := s.Approve
	out := &model.ApproveAction{By: c.asks(w.By, w.At, "by", n), Text: c.templates(w.Text, n.scope), Within: w.Within.Value}
	if !w.Text.Given() {
		c.missing(w.At, "the question", "text", `write text: "Approve {{ this }}?"`)
	}
	if !w.Within.Given() {
		c.missing(w.At, "the question", "within", "write within: 4h: the longest that it waits for an answer")
	}
	if len(s.Then) == 0 && len(s.Else) == 0 && !s.As.Given() {
		c.missing(s.At, "the step", "then", "write then: and the steps for when it is approved, else: for when it is not")
	}
	out.Then = c.steps(a, s.Then, n.branch(), st.Path+".then.")
	out.Else = c.steps(a, s.Else, n.branch(), st.Path+".else.")
	c.declared(s.At, "the step %q", "approve")
	return out
}

// notify compiles a word to people of Tamga.
func (c *compiler) notify(s *spec.Step, n *names) model.Action {
	w := s.Notify
	out := &model.NotifyAction{To: c.asks(w.To, w.At, "to", n), Text: c.templates(w.Text, n.scope)}
	if !w.Text.Given() {
		c.missing(w.At, "the notice", "text", `write text: "{{ this }} waits"`)
	}
	c.declared(s.At, "the step %q", "notify")
	return out
}

// asks are people, by role or by formula.
func (c *compiler) asks(values spec.List[spec.Value], at diag.Range, key string, n *names) *model.AssignRule {
	out := &model.AssignRule{By: model.AssignTo}
	if len(values) == 0 {
		c.missing(at, "the step", key, "write "+key+": role.manager, or people as a formula, like "+key+": =owner")
	}
	for _, v := range values {
		c.poolOf(out, v, n)
	}
	return out
}

// outgoing are the kinds of channels that a step sends by; an e-mail is a step of its own.
var outgoing = []string{"sms", "messenger"}

// send compiles a text by a channel.
func (c *compiler) send(s *spec.Step, n *names) model.Action {
	w := s.Send
	out := &model.SendAction{Via: w.Via.Value, Text: c.templates(w.Text, n.scope)}
	c.channelNamed(w.Via, w.At, outgoing)
	if v, ok := w.To.Formula(); ok {
		x := c.expr(v, n.scope, rule.Text)
		out.To = &model.Value{Formula: x, At: w.To.At}
	} else {
		c.missing(w.At, "the message", "to", "write to: =client.phone")
	}
	if !w.Text.Given() {
		c.missing(w.At, "the message", "text", `write text: "We wait for you, {{ client }}"`)
	}
	c.declared(s.At, "the step %q", "send")
	return out
}

// channelNamed finds a channel of one of some kinds; nil when there is none, which is reported.
func (c *compiler) channelNamed(w spec.Word, at diag.Range, kinds []string) *spec.Channel {
	var known []string
	for _, e := range c.p.Channels {
		if slices.Contains(kinds, e.Value.Kind.Value) {
			known = append(known, e.Key.Value)
		}
	}
	if !w.Given() {
		c.missing(at, "the message", "via", "write via: and a channel of kind sms or messenger")
		return nil
	}
	ch, _ := c.p.Channels.Get(w.Value)
	switch {
	case ch == nil:
		c.unknown("unknown-channel", w, "channel", known)
		return nil
	case !slices.Contains(kinds, ch.Kind.Value):
		c.l.Errorf("wrong-value", w.At, "the channel %q is of kind %s", w.Value, ch.Kind.Value).WithHint("it is one of kind %s", strings.Join(kinds, " or ")).WithRelated(ch.At, "%q", w.Value)
		return nil
	}
	c.use(ChannelName, w.Value, w)
	return ch
}

// incoming are the kinds of channels that bring messages.
var incoming = []string{"form", "mailbox", "webhook", "calls"}

// received is the entity of which a channel makes records.
func (c *compiler) received(s *spec.Trigger) *model.Entity {
	ch := c.channelNamed(s.Received, s.At, incoming)
	if ch == nil || !ch.Creates.Given() {
		return nil
	}
	c.declared(s.At, "the trigger %q", "received")
	return c.entityNamed(ch.Creates)
}
