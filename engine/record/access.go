package record

import (
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
)

// access is what a role may do with an entity and, by slot, with its fields.
type access struct {
	grant model.Grant
	read  []bool
	write []bool
	all   bool // every field may be read
}

type accessKey struct {
	role   *model.Role
	entity *model.Entity
}

// access gives the actor's rights on an entity. Whoever acts without a role is not bound by any.
func (r *Reader) access(e *model.Entity) *access {
	key := accessKey{r.Who.Role, e}
	if a, ok := r.digest.access.Load(key); ok {
		return a.(*access)
	}
	a := accessOf(r.Who.Role, e)
	r.digest.access.Store(key, a)
	return a
}

func accessOf(role *model.Role, e *model.Entity) *access {
	a := &access{grant: grantOf(role, e), read: make([]bool, len(e.Fields)), write: make([]bool, len(e.Fields)), all: true}
	for i, f := range e.Fields {
		switch a.grant.Fields[f.Name] {
		case model.AccessNone:
			a.all = false
		case model.AccessRead:
			a.read[i] = true
		default:
			a.read[i], a.write[i] = true, true
		}
	}
	return a
}

// grantOf is the role's grant; what it says of one entity stands beside all: true. People are read by every role inside
// the company, and written by none: identity does that, or a portal user could give themselves another role.
func grantOf(role *model.Role, e *model.Entity) model.Grant {
	always := model.Permission{Always: true}
	full := model.Grant{Read: always, Create: always, Update: always, Delete: always, Move: always, Every: true}
	g := model.Grant{}
	switch {
	case role == nil:
		g = full
	case role.Grants[e.Name] != nil:
		g = *role.Grants[e.Name]
	case role.All:
		g = full
	}
	if e.Name == model.UserEntity {
		g = model.Grant{Read: g.Read, Fields: g.Fields, Untitled: g.Untitled}
		if role == nil || !role.Portal {
			g.Read = always
		}
	}
	return g
}

// bound tells whether rights and readonly bind the actor: people and programs, not automations and Tamga itself.
func bound(who identity.Actor) bool { return who.Role != nil }

// Readable tells whether the actor may read a field.
func (r *Reader) Readable(f *model.Field) bool { return r.access(f.Entity).read[f.Slot] }
