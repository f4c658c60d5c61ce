package handbook

import (
	"maps"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
)

// roles are a matrix of entities and roles; what depends on the record is marked there and told below.
func (b *book) roles() {
	if len(b.m.Roles) == 0 {
		return
	}
	b.para("## %s", b.say("docs.roles"))
	head := []string{""}
	for _, r := range b.m.Roles {
		head = append(head, b.label(r.Label, r.Name))
	}
	b.out.WriteByte('\n')
	b.row(head...)
	b.line("|%s", strings.Repeat("---|", len(head)))
	var told []string
	for _, e := range b.m.Entities {
		row := []string{b.entity(e)}
		for _, r := range b.m.Roles {
			said, notes := b.grant(r, e)
			row = append(row, said)
			told = append(told, notes...)
		}
		b.row(row...)
	}
	if len(told) > 0 {
		b.para("- %s", strings.Join(told, "\n- "))
	}
}

// grant is what a role may do with an entity, and the conditions of that.
func (b *book) grant(r *model.Role, e *model.Entity) (string, []string) {
	g := r.Grants[e.Name]
	if g == nil {
		if r.All {
			return b.say("docs.everything"), nil
		}
		return "—", nil
	}
	var may, told []string
	who := b.label(r.Label, r.Name) + " · " + b.entity(e) + " · "
	for _, p := range b.operations(g, e) {
		switch {
		case p.is.Always:
			may = append(may, b.say("docs."+p.name))
		case p.is.Where != nil:
			may = append(may, b.say("docs."+p.name)+"\\*")
			told = append(told, who+b.say("docs."+p.name)+": "+b.say("docs.if", "what", source(p.is.Where)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(g.Fields)) {
		if f := e.Field(name); f != nil {
			told = append(told, who+b.field(f)+": "+b.say("docs.access_"+string(g.Fields[name])))
		}
	}
	if len(may) == 0 {
		return "—", told
	}
	return strings.Join(may, ", "), told
}

type operation struct {
	name string
	is   model.Permission
}

func (b *book) operations(g *model.Grant, e *model.Entity) []operation {
	out := []operation{{"read", g.Read}, {"create", g.Create}, {"update", g.Update}, {"delete", g.Delete}}
	if len(e.Funnels) > 0 {
		out = append(out, operation{"move", g.Move})
	}
	return out
}
