package automation

import (
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// exprsOf are the expressions that a step evaluates itself; those of the steps within it are theirs.
func exprsOf(s *model.Step) []*rule.Expr {
	xs := exprs{s.When}
	switch a := s.Action.(type) {
	case *model.CreateAction:
		xs.set(a.Set)
		for _, r := range a.Rows {
			xs = append(xs, r.From)
			xs.set(r.Set)
		}
	case *model.UpdateAction:
		xs.values(a.Of)
		xs.set(a.Set)
	case *model.DeleteAction:
		xs.values(a.Of)
	case *model.MoveAction:
		xs.values(a.Of)
		xs.set(a.Set)
	case *model.TaskAction:
		xs.set(a.Set)
	case *model.AssignAction:
		xs.values(a.Of)
		for _, r := range a.Rules {
			xs = append(xs, r.When, r.Where)
			xs.values(r.People...)
		}
	case *model.ApproveAction:
		xs.values(a.By.People...)
		xs.texts(a.Text)
	case *model.NotifyAction:
		xs.values(a.To.People...)
		xs.texts(a.Text)
	case *model.SendAction:
		xs.values(a.To)
		xs.texts(a.Text)
	case *model.WebhookAction:
		xs.values(a.URL)
		for _, p := range append(a.Headers[:len(a.Headers):len(a.Headers)], a.Body...) {
			xs.values(p.Value)
		}
	case *model.DocumentAction:
		xs.values(a.Of)
	case *model.EmailAction:
		xs.values(a.To...)
		xs.values(a.Cc...)
		xs.values(a.Attach...)
		xs.values(a.Locale)
		xs.texts(a.Subject, a.Body)
	case *model.WaitAction:
		xs = append(xs, a.Until, a.Unless, a.Event)
	case *model.EachAction:
		xs = append(xs, a.In)
	case *model.CallAction:
		xs.values(a.Of)
		xs.set(a.With)
	case *model.SetAction:
		for _, v := range a.Values {
			xs.values(v.Value)
		}
	case *model.IfAction:
		xs = append(xs, a.Test)
	case *model.LogAction:
		xs.texts(a.Text)
	}
	return xs
}

type exprs []*rule.Expr

func (xs *exprs) set(set []model.Assignment) {
	for _, a := range set {
		xs.values(a.Value)
	}
}

func (xs *exprs) values(vs ...*model.Value) {
	for _, v := range vs {
		if v == nil {
			continue
		}
		*xs = append(*xs, v.Formula)
		xs.template(v.Template)
	}
}

func (xs *exprs) texts(ts ...*model.TextTemplate) {
	for _, t := range ts {
		if t == nil {
			continue
		}
		for _, one := range t.By {
			xs.template(one)
		}
	}
}

func (xs *exprs) template(t *rule.Template) {
	if t == nil {
		return
	}
	for _, p := range t.Parts {
		*xs = append(*xs, p.Expr)
	}
}

// looksBack tells whether an expression depends on the record before the change.
func looksBack(x *rule.Expr) (back bool) {
	if x == nil {
		return false
	}
	rule.Walk(x.Root, func(n rule.Node) {
		switch n := n.(type) {
		case *rule.Old:
			back = true
		case *rule.Call:
			back = back || n.Func.Name == "changed"
		}
	})
	return back
}

// ExprsOf are the expressions of a step of a scenario or of demo data.
func ExprsOf(g *model.Given) []*rule.Expr {
	xs := exprs{g.When, g.Expect}
	xs.values(g.Let, g.Moment)
	var a model.Action
	switch {
	case g.Create != nil:
		a = g.Create
	case g.Update != nil:
		a = g.Update
	case g.Delete != nil:
		a = g.Delete
	case g.Move != nil:
		a = g.Move
	}
	xs = append(xs, exprsOf(&model.Step{Action: a})...)
	out := xs[:0]
	for _, x := range xs {
		if x != nil {
			out = append(out, x)
		}
	}
	return out
}
