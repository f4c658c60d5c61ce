package lsp

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

var identifier = regexp.MustCompile(`\w+`)

// hover says what stands under the mouse: a name of the package, a function, or a key of the language.
func (s *Server) hover(p *spot) (*hover, error) {
	if marks := s.marks(p); len(marks) > 0 {
		m := p.folder.index().Model
		if text := describe(m, marks[0].Name); text != "" {
			r := spanOf(p.lines, marks[0].At)
			return &hover{Contents: *markdown(text), Range: &r}, nil
		}
	}
	text := line(p.lines, p.Position.Line)
	at := byteAt(text, p.Position.Character)
	for _, w := range identifier.FindAllStringIndex(text, -1) {
		if w[0] > at || at > w[1] {
			continue
		}
		r := &span{position{p.Position.Line, units(text[:w[0]])}, position{p.Position.Line, units(text[:w[1]])}}
		if said := s.describeWord(p, text, w); said != "" {
			return &hover{Contents: *markdown(said), Range: r}, nil
		}
	}
	return nil, nil
}

// describeWord is for a word that names nothing of the package: a key where a colon follows, else a function.
func (s *Server) describeWord(p *spot, text string, w []int) string {
	word := text[w[0]:w[1]]
	c := cursorAt(p.lines, p.Position.Line, w[0])
	if strings.HasPrefix(text[w[1]:], ":") && !c.value {
		place, ok := spec.At(append(c.path, word))
		if !ok || place.Doc == "" || place.Key != word {
			return ""
		}
		out := "**" + word + "** — " + place.Doc
		if place.Example != "" {
			out += "\n\n```yaml\n" + word + ": " + place.Example + "\n```"
		}
		return out
	}
	if strings.HasPrefix(text[w[1]:], "(") {
		for _, f := range rule.Functions {
			if f.Name == word {
				return "`" + f.Usage + "`\n\n" + f.Doc
			}
		}
	}
	return ""
}

// describe is what an element is, in a few lines of Markdown.
func describe(m *model.Model, n compile.Name) string {
	if m == nil {
		return ""
	}
	first, rest, _ := strings.Cut(n.Path, ".")
	switch n.Kind {
	case compile.EntityName:
		if e := m.Entity(first); e != nil {
			out := fmt.Sprintf("**%s** — entity `%s` with %d fields", e.Label[""], e.Name, len(e.Fields))
			if e.Help[""] != "" {
				out += "\n\n" + e.Help[""]
			}
			return out
		}
	case compile.FieldName:
		if e := m.Entity(first); e != nil {
			if f := e.Field(rest); f != nil {
				return describeField(f)
			}
			if i := e.Inverse(rest); i != nil {
				return fmt.Sprintf("**%s** — the `%s` whose `%s` is this %s", rest, i.Entity.Name, i.Link.Name, e.Name)
			}
		}
	case compile.OptionName:
		name, option, _ := strings.Cut(rest, ".")
		if e := m.Entity(first); e != nil && e.Field(name) != nil {
			for _, o := range e.Field(name).Choices {
				if o.Name == option {
					return fmt.Sprintf("**%s** — option of `%s.%s`", o.Label[""], first, name)
				}
			}
		}
	case compile.StageName:
		if f := m.Funnel(first); f != nil && f.Stage(rest) != nil {
			st := f.Stage(rest)
			out := fmt.Sprintf("**%s** — stage of `%s`, %d %%", st.Label[""], first, st.Probability)
			if st.Enter != nil {
				out += "\n\nenter: `" + st.Enter.Source + "`"
			}
			return out
		}
	case compile.FunnelName:
		if f := m.Funnel(first); f != nil && f.Entity != nil {
			return fmt.Sprintf("**%s** — funnel of `%s` with %d stages", f.Label[""], f.Entity.Name, len(f.Stages))
		}
	case compile.RoleName:
		if r := m.Role(first); r != nil {
			return fmt.Sprintf("**%s** — role", r.Label[""])
		}
	case compile.AutomationName:
		if a := m.Automation(first); a != nil && a.Entity != nil {
			return fmt.Sprintf("**%s** — automation over `%s`", a.Label[""], a.Entity.Name)
		}
	}
	return fmt.Sprintf("%s `%s`", n.Kind, n.Path)
}
