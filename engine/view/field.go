package view

import (
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

func (s *screen) field(f *model.Field) *Field {
	out := &Field{
		Name: f.Name, Kind: f.Kind.Name(), Label: s.fieldLabel(f), Help: f.Help.In(s.locale),
		Placeholder: f.Placeholder.In(s.locale), System: f.System, Required: f.Required.Always,
		Readonly: s.readonly(f), Personal: f.Personal, Sortable: sortable(f), Dynamic: s.dynamic[f],
		Options: s.options(f), To: s.targets(f), Min: f.Options.Min, Max: f.Options.Max,
	}
	if f.Kind.Type() == field.Interval {
		out.Of = field.EndOf(f.Kind).Name()
	}
	out.Scale = scaleOf(f)
	return out
}

// scaleOf is how many decimals a number keeps; nil for what is none.
func scaleOf(f *model.Field) *int {
	switch field.EndOf(f.Kind).Type() {
	case field.Decimal, field.Amount:
		scale := f.Options.Scale
		return &scale
	}
	return nil
}

// readonly fields are never written by this viewer: computed, drawn from a series, Tamga's own, or not granted.
func (s *screen) readonly(f *model.Field) bool {
	computed := f.Formula != nil || f.Series != nil || f.Kind.Name() == "number"
	return computed || f.Readonly.Always || f.System && f.Name != model.Owner || !s.fills(f)
}

// sortable fields have one value with an order that means something to people; a link's id has none.
func sortable(f *model.Field) bool {
	switch f.Kind.Type() {
	case field.List, field.Record, field.Document, field.Point, field.Any, field.Interval:
		return false
	}
	switch f.Kind.Name() {
	case "secret", "longtext":
		return false
	}
	return f.Stored()
}

func (s *screen) options(f *model.Field) []*Option {
	var out []*Option
	for _, o := range f.Choices {
		out = append(out, &Option{Name: o.Name, Label: words(o.Label, s.locale, o.Name), Color: o.Color})
	}
	if len(out) > 0 || f.Entity == nil {
		return out
	}
	switch f.Name {
	case model.InFunnel:
		for _, n := range f.Entity.Funnels {
			out = append(out, &Option{Name: n.Name, Label: words(n.Label, s.locale, n.Name)})
		}
	case model.InStage:
		out = s.stageOptions(f.Entity)
	}
	return out
}

// stageOptions are the stages of all funnels of an entity; of those with one name, the first says the label.
func (s *screen) stageOptions(e *model.Entity) []*Option {
	var out []*Option
	seen := map[string]bool{}
	for _, n := range e.Funnels {
		for _, st := range n.Stages {
			if !seen[st.Name] {
				seen[st.Name] = true
				out = append(out, &Option{Name: st.Name, Label: words(st.Label, s.locale, st.Name), Color: st.Color})
			}
		}
	}
	return out
}

func (s *screen) targets(f *model.Field) []string {
	if f.Link == nil {
		return nil
	}
	var out []string
	for _, e := range f.Link.To {
		if s.reads(e) {
			out = append(out, e.Name)
		}
	}
	return out
}
