package compile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// declareField makes a field with its kind and options; links and expressions come later.
func (c *compiler) declareField(e *entity, w spec.Word, s *spec.Field) *model.Field {
	f := &model.Field{Entity: e.Entity, Name: w.Value, Was: s.Was.Value, Slot: len(e.Fields), At: s.At}
	c.was(s.Was)
	f.Kind = c.kind(s.Type, s.At, quoted(w.Value))
	if f.Kind.Name() == "range" {
		f.Kind = c.rangeKind(w, s)
	}
	f.Label = c.labelOr(s.Label, w.Value)
	f.Help, f.Placeholder, f.Message = c.text(s.Help), c.text(s.Placeholder), c.text(s.Message)
	f.Unique, f.Index, f.Personal, f.Clears = s.Unique.Value, s.Index.Value, s.Personal.Value, s.Clears.Value
	c.fieldOptions(f, s)
	return f
}

// kind finds a kind; one that is not known becomes text, so that what uses the field is not wrong too.
func (c *compiler) kind(w spec.Word, at diag.Range, owner string) field.Kind {
	fallback, _ := field.Named("text")
	if !w.Given() {
		c.missing(at, owner, "type", "write for example "+strings.Trim(owner, `"`)+": text")
		return broken{fallback}
	}
	if k, ok := field.Named(w.Value); ok {
		return k
	}
	d := c.unknown("unknown-type", w, "kind of field", kindNames())
	if alias := kindAliases[w.Value]; alias != "" {
		d.WithHint("write %s", alias)
	}
	return broken{fallback}
}

// rangeKind finds the kind of a range's ends.
func (c *compiler) rangeKind(name spec.Word, s *spec.Field) field.Kind {
	fallback, _ := field.Named("text")
	if !s.Of.Given() {
		c.missing(s.At, quoted(name.Value), "of", "write the kind of its ends, for example of: money")
		return broken{fallback}
	}
	k, ok := field.RangeOf(s.Of.Value)
	if !ok {
		c.unknown("unknown-type", s.Of, "kind of ends", field.Ends).WithHint("the ends of a range are %s", strings.Join(field.Ends, ", "))
		return broken{fallback}
	}
	return k
}

// broken is the kind of a field whose own is not known: expressions take it for anything.
type broken struct{ field.Kind }

// Type is Unknown, which is silent.
func (broken) Type() field.Type { return field.Unknown }

// kindAliases are words that people bring along from elsewhere.
var kindAliases = map[string]string{"string": "text", "str": "text", "varchar": "text", "int": "integer", "number of": "integer", "float": "decimal",
	"double": "decimal", "bool": "boolean", "timestamp": "datetime", "enum": "choice", "select": "choice", "multiselect": "choices",
	"currency": "money", "reference": "link", "relation": "link", "ref": "link", "many": "links", "textarea": "longtext", "checkbox": "boolean"}

func kindNames() []string {
	var out []string
	for _, k := range field.Kinds {
		out = append(out, k.Name())
	}
	return out
}

// fieldOptions reads what the kind needs, and refuses keys that mean nothing for it.
func (c *compiler) fieldOptions(f *model.Field, s *spec.Field) {
	o := &f.Options
	o.Min, o.Max = c.bound(f, s.Min), c.bound(f, s.Max)
	if o.Min != nil && o.Max != nil && *o.Min > *o.Max {
		c.l.Errorf("wrong-value", s.Max.At, "max is less than min").WithRelated(s.Min.At, "min is %d", *o.Min)
	}
	o.Currency, o.Currencies, o.Zone, o.Region = c.m.Currency, c.m.Currencies, c.m.Zone, c.m.Region
	switch field.EndOf(f.Kind).Name() {
	case "decimal":
		o.Scale = c.scale(s.Scale, field.DecimalScale)
	case "percent":
		o.Scale = c.scale(s.Scale, field.PercentScale)
	case "money":
		o.Scale = field.MoneyScale
	case "choice", "choices":
		c.choices(f, s)
	case "number":
		c.series(f, s)
	}
	c.only(f, s.Scale.At, "scale", "decimal", "percent")
	c.only(f, s.Format.At, "format", "number")
	c.only(f, s.Per.At, "per", "number")
	c.only(f, s.Of.At, "of", "range")
	c.only(f, s.Inverse.At, "inverse", linkKinds...)
	c.only(f, s.OnDelete.At, "on_delete", linkKinds...)
	c.only(f, s.Where.At, "where", linkKinds...)
	c.only(f, s.Inline.At, "inline", "link")
	if len(s.With) > 0 {
		c.only(f, s.With[0].Key.At, "with", "links")
	}
	if len(s.To) > 0 {
		c.only(f, s.To[0].At, "to", "link", "links")
	}
	if s.Options != nil {
		c.only(f, s.Options.At, "options", "choice", "choices")
	}
}

var linkKinds = []string{"link", "links", "user", "tree"}

// only refuses a key that does not belong to the field's kind.
func (c *compiler) only(f *model.Field, at diag.Range, key string, kinds ...string) {
	if _, unknown := f.Kind.(broken); !at.Known() || unknown || slices.Contains(kinds, f.Kind.Name()) || slices.Contains(kinds, field.EndOf(f.Kind).Name()) {
		return
	}
	c.l.Errorf("wrong-key", at, "%q means nothing for %s", key, a(f.Kind.Name()+" field")).WithHint("it belongs to %s", strings.Join(kinds, ", "))
}

func (c *compiler) scale(i spec.Int, standard int) int {
	if !i.Given() {
		return standard
	}
	if i.Value < 0 || i.Value > 12 {
		c.l.Errorf("wrong-value", i.At, "a scale is from 0 to 12 decimals")
		return standard
	}
	return int(i.Value)
}

var bounded = []string{"text", "longtext", "person_name", "address", "email", "phone", "url", "secret", "integer", "decimal", "money", "percent", "rating",
	"choices", "tags", "links", "files"}

func (c *compiler) bound(f *model.Field, v spec.Value) *int64 {
	w, ok := v.Word()
	if !v.Given() {
		return nil
	}
	c.only(f, v.At, "min or max", bounded...)
	n, err := strconv.ParseInt(w.Value, 10, 64)
	if !ok || err != nil {
		c.l.Errorf("wrong-type", v.At, "a bound is a whole number").WithHint("for other bounds write a check, like check: %s < 0.5", f.Name)
		return nil
	}
	return &n
}

// series is the form of a numbered series.
func (c *compiler) series(f *model.Field, s *spec.Field) {
	format := s.Format.Value
	if !s.Format.Given() {
		format = "{00000}"
	}
	if problem := seriesProblem(format); problem != "" {
		c.l.Errorf("wrong-value", s.Format.At, "%s", problem).WithHint(`write like "INV-{yyyy}-{00000}": {yyyy} {yy} {mm} {dd} and as many zeros as digits`)
	}
	f.Series = &model.Series{Name: f.Entity.Name + "." + f.Name, Format: format}
}

func seriesProblem(format string) string {
	counters := 0
	for rest := format; rest != ""; {
		_, after, open := strings.Cut(rest, "{")
		if !open {
			break
		}
		part, next, closed := strings.Cut(after, "}")
		if !closed {
			return "a { is not closed"
		}
		switch {
		case part != "" && strings.Trim(part, "0") == "" && len(part) <= 12:
			counters++
		case !slices.Contains([]string{"yyyy", "yy", "mm", "dd"}, strings.ToLower(part)):
			return "{" + part + "} is not a part of a series"
		}
		rest = next
	}
	if counters != 1 {
		return "a series has one counter, written as zeros: {00000}"
	}
	return ""
}

// seriesPer finds the field for each of whose values a series counts by itself.
func (c *compiler) seriesPer(e *entity, f *model.Field, w spec.Word) {
	if !w.Given() || f.Series == nil {
		return
	}
	per := c.fieldNamed(f.Entity, w)
	switch {
	case per == nil:
	case e.fields[per.Name] == nil || e.fields[per.Name].Formula.Given() || !slices.Contains([]string{"link", "user", "tree", "choice", "text", "integer", "boolean"}, per.Kind.Name()):
		c.l.Errorf("wrong-value", w.At, "a series does not count by %q, which is %s", per.Name, a(per.Kind.Name()+" field")).WithHint("name a link, a choice, or another field that is given")
	default:
		f.Series.Per = per
	}
}

// fieldRules compiles the expressions of a field, but for its formula.
func (c *compiler) fieldRules(e *entity, f *model.Field, s *spec.Field) {
	f.Required = c.flag(s.Required, e.scope, false)
	f.Readonly = c.flag(s.Readonly, e.scope, false)
	f.Visible = c.flag(s.Visible, e.scope, true)
	if s.Default.Given() {
		c.notComputed(f, s, s.Default.At, "default")
		f.Default = c.value(s.Default, f, e.scope)
	}
	if s.Backfill.Given() {
		f.Backfill = c.value(s.Backfill, f, e.scope)
	}
	c.convert(f, s)
	c.map_(f, s)
	f.Check = c.expr(s.Check.Word, e.scope, rule.Bool)
	if s.Message.Given() && !s.Check.Given() {
		c.l.Errorf("missing-key", s.Message.At, "the message belongs to a check, and %q has none", f.Name).WithHint("write check: and a condition")
	}
	if f.Clears && !s.Visible.Given() {
		c.l.Errorf("missing-key", s.Clears.At, "%q is always visible, so it is never cleared", f.Name).WithHint("write visible: and a condition")
	}
	if f.Kind.Type() == field.Interval && s.Formula.Given() {
		c.l.Errorf("wrong-key", s.Formula.At, "a range is not computed").WithHint("make a field of each end")
	}
	if f.Unique {
		c.uniqueable(f, s)
	}
	if f.Link != nil && s.Where.Given() {
		c.linkWhere(f, s)
	}
}

func (c *compiler) uniqueable(f *model.Field, s *spec.Field) {
	if !f.Stored() || slices.Contains([]string{"json", "files", "file", "image", "choices", "tags", "location", "range"}, f.Kind.Name()) {
		c.l.Errorf("wrong-key", s.Unique.At, "%s cannot be unique", a(f.Kind.Name()+" field"))
	}
}

// notComputed refuses what a formula makes meaningless.
func (c *compiler) notComputed(f *model.Field, s *spec.Field, at diag.Range, key string) {
	if s.Formula.Given() {
		c.l.Errorf("wrong-key", at, "%q is computed, so it has no %s", f.Name, key).WithRelated(s.Formula.At, "its formula")
	}
	if f.Kind.Name() == "number" {
		c.l.Errorf("wrong-key", at, "%q is a numbered series, so it has no %s", f.Name, key)
	}
}

// convert is how old values become the new type: a formula in which "value" is the old one.
func (c *compiler) convert(f *model.Field, s *spec.Field) {
	if !s.Convert.Given() {
		return
	}
	w, ok := s.Convert.Formula()
	if !ok {
		c.l.Errorf("wrong-type", s.Convert.At, "convert takes a formula after “=”").WithHint(`write like convert: =value`)
		return
	}
	scope := &rule.Scope{Schema: c.schema, Vars: []rule.Var{{Name: "value", Type: rule.Any}}}
	if f.Convert = c.expr(w, scope, rule.Unknown); f.Convert != nil && f.Convert.Clock {
		c.l.Errorf("wrong-value", s.Convert.At, "what becomes of old values does not depend on when the change is made")
	}
}

func (c *compiler) map_(f *model.Field, s *spec.Field) {
	for _, e := range s.Map {
		if !slices.Contains(f.Options.Choices, e.Value.Value) {
			c.unknown("unknown-option", e.Value, "option of "+quoted(f.Name), f.Options.Choices)
			continue
		}
		if f.Map == nil {
			f.Map = map[string]string{}
		}
		f.Map[e.Key.Value] = e.Value.Value
	}
}
