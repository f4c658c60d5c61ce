package rule

import (
	"context"

	"github.com/tamga-crm/tamga/engine/field"
)

var recordFunctions = []*Function{
	{Name: "setting", Usage: `setting("name")`, Doc: "A setting of the package.", Params: []Type{Text}, Strict: true,
		Eval: func(f *Frame, a []any) (any, error) {
			name, _ := a[0].(string)
			if f.Settings == nil {
				return nil, nil
			}
			return f.Settings(name), nil
		}},
	{Name: "next", Usage: `next("invoice.number")`, Doc: "The next number of a series; it is used up.", Params: []Type{Text}, Type: Text, Strict: true, Eval: nextNumber},
	{Name: "changed", Usage: `changed("field")`, Doc: "Whether the change that is looked at changed a field.", Params: []Type{Text}, Type: Bool, Eval: changed},
	{Name: "has_role", Usage: `has_role(user, "head")`, Doc: "Whether a user has a role.", Params: []Type{RecordOf(userEntity), Text}, Type: Bool},
	{Name: "team", Usage: "team(user)", Doc: "A user and everybody who reports to them, however many managers stand between.", Params: []Type{RecordOf(userEntity)},
		Type: ListOf(RecordOf(userEntity)), Eval: teamOf},
	{Name: "descends_from", Usage: "descends_from(a, b)", Doc: "Whether a stands below b in their tree.", Params: []Type{{Type: field.Record}, {Type: field.Record}}, Type: Bool, Eval: descends},
}

func nextNumber(f *Frame, a []any) (any, error) {
	name, _ := a[0].(string)
	if f.Next == nil {
		return nil, nil
	}
	s, err := f.Next(name)
	return filled(s), err
}

// changed gets the field's name, its value now and before.
func changed(f *Frame, a []any) (any, error) {
	if f.Changed != nil {
		name, _ := a[0].(string)
		return f.Changed(name), nil
	}
	return !f.identical(a[1], a[2]), nil
}

// MaxAncestors bounds the walk up a tree: one that is deeper, or goes round, has no answer beyond.
const MaxAncestors = 100

// descends gets two records, and the slot of the link upwards.
func descends(f *Frame, a []any) (any, error) {
	_, top, ok := identity(a[1])
	slot, _ := a[2].(int64)
	at := a[0]
	if !ok || at == nil {
		return false, nil
	}
	for range MaxAncestors {
		r, err := f.follow(at)
		if err != nil || r == nil {
			return false, err
		}
		if at = r.Value(int(slot)); at == nil {
			return false, nil
		}
		if _, id, _ := identity(at); id == top {
			return true, nil
		}
	}
	return false, nil
}

// Teams is a Source that knows who reports to whom. Optional.
type Teams interface {
	// Team gives links to a user and to all who report to them.
	Team(ctx context.Context, user string) ([]any, error)
}

// teamOf is nobody for nobody, and a user alone where the source knows no teams.
func teamOf(f *Frame, a []any) (any, error) {
	entity, id, ok := identity(a[0])
	if !ok {
		return []any{}, nil
	}
	if teams, ok := f.Source.(Teams); ok {
		return teams.Team(f.Ctx, id)
	}
	return []any{field.Ref{Entity: entity, ID: id}}, nil
}
