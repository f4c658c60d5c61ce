package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/view"
)

// head is the report without its figures.
func (a *asking) head() *Answer {
	locale, rep := a.r.Who.Locale, a.rep
	out := &Answer{Name: rep.Name, Label: rep.Label.In(locale), Help: rep.Help.In(locale), Chart: string(rep.Chart), Stacked: rep.Stacked, Entity: rep.Entity.Name,
		Groups: a.columns(rep.Group), Across: a.columns(rep.Across), Measures: []Column{}, Lines: []Line{}}
	if rep.Date != nil {
		out.Period = view.FieldLabel(rep.Date, locale)
	}
	for _, m := range a.measures {
		out.Measures = append(out.Measures, Column{Name: m.Name, Label: m.Label.In(locale), Type: typeOf(m.Type.Type), Kind: string(m.Kind)})
	}
	return out
}

func (a *asking) columns(groups []*model.Grouping) []Column {
	out := []Column{}
	for _, g := range groups {
		c := Column{Name: g.Name, Label: g.Label.In(a.r.Who.Locale), Type: typeOf(g.By.Type.Type), Every: string(g.Every)}
		if g.Field != nil && g.Label == nil {
			c.Label = view.FieldLabel(g.Field, a.r.Who.Locale)
		}
		if len(a.options(g)) > 0 {
			c.Type = "choice"
		}
		out = append(out, c)
	}
	return out
}

func typeOf(t field.Type) string {
	return map[field.Type]string{field.Bool: "boolean", field.Int: "integer", field.Decimal: "decimal", field.Amount: "money", field.Text: "text",
		field.Day: "date", field.Instant: "datetime", field.Record: "record"}[t]
}

// options are those of a choice, the stages of an entity, or its funnels.
func (a *asking) options(g *model.Grouping) []*model.Option {
	f := g.Field
	if f == nil {
		return nil
	}
	if !f.System || f.Name != model.InStage && f.Name != model.InFunnel {
		return f.Choices
	}
	var out []*model.Option
	for _, funnel := range f.Entity.Funnels {
		if f.Name == model.InFunnel {
			out = append(out, &model.Option{Name: funnel.Name, Label: funnel.Label})
			continue
		}
		if only := onlyFunnel(a.rep.Where); only != "" && only != funnel.Name {
			continue
		}
		for _, s := range funnel.Stages {
			if !slices.ContainsFunc(out, func(o *model.Option) bool { return o.Name == s.Name }) {
				out = append(out, &model.Option{Name: s.Name, Label: s.Label, Color: s.Color})
			}
		}
	}
	return out
}

// onlyFunnel is the funnel that a condition demands: its stages have its words and its order.
func onlyFunnel(x *rule.Expr) string {
	if x == nil {
		return ""
	}
	return demanded(x.Root)
}

func demanded(n rule.Node) string {
	b, ok := n.(*rule.Binary)
	switch {
	case !ok:
		return ""
	case b.Op == "and":
		return cmp.Or(demanded(b.X), demanded(b.Y))
	case b.Op != "==":
		return ""
	}
	f, is := b.X.(*rule.Field)
	v, constant := b.Y.(*rule.Literal)
	if !is || !constant || f.Name != model.InFunnel {
		return ""
	}
	if _, own := f.Of.(*rule.This); !own {
		return ""
	}
	name, _ := v.Value.(string)
	return name
}

// keys are the values of one line's groups, options with their words.
func (a *asking) keys(groups []*model.Grouping, values []any) []Key {
	out := make([]Key, len(values))
	for i, v := range values {
		out[i].Value = v
		options := a.options(groups[i])
		name, ok := v.(string)
		if len(options) == 0 || !ok {
			continue
		}
		at := slices.IndexFunc(options, func(o *model.Option) bool { return o.Name == name })
		if out[i].order = at; at < 0 {
			out[i].order = len(options)
			continue
		}
		if out[i].Label, out[i].Color = options[at].Label.In(a.r.Who.Locale), options[at].Color; out[i].Label == "" {
			out[i].Label = view.Readable(name)
		}
	}
	return out
}

// name gives records their titles, as far as the reader may read them, and writes all values as JSON has them.
func (a *asking) name(out *Answer) error {
	all := append(slices.Clone(a.rep.Group), a.rep.Across...)
	for i, g := range all {
		if g.By.Type.Type != field.Record {
			continue
		}
		ids := map[string]bool{}
		for _, lines := range [][]Line{out.Lines, out.Cells} {
			for _, l := range lines {
				if i < len(l.Keys) {
					if id, ok := l.Keys[i].Value.(string); ok {
						ids[id] = true
					}
				}
			}
		}
		if err := a.title(a.r.Model.Entity(g.By.Type.Entity), ids); err != nil {
			return err
		}
	}
	for _, lines := range [][]Line{out.Lines, out.Cells} {
		for _, l := range lines {
			for i := range l.Keys {
				if id, ok := l.Keys[i].Value.(string); ok && all[i].By.Type.Type == field.Record {
					l.Keys[i].Label = a.titles[id]
				}
				l.Keys[i].Value = written(l.Keys[i].Value)
			}
			writeAll(l.Figures)
		}
	}
	writeAll(out.Total)
	return nil
}

// page is how many records are named at once: their ids fit into one condition.
const page = 80

// title reads records by their ids, as the reader may: the others stay without a name.
func (a *asking) title(e *model.Entity, ids map[string]bool) error {
	list := make([]string, 0, len(ids))
	for id := range ids {
		list = append(list, `"`+id+`"`)
	}
	slices.Sort(list)
	for some := range slices.Chunk(list, page) {
		rows, err := a.r.List(a.ctx, e, record.Query{Where: "id in [" + strings.Join(some, ", ") + "]", Limit: page})
		if err != nil {
			return ignoreForbidden(err)
		}
		for _, row := range rows.Rows {
			if a.titles[row.ID()], err = a.r.TitleOf(a.ctx, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// ignoreForbidden: records of an entity that the reader may not read at all stay without a name.
func ignoreForbidden(err error) error {
	if p, ok := err.(*record.Problem); ok && p.Code == record.Forbidden {
		return nil
	}
	return err
}

func writeAll(figures []any) {
	for i, v := range figures {
		figures[i] = written(v)
	}
}

// written is a value as the JSON of records has it.
func written(v any) any {
	switch v := v.(type) {
	case decimal.Decimal:
		return v.String()
	case field.Money:
		return map[string]string{"amount": v.Digits(), "currency": v.Currency}
	case field.Date:
		return v.String()
	case time.Time:
		return v.Format(time.RFC3339)
	case query.Mixed:
		return map[string]bool{"mixed": true}
	}
	return v
}
