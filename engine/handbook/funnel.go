package handbook

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
)

func (b *book) funnels() {
	if len(b.m.Funnels) == 0 {
		return
	}
	b.para("## %s", b.say("docs.funnels"))
	for _, f := range b.m.Funnels {
		b.para("### %s · %s", b.label(f.Label, f.Name), b.entity(f.Entity))
		if f.Select != nil {
			b.para("%s", b.say("docs.select", "what", source(f.Select)))
		}
		b.moves(f)
		b.out.WriteByte('\n')
		b.row(b.say("docs.stage"), b.say("docs.probability"), b.say("docs.notes"))
		b.line("|---|---:|---|")
		for _, s := range f.Stages {
			b.row(b.label(s.Label, s.Name), fmt.Sprintf("%d %%", s.Probability), strings.Join(b.stage(s), "; "))
		}
	}
}

// moves draws where a record may go.
func (b *book) moves(f *model.Funnel) {
	b.para("```mermaid\nstateDiagram-v2\n  direction LR")
	for _, s := range f.Stages {
		b.line("  state \"%s\" as %s", quotable(b.text(s.Label, s.Name)), s.Name)
	}
	b.line("  [*] --> %s", f.Stages[0].Name)
	for i, s := range f.Stages {
		next := s.Next
		if next == nil && s.Kind == model.Open { // anywhere: only the usual way is drawn
			next = f.Stages[i+1 : min(i+2, len(f.Stages))]
			if s.Kind == model.Open && len(next) > 0 && next[0].Kind != model.Open {
				next = ended(f)
			}
		}
		for _, to := range next {
			b.line("  %s --> %s", s.Name, to.Name)
		}
		if s.Kind != model.Open {
			b.line("  %s --> [*]", s.Name)
		}
	}
	b.line("```")
}

func ended(f *model.Funnel) []*model.Stage {
	return slices.DeleteFunc(slices.Clone(f.Stages), func(s *model.Stage) bool { return s.Kind == model.Open })
}

// stage is what holds for a stage.
func (b *book) stage(s *model.Stage) []string {
	var out []string
	if s.Kind != model.Open {
		out = append(out, b.say("docs."+string(s.Kind)))
	}
	if len(s.Requires) > 0 {
		var needs []string
		for _, r := range s.Requires {
			if r.Field != nil {
				needs = append(needs, b.field(r.Field))
			} else {
				needs = append(needs, b.label(r.Inverse.Label, r.Inverse.Name))
			}
		}
		out = append(out, b.say("docs.needs", "what", strings.Join(needs, ", ")))
	}
	if s.Enter != nil {
		out = append(out, b.say("docs.enter", "what", source(s.Enter)))
	}
	if s.Next != nil {
		var next []string
		for _, to := range s.Next {
			next = append(next, b.label(to.Label, to.Name))
		}
		out = append(out, b.say("docs.next", "what", strings.Join(append(next, b.nowhere(next)...), ", ")))
	}
	switch {
	case s.Back != nil:
		out = append(out, b.say("docs.back", "what", source(s.Back)))
	case s.NoBack:
		out = append(out, b.say("docs.no_back"))
	}
	if s.StaleAfter != nil {
		out = append(out, b.say("docs.stale", "what", b.format.Value(*s.StaleAfter)))
	}
	if g := s.Guidance.In(b.locale); g != "" {
		out = append(out, plain(g))
	}
	return out
}

func (b *book) nowhere(next []string) []string {
	if len(next) > 0 {
		return nil
	}
	return []string{b.say("docs.nowhere")}
}
