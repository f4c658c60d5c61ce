package view

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/model"
)

// May tells whether a role may do one of the actions that belong to no entity: "outbox", "runs", "users", …
func May(r *model.Role, action string) bool {
	return r != nil && (r.Admin || slices.Contains(r.Actions, action))
}

// grant is what the role may do with an entity. People are seen by everybody inside the company, and changed on
// a page of their own.
func (s *screen) grant(e *model.Entity) model.Grant {
	var g model.Grant
	switch always := (model.Permission{Always: true}); {
	case s.role == nil:
		return g
	case s.role.Grants[e.Name] != nil:
		g = *s.role.Grants[e.Name]
	case s.role.All:
		g = model.Grant{Read: always, Create: always, Update: always, Delete: always, Move: always}
	}
	if e.Name == model.UserEntity {
		g.Create, g.Update, g.Delete, g.Move = model.Permission{}, model.Permission{}, model.Permission{}, model.Permission{}
		g.Read.Always = g.Read.Always || !s.role.Portal
	}
	return g
}

// reads tells whether the role reads any record of an entity.
func (s *screen) reads(e *model.Entity) bool { return !s.grant(e).Read.Never() }

// sees tells whether the role may read a field.
func (s *screen) sees(f *model.Field) bool {
	return s.reads(f.Entity) && s.grant(f.Entity).Fields[f.Name] != model.AccessNone
}

// fills tells whether the role may ever write a field.
func (s *screen) fills(f *model.Field) bool {
	g := s.grant(f.Entity)
	if access, said := g.Fields[f.Name]; said && access != model.AccessWrite {
		return false
	}
	return !g.Create.Never() || !g.Update.Never()
}

func (s *screen) can(e *model.Entity) Can {
	g := s.grant(e)
	return Can{
		Create: !g.Create.Never(), Update: !g.Update.Never(), Delete: !g.Delete.Never(),
		Move: len(e.Funnels) > 0 && !g.Move.Never(),
	}
}

// Reads is what a role may read of an entity.
func Reads(r *model.Role, e *model.Entity) model.Permission {
	s := screen{role: r}
	return s.grant(e).Read
}
