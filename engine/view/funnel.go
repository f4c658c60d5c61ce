package view

import (
	"github.com/tamga-crm/tamga/engine/model"
)

func (s *screen) funnel(f *model.Funnel) *Funnel {
	out := &Funnel{Name: f.Name, Label: words(f.Label, s.locale, f.Name), Entity: f.Entity.Name, Stages: []*Stage{}}
	for i := range f.Stages {
		out.Stages = append(out.Stages, s.stage(f, i))
	}
	return out
}

func (s *screen) stage(f *model.Funnel, place int) *Stage {
	st := f.Stages[place]
	out := &Stage{
		Name: st.Name, Label: words(st.Label, s.locale, st.Name), Kind: string(st.Kind), Color: st.Color,
		Probability: st.Probability, Requires: s.requires(st), Next: next(f, place),
		Guidance: st.Guidance.In(s.locale), Checklist: st.Checklist,
	}
	if st.StaleAfter != nil {
		out.StaleAfter = int64(st.StaleAfter.Approx().Seconds())
	}
	return out
}

func (s *screen) requires(st *model.Stage) []string {
	out := []string{}
	for _, r := range st.Requires {
		switch {
		case r.Field != nil && s.sees(r.Field):
			out = append(out, r.Field.Name)
		case r.Inverse != nil && s.sees(r.Inverse.Link):
			out = append(out, r.Inverse.Name)
		}
	}
	return out
}

// next are the stages where a record may go from here, in the funnel's order.
func next(f *model.Funnel, place int) []string {
	st, out := f.Stages[place], []string{}
	if st.Next != nil {
		for _, n := range st.Next {
			out = append(out, n.Name)
		}
		return out
	}
	for i, n := range f.Stages {
		if n != st && (i > place || !st.NoBack) {
			out = append(out, n.Name)
		}
	}
	return out
}
