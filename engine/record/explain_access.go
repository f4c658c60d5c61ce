package record

import (
	"context"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
)

// permission is the clause of a grant, for the reader in whose eyes it is asked; asker is who is told.
func (asker *Reader) permission(ctx context.Context, eyes *Reader, verb string, p model.Permission, row model.Row) (Clause, error) {
	role := eyes.Who.Role
	if role == nil {
		c := asker.clause("permission.unbound", true)
		c.Kind, c.Name = "permission", verb
		return c, nil
	}
	kv := []any{"role", role.Label.In(asker.Who.Locale), "verb", asker.Words("explain.verb." + verb)}
	var c Clause
	switch {
	case p.Where == nil:
		c = asker.clause("permission.all", p.Always, kv...)
	default:
		f := eyes.Frame(ctx, row, model.Row{}, nil)
		holds, err := p.Where.Holds(f)
		if err != nil {
			return c, err
		}
		c = asker.Weigh(ctx, asker.clause("permission.where", holds, kv...), p.Where, f)
	}
	c.Kind, c.Name = "permission", verb
	if c.At == nil {
		c.At = PlaceOf(role.At)
	}
	return c, nil
}

// ExplainAccess tells what somebody may do with a record, verb by verb, and with its fields. The asker must be able
// to read the record; in whose eyes it is asked need not.
func (r *Reader) ExplainAccess(ctx context.Context, e *model.Entity, id string, who identity.Actor) (*Answer, error) {
	row, err := r.ByID(ctx, e, id)
	if err != nil {
		return nil, err
	}
	eyes := r.For(who)
	g := eyes.access(e).grant
	a := &Answer{Verdict: "seen"}
	for _, x := range []struct {
		verb string
		p    model.Permission
	}{{"read", g.Read}, {"update", g.Update}, {"move", g.Move}, {"delete", g.Delete}} {
		if x.verb == "move" && len(e.Funnels) == 0 {
			continue
		}
		c, err := r.permission(ctx, eyes, x.verb, x.p, row)
		if err != nil {
			return nil, err
		}
		if x.verb == "read" && !*c.Holds {
			a.Verdict = "unseen"
		}
		a.add(c)
	}
	for _, f := range e.Fields {
		if acc := eyes.access(e); r.Readable(f) && !acc.write[f.Slot] {
			access := "none"
			if acc.read[f.Slot] {
				access = "read"
			}
			a.add(Clause{Kind: "field", Name: f.Name, Text: r.Words("explain.field_of."+access, "field", f.Label.In(r.Who.Locale)), At: PlaceOf(who.Role.At)})
		}
	}
	name := r.Words("explain.nobody")
	if who.User != nil {
		if name, err = r.TitleOf(ctx, *who.User); err != nil {
			return nil, err
		}
	}
	a.Text = r.Words("explain.access."+a.Verdict, "who", name)
	return a, nil
}
