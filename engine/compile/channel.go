package compile

import (
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

var (
	inboundKinds  = []model.ChannelKind{model.FormChannel, model.Mailbox, model.Webhook, model.Calls}
	outboundKinds = []model.ChannelKind{model.SMTP, model.SMS, model.Messenger}
	httpKinds     = []model.ChannelKind{model.SMS, model.Messenger}
)

func (c *compiler) channels() {
	for _, e := range c.p.Channels {
		if !c.name(e.Key, "channel") {
			continue
		}
		if x := c.channel(e.Key, e.Value); x != nil {
			c.m.Channels = append(c.m.Channels, x)
			c.declared(e.Value.At, "the channel %q", x.Name)
		}
	}
}

func (c *compiler) channel(w spec.Word, s *spec.Channel) *model.Channel {
	x := &model.Channel{Name: w.Value, Label: c.labelOr(s.Label, w.Value), At: s.At}
	if !s.Kind.Given() {
		c.missing(s.At, "the channel "+quoted(w.Value), "kind", "write kind: form, mailbox, webhook, calls, smtp, sms or messenger")
		return nil
	}
	var known []string
	for _, k := range append(slices.Clone(inboundKinds), outboundKinds...) {
		known = append(known, string(k))
	}
	if !c.oneOf(s.Kind, "kind of channel", known...) {
		return nil
	}
	x.Kind = model.ChannelKind(s.Kind.Value)
	c.channelKeys(x, s)
	if x.Kind.Inbound() {
		c.inbound(x, s)
	}
	c.otherSide(x, s)
	return x
}

// channelKeys refuses keys that mean nothing for a kind of channel.
func (c *compiler) channelKeys(x *model.Channel, s *spec.Channel) {
	form, mailbox := []model.ChannelKind{model.FormChannel}, []model.ChannelKind{model.Mailbox}
	servers, signed := []model.ChannelKind{model.Mailbox, model.SMTP}, []model.ChannelKind{model.Webhook, model.Calls}
	for _, k := range []struct {
		key   string
		at    diag.Range
		kinds []model.ChannelKind
	}{
		{"creates", s.Creates.At, inboundKinds}, {"when", s.When.At, inboundKinds}, {"set", firstKey(s.Set), inboundKinds},
		{"source", s.Source.At, inboundKinds}, {"campaign", s.Campaign.At, inboundKinds}, {"same", placeOf(s.Same), inboundKinds},
		{"fields", firstWord(s.Fields), form}, {"submit", s.Submit.At, form}, {"thanks", s.Thanks.At, form}, {"consent", s.Consent.At, form},
		{"domains", firstWord(s.Domains), form}, {"spam", placeOf(s.Spam), form},
		{"body", firstKey(s.Body), []model.ChannelKind{model.Webhook}}, {"secret", s.Secret.At, signed},
		{"host", s.Host.At, servers}, {"port", s.Port.At, servers}, {"user", s.User.At, servers}, {"password", s.Password.At, servers},
		{"folder", s.Folder.At, mailbox}, {"every", s.Every.At, mailbox}, {"from", s.From.At, outboundKinds},
		{"url", s.URL.At, httpKinds}, {"method", s.Method.At, httpKinds}, {"token", s.Token.At, httpKinds}, {"headers", firstKey(s.Headers), httpKinds},
		{"request", firstKey(s.Request), httpKinds}, {"accepted", s.Accepted.At, httpKinds},
	} {
		if k.at.Known() && !slices.Contains(k.kinds, x.Kind) {
			var names []string
			for _, kind := range k.kinds {
				names = append(names, string(kind))
			}
			c.l.Errorf("wrong-key", k.at, "%q means nothing for the channel %q, which is %s", k.key, x.Name, a(string(x.Kind))).
				WithHint("it belongs to %s", strings.Join(names, ", "))
		}
	}
}

func firstKey[T any](m spec.Map[T]) diag.Range {
	if len(m) == 0 {
		return diag.Range{}
	}
	return m[0].Key.At
}

func firstWord(l spec.List[spec.Word]) diag.Range {
	if len(l) == 0 {
		return diag.Range{}
	}
	return l[0].At
}

// placeOf is where a part stands; the zero place when it was not written.
func placeOf[T any, P interface {
	*T
	Place() diag.Range
}](p P) diag.Range {
	if p == nil {
		return diag.Range{}
	}
	return p.Place()
}

// inbound is what a channel makes of what comes.
func (c *compiler) inbound(x *model.Channel, s *spec.Channel) {
	what := "the channel " + quoted(x.Name)
	if !s.Creates.Given() {
		c.missing(s.At, what, "creates", "write creates: and the entity of which it makes records")
		return
	}
	if x.Entity = c.entityNamed(s.Creates); x.Entity == nil {
		return
	}
	scope := c.came(x, s)
	x.When = c.expr(s.When.Word, scope, rule.Bool)
	x.Set = c.set(x.Entity, s.Set, scope, inStep)
	c.kept(x, "source", s.Source, scope)
	c.kept(x, "campaign", s.Campaign, scope)
	c.same(x, s.Same)
	if x.Kind == model.FormChannel {
		c.publicForm(x, s, what)
	} else if len(s.Set) == 0 {
		c.missing(s.At, what, "set", "write set: and which fields of "+x.Entity.Name+" are made of what comes")
	}
	c.fillsRequired(x, s)
}

// kept sets the field that says where a record came from.
func (c *compiler) kept(x *model.Channel, name string, v spec.Value, scope *rule.Scope) {
	if !v.Given() {
		return
	}
	f := x.Entity.Field(name)
	if f == nil {
		c.l.Errorf("unknown-field", v.At, "%q has no field %q that could keep this", x.Entity.Name, name).WithHint("add the field %s to %s, or set another field in set:", name, x.Entity.Name).
			WithRelated(x.Entity.At, "%q is declared here", x.Entity.Name)
		return
	}
	if value := c.value(v, f, scope); value != nil {
		x.Set = append(x.Set, model.Assignment{Field: f, Value: value})
	}
}

func (c *compiler) same(x *model.Channel, s *spec.Same) {
	if s == nil {
		return
	}
	x.Same = &model.Same{By: c.fieldsNamed(x.Entity, s.By), Then: "fill"}
	if len(s.By) == 0 {
		c.missing(s.At, `"same"`, "by", "write by: [phone, email]")
	}
	for i, f := range x.Same.By {
		if !f.Stored() && i < len(s.By) {
			c.l.Errorf("wrong-type", s.By[i].At, "records cannot be found by %q, which has no column", f.Name)
		}
	}
	if s.Then.Given() && c.oneOf(s.Then, "answer to a known record", "update", "fill", "skip") {
		x.Same.Then = s.Then.Value
	}
}

// publicForm is a form for people who do not sign in.
func (c *compiler) publicForm(x *model.Channel, s *spec.Channel, what string) {
	x.Fields = c.fieldsNamed(x.Entity, s.Fields)
	for i, f := range x.Fields {
		switch {
		case i >= len(s.Fields):
		case f.System || f.Formula != nil || f.Series != nil:
			c.l.Errorf("wrong-key", s.Fields[i].At, "%q is not filled in by people", f.Name)
		case slices.Contains([]string{"link", "links", "user", "tree", "secret", "json"}, f.Kind.Name()):
			c.l.Errorf("wrong-type", s.Fields[i].At, "a stranger cannot fill in %q, which is %s: it would show them your records", f.Name, f.Kind.Name())
		}
	}
	if len(s.Fields) == 0 {
		c.missing(s.At, what, "fields", "write fields: [name, phone]: what the form asks for")
	}
	x.Submit, x.Thanks, x.Consent = c.text(s.Submit), c.text(s.Thanks), c.text(s.Consent)
	for _, w := range s.Domains {
		if !domainForm.MatchString(w.Value) {
			c.l.Errorf("wrong-value", w.At, "%q is not the name of a site", w.Value).WithHint("write it without https:// and path, like www.example.org")
		}
		x.Domains = append(x.Domains, w.Value)
	}
	x.Seconds, x.PerHour = 3, 20
	if s.Spam != nil {
		x.Seconds = c.from(s.Spam.Seconds, x.Seconds, 0, 60)
		x.PerHour = c.from(s.Spam.PerHour, x.PerHour, 1, 10_000)
	}
}

var domainForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$`)

// from is a whole number within bounds.
func (c *compiler) from(i spec.Int, otherwise, least, most int) int {
	if !i.Given() {
		return otherwise
	}
	if i.Value < int64(least) || i.Value > int64(most) {
		c.l.Errorf("wrong-value", i.At, "this is from %d to %d", least, most)
		return otherwise
	}
	return int(i.Value)
}

// fillsRequired warns of a channel whose records would always be refused.
func (c *compiler) fillsRequired(x *model.Channel, s *spec.Channel) {
	for _, f := range x.Entity.Fields {
		if !f.Required.Always || f.Default != nil || f.System || slices.Contains(x.Fields, f) ||
			slices.ContainsFunc(x.Set, func(a model.Assignment) bool { return a.Field == f }) || slices.ContainsFunc(s.Set, func(e spec.Entry[spec.Value]) bool { return e.Key.Value == f.Name }) {
			continue
		}
		c.l.Warnf("never-accepted", s.At, "every record of the channel %q is refused: %q must be filled in, and nothing does", x.Name, f.Name).
			WithHint("add it to set:, give it a default, or do not require it").WithRelated(f.At, "%q is required", f.Name)
	}
}

// otherSide is where a channel leads, and with what key.
func (c *compiler) otherSide(x *model.Channel, s *spec.Channel) {
	what := "the channel " + quoted(x.Name)
	x.Secret, x.Password, x.Token = c.secret(s.Secret), c.secret(s.Password), c.secret(s.Token)
	x.Host, x.User, x.Folder, x.From, x.URL, x.Method = s.Host.Value, s.User.Value, "INBOX", s.From.Value, s.URL.Value, "POST"
	switch x.Kind {
	case model.Mailbox, model.SMTP:
		c.server(x, s, what)
	case model.Webhook, model.Calls:
		if !s.Secret.Given() {
			c.missing(s.At, what, "secret", "write secret: env:NAME: whoever knows the address could make records otherwise")
		}
	case model.SMS, model.Messenger:
		c.request(x, s, what)
	}
}

func (c *compiler) server(x *model.Channel, s *spec.Channel, what string) {
	if !s.Host.Given() {
		c.missing(s.At, what, "host", "write host: and the mail server, like mail.example.org")
	} else if !domainForm.MatchString(s.Host.Value) && s.Host.Value != "localhost" {
		c.l.Errorf("wrong-value", s.Host.At, "%q is not the name of a server", s.Host.Value).WithHint("write it like mail.example.org")
	}
	if s.User.Given() && !s.Password.Given() {
		c.missing(s.At, what, "password", "write password: env:NAME")
	}
	x.Port = c.from(s.Port, map[model.ChannelKind]int{model.Mailbox: 993, model.SMTP: 587}[x.Kind], 1, 65535)
	if s.Folder.Given() {
		x.Folder = s.Folder.Value
	}
	x.Every = field.Duration{Seconds: 60}
	if s.Every.Given() {
		x.Every = s.Every.Value
	}
	if x.Kind == model.SMTP && !s.From.Given() {
		c.missing(s.At, what, "from", "write from: and the sender's address")
	}
	if _, err := mail.ParseAddress(s.From.Value); s.From.Given() && err != nil {
		c.l.Errorf("wrong-value", s.From.At, "%q is not an e-mail address", s.From.Value)
	}
}

// request is what is sent to a gateway.
func (c *compiler) request(x *model.Channel, s *spec.Channel, what string) {
	if !s.URL.Given() {
		c.missing(s.At, what, "url", "write url: and where the message is sent to")
	} else if u, err := url.Parse(s.URL.Value); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		c.l.Errorf("wrong-value", s.URL.At, "a message is sent to an address that begins with https:// and holds no password").WithHint("write it like https://sms.example.org/send, and the key as token: env:NAME")
	}
	if s.Method.Given() && c.oneOf(s.Method, "method", "POST", "PUT", "GET") {
		x.Method = s.Method.Value
	}
	scope := c.came(x, s)
	for _, h := range s.Headers {
		if v := c.outgoing(h.Value, scope); v != nil {
			x.Headers = append(x.Headers, model.Pair{Name: h.Key.Value, Value: v})
		}
		if _, formula := h.Value.Formula(); secretHeader.MatchString(h.Key.Value) && !formula {
			c.l.Errorf("literal-secret", h.Value.At, "%q looks like a key, and a key never stands in a package", h.Key.Value).WithHint("write token: env:NAME, or take it from a setting of type secret: =settings.name")
		}
	}
	for _, m := range s.Request {
		if v := c.outgoing(m.Value, scope); v != nil {
			x.Request = append(x.Request, model.Pair{Name: m.Key.Value, Value: v})
		}
	}
	if len(s.Request) == 0 {
		c.missing(s.At, what, "request", "write request: {to: =message.to, text: =message.text}")
	}
	answer := &rule.Scope{Schema: c.schema, Vars: []rule.Var{{Name: "answer", Type: rule.RecordOf(c.shape(x.Name+" answer", answerShape...).Name)}}}
	x.Accepted = c.expr(s.Accepted.Word, answer, rule.Bool)
}

// outgoing is a literal, a formula, or a text with values in it.
func (c *compiler) outgoing(v spec.Value, scope *rule.Scope) *model.Value {
	text, _ := field.Named("longtext")
	if w, ok := v.Formula(); ok {
		return &model.Value{Formula: c.expr(w, scope, rule.Unknown), At: v.At}
	}
	return c.value(v, &model.Field{Name: "message", Kind: text}, scope)
}

var secretHeader = regexp.MustCompile(`(?i)authorization|token|secret|password|api[-_]?key|credential`)
