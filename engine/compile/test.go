package compile

import (
	"strconv"
	"strings"
	"time"

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
		n := c.newNames(c.peopleScope())
		t.Given, t.When, t.Then = c.scenario(n, s.Given), c.scenario(n, s.When), c.scenario(n, s.Then)
		t.Vars = *n.count
		if !checks(t) {
			c.l.Warnf("empty-test", s.Head.At, "the test %q expects nothing, so it cannot fail", t.Name).WithHint("write then: with expect, sent or refused")
		}
		c.m.Tests = append(c.m.Tests, t)
	}
}

// checks tells whether some step can fail the test.
func checks(t *model.Test) bool {
	for _, list := range [][]*model.Given{t.Given, t.When, t.Then} {
		for _, g := range list {
			if g.Expect != nil || g.Sent != nil || g.Refused != nil {
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

const testVerbs = "create, update, delete, move, after, expect, sent, refused"

func (c *compiler) scenarioStep(n *names, s *spec.Given) *model.Given {
	g := &model.Given{At: s.Head.At, AsVar: -1, By: c.person(s.By)}
	verb := c.verb(s.Verbs(), s.Head.At, testVerbs)
	c.onlyIn(s, "generate")
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
	if g.Refused.Expect != nil || g.Refused.Sent != nil || g.Refused.After != nil {
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
	if !s.Subject.Given() {
		return out
	}
	scope := *n.scope
	scope.Vars = append(append([]rule.Var(nil), scope.Vars...), rule.Var{Name: "subject", Type: rule.Text})
	source := "subject == " + strconv.Quote(s.Subject.Value)
	for _, op := range comparisons {
		if strings.HasPrefix(s.Subject.Value, op) {
			source = "subject " + s.Subject.Value
		}
	}
	x, problems := c.compileExpr(source, &scope, rule.Bool)
	for i := range problems {
		problems[i].Offset = max(0, problems[i].Offset-len("subject "))
	}
	c.problems(s.Subject.Word, problems)
	out.Subject = x
	return out
}
