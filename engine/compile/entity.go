package compile

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// builtin are the entities of every CRM; they stand last.
var builtin = []string{model.UserEntity, model.TaskEntity}

// declareEntities makes every entity with its own fields, yet without links and expressions.
func (c *compiler) declareEntities() {
	var last []*model.Entity
	c.p.Entities = append(c.p.Entities[:len(c.p.Entities):len(c.p.Entities)], c.pairs()...)
	for _, e := range c.p.Entities {
		if !c.memberOrBuiltin(e.Key) {
			continue
		}
		out := c.declareEntity(e.Key, e.Value)
		if out.System {
			last = append(last, out)
			continue
		}
		c.m.Entities = append(c.m.Entities, out)
	}
	c.m.Entities = append(c.m.Entities, last...)
}

func (c *compiler) memberOrBuiltin(w spec.Word) bool {
	return slices.Contains(builtin, w.Value) || c.memberName(w, "entity")
}

func (c *compiler) declareEntity(w spec.Word, s *spec.Entity) *model.Entity {
	e := &model.Entity{Name: w.Value, Was: s.Was.Value, Icon: s.Icon.Value, Help: c.text(s.Help), At: s.At,
		System: slices.Contains(builtin, w.Value), Owned: !s.Owned.Given() || s.Owned.Value}
	e.Label = c.labelOr(s.Label, w.Value)
	e.Plural = c.plural(s, e.Label)
	x := &entity{Entity: e, spec: s, fields: map[string]*spec.Field{}}
	c.entities[e.Name] = x
	c.was(s.Was)
	for _, f := range s.Fields {
		if c.memberName(f.Key, "field") && c.notSystem(f.Key) && !isPair(f.Value) {
			x.fields[f.Key.Value] = f.Value
			e.Fields = append(e.Fields, c.declareField(x, f.Key, f.Value))
		}
	}
	if len(s.Fields) == 0 {
		c.missing(s.At, "the entity "+quoted(w.Value), "fields", "write fields: {name: text}")
	}
	return e
}

func (c *compiler) was(w spec.Word) {
	if w.Given() {
		c.name(w, "former name")
	}
}

// plural is as given; where only translations give it, the rest is made from the label.
func (c *compiler) plural(s *spec.Entity, label model.Text) model.Text {
	out := c.text(s.Plural)
	if len(out) > 0 && !s.Plural.Made {
		return out
	}
	made := pluralOf(label)
	for _, e := range s.Plural.By {
		if made[e.Key.Value] = out[e.Key.Value]; e.Key.Value == c.m.Locales[0] {
			made[""] = out[e.Key.Value]
		}
	}
	return made
}

// pluralOf serves where the YAML gives none: English adds an s, other languages keep the label.
func pluralOf(label model.Text) model.Text {
	out := model.Text{}
	for locale, s := range label {
		if locale == "" || locale == "en" {
			s = englishPlural(s)
		}
		out[locale] = s
	}
	return out
}

func englishPlural(s string) string {
	switch {
	case s == "" || s[len(s)-1] > 'z':
		return s
	case s[len(s)-1] == 'y' && len(s) > 1 && !isVowel(s[len(s)-2]):
		return s[:len(s)-1] + "ies"
	case s[len(s)-1] == 's' || s[len(s)-1] == 'x' || s[len(s)-1] == 'h':
		return s + "es"
	}
	return s + "s"
}

func isVowel(b byte) bool { return b == 'a' || b == 'e' || b == 'i' || b == 'o' || b == 'u' }

func quoted(s string) string { return `"` + s + `"` }

// notSystem keeps the names of the fields that every entity has.
func (c *compiler) notSystem(w spec.Word) bool {
	if !slices.Contains(systemNames, w.Value) {
		return true
	}
	c.l.Errorf("reserved-name", w.At, "every entity has %q already", w.Value).WithHint("leave it out, or give this field another name")
	return false
}

// scopeOf is what expressions over a record of the entity see.
func (c *compiler) scopeOf(e *model.Entity) *rule.Scope {
	if x := c.entities[e.Name]; x != nil && x.scope != nil {
		return x.scope
	}
	return &rule.Scope{Schema: c.schema, Entity: e.Name}
}

// entityNamed finds the entity a word names, or reports it.
func (c *compiler) entityNamed(w spec.Word) *model.Entity {
	if x := c.entities[w.Value]; x != nil {
		c.use(EntityName, w.Value, w)
		return x.Entity
	}
	c.unknown("unknown-entity", w, "entity", c.entityNames())
	return nil
}

func (c *compiler) entityNames() []string {
	var out []string
	for _, e := range c.m.Entities {
		out = append(out, e.Name)
	}
	return out
}

// fieldNamed finds the field a word names, or reports it.
func (c *compiler) fieldNamed(e *model.Entity, w spec.Word) *model.Field {
	if f := e.Field(w.Value); f != nil {
		c.use(FieldName, e.Name+"."+w.Value, w)
		return f
	}
	d := c.unknown("unknown-field", w, "field of "+quoted(e.Name), fieldNames(e))
	if e.At.Known() {
		d.WithRelated(e.At, "%q is declared here", e.Name)
	}
	return nil
}

func fieldNames(e *model.Entity) []string {
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.Name)
	}
	return out
}

func (c *compiler) fieldsNamed(e *model.Entity, words []spec.Word) []*model.Field {
	var out []*model.Field
	for _, w := range words {
		f := c.fieldNamed(e, w)
		if f == nil {
			continue
		}
		if slices.Contains(out, f) {
			c.l.Errorf("duplicate-name", w.At, "%q stands here twice", w.Value).WithHint("keep one of them")
			continue
		}
		out = append(out, f)
	}
	return out
}

// entityRules compiles what an entity says beside its fields, and the fields' expressions.
func (c *compiler) entityRules() {
	for _, m := range c.m.Entities {
		e := c.entities[m.Name]
		for _, f := range e.Fields {
			if s := e.fields[f.Name]; s != nil {
				c.fieldRules(e, f, s)
			}
		}
		e.Search = c.searched(e)
		for _, r := range e.spec.Rules {
			c.rule(e, r)
		}
		e.Unique = c.groups(e, e.spec.Unique)
		e.Indexes = c.groups(e, e.spec.Indexes)
	}
}

func (c *compiler) searched(e *entity) []*model.Field {
	out := c.fieldsNamed(e.Entity, e.spec.Search)
	for i, f := range out {
		if f.Kind.Type() != field.Unknown && (!f.Stored() || f.Kind.Type() != field.Text) {
			c.l.Errorf("wrong-type", e.spec.Search[min(i, len(e.spec.Search)-1)].At, "a search looks into text, and %q is %s", f.Name, f.Kind.Name()).
				WithHint("leave it out; a list can be filtered by any field")
		}
	}
	return out
}

func (c *compiler) groups(e *entity, lists spec.List[spec.List[spec.Word]]) [][]*model.Field {
	var out [][]*model.Field
	for _, words := range lists {
		fields := c.fieldsNamed(e.Entity, words)
		for i, f := range fields {
			if !f.Stored() && i < len(words) {
				c.l.Errorf("wrong-type", words[i].At, "%q is not kept in a column, so it cannot be in an index", f.Name)
			}
		}
		if len(fields) > 0 {
			out = append(out, fields)
		}
	}
	return out
}

func (c *compiler) titles() {
	for _, m := range c.m.Entities {
		c.title(c.entities[m.Name])
	}
}

// title is how a record is called: as declared, else by the first field that names things.
func (c *compiler) title(e *entity) {
	if e.spec.Title.Given() {
		e.Title = c.expr(e.spec.Title.Word, e.scope, rule.Unknown)
		if e.Title != nil && !shown(e.Title.Type) {
			c.l.Errorf("wrong-type", e.spec.Title.At, "a title is text, and this is %s", e.Title.Type)
		}
		return
	}
	if source := titleField(e.Entity); source != "" {
		e.Title, _ = c.compileExpr(source, e.scope, rule.Unknown)
	}
}

func titleField(e *model.Entity) string {
	for _, name := range []string{"name", "title", "full_name", "number", "subject"} {
		if f := e.Field(name); f != nil && f.Kind.Type() == field.Text {
			return name
		}
	}
	for _, f := range e.Fields {
		if f.Kind.Type() == field.Text && !f.System && !slices.Contains([]string{"secret", "longtext", "color"}, f.Kind.Name()) {
			return f.Name
		}
	}
	return model.ID
}

// shown tells whether a value can be written as words.
func shown(t rule.Type) bool { return t.Type != field.List && t.Type != field.Any }

func (c *compiler) rule(e *entity, s *spec.Rule) {
	r := &model.Rule{Name: s.Name.Value, Message: c.text(s.Message), Fields: c.fieldsNamed(e.Entity, s.Fields), At: s.At}
	switch {
	case s.Check.Given() && s.Warn.Given():
		c.l.Errorf("wrong-value", s.At, "a rule has either check or warn, not both").WithHint("make two rules")
	case s.Check.Given():
		r.Check = c.expr(s.Check.Word, e.scope, rule.Bool)
	case s.Warn.Given():
		r.Check, r.Warn = c.expr(s.Warn.Word, e.scope, rule.Bool), true
	default:
		c.missing(s.At, "the rule", "check", "write check: and a condition that must hold")
	}
	if !s.Message.Given() && (s.Check.Given() || s.Warn.Given()) {
		c.missing(s.At, "the rule", "message", "say what is wrong, in the words of those who will read it")
	}
	if r.Check != nil {
		e.Rules = append(e.Rules, r)
	}
}
