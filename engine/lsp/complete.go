package lsp

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/spec"
)

var (
	wordBefore  = regexp.MustCompile(`[\w]*$`)
	stageBefore = regexp.MustCompile(`[\w.]*$`)
)

// complete offers what may stand at the cursor.
func (s *Server) complete(p *spot) (completions, error) {
	text := line(p.lines, p.Position.Line)
	at := byteAt(text, p.Position.Character)
	c := cursorAt(p.lines, p.Position.Line, at)
	place, ok := spec.At(c.path)
	if !ok {
		return completions{Items: []item{}}, nil
	}
	w := s.worldAt(p, c.path)
	word := wordBefore
	var items []item
	if !c.value {
		items = s.keys(p, c, place, w)
	}
	if c.value || c.item {
		items = append(items, w.values(p, c, place)...)
		if slices.Contains(withPoint, place.Of+"."+place.Key) {
			word = stageBefore
		}
	}
	from := at - len(word.FindString(text[:at]))
	r := span{position{p.Position.Line, units(text[:from])}, p.Position}
	for i := range items {
		written := items[i].Label
		if items[i].Edit != nil {
			written = items[i].Edit.Text
		}
		items[i].Edit = &textEdit{r, written}
	}
	if items == nil {
		items = []item{}
	}
	return completions{Items: items}, nil
}

// keys are the keys of a map, but for those that it has; or the names that a map of names is about.
func (s *Server) keys(p *spot, c cursor, place spec.Place, w world) []item {
	if place.Takes == spec.TakesNames {
		return w.nameKeys(p, c, place)
	}
	if place.Takes != spec.TakesKeys {
		return nil
	}
	var out []item
	for i, k := range place.Keys {
		doc := k.Doc
		if k.Example != "" {
			doc += "\n\n```yaml\n" + k.Name + ": " + k.Example + "\n```"
		}
		written := k.Name + ": "
		if rest := line(p.lines, p.Position.Line); strings.HasPrefix(rest[min(len(rest), byteAt(rest, p.Position.Character)):], ":") {
			written = k.Name
		}
		out = append(out, item{Label: k.Name, Kind: kindProperty, Documentation: markdown(doc), Sort: string(rune('a'+i/26)) + string(rune('a'+i%26)),
			Edit: &textEdit{Text: written}})
	}
	return out
}

// nameKeys are the names that a map gives something to: fields that are set, entities that are granted.
func (w world) nameKeys(p *spot, c cursor, place spec.Place) []item {
	var names []item
	switch place.Of + "." + place.Key {
	case "Step.set", "Given.set", "Rows.set":
		names = w.members(w.setEntity(p))
	case "Step.rows", "Given.rows":
		if e := w.Model.Entity(w.setEntity(p)); e != nil {
			for _, i := range e.Inverses {
				names = append(names, item{Label: i.Name, Kind: kindField, Detail: "rows of " + i.Entity.Name})
			}
		}
	case "Grant.fields":
		names = w.members(w.scope.Entity)
	case "Role.entities", "Sections.views", "Sections.data", "Sections.quality":
		names = w.entities()
	case "Step.task":
		for _, n := range []string{"title", "assign", "due", "notes", "about"} {
			names = append(names, item{Label: n, Kind: kindField})
		}
	}
	for i := range names {
		names[i].Edit = &textEdit{Text: names[i].Label + ": "}
	}
	return names
}

var setsOf = regexp.MustCompile(`\b(?:create: *([a-z0-9_]+)|update: *=([^,}]+))`)

// setEntity is whose fields a "set" near the cursor is about: those of the last create or update before it.
func (w world) setEntity(p *spot) string {
	for i := p.Position.Line; i >= max(0, p.Position.Line-20); i-- {
		all := setsOf.FindAllStringSubmatch(line(p.lines, i), -1)
		if len(all) == 0 {
			continue
		}
		m := all[len(all)-1]
		if m[1] != "" {
			return m[1]
		}
		return w.typeOf(strings.TrimSpace(m[2])).Entity
	}
	return ""
}

func (w world) entities() []item {
	var out []item
	for _, e := range w.Model.Entities {
		out = append(out, item{Label: e.Name, Kind: kindModule, Detail: e.Label[""]})
	}
	return out
}

// values are what a key may be given.
func (w world) values(p *spot, c cursor, place spec.Place) []item {
	text := strings.TrimLeft(c.text, " ")
	bare := strings.TrimLeft(text, `"'`)
	switch place.Takes {
	case spec.TakesKeys: // the short form of a field is its kind
		kind, _ := spec.At(append(c.path, "type"))
		return words(kind.Words...)
	case spec.TakesBool:
		return words("true", "false")
	case spec.TakesExpression:
		if strings.HasPrefix(text, "|") || strings.HasPrefix(text, ">") {
			return nil
		}
		return append(w.expression(unquoted(text)), words("true", "false")[:boolIf(bare == "")]...)
	case spec.TakesText:
		return w.hole(text)
	case spec.TakesValue:
		if rest, ok := strings.CutPrefix(unquoted(text), "="); ok {
			return w.expression(rest)
		}
		return append(w.hole(text), w.literals(p, c, place)...)
	}
	if len(place.Words) > 0 {
		return words(place.Words...)
	}
	return w.references(c, place)
}

func boolIf(b bool) int {
	if b {
		return 2
	}
	return 0
}

// unquoted is the text of a quoted value that is not closed yet, as far as it matters to names.
func unquoted(s string) string {
	switch {
	case strings.HasPrefix(s, `"`):
		return strings.ReplaceAll(s[1:], `\"`, `"`)
	case strings.HasPrefix(s, "'"):
		return strings.ReplaceAll(s[1:], "''", "'")
	}
	return s
}

// hole completes the expression in {{ }} that is open at the end of a text.
func (w world) hole(text string) []item {
	open := strings.LastIndex(text, "{{")
	if open < 0 || strings.Contains(text[open:], "}}") {
		return nil
	}
	return w.expression(text[open+2:])
}

// literals are the options of the choice that a value is for.
func (w world) literals(p *spot, c cursor, place spec.Place) []item {
	entity, name := "", ""
	switch {
	case place.Key == "set":
		entity, name = w.setEntity(p), c.path[len(c.path)-1]
	case place.Of == "Field" && len(c.path) > 3:
		entity, name = c.path[1], c.path[3]
	}
	m, ok := w.Schema.Member(entity, name)
	if !ok {
		return nil
	}
	return w.options(m.Type, "")
}

func words(list ...string) []item {
	var out []item
	for _, word := range list {
		out = append(out, item{Label: word, Kind: kindConstant})
	}
	return out
}

// withPoint are the keys whose word has a point in it.
var withPoint = []string{"Trigger.enters", "Trigger.leaves", "Trigger.stale", "Step.to", "Given.to", "Field.options"}

// refersTo tells which names a key takes.
var refersTo = map[string]string{
	"Field.to": "entity", "Trigger.created": "entity", "Trigger.updated": "entity", "Trigger.deleted": "entity", "Funnel.entity": "entity",
	"Trigger.entity": "entity", "Step.create": "entity", "Given.create": "entity", "Form.entity": "entity", "Document.entity": "entity",
	"Message.entity": "entity", "Report.from": "entity", "Target.from": "entity", "Segment.entity": "entity", "Channel.creates": "entity",
	"Group.entities": "entity", "Match.between": "entity", "Number.from": "entity",
	"Trigger.enters": "stage", "Trigger.leaves": "stage", "Trigger.stale": "stage", "Step.to": "stage", "Given.to": "stage",
	"Stage.next": "next", "Email.template": "message", "Step.document": "document", "User.role": "role", "Report.roles": "role", "Dashboard.roles": "role",
	"Trigger.fields": "field", "Stage.requires": "field", "Entity.search": "field", "Entity.unique": "field", "Entity.indexes": "field",
	"Rule.fields": "field", "Section.fields": "field", "View.columns": "field", "View.sort": "field", "View.group": "field", "View.sum": "field",
	"DocumentPart.fields": "field", "Target.date": "field", "Target.per": "field", "Measure.sum": "field", "Grouping.by": "field",
	"View.funnel": "funnel", "Test.as": "user", "Given.by": "user", "Tile.report": "report", "Tile.target": "target",
}

// references are the names that a key takes.
func (w world) references(c cursor, place spec.Place) []item {
	switch kind := refersTo[place.Of+"."+place.Key]; kind {
	case "":
		return nil
	case "entity":
		return w.entities()
	case "field":
		return w.members(w.scope.Entity)
	case "stage":
		return w.stages()
	case "next":
		if f := w.Model.Funnel(c.path[1]); f != nil {
			return stagesOf(f, "")
		}
		return nil
	default:
		var out []item
		for _, m := range w.Marks {
			if m.Declared && m.Name.Kind == kind {
				out = append(out, item{Label: m.Name.Last(), Kind: kindConstant, Detail: kind})
			}
		}
		return out
	}
}

func (w world) stages() []item {
	var out []item
	for _, f := range w.Model.Funnels {
		if f.Entity != nil && f.Entity.Name == w.scope.Entity {
			out = append(out, stagesOf(f, "")...)
		}
		out = append(out, stagesOf(f, f.Name+".")...)
	}
	return out
}

func stagesOf(f *model.Funnel, before string) []item {
	var out []item
	for _, s := range f.Stages {
		out = append(out, item{Label: before + s.Name, Kind: kindConstant, Detail: s.Label[""]})
	}
	return out
}
