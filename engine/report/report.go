package report

import (
	"context"
	"fmt"
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/view"
)

// MaxGroups is how many groups one answer has at most; those beyond are left out, and More says so.
const MaxGroups = 1000

// Ask narrows a report down.
type Ask struct {
	From, To *field.Date // the period of the report's date, both days counted; nil: open
	Where    string      // a condition of the reader's, over the report's entity
}

// Answer is a report with its figures.
type Answer struct {
	Name     string   `json:"name"`
	Label    string   `json:"label"`
	Help     string   `json:"help,omitempty"`
	Chart    string   `json:"chart"`
	Stacked  bool     `json:"stacked,omitempty"`
	Entity   string   `json:"entity"`
	Period   string   `json:"period,omitempty"` // the label of the date that a period is about; "": there is none
	Groups   []Column `json:"groups"`
	Across   []Column `json:"across"`
	Measures []Column `json:"measures"`
	Lines    []Line   `json:"lines"`           // by Groups
	Cells    []Line   `json:"cells,omitempty"` // by Groups and Across, for the groups of Lines
	Total    []any    `json:"total"`           // of all, those that were left out too
	More     bool     `json:"more,omitempty"`
}

// Column is a group or a measure.
type Column struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Type  string `json:"type"`            // boolean integer decimal money text choice date datetime record
	Kind  string `json:"kind,omitempty"`  // of a measure: count sum avg min max distinct formula
	Every string `json:"every,omitempty"` // of a date: day week month quarter year weekday hour
}

// Line is one group with its figures.
type Line struct {
	Keys    []Key `json:"keys"`
	Figures []any `json:"figures"`
}

// Key is the value of a group, in the JSON of records, and what people read: nothing where Type and Every say how it is
// written. Null is a value: those that have none.
type Key struct {
	Value any    `json:"value"`
	Label string `json:"label,omitempty"`
	Color string `json:"color,omitempty"`
	order int    // of an option
}

// Of asks for the figures of a report; NotFound when the reader may see none of it.
func Of(ctx context.Context, r *record.Reader, rep *model.Report, ask Ask) (*Answer, error) {
	seen := view.FiguresFor(r.Model, r.Who.Role, rep)
	if seen == nil {
		return nil, &record.Problem{Code: record.NotFound, Say: "not_found"}
	}
	a := &asking{ctx: ctx, r: r, rep: rep, measures: seen.Measures, titles: map[string]string{}}
	var err error
	if a.selection, err = a.selected(ask); err != nil {
		return nil, err
	}
	out := a.head()
	total, err := a.lines(nil)
	if err != nil {
		return nil, err
	}
	out.Total = total[0].Figures
	lines, err := a.lines(rep.Group)
	if err != nil {
		return nil, err
	}
	out.Lines, out.More = a.ordered(lines)
	if len(rep.Across) > 0 {
		cells, err := a.lines(append(slices.Clone(rep.Group), rep.Across...))
		if err != nil {
			return nil, err
		}
		out.Cells = among(cells, out.Lines)
	}
	if err := a.name(out); err != nil {
		return nil, err
	}
	return out, nil
}

// asking is one report under way.
type asking struct {
	ctx       context.Context
	r         *record.Reader
	rep       *model.Report
	measures  []*model.Measure
	selection query.Select
	titles    map[string]string // entity and id to title
}

// selected are the records that count: of the report, of the reader, of the period.
func (a *asking) selected(ask Ask) (query.Select, error) {
	sel, err := a.r.Selection(a.ctx, a.rep.Entity, record.Query{Where: ask.Where, Only: a.rep.Where})
	if err != nil {
		return sel, err
	}
	for _, bound := range []struct {
		op string
		at *field.Date
	}{{">=", ask.From}, {"<=", ask.To}} {
		if bound.at == nil || a.rep.Date == nil {
			continue
		}
		x, err := a.bound(bound.op, *bound.at)
		if err != nil {
			return sel, err
		}
		sel.Where = append(sel.Where, x)
	}
	return sel, nil
}

// bound compares the report's date with a day, in the zone of the package.
func (a *asking) bound(op string, d field.Date) (*rule.Expr, error) {
	source := fmt.Sprintf("date(%s) %s date(%d, %d, %d)", a.rep.Date.Name, op, d.Year, d.Month, d.Day)
	if a.rep.Date.Kind.Type() == field.Day {
		source = fmt.Sprintf("%s %s date(%d, %d, %d)", a.rep.Date.Name, op, d.Year, d.Month, d.Day)
	}
	x, problems := rule.Compile(source, &rule.Scope{Schema: model.SchemaOf(a.r.Model, nil), Entity: a.rep.Entity.Name}, rule.Bool)
	if len(problems) > 0 {
		return nil, fmt.Errorf("period of the report %s: %s", a.rep.Name, problems[0].Message)
	}
	return x, nil
}

// lines asks the database, and computes the figures that are made of others.
func (a *asking) lines(groups []*model.Grouping) ([]Line, error) {
	rows, err := a.r.Tx.Report(a.ctx, query.Report{Select: a.selection, Groups: groups, Measures: a.measures, Most: 10 * MaxGroups})
	if err != nil {
		return nil, fmt.Errorf("report %s: %w", a.rep.Name, err)
	}
	out := make([]Line, len(rows))
	for i, row := range rows {
		out[i] = Line{Keys: a.keys(groups, row.Groups), Figures: row.Figures}
		if err := a.formulas(row.Figures); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// formulas fills in the figures that are computed from those before them. A division by nothing is nothing.
func (a *asking) formulas(figures []any) error {
	for i, m := range a.measures {
		if m.Kind != model.Formula {
			continue
		}
		vars := make([]any, len(a.rep.Measure))
		for j, known := range a.measures[:i] {
			if _, mixed := figures[j].(query.Mixed); !mixed {
				vars[slices.Index(a.rep.Measure, known)] = figures[j]
			}
		}
		v, err := m.Of.Eval(a.r.Frame(a.ctx, model.Row{}, model.Row{}, vars))
		if err != nil {
			return fmt.Errorf("report %s: compute %s: %w", a.rep.Name, m.Name, err)
		}
		figures[i] = v
	}
	return nil
}
