package lsp

import (
	"regexp"
	"strings"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// world is what names mean at a place: the package as it was understood, and the scope of an expression there.
type world struct {
	*compile.Index
	scope rule.Scope
}

// worldAt finds the scope by the path of keys and by the text of the element around, which need not be whole.
func (s *Server) worldAt(p *spot, path []string) world {
	w := world{Index: p.folder.index()}
	if w.Model == nil {
		w.Model = &model.Model{}
	}
	if w.Index.Schema == nil {
		w.Index = &compile.Index{Marks: w.Marks, Model: w.Model, Schema: model.SchemaOf(w.Model, nil)}
	}
	w.scope = rule.Scope{Schema: w.Schema, Old: true}
	if len(path) < 2 {
		return w
	}
	element := elementAround(p.lines, p.Position.Line, path[1])
	w.scope.Entity = w.entityOf(path, element)
	w.scope.Vars = w.results(element)
	for _, u := range w.Model.People {
		if path[0] == "tests" || path[0] == "data" || path[0] == "generate" {
			w.scope.Vars = append(w.scope.Vars, rule.Var{Name: u.Name, Type: rule.RecordOf(model.UserEntity)})
		}
	}
	return w
}

// entityOf is whose fields are bare names; "" none.
func (w world) entityOf(path, element []string) string {
	switch path[0] {
	case "entities":
		if len(path) > 4 && path[2] == "fields" && path[4] == "where" { // a link's: the record that is chosen
			if e := w.Model.Entity(path[1]); e != nil {
				if f := e.Field(path[3]); f != nil && f.Link != nil && len(f.Link.To) == 1 {
					return f.Link.To[0].Name
				}
			}
		}
		return path[1]
	case "views", "quality":
		return path[1]
	case "roles":
		if len(path) > 3 && path[2] == "entities" {
			return path[3]
		}
		return ""
	case "tests", "data", "generate", "settings":
		return ""
	}
	for _, l := range element {
		m := aboutEntity.FindStringSubmatch(l)
		switch {
		case m == nil:
		case m[1] == "enters" || m[1] == "leaves" || m[1] == "stale":
			if f := w.Model.Funnel(m[2]); f != nil && f.Entity != nil {
				return f.Entity.Name
			}
		default:
			return m[2]
		}
	}
	if path[0] == "forms" {
		return path[1]
	}
	return ""
}

var (
	aboutEntity = regexp.MustCompile(`\b(entity|from|created|updated|deleted|enters|leaves|stale): *"?([a-z0-9_]+)`)
	created     = regexp.MustCompile(`\b(create|document): *([a-z0-9_]+)`)
	named       = regexp.MustCompile(`\bas: *([a-z0-9_]+)`)
)

// results are the names that steps give: what "as" says after a create or a document.
func (w world) results(element []string) []rule.Var {
	var out []rule.Var
	t := rule.Unknown
	for _, l := range element {
		if m := created.FindStringSubmatch(l); m != nil {
			if t = rule.RecordOf(m[2]); m[1] == "document" {
				t = rule.Document
			}
		}
		if m := named.FindStringSubmatch(l); m != nil {
			out = append(out, rule.Var{Name: m[1], Type: t})
		}
	}
	return out
}

// elementAround is the text of the element of this name that a line stands in.
func elementAround(lines []string, row int, name string) []string {
	for from := min(row, len(lines)-1); from >= 0; from-- {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(lines[from], " "), name); !ok || !strings.HasPrefix(rest, ":") {
			continue
		}
		to := from + 1
		for to < len(lines) && (strings.TrimSpace(lines[to]) == "" || leading(lines[to]) > leading(lines[from])) {
			to++
		}
		return lines[from:to]
	}
	return nil
}

// typeOf is the type of an expression in the scope; Unknown when it has none.
func (w world) typeOf(source string) rule.Type {
	x, _ := rule.Compile(source, &w.scope, rule.Unknown)
	if x == nil {
		return rule.Unknown
	}
	return x.Type
}

// members are the names of an entity's record, with what is to be said of them.
func (w world) members(entity string) []item {
	var out []item
	e := w.Model.Entity(entity)
	if e == nil {
		return nil
	}
	for _, name := range w.Schema.Members(entity) {
		m, ok := w.Schema.Member(entity, name)
		if !ok {
			continue
		}
		i := item{Label: name, Kind: kindField, Detail: m.Type.String(), Sort: "1" + name}
		if f := e.Field(name); f != nil {
			i.Documentation = markdown(describeField(f))
			if f.System {
				i.Sort = "2" + name
			}
		}
		out = append(out, i)
	}
	return out
}

// describeField is what a field is, in a few lines of Markdown.
func describeField(f *model.Field) string {
	var b strings.Builder
	b.WriteString("**" + f.Label[""] + "** — ")
	if f.Kind != nil && f.Kind.Type() != field.Unknown {
		b.WriteString(f.Kind.Name())
	} else {
		b.WriteString("field")
	}
	b.WriteString(" of `" + f.Entity.Name + "`")
	if f.Link != nil {
		for i, to := range f.Link.To {
			b.WriteString(map[bool]string{true: " to `", false: ", `"}[i == 0] + to.Name + "`")
		}
	}
	if f.Required.Always {
		b.WriteString(", required")
	}
	if f.Help[""] != "" {
		b.WriteString("\n\n" + f.Help[""])
	}
	if f.Formula != nil {
		b.WriteString("\n\n```\n= " + f.Formula.Source + "\n```")
	}
	if len(f.Options.Choices) > 0 {
		b.WriteString("\n\n" + strings.Join(f.Options.Choices, ", "))
	}
	return b.String()
}
