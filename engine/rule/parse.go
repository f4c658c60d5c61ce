package rule

import (
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/parser/lexer"
)

// text is a source with its tokens. expr counts in characters, we in bytes.
type text struct {
	source string
	bytes  []int // the byte offset of each character, and of the end
	tokens []lexer.Token
	pairs  map[int]int // index of a bracket's token to that of its partner
	marks  []int       // the indexes of the brackets, in order
	spans  map[ast.Node]span
}

// span is a range of characters.
type span struct{ from, to int }

// parse reads a source that is within bounds. The bounds come first: the parser itself has none for depth.
// With element it may look at "#" and ".field" outside of every predicate.
func parse(source string, element bool) (*text, ast.Node, *Problem) {
	if p := bounds(source); p != nil {
		return nil, nil, p
	}
	t := &text{source: source, bytes: offsets(source), spans: map[ast.Node]span{}}
	tokens, err := lexer.Lex(file.NewSource(source))
	if err != nil {
		return nil, nil, t.syntax(err)
	}
	t.tokens = tokens
	if p := t.pair(); p != nil {
		return nil, nil, p
	}
	if element {
		return t.parsePredicate()
	}
	tree, err := parser.Parse(t.disguised())
	if err != nil {
		return nil, nil, t.syntax(err)
	}
	return t, tree.Node, nil
}

// around is what a source with an element is put into for the parser, which knows elements in predicates only.
const around = "map([],"

// parsePredicate reads a source as the predicate of a list, and brings all places back to the source's own.
func (t *text) parsePredicate() (*text, ast.Node, *Problem) {
	tree, err := parser.Parse(around + t.disguised() + "\n)")
	if err != nil {
		var e *file.Error
		if errors.As(err, &e) {
			e.From, e.To = max(e.From-len(around), 0), max(e.To-len(around), 0)
		}
		return nil, nil, t.syntax(err)
	}
	outer, ok := tree.Node.(*ast.BuiltinNode)
	if !ok || len(outer.Arguments) != 2 {
		return nil, nil, t.problem(span{0, len(t.bytes) - 1}, CodeSyntax, "the expression is not one value")
	}
	root := outer.Arguments[1]
	if p, ok := root.(*ast.PredicateNode); ok {
		root = p.Node
	}
	ast.Walk(&root, shift{})
	return t, root, nil
}

// shift takes what is around the source off the places of nodes.
type shift struct{}

func (shift) Visit(n *ast.Node) {
	l := (*n).Location()
	(*n).SetLocation(file.Location{From: max(l.From-len(around), 0), To: max(l.To-len(around), 0)})
}

func bounds(source string) *Problem {
	whole := Problem{Length: len(source)}
	switch {
	case len(source) > MaxSource:
		whole.Code, whole.Message = CodeTooLong, fmt.Sprintf("the expression is longer than %d bytes", MaxSource)
	case !utf8.ValidString(source):
		whole.Code, whole.Message = CodeSyntax, "the expression is not UTF-8 text"
	case strings.TrimSpace(source) == "":
		whole.Code, whole.Message = CodeSyntax, "an expression is missing"
	default:
		return nil
	}
	return &whole
}

func offsets(source string) []int {
	out := make([]int, 0, len(source)+1)
	for i := range source {
		out = append(out, i)
	}
	return append(out, len(source))
}

// pair matches the brackets and refuses those that nest too deeply.
func (t *text) pair() *Problem {
	t.pairs = map[int]int{}
	var open []int
	for i, tok := range t.tokens {
		if tok.Kind != lexer.Bracket {
			continue
		}
		t.marks = append(t.marks, i)
		if strings.Contains("([{", tok.Value) {
			if open = append(open, i); len(open) > MaxDepth {
				return t.problem(span{tok.From, tok.To}, CodeTooDeep, "brackets nest deeper than %d", MaxDepth)
			}
			continue
		}
		if len(open) == 0 {
			return t.problem(span{tok.From, tok.To}, CodeSyntax, "%q closes nothing", tok.Value)
		}
		last := open[len(open)-1]
		open = open[:len(open)-1]
		t.pairs[i], t.pairs[last] = last, i
	}
	if len(open) > 0 {
		tok := t.tokens[open[len(open)-1]]
		p := t.problem(span{tok.From, tok.To}, CodeSyntax, "%q is never closed", tok.Value)
		p.Hint = "close it; an expression with a comma that stands between { } needs quotes around it, or YAML ends it there"
		return p
	}
	return nil
}

// itemwise are functions whose second argument looks at each element, though expr's parser
// does not know them as such: avg(deals, .amount).
var itemwise = map[string]bool{"avg": true, "min": true, "max": true, "any": true, "none": true, "first": true, "last": true, "unique": true}

// disguised is the source with such functions called "sum", of the same length, which the parser reads with
// an optional predicate. name gives the real name back by its place.
func (t *text) disguised() string {
	var b strings.Builder
	done := 0
	for i, tok := range t.tokens {
		if tok.Kind != lexer.Identifier || !itemwise[tok.Value] || !t.calls(i) || t.arguments(i) > 2 {
			continue
		}
		b.WriteString(t.source[done:t.bytes[tok.From]])
		b.WriteString("sum" + strings.Repeat(" ", len(tok.Value)-3))
		done = t.bytes[tok.To]
	}
	return b.String() + t.source[done:]
}

// calls tells whether the token at i is the name of a function being called.
func (t *text) calls(i int) bool {
	if i+1 >= len(t.tokens) || !t.tokens[i+1].Is(lexer.Bracket, "(") {
		return false
	}
	return i == 0 || !t.tokens[i-1].Is(lexer.Operator, ".", "?.")
}

// arguments counts those of the call at i, with what is piped into it.
func (t *text) arguments(i int) int {
	n, end := 0, t.pairs[i+1]
	if i > 0 && t.tokens[i-1].Is(lexer.Operator, "|") {
		n++
	}
	if end > i+2 {
		n++
	}
	for j := i + 2; j < end; j++ {
		if t.tokens[j].Kind == lexer.Bracket {
			j = t.pairs[j]
		} else if t.tokens[j].Is(lexer.Operator, ",") {
			n++
		}
	}
	return n
}

// name is what the source says where a node of the tree has its own token.
func (t *text) name(n ast.Node) string {
	tok := t.tokens[min(t.at(n.Location().From), len(t.tokens)-1)]
	return t.slice(span{tok.From, tok.To})
}

func (t *text) slice(s span) string {
	return t.source[t.bytes[min(s.from, len(t.bytes)-1)]:t.bytes[min(s.to, len(t.bytes)-1)]]
}

// of is the range of a node: its own token, its children, and the brackets that these would cut.
func (t *text) of(n ast.Node) span {
	if s, ok := t.spans[n]; ok {
		return s
	}
	l := n.Location()
	s := span{l.From, l.To}
	if _, ok := n.(*ast.ConditionalNode); ok {
		s = t.of(children(n)[0]) // its own place is that of the token that follows
	}
	for _, c := range children(n) {
		if c != nil {
			k := t.of(c)
			s = span{min(s.from, k.from), max(s.to, k.to)}
		}
	}
	s = t.whole(t.call(n, s))
	t.spans[n] = s
	return s
}

// call takes in the bracket that opens after a function's name.
func (t *text) call(n ast.Node, s span) span {
	switch n.(type) {
	case *ast.BuiltinNode, *ast.CallNode:
		if i := t.at(n.Location().From); i+1 < len(t.tokens) && t.tokens[i+1].Is(lexer.Bracket, "(") {
			s.to = max(s.to, t.tokens[t.pairs[i+1]].To)
		}
	}
	return s
}

// whole widens a range until no bracket in it lacks its partner.
func (t *text) whole(s span) span {
	out := s
	first := sort.Search(len(t.marks), func(i int) bool { return t.tokens[t.marks[i]].From >= s.from })
	for _, i := range t.marks[first:] {
		if t.tokens[i].From >= s.to {
			break
		}
		partner := t.tokens[t.pairs[i]]
		out.from, out.to = min(out.from, partner.From), max(out.to, partner.To)
	}
	return out
}

// at is the index of the first token at or after a character.
func (t *text) at(char int) int {
	return sort.Search(len(t.tokens), func(i int) bool { return t.tokens[i].From >= char })
}

func (t *text) problem(s span, code, format string, args ...any) *Problem {
	from, to := t.bytes[min(s.from, len(t.bytes)-1)], t.bytes[min(s.to, len(t.bytes)-1)]
	return &Problem{Code: code, Offset: from, Length: max(to-from, 1), Message: fmt.Sprintf(format, args...)}
}

var unexpected = regexp.MustCompile(`^unexpected token \w+\((".*")\)$`)

// syntax says in our words what the parser found.
func (t *text) syntax(err error) *Problem {
	var e *file.Error
	if !errors.As(err, &e) {
		return t.problem(span{0, len(t.bytes) - 1}, CodeSyntax, "%v", err)
	}
	at := span{e.From, e.To}
	if strings.HasPrefix(e.Message, "unexpected token EOF") || strings.HasPrefix(e.Message, "unexpected end") {
		return t.problem(at, CodeSyntax, "the expression ends too early")
	}
	m := unexpected.FindStringSubmatch(e.Message)
	if m == nil {
		return t.problem(at, CodeSyntax, "%s", e.Message)
	}
	p := t.problem(at, CodeSyntax, "%s does not fit here", m[1])
	switch m[1] {
	case `"="`:
		p.Hint = `to compare, write "=="`
	case `"&"`, `"|"`:
		p.Hint = `write "and" or "or"`
	case `"."`, `"#"`:
		p.Hint = `".field" is for the elements of a list: sum(deals, .amount)`
	}
	return p
}

// children are the nodes right below.
func children(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.UnaryNode:
		return []ast.Node{n.Node}
	case *ast.BinaryNode:
		return []ast.Node{n.Left, n.Right}
	case *ast.ChainNode:
		return []ast.Node{n.Node}
	case *ast.MemberNode:
		return []ast.Node{n.Node, n.Property}
	case *ast.SliceNode:
		return []ast.Node{n.Node, n.From, n.To}
	case *ast.CallNode:
		return append([]ast.Node{n.Callee}, n.Arguments...)
	case *ast.BuiltinNode:
		return n.Arguments
	case *ast.PredicateNode:
		return []ast.Node{n.Node}
	case *ast.ConditionalNode:
		return []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.VariableDeclaratorNode:
		return []ast.Node{n.Value, n.Expr}
	case *ast.SequenceNode:
		return n.Nodes
	case *ast.ArrayNode:
		return n.Nodes
	case *ast.MapNode:
		return n.Pairs
	case *ast.PairNode:
		return []ast.Node{n.Key, n.Value}
	}
	return nil
}
