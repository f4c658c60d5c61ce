package handbook

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
)

// assign is whom a record is given to, rule by rule.
func (b *book) assign(a *model.AssignAction) string {
	var said []string
	for _, r := range a.Rules {
		one := b.say("docs.assign_"+string(r.By), "whom", b.people(r))
		if r.Where != nil {
			one += ", " + b.say("docs.if", "what", source(r.Where))
		}
		if r.When != nil {
			one = b.say("docs.if", "what", source(r.When)) + " → " + one
		}
		said = append(said, one)
	}
	out := ": " + strings.Join(said, "; ")
	if a.Working {
		out += ", " + b.say("docs.working")
	}
	return out
}

// people are the roles and people of whom one is taken.
func (b *book) people(r *model.AssignRule) string {
	var whom []string
	for _, role := range r.Roles {
		whom = append(whom, b.label(role.Label, role.Name))
	}
	for _, p := range r.People {
		whom = append(whom, b.value(nil, p))
	}
	return strings.Join(whom, ", ")
}
