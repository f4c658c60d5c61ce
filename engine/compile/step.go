package compile

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// What automations, scenarios and demo data do to records in the same words.

func (n *names) create(w spec.Word, set spec.Map[spec.Value], rows spec.Map[*spec.Rows], in setting) *model.CreateAction {
	e := n.c.entityNamed(w)
	if e == nil {
		return nil
	}
	return &model.CreateAction{Entity: e, Set: n.c.set(e, set, n.scope, in), Rows: n.rows(e, rows)}
}

// rows compiles inline children: in their formulas .name is a field of the element, bare names are the run's.
func (n *names) rows(e *model.Entity, rows spec.Map[*spec.Rows]) []*model.Rows {
	var out []*model.Rows
	for _, r := range rows {
		i := e.Inverse(r.Key.Value)
		if i == nil {
			n.c.unknown("unknown-field", r.Key, "collection of "+quoted(e.Name), inverseNames(e))
			continue
		}
		n.c.use(FieldName, e.Name+"."+i.Name, r.Key)
		if !r.Value.From.Given() {
			n.c.missing(r.Value.At, "the rows", "from", "write from: and the collection of which each element makes a child")
			continue
		}
		from := n.c.expr(r.Value.From.Word, n.scope, rule.Unknown)
		if from == nil {
			continue
		}
		if from.Type.Elem == nil {
			n.c.l.Errorf("wrong-type", r.Value.From.At, "rows are made from a collection, and this is %s", from.Type)
			continue
		}
		scope := *n.scope
		scope.Element = from.Type.Elem
		out = append(out, &model.Rows{Inverse: i, From: from, Set: n.c.set(i.Entity, r.Value.Set, &scope, inStep)})
	}
	return out
}

func inverseNames(e *model.Entity) []string {
	var out []string
	for _, i := range e.Inverses {
		out = append(out, i.Name)
	}
	return out
}

func (n *names) update(of spec.Value, set spec.Map[spec.Value], at diag.Range, in setting) *model.UpdateAction {
	v, e := n.record(of, "update")
	if e == nil {
		return nil
	}
	if len(set) == 0 {
		n.c.missing(at, "the update", "set", "write set: {field: value}")
	}
	return &model.UpdateAction{Of: v, Entity: e, Set: n.c.set(e, set, n.scope, in)}
}

func (n *names) delete(of spec.Value) *model.DeleteAction {
	v, e := n.record(of, "delete")
	if e == nil {
		return nil
	}
	return &model.DeleteAction{Of: v, Entity: e}
}

// move names a stage alone, of whichever funnel the record is in, or as funnel.stage.
func (n *names) move(of spec.Value, to spec.Word, set spec.Map[spec.Value], at diag.Range) *model.MoveAction {
	v, e := n.record(of, "move")
	if !to.Given() {
		n.c.missing(at, "the move", "to", "write to: and the stage")
		return nil
	}
	if e == nil {
		return nil
	}
	out := &model.MoveAction{Of: v, Entity: e, Set: n.c.set(e, set, n.scope, inStep)}
	if !n.c.stageOf(e, to, out) {
		return nil
	}
	return out
}

func (c *compiler) stageOf(e *model.Entity, to spec.Word, out *model.MoveAction) bool {
	if len(e.Funnels) == 0 {
		c.l.Errorf("unknown-stage", to.At, "%q has no funnel, so its records stand in no stage", e.Name)
		return false
	}
	if funnel, stage, ok := strings.Cut(to.Value, "."); ok {
		f := c.funnelOf(e, to.Sub(0, len(funnel)))
		if f == nil || c.stageNamed(f, to.Sub(len(funnel)+1, len(stage))) == nil {
			return false
		}
		out.Funnel, out.Stage = f, stage
		return true
	}
	var known []string
	for _, f := range e.Funnels {
		if f.Stage(to.Value) != nil {
			c.use(StageName, f.Name+"."+to.Value, to)
			out.Stage = to.Value
			return true
		}
		known = append(known, stageNames(f)...)
	}
	c.unknown("unknown-stage", to, "stage of "+quoted(e.Name), known)
	return false
}

// funnelOf finds a funnel of an entity; of any entity when it is nil.
func (c *compiler) funnelOf(e *model.Entity, w spec.Word) *model.Funnel {
	all := c.m.Funnels
	if e != nil {
		all = e.Funnels
	} else if f := c.funnelsBy[w.Value]; f != nil {
		c.use(FunnelName, f.Name, w)
		return f
	}
	var known []string
	for _, f := range all {
		if f.Name == w.Value {
			c.use(FunnelName, f.Name, w)
			return f
		}
		known = append(known, f.Name)
	}
	what := "funnel"
	if e != nil {
		what = "funnel of " + quoted(e.Name)
	}
	c.unknown("unknown-funnel", w, what, known)
	return nil
}

// verb checks that a step says one thing to do.
func (c *compiler) verb(verbs []spec.Word, at diag.Range, known string) string {
	switch len(verbs) {
	case 0:
		c.missing(at, "the step", "verb", "write one of "+known)
		return ""
	case 1:
		return verbs[0].Value
	}
	c.l.Errorf("wrong-value", verbs[1].At, "a step does one thing, and this one has both %q and %q", verbs[0].Value, verbs[1].Value).
		WithHint("make two steps")
	return ""
}
