package view

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Report is a report of the navigation; its figures are asked for by name.
type Report struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Help  string `json:"help,omitempty"`
	Chart string `json:"chart"` // table bar line area pie donut funnel number
}

// Dashboard is a page of tiles.
type Dashboard struct {
	Name  string  `json:"name"`
	Label string  `json:"label"`
	Icon  string  `json:"icon,omitempty"`
	Tiles []*Tile `json:"tiles"`
}

// Tile is a part of a dashboard. Its figures, where it has any, are asked for by its place.
type Tile struct {
	Place  int    `json:"place"`
	Kind   string `json:"kind"` // report, number, view, text
	Label  string `json:"label"`
	Width  int    `json:"width"` // of four columns
	Report string `json:"report,omitempty"`
	Chart  string `json:"chart,omitempty"`
	Entity string `json:"entity,omitempty"` // of the view
	View   string `json:"view,omitempty"`
	Text   string `json:"text,omitempty"` // paragraphs
}

// Figures are what a role may see of a report: the measures of which everything may be read.
type Figures struct {
	Report   *model.Report
	Measures []*model.Measure
}

// FiguresFor tells what a role may see of a report; nil: nothing. What a group or the condition of the report looks at
// must be readable, field by field, and of other entities every record, or a figure would tell of what is not to be seen.
func FiguresFor(m *model.Model, role *model.Role, r *model.Report) *Figures {
	s := &screen{model: m, role: role}
	if role == nil || len(r.Roles) > 0 && !slices.Contains(r.Roles, role) || !s.reads(r.Entity) || !s.mayAsk(r.Where) {
		return nil
	}
	for _, g := range append(slices.Clone(r.Group), r.Across...) {
		if !s.mayAsk(g.By) {
			return nil
		}
	}
	out := &Figures{Report: r}
	for _, x := range r.Measure {
		if s.mayAsk(x.Where) && (x.Kind == model.Formula && computable(x, r.Measure, out.Measures) || x.Kind != model.Formula && s.mayAsk(x.Of)) {
			out.Measures = append(out.Measures, x)
		}
	}
	if len(out.Measures) == 0 {
		return nil
	}
	return out
}

// mayAsk tells whether the role may see everything that an expression looks at.
func (s *screen) mayAsk(x *rule.Expr) bool {
	if x == nil {
		return true
	}
	for _, read := range x.Reads {
		of := s.model.Entity(read.Entity)
		if of == nil {
			continue
		}
		if f := of.Field(read.Member); f != nil && !s.sees(f) {
			return false
		}
		if len(read.Path) > 0 && !s.grant(of).Read.Always {
			return false
		}
		if inv := of.Inverse(read.Member); inv != nil && !(s.sees(inv.Link) && s.grant(inv.Entity).Read.Always) {
			return false
		}
	}
	return true
}

// computable tells whether every figure that a formula uses is seen. Its variables are the measures before it.
func computable(x *model.Measure, all, seen []*model.Measure) bool {
	ok := true
	rule.Walk(x.Of.Root, func(n rule.Node) {
		if v, is := n.(*rule.Variable); is {
			ok = ok && slices.Contains(seen, all[v.Index])
		}
	})
	return ok
}

func (s *screen) reports() []*Report {
	out := []*Report{}
	for _, r := range s.model.Reports {
		if FiguresFor(s.model, s.role, r) != nil {
			out = append(out, &Report{r.Name, words(r.Label, s.locale, r.Name), r.Help.In(s.locale), string(r.Chart)})
		}
	}
	return out
}

func (s *screen) dashboards() []*Dashboard {
	out := []*Dashboard{}
	for _, d := range s.model.Dashboards {
		if !MaySee(s.role, d) {
			continue
		}
		page := &Dashboard{Name: d.Name, Label: words(d.Label, s.locale, d.Name), Icon: d.Icon, Tiles: []*Tile{}}
		for i, t := range d.Tiles {
			if shown := s.tile(t); shown != nil {
				shown.Place, shown.Width = i, t.Width
				page.Tiles = append(page.Tiles, shown)
			}
		}
		if len(page.Tiles) > 0 {
			out = append(out, page)
		}
	}
	return out
}

// MaySee tells whether a role sees a dashboard at all.
func MaySee(role *model.Role, d *model.Dashboard) bool {
	return role != nil && (len(d.Roles) == 0 || slices.Contains(d.Roles, role))
}

// tile is what a role sees of a tile; nil: nothing.
func (s *screen) tile(t *model.Tile) *Tile {
	own := t.Label.In(s.locale)
	or := func(label string) string {
		if own != "" {
			return own
		}
		return label
	}
	switch {
	case t.Report != nil:
		if FiguresFor(s.model, s.role, t.Report) == nil {
			return nil
		}
		return &Tile{Kind: "report", Label: or(words(t.Report.Label, s.locale, t.Report.Name)), Report: t.Report.Name, Chart: string(t.Report.Chart)}
	case t.Number != nil:
		if FiguresFor(s.model, s.role, t.Number) == nil {
			return nil
		}
		return &Tile{Kind: "number", Label: or(t.Number.Label.In(s.locale)), Chart: "number"}
	case t.View != nil:
		if !s.reads(t.View.Entity) || !s.readsAll(t.View.Entity, t.View.Where) {
			return nil
		}
		return &Tile{Kind: "view", Label: or(s.viewLabel(t.View)), Entity: t.View.Entity.Name, View: t.View.Name}
	case t.Text != nil:
		return &Tile{Kind: "text", Label: own, Text: t.Text.In(s.locale)}
	}
	return nil
}
