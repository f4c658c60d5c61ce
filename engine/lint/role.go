package lint

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/spec"
)

func (x *linter) roles() {
	for _, r := range x.m.Roles {
		s, _ := x.p.Roles.Get(r.Name)
		if s == nil {
			continue
		}
		reads := r.All || slices.ContainsFunc(x.m.Entities, func(e *model.Entity) bool { return e.Name != model.UserEntity && x.mayRead(r, e) })
		if !reads && !r.Admin {
			x.warn("empty-role", r.At, "the role %q may read nothing, so there is nothing that its people could do", r.Name).WithHint("write entities: {deal: {read: true}}")
		}
		if r.Portal && (r.All || r.Admin) {
			x.warn("open-portal", r.At, "people outside the company get everything with the role %q", r.Name).WithHint("leave out all and admin, and name what they may read")
		}
		for _, g := range s.Entities {
			if grant := r.Grants[g.Key.Value]; grant != nil && !grant.Every {
				x.grant(r, g.Key.Value, grant, g.Value)
			}
		}
	}
	x.readers()
}

func (x *linter) mayRead(r *model.Role, e *model.Entity) bool {
	g := r.Grants[e.Name]
	return r.All || g != nil && !g.Read.Never()
}

// grant warns of access to fields that means nothing, and of records that a role may make and cannot fill in.
func (x *linter) grant(r *model.Role, entity string, g *model.Grant, s *spec.Grant) {
	for _, w := range s.Fields {
		if g.Fields[w.Key.Value] == model.AccessWrite && g.Update.Never() && g.Create.Never() {
			x.warn("useless-access", w.Value.At, "the role %q may neither make nor change records of %q, so it writes no field of them", r.Name, entity).WithHint("write update: true or own, or leave this out")
		}
		f := x.named(entity, w.Key.Value)
		if f != nil && own(f) && !g.Create.Never() && g.Fields[f.Name] != model.AccessWrite && f.Required.Always && f.Visible.Always && f.Visible.When == nil && f.Default == nil {
			x.warn("hidden-required", w.Value.At, "the role %q may make records of %q and cannot fill in %q, which is required: each is refused", r.Name, entity, f.Name).
				WithHint("give the field a default, let the role write it, or write create: false")
		}
	}
}

// readers warns of reports and dashboards for roles that may not read what they show.
func (x *linter) readers() {
	tell := func(what, name string, at diag.Range, roles []*model.Role, e *model.Entity) {
		for _, r := range roles {
			if e != nil && !x.mayRead(r, e) {
				x.warn("unreadable-report", at, "%s %q is for the role %q, which may not read %q", what, name, r.Name, e.Name).WithHint("leave the role out, or let it read %s", e.Name)
			}
		}
	}
	for _, r := range x.m.Reports {
		tell("the report", r.Name, r.At, r.Roles, r.Entity)
	}
	for _, t := range x.m.Targets {
		tell("the target", t.Name, t.At, t.Roles, t.Entity)
	}
}
