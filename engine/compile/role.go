package compile

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// roleActions are what a role may do beside records.
var roleActions = []string{"import", "export", "outbox", "runs", "simulate", "users"}

// declareRoles makes the roles, so that expressions may name them.
func (c *compiler) declareRoles() {
	for _, e := range c.p.Roles {
		if c.name(e.Key, "role") {
			c.m.Roles = append(c.m.Roles, &model.Role{Name: e.Key.Value, Label: c.labelOr(e.Value.Label, e.Key.Value), Admin: e.Value.Admin.Value,
				All: e.Value.All.Value, Portal: e.Value.Portal.Value, Grants: map[string]*model.Grant{}, At: e.Value.At})
		}
	}
	if len(c.p.Roles) == 0 {
		c.m.Roles = []*model.Role{defaultRole()}
	}
	if f := c.entities[model.UserEntity].Entity.Field("role"); f != nil {
		c.roleOptions(f)
	}
}

// defaultRole serves a package without roles: its one user may do everything.
func defaultRole() *model.Role {
	label := model.Text{"": "Administrator", "en": "Administrator", "ru": "Администратор", "tr": "Yönetici", "th": "ผู้ดูแลระบบ", "mn": "Админ", "ky": "Администратор"}
	return &model.Role{Name: "admin", Label: label, Admin: true, All: true, Grants: map[string]*model.Grant{}}
}

// roleOptions makes the role of a user a choice of those that there are.
func (c *compiler) roleOptions(f *model.Field) {
	f.Kind, _ = field.Named("choice")
	for _, r := range c.m.Roles {
		f.Choices = append(f.Choices, &model.Option{Name: r.Name, Label: r.Label})
	}
	f.Options.Choices = namesOf(f.Choices)
}

func (c *compiler) roles() {
	for _, e := range c.p.Roles {
		r := c.m.Role(e.Key.Value)
		if r == nil {
			continue
		}
		for _, w := range e.Value.Actions {
			if c.oneOf(w, "action of a role", roleActions...) {
				r.Actions = append(r.Actions, w.Value)
			}
		}
		for _, g := range e.Value.Entities {
			if x := c.entityNamed(g.Key); x != nil {
				r.Grants[x.Name] = c.grant(x, g.Value)
			}
		}
		c.fillGrants(r)
		c.hideDerived(r)
	}
	if len(c.p.Roles) == 0 {
		c.fillGrants(c.m.Roles[0])
	}
}

// hideDerived hides from a role what would show it a hidden field in another way: a formula that reads one, however far
// away, unless the role names the formula itself; and titles that do.
func (c *compiler) hideDerived(r *model.Role) {
	hides := func(x rule.Read) bool {
		g := r.Grants[x.Entity]
		return g != nil && g.Fields[x.Member] == model.AccessNone
	}
	if !slices.ContainsFunc(c.m.Entities, func(e *model.Entity) bool { return r.Grants[e.Name] != nil && len(r.Grants[e.Name].Fields) > 0 }) {
		return
	}
	for found := true; found; {
		found = false
		for _, e := range c.m.Entities {
			for _, f := range e.Fields {
				g := r.Grants[e.Name]
				if g == nil || f.Formula == nil || !slices.ContainsFunc(f.Formula.Reads, hides) {
					continue
				}
				if _, said := g.Fields[f.Name]; !said {
					r.Grants[e.Name], found = g.Hiding(f.Name), true
				}
			}
		}
	}
	for _, e := range c.m.Entities {
		if g := r.Grants[e.Name]; g != nil && e.Title != nil && slices.ContainsFunc(e.Title.Reads, hides) {
			untitled := *g
			untitled.Untitled = true
			r.Grants[e.Name] = &untitled
		}
	}
}

// fillGrants gives what all and admin mean, and lets everybody of the company see who their colleagues are.
func (c *compiler) fillGrants(r *model.Role) {
	always := model.Permission{Always: true}
	full := &model.Grant{Read: always, Create: always, Update: always, Delete: always, Move: always, Every: true}
	for _, e := range c.m.Entities {
		switch {
		case r.Grants[e.Name] != nil:
		case e.Name == model.UserEntity && r.Admin, e.Name != model.UserEntity && r.All:
			r.Grants[e.Name] = full
		case e.Name == model.UserEntity && !r.Portal:
			r.Grants[e.Name] = &model.Grant{Read: always}
		}
	}
}

func (c *compiler) grant(e *model.Entity, s *spec.Grant) *model.Grant {
	if s.Every.Given() {
		p := model.Permission{Always: s.Every.Value}
		return &model.Grant{Read: p, Create: p, Update: p, Delete: p, Move: p, Every: p.Always}
	}
	g := &model.Grant{Read: c.permission(e, s.Read), Create: c.permission(e, s.Create), Update: c.permission(e, s.Update), Delete: c.permission(e, s.Delete)}
	if g.Read.Where != nil {
		c.asked = append(c.asked, asked{s.Read.When.Word, g.Read.Where})
	}
	if g.Move = c.permission(e, s.Move); !s.Move.Given() {
		g.Move = g.Update
	}
	if s.Move.Given() && len(e.Funnels) == 0 {
		c.l.Errorf("wrong-key", s.Move.At, "%q has no funnel, so there is nothing to move", e.Name)
	}
	if g.Read.Never() && !(g.Update.Never() && g.Delete.Never() && g.Move.Never()) {
		c.l.Warnf("useless-grant", s.At, "what may not be read cannot be changed either").WithHint("write read: true, own or a condition")
	}
	for _, b := range s.Actions {
		if a := c.buttonNamed(e, b.Key); a != nil {
			if g.Actions == nil {
				g.Actions = map[string]model.Permission{}
			}
			g.Actions[a.Name] = c.permission(e, b.Value)
		}
	}
	for _, f := range s.Fields {
		x := c.fieldNamed(e, f.Key)
		if x == nil || !c.oneOf(f.Value, "access to a field", string(model.AccessNone), string(model.AccessRead), string(model.AccessWrite)) {
			continue
		}
		if g.Fields == nil {
			g.Fields = map[string]model.Access{}
		}
		g.Fields[x.Name] = model.Access(f.Value.Value)
	}
	return g
}

// permission is true, false, own, or a condition over the record and the user.
func (c *compiler) permission(e *model.Entity, f spec.Flag) model.Permission {
	if !f.Given() || !f.When.Given() {
		return model.Permission{Always: f.Always}
	}
	switch strings.TrimSpace(f.When.Value) {
	case "own":
		return c.belonging(e, f, " == user")
	case "team":
		return c.belonging(e, f, " in team(user)")
	case "all":
		c.l.Errorf("wrong-value", f.At, "a permission is true, false, own, team or a condition").WithHint("write true")
		return model.Permission{}
	}
	return model.Permission{Where: c.expr(f.When.Word, c.scopeOf(e), rule.Bool)}
}

// belonging is own, the records of the user, or team, those of all who report to them too: by owner; a task is also of
// whom it was given to.
func (c *compiler) belonging(e *model.Entity, f spec.Flag, to string) model.Permission {
	source := model.Owner + to
	switch {
	case e.Name == model.TaskEntity:
		source += " || assignee" + to
	case e.Name == model.UserEntity:
		source = "this" + to
	case !e.Owned:
		c.l.Errorf("wrong-value", f.At, "records of %q have no owner, so none is %s", e.Name, f.When.Value).WithHint("leave out owned: false, or write a condition")
		return model.Permission{}
	}
	x, problems := c.compileExpr(source, c.scopeOf(e), rule.Bool)
	if len(problems) > 0 {
		c.l.Errorf(problems[0].Code, f.At, "%s: %s", f.When.Value, problems[0].Message)
	}
	return model.Permission{Where: x}
}
