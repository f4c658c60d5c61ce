package truth

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// state is what the statements of one clause leave.
type state struct {
	solver
	values map[string]*values
	pairs  map[string]*pair
}

// pair is how two parts stand to each other: the ways that are left.
type pair struct {
	x, y rule.Node
	ways int
	said rule.Node
}

// The ways: x is less than y, equal, greater; both are empty; none of these.
const (
	less = 1 << iota
	equal
	greater
	blank
	apart
	anyWay = less | equal | greater | blank | apart
)

// contradicts tells whether the statements of a clause cannot hold together, and which two.
func (s solver) contradicts(c clause) (Conflict, bool) {
	st := &state{s, map[string]*values{}, map[string]*pair{}}
	for _, x := range c {
		if conflict, no := st.say(x); no {
			return conflict, true
		}
	}
	for _, p := range st.pairs {
		if conflict, no := st.ends(p); no {
			return conflict, true
		}
	}
	return Conflict{}, false
}

// say takes a statement in; true: it cannot hold beside those before it.
func (s *state) say(x statement) (Conflict, bool) {
	if v, ok := constant(x.node); ok {
		holds, _ := v.(bool)
		return Conflict{Node: x.node}, holds == x.not
	}
	switch n := x.node.(type) {
	case *rule.Binary:
		if done, conflict, no := s.compared(n, x); done {
			return conflict, no
		}
	case *rule.Over:
		if s.overNothing(n, x.not) {
			return Conflict{Node: n}, true
		}
	}
	return s.narrow(x.node, x.node, func(v *values) {
		if x.not {
			v.not = append(v.not, "true")
			return
		}
		v.empty, v.not = false, append(v.not, "false")
	})
}

// overNothing: no element can meet the condition, so there is none that does.
func (s *state) overNothing(n *rule.Over, not bool) bool {
	if n.Body == nil || !slices.Contains([]string{"any", "one", "none"}, n.Func) || not != (n.Func == "none") {
		return false
	}
	_, no := Impossible(s.facts, Claim{Node: n.Body})
	return no
}

// narrow changes what a part can be, and tells whether anything is left.
func (s *state) narrow(part, said rule.Node, how func(*values)) (Conflict, bool) {
	k := key(part)
	if k == "" {
		return Conflict{}, false
	}
	v := s.values[k]
	if v == nil {
		v = s.start(part)
		s.values[k] = v
	}
	before := v.said
	how(v)
	v.settle()
	if v.none() {
		return Conflict{said, before}, true
	}
	v.said = said
	return Conflict{}, false
}

// compared takes in a comparison. Not done: it is one of which nothing is known.
func (s *state) compared(n *rule.Binary, x statement) (done bool, _ Conflict, no bool) {
	if n.Op == "in" {
		return s.among(n, x)
	}
	if !slices.Contains([]string{"==", "!=", "<", "<=", ">", ">="}, n.Op) {
		return false, Conflict{}, false
	}
	left, right, op := n.X, n.Y, n.Op
	if _, ok := constant(left); ok {
		left, right, op = right, left, turned[op]
	}
	c, ok := constant(right)
	if !ok {
		return s.paired(n, x)
	}
	if !settled(left.Type()) && c != nil || left.Type().Type == field.Instant && c != nil {
		return false, Conflict{}, false
	}
	how := against(op, c, x.not)
	if how == nil {
		return false, Conflict{}, false
	}
	conflict, no := s.narrow(left, n, how)
	return true, conflict, no
}

var (
	turned   = map[string]string{"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
	opposite = map[string]string{"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
)

// against is how a comparison with a constant narrows values; nil: in no way that is known. An order holds of nothing
// that is empty, so its opposite does.
func against(op string, c any, not bool) func(*values) {
	mayBeEmpty := op == "!=" != not // what holds of empty, when the constant is something
	switch op {
	case "<", "<=", ">", ">=":
		mayBeEmpty = not
	}
	if not {
		op = opposite[op]
	}
	if c == nil {
		switch op {
		case "==":
			return func(v *values) { v.filled = false }
		case "!=":
			return func(v *values) { v.empty = false }
		}
		return nil
	}
	narrow := withWord(op, c)
	if d, ok := measure(c); ok {
		narrow = withNumber(op, d)
	}
	if narrow == nil {
		return nil
	}
	return func(v *values) {
		v.empty = v.empty && mayBeEmpty
		narrow(v)
	}
}

// withWord compares with a word, true or false.
func withWord(op string, c any) func(*values) {
	word, ok := c.(string)
	if b, is := c.(bool); is {
		if word, ok = "false", true; b {
			word = "true"
		}
	}
	switch {
	case ok && op == "==":
		return func(v *values) { v.only([]string{word}) }
	case ok && op == "!=":
		return func(v *values) { v.not = append(v.not, word) }
	}
	return nil
}

func (v *values) only(words []string) {
	if v.words == nil {
		v.words = slices.Clone(words)
		return
	}
	v.words = slices.DeleteFunc(slices.Clone(v.words), func(w string) bool { return !slices.Contains(words, w) })
}

// withNumber compares with a number.
func withNumber(op string, d decimal.Decimal) func(*values) {
	switch op {
	case "==":
		return func(v *values) {
			if v.hole(d) {
				v.filled = false
			}
			v.from(edge{at: d})
			v.upTo(edge{at: d})
		}
	case "!=":
		return func(v *values) { v.holes = append(v.holes, d) }
	case "<":
		return func(v *values) { v.upTo(edge{d, true}) }
	case "<=":
		return func(v *values) { v.upTo(edge{at: d}) }
	case ">":
		return func(v *values) { v.from(edge{d, true}) }
	}
	return func(v *values) { v.from(edge{at: d}) }
}

// among takes in x in ["a", "b"]. Empty is in no list.
func (s *state) among(n *rule.Binary, x statement) (done bool, _ Conflict, no bool) {
	c, ok := constant(n.Y)
	list, isList := c.([]any)
	if !ok || !isList || n.X.Type().Type != field.Text {
		return false, Conflict{}, false
	}
	var words []string
	for _, e := range list {
		word, ok := e.(string)
		if !ok {
			return false, Conflict{}, false
		}
		words = append(words, word)
	}
	conflict, no := s.narrow(n.X, n, func(v *values) {
		if x.not {
			v.not = append(v.not, words...)
			return
		}
		v.empty = false
		v.only(words)
	})
	return true, conflict, no
}

// paired takes in a comparison of two parts that are no constants.
func (s *state) paired(n *rule.Binary, x statement) (done bool, _ Conflict, no bool) {
	a, b := key(n.X), key(n.Y)
	if a == "" || b == "" || !settled(n.X.Type()) || !settled(n.Y.Type()) {
		return false, Conflict{}, false
	}
	ways := map[string]int{"==": equal | blank, "!=": less | greater | apart, "<": less, "<=": less | equal, ">": greater, ">=": greater | equal}[n.Op]
	if x.not {
		ways = anyWay &^ ways
	}
	left, right := n.X, n.Y
	if a > b {
		a, b, left, right = b, a, right, left
		ways = ways&(equal|blank|apart) | ways&less<<2 | ways&greater>>2
	}
	p := s.pairs[a+" "+b]
	if p == nil {
		p = &pair{x: left, y: right, ways: anyWay}
		if a == b {
			p.ways = equal | blank
		}
		s.pairs[a+" "+b] = p
	}
	before := p.said
	p.ways, p.said = p.ways&ways, n
	return true, Conflict{n, before}, p.ways == 0
}

// ends says of the parts of a pair what their relation says: that they are given, or empty.
func (s *state) ends(p *pair) (Conflict, bool) {
	var how func(*values)
	switch {
	case p.ways&(blank|apart) == 0:
		how = func(v *values) { v.empty = false }
	case p.ways == blank:
		how = func(v *values) { v.filled = false }
	default:
		return Conflict{}, false
	}
	for _, part := range []rule.Node{p.x, p.y} {
		if conflict, no := s.narrow(part, p.said, how); no {
			return conflict, true
		}
	}
	return Conflict{}, false
}
