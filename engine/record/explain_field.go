package record

import (
	"context"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// ExplainField tells why a field has the value it has: its formula, who set it, its default; and whether the actor
// sees it, may change it and must fill it in.
func (r *Reader) ExplainField(ctx context.Context, e *model.Entity, id, name string) (*Answer, error) {
	row, err := r.ByID(ctx, e, id)
	if err != nil {
		return nil, err
	}
	f := e.Field(name)
	if f == nil || !r.Readable(f) {
		return nil, malformed("unknown_field", "field", name, "nearest", diag.Nearest(name, r.readableNames(e)))
	}
	a := &Answer{Verdict: "value"}
	v := r.valueOf(ctx, f, row)
	if v == nil {
		a.Verdict = "empty"
	}
	frame := r.Frame(ctx, row, model.Row{}, nil)
	if err := r.explainOrigin(ctx, a, f, row, frame); err != nil {
		return nil, err
	}
	if err := r.explainFlags(ctx, a, f, row, frame); err != nil {
		return nil, err
	}
	a.Text = r.Words("explain.field."+a.Verdict, "field", f.Label.In(r.Who.Locale), "value", r.shownValue(ctx, f, v))
	return a, nil
}

func (r *Reader) readableNames(e *model.Entity) (names []string) {
	for _, f := range e.Fields {
		if r.Readable(f) {
			names = append(names, f.Name)
		}
	}
	return names
}

// shownValue is a value for people; a link to a record that they may not read has no name.
func (r *Reader) shownValue(ctx context.Context, f *model.Field, v any) string {
	if f.Kind.Name() == "secret" && v != nil {
		return secretMask
	}
	refs := refsOf(v)
	if len(refs) == 0 {
		return r.show(ctx)(v)
	}
	var names []string
	for _, ref := range refs {
		if e := r.Model.Entity(ref.Entity); e != nil {
			if row, err := r.ByID(ctx, e, ref.ID); err == nil {
				if title, err := r.TitleOf(ctx, row); err == nil {
					names = append(names, title)
					continue
				}
			}
		}
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// explainOrigin tells where a value comes from.
func (r *Reader) explainOrigin(ctx context.Context, a *Answer, f *model.Field, row model.Row, frame *rule.Frame) error {
	told := func(kind string, at diag.Range, kv ...any) Clause {
		return Clause{Kind: kind, Text: r.Words("explain."+kind, kv...), At: PlaceOf(at)}
	}
	switch {
	case f.Formula != nil:
		a.add(r.Weigh(ctx, told("formula", diag.Range{}), f.Formula, frame))
		return nil
	case f.Series != nil:
		a.add(told("series", f.At))
		return nil
	}
	set, err := r.lastSet(ctx, f, row)
	if err != nil {
		return err
	}
	if set != nil {
		a.add(*set)
	}
	if f.Default != nil && (set == nil || set.Kind == "set_new") {
		c := told("default", f.Default.At)
		if x := f.Default.Formula; x != nil {
			c = r.Weigh(ctx, c, x, frame)
		}
		a.add(c)
	}
	if set == nil && f.System {
		a.add(told("system", diag.Range{}))
	} else if set == nil && a.Verdict == "empty" {
		a.add(told("never_set", diag.Range{}))
	}
	return nil
}

// lastSet is the newest change of a field in the record's journal; nil when it never changed.
func (r *Reader) lastSet(ctx context.Context, f *model.Field, row model.Row) (*Clause, error) {
	const look = 1000
	past, err := r.Tx.EntriesUpTo(ctx, row.Entity.Name, row.ID(), r.now, look)
	if err != nil {
		return nil, err
	}
	for _, e := range past {
		if _, ok := objectOf(e.After)[f.Name]; !ok {
			continue
		}
		who, kind := "", "set"
		by, err := r.PersonOf(ctx, e.By)
		if err != nil {
			return nil, err
		}
		if by != nil {
			who = by.Name
		}
		switch {
		case identity.As(e.As) == identity.AsAutomation:
			kind = "set_automation"
		case EventKind(e.Action) == Created:
			kind = "set_new"
		case who == "":
			kind = "set_system"
		}
		return &Clause{Kind: kind, Name: e.Cause, Text: r.Words("explain."+kind, "who", who, "at", r.show(ctx)(e.At.In(zoneOf(r.Model))))}, nil
	}
	return nil, nil
}

// explainFlags tells whether a field is shown, may be changed and must be filled in.
func (r *Reader) explainFlags(ctx context.Context, a *Answer, f *model.Field, row model.Row, frame *rule.Frame) error {
	if r.Who.Role != nil {
		access := "write"
		if !r.access(f.Entity).write[f.Slot] {
			access = "read"
		}
		a.add(Clause{Kind: "field_access", Name: access, Text: r.Words("explain.field_access."+access, "role", r.Who.Role.Label.In(r.Who.Locale)), At: PlaceOf(r.Who.Role.At)})
	}
	c, err := r.permission(ctx, r, "update", r.access(f.Entity).grant.Update, row)
	if err != nil {
		return err
	}
	a.add(c)
	for _, x := range []struct {
		kind string
		flag model.Flag
	}{{"visible", f.Visible}, {"readonly", f.Readonly}, {"required", f.Required}} {
		if x.flag.When == nil {
			if x.flag.Always != (x.kind == "visible") {
				c := r.clause(x.kind, x.flag.Always)
				c.At = PlaceOf(f.At)
				c.Holds = nil
				a.add(c)
			}
			continue
		}
		holds, err := x.flag.When.Holds(frame)
		if err != nil {
			return err
		}
		a.add(r.Weigh(ctx, r.clause(x.kind, holds), x.flag.When, frame))
	}
	return nil
}
