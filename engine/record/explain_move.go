package record

import (
	"context"
	"slices"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// ExplainMove tells clause by clause whether a record may go to a stage: the actor's grant, the way through the
// funnel, what the stage requires, its condition, and the rules that the record would break there.
func (r *Reader) ExplainMove(ctx context.Context, e *model.Entity, id, funnel, stage string) (*Answer, error) {
	row, err := r.ByID(ctx, e, id)
	if err != nil {
		return nil, err
	}
	d := r.draftFrom(row)
	to := d.stageOf(Move{Funnel: funnel, Stage: stage})
	if to == nil {
		return nil, &Problem{Code: Malformed, Say: d.wrong[0].Code, Params: d.wrong[0].Params}
	}
	a := &Answer{}
	label := to.Label.In(r.Who.Locale)
	if d.standing() == to {
		a.Verdict, a.Text = "allowed", r.Words("explain.standing", "stage", label)
		return a, nil
	}
	c, err := r.permission(ctx, r, "move", r.access(e).grant.Move, row)
	if err != nil {
		return nil, err
	}
	a.add(c)
	if err := r.explainWay(ctx, a, d.standing(), to, d); err != nil {
		return nil, err
	}
	d.to = to
	err = r.during(d, func() error {
		if err := d.make(ctx, nil); err != nil {
			return err
		}
		return r.explainStage(ctx, a, d, to)
	})
	if err != nil {
		return nil, err
	}
	a.Verdict = "allowed"
	if a.refuses() {
		a.Verdict = "refused"
	}
	a.Text = r.Words("explain.move."+a.Verdict, "stage", label)
	return a, nil
}

// explainWay looks at next and back of the stage where the record stands.
func (r *Reader) explainWay(ctx context.Context, a *Answer, from, to *model.Stage, d *draft) error {
	if from == nil || from.Funnel != to.Funnel {
		return nil
	}
	labels, err := d.openFrom(ctx, from)
	if err != nil {
		return err
	}
	kv := []any{"from", from.Label.In(r.Who.Locale), "stage", to.Label.In(r.Who.Locale), "allowed", labels}
	if from.Next != nil {
		c := r.clause("next", slices.Contains(from.Next, to), kv...)
		c.At = PlaceOf(from.At)
		a.add(c)
	}
	switch {
	case !isBack(from, to):
	case from.Back != nil:
		f := r.Frame(ctx, d.before, model.Row{}, nil)
		holds, err := from.Back.Holds(f)
		if err != nil {
			return err
		}
		a.add(r.Weigh(ctx, r.clause("back", holds, kv...), from.Back, f))
	case from.NoBack:
		c := r.clause("back", false, kv...)
		c.At = PlaceOf(from.At)
		a.add(c)
	}
	return nil
}

// explainStage looks at what the stage demands of who comes in, and at the rules of the record.
func (r *Reader) explainStage(ctx context.Context, a *Answer, d *draft, to *model.Stage) error {
	stage := to.Label.In(r.Who.Locale)
	for _, need := range to.Requires {
		name, empty, err := d.lacks(ctx, need)
		if err != nil {
			return err
		}
		label := name
		if need.Field != nil {
			if !r.Readable(need.Field) {
				name, label = "", r.Words("explain.hidden_field")
			} else if l := need.Field.Label.In(r.Who.Locale); l != "" {
				label = l
			}
		} else if l := need.Inverse.Label.In(r.Who.Locale); l != "" {
			label = l
		}
		c := r.clause("requires", !empty, "field", label, "stage", stage)
		c.Name, c.At = name, PlaceOf(to.At)
		a.add(c)
	}
	if to.Enter != nil {
		f := d.frame(ctx)
		holds, err := to.Enter.Holds(f)
		if err != nil {
			return err
		}
		c := r.Weigh(ctx, r.clause("enter", holds, "stage", stage), to.Enter, f)
		if said := to.Message.In(r.Who.Locale); !holds && said != "" {
			c.Text = said
		}
		a.add(c)
	}
	r.explainRules(ctx, a, d)
	return nil
}

// explainRules adds what else is wrong with a draft: rules and checks, with their trees where they have one.
func (r *Reader) explainRules(ctx context.Context, a *Answer, d *draft) {
	wrong, _ := d.problems()
	for _, p := range wrong {
		if slices.Contains([]string{"stage_not_allowed", "stage_required", "enter_refused"}, p.Code) {
			continue
		}
		no := false
		c := Clause{Kind: "rule", Name: p.Field, Holds: &no, Text: p.Message}
		if c.Text == "" {
			c.Text = r.Words(p.Code, flatten(p.Params)...)
		}
		if x, at := d.ruleOf(p); x != nil {
			c = r.Weigh(ctx, c, x, d.frame(ctx))
			c.At = PlaceOf(at)
		}
		a.add(c)
	}
}

func flatten(m map[string]any) (kv []any) {
	for k, v := range m {
		kv = append(kv, k, v)
	}
	return kv
}

// ruleOf finds the expression that a problem comes from.
func (d *draft) ruleOf(p FieldProblem) (*rule.Expr, diag.Range) {
	switch p.Code {
	case "check":
		if f := d.entity.Field(p.Field); f != nil {
			return f.Check, f.At
		}
	case "rule":
		for _, rl := range d.entity.Rules {
			if rl.At == p.At {
				return rl.Check, rl.At
			}
		}
	}
	return nil, diag.Range{}
}
