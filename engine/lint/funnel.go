package lint

import (
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
	"github.com/tamga-crm/tamga/engine/truth"
)

func (x *linter) funnels() {
	for _, e := range x.m.Entities {
		x.chosen(e)
	}
	for _, f := range x.m.Funnels {
		s, _ := x.p.Funnels.Get(f.Name)
		if s == nil {
			continue
		}
		for _, st := range f.Stages {
			if w, ok := s.Stages.Get(st.Name); ok {
				x.stage(st, w)
			}
		}
	}
}

// chosen warns of funnels that no new record enters: select never holds, or those before take every record.
func (x *linter) chosen(e *model.Entity) {
	var before []truth.Claim
	for _, f := range e.Funnels {
		if f.Select == nil && len(before) == 0 {
			continue
		}
		claims := append(append([]truth.Claim{}, before...), truth.Holds(f.Select))
		if x.never(f.Select, x.typed, "unreachable-funnel", "no new record enters this funnel: its select never holds") {
			continue
		}
		if _, no := truth.Impossible(x.typed, claims...); no && f.Select != nil {
			x.warn("unreachable-funnel", at(f.Select, nil), "no new record enters %q: the funnels before it take every record for which this holds", f.Name).
				WithHint("move it before them, or narrow their select")
		}
		if f.Select != nil {
			before = append(before, truth.Fails(f.Select))
		}
		x.inside(f.Select, x.typed)
	}
}

func (x *linter) stage(st *model.Stage, s *spec.Stage) {
	switch p := s.Probability; {
	case p.Given() && st.Kind == model.Won && p.Value < 100:
		x.warn("wrong-probability", p.At, "what is won is won with 100 percent").WithHint("leave the probability out")
	case p.Given() && st.Kind == model.Lost && p.Value > 0:
		x.warn("wrong-probability", p.At, "what is lost is won with 0 percent").WithHint("leave the probability out")
	}
	if s.StaleAfter.Given() && st.Kind != model.Open {
		x.warn("stale-end", s.StaleAfter.At, "%q is an end: records stay there, and none is overdue", st.Name).WithHint("leave stale_after out")
	}
	if st.Enter != nil {
		x.quiet(question{"enter", st.Enter.Root, nil, nil}, func() { x.enter(st.Enter) })
	}
	for i, r := range st.Requires {
		if r.Field != nil && i < len(s.Requires) && r.Field.Required.Always && r.Field.Visible.When == nil {
			x.warn("useless-requirement", s.Requires[i].At, "%q is required of every record, so this stage asks for nothing more", r.Field.Name).
				WithHint("leave it out here, or make the field required in this stage alone")
		}
	}
}

func (x *linter) enter(c *rule.Expr) {
	switch {
	case x.never(c, x.stored, "closed-stage", "no record can come to this stage: its enter never holds"):
	case x.always(c, x.stored):
		x.warn("always-true", at(c, nil), "this always holds, so it keeps no record out").WithHint("leave enter out")
	default:
		x.inside(c, x.stored)
	}
}
