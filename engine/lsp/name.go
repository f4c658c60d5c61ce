package lsp

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/compile"
)

// marks are the marks of the index under the cursor: several where one word names several things.
func (s *Server) marks(p *spot) []compile.Mark {
	var out []compile.Mark
	name := p.folder.named(p.file)
	for _, m := range p.folder.index().Marks {
		if m.At.Line-1 != p.Position.Line || m.At.File != name {
			continue
		}
		r := spanOf(p.lines, m.At)
		if r.Start.Character <= p.Position.Character && p.Position.Character <= r.End.Character && !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}

// places are where a name stands.
func (s *Server) places(f *folder, n compile.Name, keep func(compile.Mark) bool) []location {
	out := []location{}
	for _, m := range f.index().Marks {
		if m.Name != n || !keep(m) {
			continue
		}
		file, ok := f.file(m.At.File)
		if !ok {
			continue
		}
		l := location{uriOf(file), spanOf(s.lines(file), m.At)}
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

func (s *Server) definition(p *spot) ([]location, error) {
	out := []location{}
	for _, m := range s.marks(p) {
		out = append(out, s.places(p.folder, m.Name, func(m compile.Mark) bool { return m.Declared })...)
	}
	return out, nil
}

func (s *Server) references(p *spot) ([]location, error) {
	out := []location{}
	for _, m := range s.marks(p) {
		out = append(out, s.places(p.folder, m.Name, func(m compile.Mark) bool { return p.Context.Declarations || !m.Declared })...)
	}
	return out, nil
}

var snake = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// renamed is the one name under the cursor, or why there is none that could be another.
func (s *Server) renamed(p *spot) (compile.Mark, error) {
	if p.folder.now.list.Has("yaml-syntax") || p.folder.now.index.Model == nil {
		return compile.Mark{}, refuse("the package cannot be read at the moment: mend its YAML first")
	}
	marks := s.marks(p)
	if len(marks) == 0 {
		return compile.Mark{}, refuse("no name of the package stands here")
	}
	for _, m := range marks[1:] {
		if m.Name != marks[0].Name {
			return compile.Mark{}, refuse("this word stands for several elements (%s and %s): rename one where it is declared", marks[0].Name.Path, m.Name.Path)
		}
	}
	declared := s.places(p.folder, marks[0].Name, func(m compile.Mark) bool { return m.Declared })
	if len(declared) == 0 {
		return compile.Mark{}, refuse("%q is Tamga's own", marks[0].Name.Last())
	}
	return marks[0], nil
}

func (s *Server) prepareRename(p *spot) (map[string]any, error) {
	m, err := s.renamed(p)
	if err != nil {
		return nil, err
	}
	return map[string]any{"range": spanOf(p.lines, m.At), "placeholder": m.Name.Last()}, nil
}

// rename writes a name anew in all its places, and "was" beside its declaration when data goes by the old one.
func (s *Server) rename(p *spot) (*workspaceEdit, error) {
	m, err := s.renamed(p)
	if err != nil {
		return nil, err
	}
	n, to := m.Name, strings.TrimSpace(p.NewName)
	if !snake.MatchString(to) {
		return nil, refuse("%q is no name: names are small letters, digits and _, and begin with a letter", to)
	}
	if to == n.Last() {
		return &workspaceEdit{map[string][]textEdit{}}, nil
	}
	other := compile.Name{Kind: n.Kind, Path: strings.TrimSuffix(n.Path, n.Last()) + to}
	if len(s.places(p.folder, other, func(m compile.Mark) bool { return m.Declared })) > 0 {
		return nil, refuse("there is a %s called %q already", n.Kind, to)
	}
	edit := &workspaceEdit{map[string][]textEdit{}}
	for _, l := range s.places(p.folder, n, func(compile.Mark) bool { return true }) {
		edit.Changes[l.URI] = append(edit.Changes[l.URI], textEdit{l.Range, to})
	}
	if s.carriesData(n.Kind) && s.options.Released != nil && s.options.Released(p.folder.dir, n) {
		for _, l := range s.places(p.folder, n, func(m compile.Mark) bool { return m.Declared }) {
			file, _ := fileOf(l.URI)
			s.was(edit, l, s.lines(file), n)
		}
	}
	return edit, nil
}

func (s *Server) carriesData(kind string) bool {
	return slices.Contains([]string{compile.EntityName, compile.FieldName, compile.OptionName, compile.FunnelName, compile.StageName}, kind)
}

var wasGiven = regexp.MustCompile(`\bwas:`)

// was writes "was: old" into a declaration, in the form in which it is written.
func (s *Server) was(edit *workspaceEdit, at location, lines []string, n compile.Name) {
	row := at.Range.Start.Line
	text := line(lines, row)
	after := byteAt(text, at.Range.End.Character)
	insert := func(row, column int, words string) {
		p := position{row, column}
		edit.Changes[at.URI] = append(edit.Changes[at.URI], textEdit{span{p, p}, words})
	}
	if !strings.HasPrefix(text[after:], ":") {
		return // the name of a collection, which no data goes by; or an option in a list, which has no room for more
	}
	rest := strings.TrimLeft(text[after+1:], " ")
	from := len(text) - len(rest)
	value := flowValue(rest)
	short := map[string]string{compile.FieldName: "type", compile.OptionName: "label"}[n.Kind]
	switch {
	case strings.HasPrefix(rest, "{"):
		if wasGiven.MatchString(value) {
			return
		}
		words := "was: " + n.Last()
		if strings.TrimSpace(strings.Trim(value, "{}")) != "" {
			words += ", "
		}
		insert(row, units(text[:from+1]), words)
	case rest == "" || strings.HasPrefix(rest, "#"):
		indent := blockIndent(lines, row)
		if indent == 0 { // nothing below
			insert(row, units(text[:after+1]), " {was: "+n.Last()+"}")
			return
		}
		for i := row + 1; i < len(lines) && (strings.TrimSpace(lines[i]) == "" || leading(lines[i]) >= indent); i++ {
			if leading(lines[i]) == indent && strings.HasPrefix(strings.TrimSpace(lines[i]), "was:") {
				return
			}
		}
		insert(row+1, 0, strings.Repeat(" ", indent)+"was: "+n.Last()+"\n")
	case short != "":
		edit.Changes[at.URI] = append(edit.Changes[at.URI], textEdit{
			span{position{row, units(text[:from])}, position{row, units(text[:from+len(value)])}},
			"{" + short + ": " + value + ", was: " + n.Last() + "}"})
	}
}

// blockIndent is how far the map below a line stands in; 0 when there is none.
func blockIndent(lines []string, row int) int {
	own := leading(lines[row])
	for _, l := range lines[row+1:] {
		if t := strings.TrimSpace(l); t == "" || strings.HasPrefix(t, "#") {
			continue
		}
		if in := leading(l); in > own {
			return in
		}
		return 0
	}
	return 0
}

func leading(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// flowValue is the value at the head of a text: to the bracket that closes it, the quote, or the comma, brace or
// comment that ends a plain one.
func flowValue(s string) string {
	depth, quote := 0, byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				if quote = 0; depth == 0 {
					return s[:i+1]
				}
			}
		case (c == '"' || c == '\'') && (i == 0 || depth > 0):
			quote = c
		case c == '{' || c == '[':
			depth++
		case (c == '}' || c == ']') && depth > 0:
			if depth--; depth == 0 {
				return s[:i+1]
			}
		case depth == 0 && (c == ',' || c == '}' || c == ']' || c == '#' && i > 0 && s[i-1] == ' '):
			return strings.TrimRight(s[:i], " ")
		}
	}
	return strings.TrimRight(s, " ")
}
