package truth

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// values are what a part of an expression can be: perhaps empty, one of some words, or a number within bounds.
// Dates are days since an era, durations are seconds.
type values struct {
	empty  bool     // may be empty
	filled bool     // may be something else
	words  []string // nil: any word
	not    []string // but none of these
	lo, hi *edge
	holes  []decimal.Decimal
	whole  bool      // numbers without decimals
	said   rule.Node // the statement that narrowed it last
}

// edge is a bound; open: the bound itself is beyond it.
type edge struct {
	at   decimal.Decimal
	open bool
}

// none tells that nothing is left.
func (v *values) none() bool { return !v.empty && !v.filled }

// settle finds out whether something beside empty is left.
func (v *values) settle() {
	if v.words != nil {
		v.words = slices.DeleteFunc(slices.Clone(v.words), func(w string) bool { return slices.Contains(v.not, w) })
		v.filled = v.filled && len(v.words) > 0
	}
	if v.whole {
		v.lo, v.hi = inner(v.lo, 1), inner(v.hi, -1)
	}
	if v.lo == nil || v.hi == nil {
		return
	}
	order := v.lo.at.Cmp(v.hi.at)
	point := order == 0 && !v.lo.open && !v.hi.open
	if order > 0 || order == 0 && !point || point && v.hole(v.lo.at) {
		v.filled = false
	}
}

// inner moves an open bound of whole numbers to the next that it allows.
func inner(e *edge, by int64) *edge {
	if e == nil || !e.open && e.at.IsInteger() {
		return e
	}
	switch at := e.at; {
	case at.IsInteger():
		return &edge{at: at.Add(decimal.NewFromInt(by))}
	case by > 0:
		return &edge{at: at.Ceil()}
	default:
		return &edge{at: at.Floor()}
	}
}

func (v *values) hole(d decimal.Decimal) bool {
	return slices.ContainsFunc(v.holes, d.Equal)
}

func (v *values) from(e edge) {
	if v.lo == nil || e.at.GreaterThan(v.lo.at) || e.at.Equal(v.lo.at) && e.open {
		v.lo = &e
	}
}

func (v *values) upTo(e edge) {
	if v.hi == nil || e.at.LessThan(v.hi.at) || e.at.Equal(v.hi.at) && e.open {
		v.hi = &e
	}
}

// measure is a constant as a number; false for what is none.
func measure(v any) (decimal.Decimal, bool) {
	switch v := v.(type) {
	case int64:
		return decimal.NewFromInt(v), true
	case decimal.Decimal:
		return v, true
	case field.Money:
		return v.Amount, v.Currency == ""
	case field.Date:
		return decimal.NewFromInt(int64(v.Year)*10_000 + int64(v.Month)*100 + int64(v.Day)), true
	case field.Duration:
		return decimal.NewFromInt((int64(v.Months)*30+int64(v.Days))*86400 + v.Seconds), true
	}
	return decimal.Decimal{}, false
}

// ranges are functions whose values lie within bounds.
var ranges = map[string][2]int64{"month": {1, 12}, "day": {1, 31}, "weekday": {1, 7}, "hour": {0, 23}}

// start is what a part can be before anything is said of it.
func (s solver) start(n rule.Node) *values {
	v := &values{empty: true, filled: true}
	t := n.Type()
	if len(t.Options) > 0 {
		v.words = slices.Clone(t.Options)
	}
	switch t.Type {
	case field.Bool:
		v.words = []string{"false", "true"}
	case field.Int:
		v.whole = true
	}
	switch n := n.(type) {
	case *rule.Field:
		s.known(n, v)
	case *rule.Over:
		if n.Func == "count" {
			v.empty = false
			v.from(edge{at: decimal.Zero})
		}
	case *rule.Call:
		if r, ok := ranges[n.Func.Name]; ok {
			v.from(edge{at: decimal.NewFromInt(r[0])})
			v.upTo(edge{at: decimal.NewFromInt(r[1])})
		}
	}
	return v
}

// known adds the facts of a field. Through a link that may be empty, so may the field.
func (s solver) known(n *rule.Field, v *values) {
	if s.facts == nil {
		return
	}
	f := s.facts(n.Of.Type().Entity, n.Name)
	if _, own := n.Of.(*rule.This); own && f.Given {
		v.empty = false
	}
	if f.Min != nil {
		v.from(edge{at: *f.Min})
	}
	if f.Max != nil {
		v.upTo(edge{at: *f.Max})
	}
}
