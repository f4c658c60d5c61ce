package scenario

import (
	"context"
	"fmt"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
)

// fired wants an automation to have run, or not. A failure shows the explanation of the last decision.
func (w *world) fired(ctx context.Context, g *model.Given) (failure *Failure, err error) {
	err = w.view(ctx, func(rd *record.Reader, f *rule.Frame) error {
		failure, err = w.firedFor(ctx, g.Fired, rd, f)
		return err
	})
	return failure, err
}

func (w *world) firedFor(ctx context.Context, x *model.Fired, rd *record.Reader, f *rule.Frame) (*Failure, error) {
	filter := automation.Filter{Automation: x.Automation.Name, Limit: record.MaxLimit}
	of, err := refOfValue(x.For, w.model, f)
	if err != nil {
		return failureAt(x.At, "cannot be computed: "+err.Error()), nil
	}
	filter.Entity, filter.Record = of.Entity, of.ID
	runs, _, err := w.engine.Runs(ctx, rd, filter)
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%q", x.Automation.Name)
	var f2 *Failure
	switch n := len(runs); {
	case x.Not && n > 0:
		f2 = failureAt(x.At, "the automation "+name+" ran "+times(n)+", and was not to")
	case !x.Not && n == 0:
		f2 = failureAt(x.At, "the automation "+name+" did not run")
	case x.Times != nil && n != *x.Times:
		f2 = failureAt(x.At, "the automation "+name+" ran "+times(n)+", not "+times(*x.Times))
	}
	if of.ID == "" || f2 == nil && x.Because == "" {
		return f2, nil
	}
	return w.explained(ctx, rd, x, of, f2)
}

// explained adds why an automation ran or not, and wants the reason that the test names.
func (w *world) explained(ctx context.Context, rd *record.Reader, x *model.Fired, of field.Ref, f *Failure) (*Failure, error) {
	all, err := w.engine.Explain(ctx, rd, w.model.Entity(of.Entity), of.ID, x.Automation.Name, rd.Now())
	if err != nil || len(all) == 0 {
		return f, err
	}
	told := all[0]
	if f == nil && told.Verdict == x.Because {
		return nil, nil
	}
	if f == nil {
		f = failureAt(x.At, fmt.Sprintf("the automation %q did not run, but not because of %q: %s (%s)", x.Automation.Name, x.Because, told.Text, told.Verdict))
	}
	if len(told.Decisions) > 0 && told.Decisions[0].Condition != nil {
		tree := told.Decisions[0].Condition.Tree
		f.Source, f.Parts = tree.Source, partsOf(tree)
	} else if f.Source == "" {
		f.Message += ": " + told.Text
	}
	return f, nil
}

func partsOf(p *record.Part) (out []Part) {
	for _, below := range p.Parts {
		out = append(out, Part{Source: below.Source, Value: below.Value, Parts: partsOf(below)})
	}
	return out
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// refOfValue is the record that a value names; the zero Ref when there is no value.
func refOfValue(v *model.Value, m *model.Model, f *rule.Frame) (field.Ref, error) {
	if v == nil {
		return field.Ref{}, nil
	}
	x, err := automation.Evaluate(v, f, automation.Prose(m, m.Locales[0]))
	if err != nil {
		return field.Ref{}, err
	}
	ref, ok := x.(field.Ref)
	if !ok {
		return ref, fmt.Errorf("%s gives no record", "="+v.Formula.Source)
	}
	return ref, nil
}

// sees wants somebody to see a record and some of its fields, or not to; a failure shows the clauses that decide.
func (w *world) sees(ctx context.Context, g *model.Given, as *model.Person) (failure *Failure, err error) {
	if g.By != nil {
		as = g.By
	}
	who := identity.System()
	if as != nil {
		if who, err = w.desk.Actor(ctx, w.people[as]); err != nil {
			return nil, err
		}
	}
	err = w.view(ctx, func(rd *record.Reader, f *rule.Frame) error {
		failure, err = w.seesAs(ctx, g.Sees, rd, f, who)
		return err
	})
	if failure != nil && as != nil {
		failure.Message = as.Name + " " + failure.Message
	}
	return failure, err
}

func (w *world) seesAs(ctx context.Context, x *model.Sees, rd *record.Reader, f *rule.Frame, who identity.Actor) (*Failure, error) {
	of, err := refOfValue(x.Record, w.model, f)
	if err != nil {
		return failureAt(x.At, "cannot be asked: "+err.Error()), nil
	}
	e := w.model.Entity(of.Entity)
	told, err := rd.ExplainAccess(ctx, e, of.ID, who)
	if err != nil {
		return failureAt(x.At, "cannot see a record that is gone"), nil
	}
	read := *told.Clauses[0].Holds
	what := ""
	switch eyes := rd.For(who); {
	case len(x.Fields) == 0 && read == x.Hidden:
		what = e.Name
	case len(x.Fields) > 0 && !x.Hidden && !read:
		what = e.Name
	case len(x.Fields) > 0 && read:
		for _, field := range x.Fields {
			if eyes.Readable(field) == x.Hidden {
				what = e.Name + "." + field.Name
				break
			}
		}
	}
	if what == "" {
		return nil, nil
	}
	verb := "does not see "
	if x.Hidden {
		verb = "sees "
	}
	out := failureAt(x.At, verb+what)
	if tree := told.Clauses[0].Tree; tree != nil {
		out.Source, out.Parts = tree.Source, partsOf(tree)
	}
	return out, nil
}
