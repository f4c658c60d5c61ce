package compile

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

func (c *compiler) people() {
	kind, _ := field.Named("email")
	for _, e := range c.p.Users {
		if !c.memberName(e.Key, "user") {
			continue
		}
		s := e.Value
		p := &model.Person{Name: e.Key.Value, Label: s.Name.Value, Locale: s.Locale.Value, Password: s.Password.Value, At: s.At}
		if p.Label == "" {
			p.Label = humanize(p.Name)
		}
		if !s.Email.Given() {
			c.missing(s.At, "the user "+quoted(p.Name), "email", "write email: "+p.Name+"@example.org")
		} else if v := c.literal(spec.ValueOf(s.Email), &model.Field{Name: "email", Kind: kind}); v.Literal != nil {
			p.Email = v.Literal.(string)
		}
		if !s.Role.Given() {
			c.missing(s.At, "the user "+quoted(p.Name), "role", "write role: and one of the roles")
		} else if p.Role = c.m.Role(s.Role.Value); p.Role == nil {
			c.unknown("unknown-role", s.Role, "role", c.roleNames())
		} else {
			c.use(RoleName, p.Role.Name, s.Role)
		}
		if p.Locale == "" {
			p.Locale = c.m.Locales[0]
		}
		c.m.People = append(c.m.People, p)
	}
}

func (c *compiler) roleNames() []string {
	var out []string
	for _, r := range c.m.Roles {
		out = append(out, r.Name)
	}
	return out
}

func (c *compiler) person(w spec.Word) *model.Person {
	var known []string
	for _, p := range c.m.People {
		if p.Name == w.Value {
			c.use(UserName, p.Name, w)
			return p
		}
		known = append(known, p.Name)
	}
	if w.Given() {
		c.unknown("unknown-user", w, "user", known).Related = nil
	}
	return nil
}

// peopleScope is what scenarios and demo data see: the people by their short names, and crm.
func (c *compiler) peopleScope() rule.Scope {
	scope := rule.Scope{Schema: c.schema}
	for _, p := range c.m.People {
		scope.Vars = append(scope.Vars, rule.Var{Name: p.Name, Type: rule.RecordOf(model.UserEntity)})
	}
	return scope
}

func (c *compiler) tests() {
	for _, e := range c.p.Tests {
		if !c.name(e.Key, "test") {
			continue
		}
		s := e.Value
		t := &model.Test{Name: e.Key.Value, As: c.person(s.As), Start: c.start(s.At), At: s.Head.At}
		if !s.As.Given() {
			c.missing(s.Head.At, "the test "+quoted(t.Name), "as", "write as: and a user of tests/users.yaml")
		}
		n, told := c.newNames(c.peopleScope()), len(c.l.All())
		t.Given, t.When, t.Then = c.scenario(n, s.Given), c.scenario(n, s.When), c.scenario(n, s.Then)
		t.Vars = *n.count
		if !checks(t) && len(c.l.All()) == told { // what it expects may be what is wrong
			c.l.Warnf("empty-test", s.Head.At, "the test %q expects nothing, so it cannot fail", t.Name).WithHint("write then: with expect, sent, fired, sees or refused, or what must not be: not_sent, not_fired, hidden")
		}
		c.m.Tests = append(c.m.Tests, t)
	}
}

// checks tells whether some step can fail the test.
func checks(t *model.Test) bool {
	for _, list := range [][]*model.Given{t.Given, t.When, t.Then} {
		for _, g := range list {
			if g.Checks() {
				return true
			}
		}
	}
	return false
}

// start is when a test begins; a fixed day unless it is said.
func (c *compiler) start(w spec.Word) time.Time {
	kind, _ := field.Named("datetime")
	if w.Given() {
		v := c.literal(spec.ValueOf(w), &model.Field{Name: "at", Kind: kind, Options: field.Options{Zone: c.m.Zone}})
		if t, ok := v.Literal.(time.Time); ok {
			return t
		}
	}
	return time.Date(2026, 1, 5, 9, 0, 0, 0, c.m.Zone)
}

func (c *compiler) scenario(n *names, list []*spec.Given) []*model.Given {
	var out []*model.Given
	for _, s := range list {
		if g := c.scenarioStep(n, s); g != nil {
			out = append(out, g)
		}
	}
	return out
}

const testVerbs = "create, update, delete, move, press, after, expect, sent, not_sent, fired, not_fired, sees, hidden, refused"

func (c *compiler) scenarioStep(n *names, s *spec.Given) *model.Given {
	g := &model.Given{At: s.Head.At, AsVar: -1, By: c.person(s.By)}
	verb := c.verb(s.Verbs(), s.Head.At, testVerbs)
	c.onlyIn(s, "generate")
	c.givenKeys(s, verb)
	switch verb {
	case "":
		return nil
	case "create", "update", "delete", "move":
		if !c.change(n, s, verb, g, inData) {
			return nil
		}
	case "after":
		d := s.After.Value
		g.After = &d
	case "expect":
		g.Expect = c.expr(s.Expect.Word, n.scope, rule.Bool)
	case "sent":
		g.Sent = c.sent(n, s.Sent)
	case "not_sent":
		if s.NotSent.Times.Given() {
			c.l.Errorf("wrong-key", s.NotSent.Times.At, "\"times\" belongs to sent: what is not sent is sent no time")
		}
		none := 0
		g.Sent = c.sent(n, s.NotSent)
		g.Sent.Times = &none
	case "fired":
		g.Fired = c.fired(n, s.Fired, false)
	case "press":
		if g.Press = c.press(n, s); g.Press == nil {
			return nil
		}
	case "not_fired":
		g.Fired = c.fired(n, s.NotFired, true)
	case "suppressed":
		g.Withheld = c.withheld(n, s.Suppressed)
	case "sees":
		g.Sees = c.sees(n, s.Sees, false)
	case "hidden":
		g.Sees = c.sees(n, s.Hidden, true)
	case "refused":
		c.refused(n, s, g)
	default:
		c.l.Errorf("wrong-key", s.Head.At, "%q is no step of a test", verb).WithHint("write one of %s", testVerbs)
		return nil
	}
	if s.Because.Given() {
		g.Because = s.Because.Value
	}
	return g
}

// givenKeys refuses keys that belong to other verbs.
func (c *compiler) givenKeys(s *spec.Given, verb string) {
	refuse := func(given bool, key string, at diag.Range, verbs ...string) {
		if given && verb != "" && !contains(verbs, verb) {
			c.l.Errorf("wrong-key", at, "%q means nothing for a step %q", key, verb).WithHint("it belongs to %s", strings.Join(verbs, ", "))
		}
	}
	refuse(s.As.Given() && verb != "refused", "as", s.As.At, "create", "update")
	refuse(s.To.Given(), "to", s.To.At, "move")
	refuse(s.Of.Given(), "of", s.Of.At, "press")
	if len(s.Set) > 0 {
		refuse(true, "set", s.Set[0].Key.At, "create", "update", "move", "press")
	}
	if len(s.Rows) > 0 {
		refuse(true, "rows", s.Rows[0].Key.At, "create")
	}
	refuse(s.Because.Given() && !c.refusing, "because", s.Because.At, "refused")
}

// onlyIn refuses the keys of drawn data in a test.
func (c *compiler) onlyIn(s *spec.Given, where string) {
	for _, x := range []struct {
		key string
		at  spec.Value
	}{{"at", s.At}, {"when", spec.Value{At: s.When.At}}, {"chance", spec.Value{At: s.Chance.At}}} {
		if x.at.At.Known() {
			c.l.Errorf("wrong-key", x.at.At, "%q belongs to steps of %s", x.key, where)
		}
	}
}

// change is a step that creates, updates, deletes or moves.
func (c *compiler) change(n *names, s *spec.Given, verb string, g *model.Given, in setting) bool {
	result := ""
	switch verb {
	case "create":
		if g.Create = n.create(s.Create, s.Set, s.Rows, in); g.Create == nil {
			c.giveUp(n, s)
			return false
		}
		result = g.Create.Entity.Name
	case "update":
		if g.Update = n.update(s.Update, s.Set, s.Head.At, in); g.Update == nil {
			return false
		}
		result = g.Update.Entity.Name
	case "delete":
		g.Delete = n.delete(s.Delete)
		return g.Delete != nil
	case "move":
		g.Move = n.move(s.Move, s.To, s.Set, s.Head.At)
		return g.Move != nil
	}
	if s.As.Given() {
		if g.AsVar = n.add(s.As, rule.RecordOf(result)); g.AsVar >= 0 {
			g.As = s.As.Value
		}
	}
	return true
}

// press is a button that the test's person presses.
func (c *compiler) press(n *names, s *spec.Given) *model.Press {
	of, e := n.record(s.Of, "press")
	if e == nil {
		if !s.Of.Given() {
			c.missing(s.Head.At, "the press", "of", "write of: =deal")
		}
		return nil
	}
	a := c.buttonNamed(e, s.Press)
	if a == nil {
		return nil
	}
	out := &model.Press{Automation: a, Of: of}
	for _, x := range s.Set {
		f := formField(a.Button(e), x.Key.Value)
		if f == nil {
			c.unknown("unknown-field", x.Key, "question of "+quoted(a.Name), formNames(a.Button(e)))
			continue
		}
		if v := c.value(x.Value, f, n.scope); v != nil {
			out.Set = append(out.Set, model.Assignment{Field: f, Value: v})
		}
	}
	return out
}

func formField(t *model.Trigger, name string) *model.Field {
	for _, f := range t.Form {
		if f.Name == name {
			return f
		}
	}
	return nil
}

func formNames(t *model.Trigger) (names []string) {
	for _, f := range t.Form {
		names = append(names, f.Name)
	}
	return names
}

// giveUp names the record of a step that is wrong, so that those that use it are not wrong too.
func (c *compiler) giveUp(n *names, s *spec.Given) {
	if s.As.Given() {
		n.add(s.As, rule.Unknown)
	}
}

func (c *compiler) refused(n *names, s *spec.Given, g *model.Given) {
	if s.Refused.Refused != nil {
		c.l.Errorf("wrong-value", s.Refused.Head.At, "what is refused is a step that changes something")
		return
	}
	c.refusing = true
	g.Refused = c.scenarioStep(n.branch(), s.Refused)
	c.refusing = false
	if g.Refused == nil {
		return
	}
	if g.Because = s.Because.Value; g.Because == "" {
		g.Because = g.Refused.Because
	}
	if g.Refused.Checks() || g.Refused.After != nil {
		c.l.Errorf("wrong-value", s.Refused.Head.At, "what is refused is a step that changes something").WithHint("write create, update, delete or move")
	}
}

// comparisons begin a subject that is a condition and not the words themselves.
var comparisons = []string{"contains ", "startsWith ", "endsWith ", "matches ", "==", "!="}

func (c *compiler) sent(n *names, s *spec.Sent) *model.Sent {
	out := &model.Sent{Attach: s.Attachment.Value, At: s.At}
	if s.To.Given() {
		out.To = c.address(s.To, n)
	}
	if s.Times.Given() {
		times := int(s.Times.Value)
		out.Times = &times
	}
	out.Subject = c.said(n, s.Subject, "subject")
	out.Body = c.said(n, s.Body, "body")
	if out.Locale = s.Language.Value; s.Language.Given() && !slices.Contains(c.m.Locales, out.Locale) {
		c.unknown("unknown-locale", s.Language, "language of the package", c.m.Locales)
	}
	return out
}

// said is a condition over the words of a message: the words themselves, or a comparison without its left side.
func (c *compiler) said(n *names, s spec.Expr, name string) *rule.Expr {
	if !s.Given() {
		return nil
	}
	scope := *n.scope
	scope.Vars = append(append([]rule.Var(nil), scope.Vars...), rule.Var{Name: name, Type: rule.Text})
	source := name + " == " + strconv.Quote(s.Value)
	for _, op := range comparisons {
		if strings.HasPrefix(s.Value, op) {
			source = name + " " + s.Value
		}
	}
	x, problems := rule.Compile(source, &scope, rule.Bool)
	for i := range problems {
		problems[i].Offset = max(0, problems[i].Offset-len(name)-1)
	}
	c.problems(s.Word, problems)
	return x
}

// notFired are the reasons that an automation did not run, as its explanation names them.
var notFired = []string{"not_triggered", "not_fired", "suppressed"}

func (c *compiler) fired(n *names, s *spec.Fired, not bool) *model.Fired {
	out := &model.Fired{Not: not, Because: s.Because.Value, At: s.Head.At}
	if !s.Automation.Given() {
		c.missing(s.Head.At, "the expectation", "automation", "write automation: and the name of one")
		return out
	}
	if out.Automation = c.m.Automation(s.Automation.Value); out.Automation == nil && !c.declaredAutomation(s.Automation) {
		var names []string
		for _, a := range c.m.Automations {
			names = append(names, a.Name)
		}
		c.unknown("unknown-automation", s.Automation, "automation", names)
	} else {
		c.use(AutomationName, s.Automation.Value, s.Automation)
	}
	if s.For.Given() {
		out.For, _ = n.record(s.For, "for")
	}
	if s.Times.Given() {
		times := int(s.Times.Value)
		out.Times = &times
	}
	switch {
	case not && s.Times.Given():
		c.l.Errorf("wrong-key", s.Times.At, "\"times\" belongs to fired: what did not run ran no time")
	case !not && s.Because.Given():
		c.l.Errorf("wrong-key", s.Because.At, "\"because\" belongs to not_fired")
	case s.Because.Given() && c.oneOf(s.Because, "reason", notFired...) && !s.For.Given():
		c.missing(s.Because.At, "a reason", "for", "write for: and the record, so that it can be explained")
	}
	return out
}

func (c *compiler) withheld(n *names, s *spec.Withheld) *model.Withheld {
	x := c.fired(n, &spec.Fired{Head: s.Head, Automation: s.Automation, For: s.For, Times: s.Times}, false)
	if s.Because.Given() {
		c.oneOf(s.Because, "reason", "consent", "unless", "at_most")
	}
	return &model.Withheld{Automation: x.Automation, For: x.For, Times: x.Times, Because: s.Because.Value, At: s.Head.At}
}

// declaredAutomation tells an automation that is in the package and was found wrong: that has been said.
func (c *compiler) declaredAutomation(w spec.Word) bool {
	for _, e := range c.p.Automations {
		if e.Key.Value == w.Value {
			return true
		}
	}
	return false
}

func (c *compiler) sees(n *names, s *spec.Sees, hidden bool) *model.Sees {
	out := &model.Sees{Hidden: hidden, At: s.Head.At}
	if !s.Record.Given() {
		c.missing(s.Head.At, "the expectation", "record", "write record: and which one, like =deal")
		return out
	}
	var e *model.Entity
	if out.Record, e = n.record(s.Record, "sees"); e == nil {
		return out
	}
	for _, w := range s.Fields {
		if f := e.Field(w.Value); f != nil {
			out.Fields = append(out.Fields, f)
			continue
		}
		var names []string
		for _, f := range e.Fields {
			names = append(names, f.Name)
		}
		c.unknown("unknown-field", w, "field of "+quoted(e.Name), names)
	}
	return out
}
