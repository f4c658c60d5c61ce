package compile

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/spec"
)

var optionName = regexp.MustCompile(`^[a-z0-9][a-z0-9_]*$`)

// choices reads the options of a choice that has its own; those of another field come with linkFields.
func (c *compiler) choices(f *model.Field, s *spec.Field) {
	switch {
	case s.Options == nil || len(s.Options.Items) == 0 && !s.Options.Of.Given():
		c.missing(s.At, quoted(f.Name), "options", "write options: {site: Site, call: Call}")
	case s.Options.Of.Given():
	default:
		f.Choices = c.options(s.Options)
		f.Options.Choices = namesOf(f.Choices)
	}
}

func (c *compiler) options(s *spec.Options) []*model.Option {
	var out []*model.Option
	for _, e := range s.Items {
		if !optionName.MatchString(e.Key.Value) || len(e.Key.Value) > longest {
			d := c.l.Errorf("bad-name", e.Key.At, "%q cannot name an option: names are small letters, digits and _", e.Key.Value)
			if n := snakeCase(e.Key.Value); n != "" {
				d.WithHint("write {%s: %s}: the name is kept, the label is read", n, e.Key.Value)
			}
		}
		if slices.ContainsFunc(out, func(o *model.Option) bool { return o.Name == e.Key.Value }) {
			c.l.Errorf("duplicate-name", e.Key.At, "the option %q stands here twice", e.Key.Value)
			continue
		}
		out = append(out, &model.Option{Name: e.Key.Value, Was: e.Value.Was.Value, Label: c.labelOr(e.Value.Label, e.Key.Value), Color: c.color(e.Value.Color)})
	}
	return out
}

func (c *compiler) color(w spec.Word) string {
	if w.Given() && c.oneOf(w, "colour", Colors...) {
		return w.Value
	}
	return ""
}

func namesOf(options []*model.Option) []string {
	var out []string
	for _, o := range options {
		out = append(out, o.Name)
	}
	return out
}

// sharedOptions resolves options: entity.field.
func (c *compiler) sharedOptions(f *model.Field, w spec.Word) {
	entityName, fieldName, ok := strings.Cut(w.Value, ".")
	x := c.entities[entityName]
	if !ok || x == nil {
		c.l.Errorf("dangling-options", w.At, "%q names no field whose options could be shared", w.Value).WithHint("write entity.field, like contact.source")
		return
	}
	from := x.Entity.Field(fieldName)
	if from == nil || len(from.Choices) == 0 {
		d := c.l.Errorf("dangling-options", w.At, "%q has no options of its own", w.Value)
		if near := diag.Nearest(fieldName, choiceNames(x.Entity)); near != "" {
			d.WithHint("did you mean %s.%s?", entityName, near)
		}
		return
	}
	c.use(EntityName, entityName, w.Sub(0, len(entityName)))
	c.use(FieldName, w.Value, w.Sub(len(entityName)+1, len(fieldName)))
	f.Choices, f.Options.Choices = from.Choices, from.Options.Choices
}

func choiceNames(e *model.Entity) []string {
	var out []string
	for _, f := range e.Fields {
		if len(f.Choices) > 0 {
			out = append(out, f.Name)
		}
	}
	return out
}
