package compile

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// declareFunnels makes funnels and stages with what stands alone; entities learn that they have them.
func (c *compiler) declareFunnels() {
	for _, e := range c.p.Funnels {
		if !c.name(e.Key, "funnel") {
			continue
		}
		f := &model.Funnel{Name: e.Key.Value, Was: e.Value.Was.Value, Label: c.labelOr(e.Value.Label, e.Key.Value), At: e.Value.At}
		c.declareStages(f, e.Value)
		if !e.Value.Entity.Given() {
			c.missing(e.Value.At, "the funnel "+quoted(f.Name), "entity", "write entity: and whose records go through it")
			continue
		}
		if f.Entity = c.entityNamed(e.Value.Entity); f.Entity == nil {
			continue
		}
		if f.Entity.System {
			c.l.Errorf("wrong-value", e.Value.Entity.At, "the built-in entity %q has no funnel", f.Entity.Name)
		}
		f.Entity.Funnels = append(f.Entity.Funnels, f)
		c.m.Funnels, c.funnelsBy[f.Name] = append(c.m.Funnels, f), f
	}
}

func (c *compiler) declareStages(f *model.Funnel, s *spec.Funnel) {
	if len(s.Stages) == 0 {
		c.missing(s.At, "the funnel "+quoted(f.Name), "stages", "write stages: {new: {}, won: {kind: won}, lost: {kind: lost}}")
	}
	for _, e := range s.Stages {
		if !c.name(e.Key, "stage") {
			continue
		}
		st := &model.Stage{Funnel: f, Name: e.Key.Value, Was: e.Value.Was.Value, Label: c.labelOr(e.Value.Label, e.Key.Value), Kind: model.Open,
			Color: c.color(e.Value.Color), Message: c.text(e.Value.Message), Guidance: c.text(e.Value.Guidance), At: e.Value.At}
		if e.Value.Kind.Given() && c.oneOf(e.Value.Kind, "kind of stage", string(model.Open), string(model.Won), string(model.Lost)) {
			st.Kind = model.StageKind(e.Value.Kind.Value)
		}
		c.probability(st, e.Value)
		if e.Value.StaleAfter.Given() {
			d := e.Value.StaleAfter.Value
			st.StaleAfter = &d
		}
		for _, w := range e.Value.Checklist {
			st.Checklist = append(st.Checklist, w.Value)
		}
		f.Stages = append(f.Stages, st)
	}
}

func (c *compiler) probability(st *model.Stage, s *spec.Stage) {
	switch p := s.Probability; {
	case p.Given() && (p.Value < 0 || p.Value > 100):
		c.l.Errorf("wrong-value", p.At, "a probability is from 0 to 100 percent")
	case p.Given():
		st.Probability = int(p.Value)
	case st.Kind == model.Won:
		st.Probability = 100
	}
}

// funnels compiles the conditions of funnels and links their stages.
func (c *compiler) funnels() {
	for _, e := range c.p.Funnels {
		f := c.funnelsBy[e.Key.Value]
		if f == nil {
			continue
		}
		f.Select = c.expr(e.Value.Select.Word, c.scopeOf(f.Entity), rule.Bool)
		for _, s := range e.Value.Stages {
			if st := f.Stage(s.Key.Value); st != nil {
				c.stage(st, s.Value)
			}
		}
		c.stageMap(f, e.Value)
		c.reach(f, e.Value)
	}
	c.selectable()
}

func (c *compiler) stage(st *model.Stage, s *spec.Stage) {
	e := st.Funnel.Entity
	for _, w := range s.Requires {
		if r := c.requirement(e, w); r != nil {
			st.Requires = append(st.Requires, r)
		}
	}
	st.Enter = c.expr(s.Enter.Word, c.scopeOf(e), rule.Bool)
	if s.Message.Given() && !s.Enter.Given() {
		c.l.Errorf("missing-key", s.Message.At, "the message is said when enter does not hold, and %q has no enter", st.Name).WithHint("write enter: and a condition")
	}
	if s.Next != nil {
		st.Next = []*model.Stage{} // [] is nowhere
	}
	for _, w := range s.Next {
		if next := c.stageNamed(st.Funnel, w); next != nil {
			st.Next = append(st.Next, next)
		}
	}
	if s.Back.Given() {
		st.Back = c.expr(s.Back.When.Word, c.scopeOf(e), rule.Bool)
		st.NoBack = !s.Back.Always && !s.Back.When.Given()
	}
}

func (c *compiler) requirement(e *model.Entity, w spec.Word) *model.Requirement {
	if f := e.Field(w.Value); f != nil {
		if f.Kind.Name() == "boolean" {
			c.l.Warnf("requires-unknown", w.At, "%q is true or false, and false counts as given", w.Value).WithHint("write enter: %s", w.Value)
		}
		c.use(FieldName, e.Name+"."+w.Value, w)
		return &model.Requirement{Field: f}
	}
	if i := e.Inverse(w.Value); i != nil {
		c.use(FieldName, e.Name+"."+w.Value, w)
		return &model.Requirement{Inverse: i}
	}
	known := fieldNames(e)
	for _, i := range e.Inverses {
		known = append(known, i.Name)
	}
	c.unknown("requires-unknown", w, "field or collection of "+quoted(e.Name), known)
	return nil
}

func (c *compiler) stageNamed(f *model.Funnel, w spec.Word) *model.Stage {
	if st := f.Stage(w.Value); st != nil {
		c.use(StageName, f.Name+"."+w.Value, w)
		return st
	}
	c.unknown("unknown-stage", w, "stage of "+quoted(f.Name), stageNames(f)).WithRelated(f.At, "%q is declared here", f.Name)
	return nil
}

func stageNames(f *model.Funnel) []string {
	var out []string
	for _, s := range f.Stages {
		out = append(out, s.Name)
	}
	return out
}

func (c *compiler) stageMap(f *model.Funnel, s *spec.Funnel) {
	for _, e := range s.Map {
		if c.stageNamed(f, e.Value) != nil {
			if f.Map == nil {
				f.Map = map[string]string{}
			}
			f.Map[e.Key.Value] = e.Value.Value
		}
	}
}

// reach reports stages that no record can come to, and open stages that none can leave.
func (c *compiler) reach(f *model.Funnel, s *spec.Funnel) {
	if len(f.Stages) == 0 {
		return
	}
	seen := map[*model.Stage]bool{}
	queue := []*model.Stage{f.Stages[0]}
	for len(queue) > 0 {
		st := queue[0]
		queue = queue[1:]
		if seen[st] {
			continue
		}
		seen[st] = true
		for _, next := range f.Stages {
			if next != st && canGo(st, next) {
				queue = append(queue, next)
			}
		}
	}
	for _, e := range s.Stages {
		st := f.Stage(e.Key.Value)
		if st == nil {
			continue
		}
		if !seen[st] {
			c.l.Errorf("unreachable-stage", e.Value.At, "no record can come to the stage %q", st.Name).
				WithHint("name it in “next” of a stage before it, or remove it")
		}
		leaves := slices.ContainsFunc(f.Stages, func(n *model.Stage) bool { return n != st && canGo(st, n) })
		if st.Kind == model.Open && !leaves {
			c.l.Errorf("stage-without-exit", e.Value.At, "a record that comes to %q cannot leave, and the stage is neither won nor lost", st.Name).
				WithHint("give it “next”, or kind: won or kind: lost")
		}
	}
}

func canGo(from, to *model.Stage) bool {
	f := from.Funnel
	if from.NoBack && slices.Index(f.Stages, to) < slices.Index(f.Stages, from) {
		return false
	}
	return from.Next == nil || slices.Contains(from.Next, to)
}

// selectable warns of funnels that no new record can enter, because one before takes all.
func (c *compiler) selectable() {
	for _, e := range c.m.Entities {
		for i, f := range e.Funnels {
			if f.Select == nil && i < len(e.Funnels)-1 {
				next := e.Funnels[i+1]
				c.l.Warnf("unreachable-funnel", next.At, "no new record enters %q: %q stands before it and takes every record", next.Name, f.Name).
					WithHint("give %q a “select”, or move it after the others", f.Name).WithRelated(f.At, "%q takes every record", f.Name)
				break
			}
		}
	}
}
