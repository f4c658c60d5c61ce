package record

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Ask is a question for figures over records.
type Ask struct {
	Where  string
	Only   *rule.Expr
	Search string
	Group  string   // a field; "": no groups
	Sum    []string // money and number fields
}

// Summary is the answer, in the JSON of GET …/summary.
type Summary struct {
	Groups []Figures                  `json:"groups,omitempty"`
	Count  int64                      `json:"count"`
	Sum    map[string]json.RawMessage `json:"sum,omitempty"`
}

// Figures are those of one group. Value is as in record JSON.
type Figures struct {
	Value json.RawMessage            `json:"value"`
	Count int64                      `json:"count"`
	Sum   map[string]json.RawMessage `json:"sum,omitempty"`
}

// Summary counts and adds up the records that the actor may read. A sum over money of several currencies is null.
func (r *Reader) Summary(ctx context.Context, e *model.Entity, a Ask) (*Summary, error) {
	sel, err := r.Selection(ctx, e, Query{Where: a.Where, Only: a.Only, Search: a.Search})
	if err != nil {
		return nil, err
	}
	ask := query.Summary{Select: sel}
	if ask.Sum, err = r.summed(e, a.Sum); err != nil {
		return nil, err
	}
	all, err := r.figures(ctx, ask)
	if err != nil || len(all) != 1 {
		return nil, err
	}
	out := &Summary{Count: all[0].Count, Sum: all[0].Sum}
	if a.Group == "" {
		return out, nil
	}
	if ask.Group = r.readable(e, a.Group); ask.Group == nil {
		return nil, r.unknown("group", e, a.Group)
	}
	if !ask.Group.Stored() {
		return nil, malformed("invalid_parameter", "name", "group", "reason", a.Group)
	}
	out.Groups, err = r.figures(ctx, ask)
	return out, err
}

// summed finds the fields to add up: numbers and money that are kept.
func (r *Reader) summed(e *model.Entity, names []string) ([]*model.Field, error) {
	var out []*model.Field
	for _, name := range names {
		f := r.readable(e, name)
		if f == nil {
			return nil, r.unknown("sum", e, name)
		}
		if t := f.Kind.Type(); !f.Stored() || t != field.Int && t != field.Decimal && t != field.Amount {
			return nil, malformed("invalid_parameter", "name", "sum", "reason", name)
		}
		out = append(out, f)
	}
	return out, nil
}

func (r *Reader) figures(ctx context.Context, ask query.Summary) ([]Figures, error) {
	rows, err := r.Tx.Summary(ctx, ask)
	if err != nil {
		return nil, unasked("summary of", ask.Entity, err)
	}
	out := make([]Figures, 0, len(rows))
	for _, cols := range rows {
		f, err := figuresOf(ask, cols)
		if err != nil {
			return nil, fmt.Errorf("summary of %s: %w", ask.Entity.Name, err)
		}
		out = append(out, f)
	}
	return out, nil
}

// figuresOf reads one row: the group's columns, the count, and for each sum its own.
func figuresOf(ask query.Summary, cols []any) (Figures, error) {
	var out Figures
	if g := ask.Group; g != nil {
		n := len(g.Kind.Columns())
		v, err := g.Kind.Load(cols[:n], g.Options)
		if err != nil {
			return out, err
		}
		out.Value, cols = appendValue(nil, g, v), cols[n:]
	}
	out.Count, _ = cols[0].(int64)
	cols = cols[1:]
	if len(ask.Sum) > 0 {
		out.Sum = make(map[string]json.RawMessage, len(ask.Sum))
	}
	for _, f := range ask.Sum {
		money := f.Kind.Type() == field.Amount
		load, used := cols[:1], 1
		if money {
			load, used = cols[:2], 3
		}
		if money && cols[1] != cols[2] {
			out.Sum[f.Name] = json.RawMessage("null")
		} else if v, err := f.Kind.Load(load, f.Options); err != nil {
			return out, err
		} else {
			out.Sum[f.Name] = appendValue(nil, f, v)
		}
		cols = cols[used:]
	}
	return out, nil
}
