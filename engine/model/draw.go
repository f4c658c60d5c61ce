package model

import (
	"iter"
	"math/rand/v2"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
)

// Repeat is a block of demo data that is done several times, with values drawn for each turn.
type Repeat struct {
	Times int
	Seed  int64
	NVar  int // index in Vars of "n", the number of the turn
	Let   []*Given
	Do    []*Given
}

// Draw is a value that is drawn, the same on every machine. Exactly one of its forms is set.
type Draw struct {
	Pick []*Value // one of these
	// Chance is how many times of a hundred it is true; -1: not this form.
	Chance int
	// From, To and Step draw a number; Scale is its decimals, 0 gives an integer.
	From, To, Step decimal.Decimal
	Scale          int32
	// First and Days draw a day.
	First field.Date
	Days  int
	Form  DrawForm
}

// DrawForm says which form a Draw has.
type DrawForm uint8

// The forms of a draw.
const (
	DrawPick DrawForm = iota
	DrawChance
	DrawNumber
	DrawDay
)

// value draws.
func (d *Draw) value(r *rand.Rand) *Value {
	switch d.Form {
	case DrawPick:
		return d.Pick[r.IntN(len(d.Pick))]
	case DrawChance:
		return &Value{Literal: r.IntN(100) < d.Chance}
	case DrawDay:
		return &Value{Literal: d.First.AddDays(r.IntN(d.Days + 1))}
	}
	steps := d.To.Sub(d.From).Div(d.Step).IntPart()
	n := d.From.Add(d.Step.Mul(decimal.NewFromInt(r.Int64N(steps + 1))))
	if d.Scale == 0 {
		return &Value{Literal: n.IntPart()}
	}
	return &Value{Literal: n}
}

// Demo gives the steps that make the demo's records, in order, with every block written out and every value drawn.
// A step with Let only sets Vars[AsVar]; the others are done as in a scenario.
func (m *Model) Demo() iter.Seq[*Given] {
	return func(yield func(*Given) bool) {
		for _, g := range m.Data {
			if !g.each(nil, yield) {
				return
			}
		}
	}
}

// each yields the step, or the turns of its block.
func (g *Given) each(r *rand.Rand, yield func(*Given) bool) bool {
	if g.Chance > 0 && r != nil && r.IntN(100) >= g.Chance {
		return true
	}
	if g.Repeat == nil {
		return yield(g.drawn(r))
	}
	salt := uint64(0)
	if r != nil {
		salt = r.Uint64()
	}
	for n := range g.Repeat.Times {
		if !g.Repeat.turn(n+1, salt, yield) {
			return false
		}
	}
	return true
}

// turn does one turn of a block. Each turn draws from its own source, so a longer block begins as a shorter one.
func (b *Repeat) turn(n int, salt uint64, yield func(*Given) bool) bool {
	r := rand.New(rand.NewPCG(uint64(b.Seed)^salt, uint64(n)))
	if !yield(&Given{AsVar: b.NVar, Let: &Value{Literal: int64(n)}}) {
		return false
	}
	for _, g := range b.Let {
		if !yield(g.drawn(r)) {
			return false
		}
	}
	for _, g := range b.Do {
		if !g.each(r, yield) {
			return false
		}
	}
	return true
}

// drawn is the step with its draws replaced by values.
func (g *Given) drawn(r *rand.Rand) *Given {
	if r == nil {
		return g
	}
	out := *g
	out.Let = g.Let.drawn(r)
	switch {
	case g.Create != nil:
		c := *g.Create
		c.Set = drawnSet(c.Set, r)
		out.Create = &c
	case g.Update != nil:
		u := *g.Update
		u.Set = drawnSet(u.Set, r)
		out.Update = &u
	}
	return &out
}

func drawnSet(set []Assignment, r *rand.Rand) []Assignment {
	out := make([]Assignment, len(set))
	for i, a := range set {
		out[i] = Assignment{a.Field, a.Value.drawn(r)}
	}
	return out
}

func (v *Value) drawn(r *rand.Rand) *Value {
	if v == nil || v.Draw == nil {
		return v
	}
	return v.Draw.value(r)
}
