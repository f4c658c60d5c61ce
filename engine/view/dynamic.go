package view

import (
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// dynamic are the fields that some condition, check, default or formula of a form depends on: when one of them
// changes, the form asks for a preview.
func dynamic(m *model.Model) map[*model.Field]bool {
	out := map[*model.Field]bool{}
	for _, e := range m.Entities {
		for _, x := range expressions(e) {
			markReads(m, e, x, out)
		}
	}
	return out
}

// markReads marks what an expression reads of the record itself (a link that it follows, too), and of its inline rows.
func markReads(m *model.Model, e *model.Entity, x *rule.Expr, out map[*model.Field]bool) {
	if x == nil {
		return
	}
	for _, r := range x.Reads {
		switch {
		case len(r.Path) == 0 && r.Entity == e.Name:
			mark(e, r.Member, out)
		case len(r.Path) > 0 && e.Field(r.Path[0]) != nil:
			mark(e, r.Path[0], out)
		case len(r.Path) == 1 && e.Inverse(r.Path[0]) != nil && e.Inverse(r.Path[0]).Inline:
			if child := m.Entity(r.Entity); child != nil {
				mark(child, r.Member, out)
			}
		}
	}
}

func mark(e *model.Entity, name string, out map[*model.Field]bool) {
	if f := e.Field(name); f != nil {
		out[f] = true
	}
}

// expressions are all that a form of an entity lives by.
func expressions(e *model.Entity) []*rule.Expr {
	var out []*rule.Expr
	for _, f := range e.Fields {
		out = append(out, f.Required.When, f.Readonly.When, f.Visible.When, f.Check, f.Formula)
		if f.Default != nil {
			out = append(out, f.Default.Formula)
		}
	}
	for _, r := range e.Rules {
		out = append(out, r.Check)
	}
	return out
}
