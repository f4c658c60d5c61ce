package handbook

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
)

// Access is who may do what, in an order and in words that do not depend on a language: a text of it belongs beside the
// package in version control, where a wider right is a line that somebody reads.
type Access struct {
	Roles []RoleAccess `json:"roles"`

	fields map[string][]string // of every entity
}

// RoleAccess is what one role may do.
type RoleAccess struct {
	Role     string         `json:"role"`
	Portal   bool           `json:"portal,omitempty"`
	Admin    bool           `json:"admin,omitempty"`
	Actions  []string       `json:"actions,omitempty"` // beside records: import, export, outbox, runs, …
	Entities []EntityAccess `json:"entities"`          // by name; those of which it may do nothing are left out
}

// EntityAccess is what a role may do with the records of an entity: "yes", "no", or the condition over the record.
type EntityAccess struct {
	Entity  string            `json:"entity"`
	Read    string            `json:"read"`
	Create  string            `json:"create"`
	Update  string            `json:"update"`
	Delete  string            `json:"delete"`
	Move    string            `json:"move,omitempty"` // of entities with a funnel
	Every   bool              `json:"every_button,omitempty"`
	Press   map[string]string `json:"press,omitempty"`
	Hidden  []string          `json:"hidden,omitempty"` // fields, and what would tell them
	Fixed   []string          `json:"fixed,omitempty"`  // fields that may be read and not written
	Unnamed bool              `json:"unnamed,omitempty"`
}

// AccessOf reads the rights of a model.
func AccessOf(m *model.Model) Access {
	out := Access{fields: map[string][]string{}}
	for _, e := range m.Entities {
		out.fields[e.Name] = []string{}
		for _, f := range e.Fields {
			out.fields[e.Name] = append(out.fields[e.Name], f.Name)
		}
	}
	for _, r := range slices.SortedFunc(slices.Values(m.Roles), func(a, b *model.Role) int { return cmp.Compare(a.Name, b.Name) }) {
		one := RoleAccess{Role: r.Name, Portal: r.Portal, Admin: r.Admin, Actions: slices.Sorted(slices.Values(r.Actions)), Entities: []EntityAccess{}}
		for _, e := range slices.SortedFunc(slices.Values(m.Entities), func(a, b *model.Entity) int { return cmp.Compare(a.Name, b.Name) }) {
			if g := r.Grants[e.Name]; g != nil && !nothing(g) {
				one.Entities = append(one.Entities, entityAccess(m, e, g))
			}
		}
		out.Roles = append(out.Roles, one)
	}
	return out
}

func nothing(g *model.Grant) bool {
	return g.Read.Never() && g.Create.Never() && g.Update.Never() && g.Delete.Never() && g.Move.Never()
}

func entityAccess(m *model.Model, e *model.Entity, g *model.Grant) EntityAccess {
	out := EntityAccess{Entity: e.Name, Read: permission(g.Read), Create: permission(g.Create), Update: permission(g.Update), Delete: permission(g.Delete), Unnamed: g.Untitled, Every: g.Every}
	if len(e.Funnels) > 0 {
		out.Move = permission(g.Move)
	}
	for _, a := range m.Automations {
		if p := g.Action(a.Name); !g.Every && a.Button(e) != nil && !p.Never() {
			if out.Press == nil {
				out.Press = map[string]string{}
			}
			out.Press[a.Name] = permission(p)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(g.Fields)) {
		switch g.Fields[name] {
		case model.AccessNone:
			out.Hidden = append(out.Hidden, name)
		case model.AccessRead:
			out.Fixed = append(out.Fixed, name)
		}
	}
	return out
}

func permission(p model.Permission) string {
	switch {
	case p.Always:
		return "yes"
	case p.Where != nil:
		return strings.Join(strings.Fields(p.Where.Source), " ")
	}
	return "no"
}

// String is the matrix as text: a block for each role, and in it a line for each right, so that a wider right is a line
// more, or another.
func (a Access) String() string {
	var b strings.Builder
	for i, r := range a.Roles {
		if i > 0 {
			b.WriteByte('\n')
		}
		r.write(&b)
	}
	return b.String()
}

func (r RoleAccess) write(b *strings.Builder) {
	fmt.Fprintf(b, "role %s\n", r.Role)
	if r.Portal {
		b.WriteString("  comes from outside\n")
	}
	if r.Admin {
		b.WriteString("  administers\n")
	}
	for _, action := range r.Actions {
		fmt.Fprintf(b, "  may %s\n", action)
	}
	for _, e := range r.Entities {
		e.write(b)
	}
}

func (e EntityAccess) write(b *strings.Builder) {
	right := func(what, is string) {
		switch is {
		case "", "no":
		case "yes":
			fmt.Fprintf(b, "  %s %s\n", e.Entity, what)
		default:
			fmt.Fprintf(b, "  %s %s if %s\n", e.Entity, what, is)
		}
	}
	if e.Every && e.Read == "yes" && e.Create == "yes" && e.Update == "yes" && e.Delete == "yes" && e.Move != "no" && len(e.Hidden)+len(e.Fixed) == 0 {
		right("everything", "yes")
		return
	}
	right("read", e.Read)
	right("create", e.Create)
	right("update", e.Update)
	right("delete", e.Delete)
	right("move", e.Move)
	if e.Every {
		right("press every button", "yes")
	}
	for _, name := range slices.Sorted(maps.Keys(e.Press)) {
		right("press "+name, e.Press[name])
	}
	for _, f := range e.Hidden {
		fmt.Fprintf(b, "  %s.%s hidden\n", e.Entity, f)
	}
	for _, f := range e.Fixed {
		fmt.Fprintf(b, "  %s.%s read only\n", e.Entity, f)
	}
	if e.Unnamed {
		fmt.Fprintf(b, "  %s called by its kind: its title reads a hidden field\n", e.Entity)
	}
}
