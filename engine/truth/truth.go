// Package truth tells of a condition, without any record, that it can never hold or that it always does.
//
// It is sound and not complete: what it calls impossible holds for no record that keeps the facts; of most conditions
// it knows nothing, and says so. A condition is spread into clauses, each a set of plain statements that hold together
// (a value is empty, lies within bounds, is one of some words, stands so to another value); a clause whose statements
// leave a value nothing to be is impossible, and a condition is when all its clauses are.
package truth

import (
	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/rule"
)

// Fact is what is known of a field of every record.
type Fact struct {
	Given    bool             // it is never empty
	Min, Max *decimal.Decimal // of a number
}

// Facts tells what is known of a field; nil: nothing.
type Facts func(entity, field string) Fact

// Claim is a part of an expression that is said to hold, or not to hold. Claims of one question are about one record:
// their expressions have the same scope.
type Claim struct {
	Node rule.Node
	Not  bool
}

// Holds claims that an expression holds; nil holds always.
func Holds(x *rule.Expr) Claim {
	if x == nil {
		return Claim{}
	}
	return Claim{Node: x.Root}
}

// Fails claims that an expression does not hold.
func Fails(x *rule.Expr) Claim {
	c := Holds(x)
	c.Not = true
	return c
}

// Conflict is two statements that cannot hold together; With is nil where Node alone cannot hold.
type Conflict struct{ Node, With rule.Node }

// Impossible tells whether the claims cannot hold together. Where two plain statements are the reason, and no other
// way was open, it names them.
func Impossible(facts Facts, claims ...Claim) (Conflict, bool) {
	s := solver{facts: facts}
	clauses := []clause{nil}
	for _, c := range claims {
		if clauses = s.and(clauses, s.spread(c.Node, c.Not)); clauses == nil {
			return Conflict{}, false
		}
	}
	var why Conflict
	for _, c := range clauses {
		conflict, no := s.contradicts(c)
		if !no {
			return Conflict{}, false
		}
		why = conflict
	}
	if len(clauses) > 1 {
		why = Conflict{}
	}
	return why, true
}

// most is how many clauses, and how many statements of one, are looked at.
const most = 128

// clause is statements that hold together.
type clause []statement

// statement is a part that holds, or does not.
type statement struct {
	node rule.Node
	not  bool
}

// solver answers one question.
type solver struct{ facts Facts }

// spread gives the clauses of which one must be true for a part to hold, or not to. Nil: too many.
func (s solver) spread(n rule.Node, not bool) []clause {
	switch n := n.(type) {
	case nil:
		if not {
			return []clause{{{never, false}}}
		}
		return []clause{nil}
	case *rule.Unary:
		if n.Op == "not" {
			return s.spread(n.X, !not)
		}
	case *rule.Binary:
		if n.Op == "and" || n.Op == "or" {
			x, y := s.spread(n.X, not), s.spread(n.Y, not)
			if (n.Op == "and") != not {
				return s.and(x, y)
			}
			return either(x, y)
		}
	case *rule.Cond:
		yes := s.and(s.spread(n.Test, false), s.spread(n.Then, not))
		return either(yes, s.and(s.spread(n.Test, true), s.spread(n.Else, not)))
	}
	return []clause{{{n, not}}}
}

// never is a condition that does not hold.
var never = &rule.Literal{Value: false}

func either(x, y []clause) []clause {
	if x == nil || y == nil || len(x)+len(y) > most {
		return nil
	}
	return append(append([]clause{}, x...), y...)
}

func (s solver) and(x, y []clause) []clause {
	if x == nil || y == nil || len(x)*len(y) > most {
		return nil
	}
	var out []clause
	for _, a := range x {
		for _, b := range y {
			if len(a)+len(b) > most {
				return nil
			}
			out = append(out, append(append(clause{}, a...), b...))
		}
	}
	return out
}
