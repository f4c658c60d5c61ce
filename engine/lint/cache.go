package lint

import (
	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/truth"
)

// Cache is what an earlier look at the same package left: questions that there was nothing to say to, with the facts
// that they asked for. Parts of a package that did not change are the same values in memory, so a question is known
// by them. The zero Cache is empty; it serves one look at a time.
type Cache struct{ silent, before map[question]*memo }

// question is one look at some parts of a package; the parts are pointers.
type question struct{ what, a, b, c any }

// memo is what an answer rests on beside the parts themselves.
type memo struct {
	facts  map[about]truth.Fact
	spoken []string // the languages of a part's texts
}

// about names a fact: of records that are stored, or that are being filled in.
type about struct {
	entity, field string
	stored        bool
}

// turn begins a look: what the last one used is what may be used again.
func (c *Cache) turn() {
	if c != nil {
		c.before, c.silent = c.silent, make(map[question]*memo, len(c.silent))
	}
}

// quiet looks, unless it is known that there is nothing to say.
func (x *linter) quiet(q question, look func()) *memo {
	if x.cache == nil {
		look()
		return nil
	}
	if m := x.cache.before[q]; m != nil && x.holds(m) {
		x.cache.silent[q] = m
		return m
	}
	m := &memo{}
	x.memo, x.spoke = m, false
	look()
	x.memo = nil
	if !x.spoke {
		x.cache.silent[q] = m
	}
	return m
}

// holds tells whether the facts are still what they were.
func (x *linter) holds(m *memo) bool {
	for a, was := range m.facts {
		if is := x.fact(a); is.Given != was.Given || !same(is.Min, was.Min) || !same(is.Max, was.Max) {
			return false
		}
	}
	return true
}

func same(a, b *decimal.Decimal) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
}

// note keeps a fact that was asked for.
func (x *linter) note(a about) truth.Fact {
	f := x.fact(a)
	if x.memo != nil {
		if x.memo.facts == nil {
			x.memo.facts = map[about]truth.Fact{}
		}
		x.memo.facts[a] = f
	}
	return f
}
