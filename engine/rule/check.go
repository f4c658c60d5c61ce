package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
)

// userEntity is the entity of "user".
const userEntity = "user"

// checker makes the typed tree. What is wrong becomes Broken, of type Unknown, which fits everywhere:
// one mistake is told once.
type checker struct {
	*text
	scope    *Scope
	problems []Problem
	items    []Type // what the predicates around look at, the innermost last
	clock    bool
}

// fail notes a problem at a range; the caller may add a hint.
func (c *checker) fail(at span, code, format string, args ...any) *Problem {
	c.problems = append(c.problems, *c.problem(at, code, format, args...))
	return &c.problems[len(c.problems)-1]
}

// failAt notes a problem at a node of the checked tree.
func (c *checker) failAt(n Node, code, format string, args ...any) *Problem {
	offset, length := n.Span()
	c.problems = append(c.problems, Problem{Code: code, Offset: offset, Length: length, Message: fmt.Sprintf(format, args...)})
	return &c.problems[len(c.problems)-1]
}

// meant adds the nearest name to a problem.
func (p *Problem) meant(word string, names []string) *Problem {
	if near := diag.Nearest(word, names); near != "" {
		p.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return p
}

func (c *checker) base(n ast.Node, t Type) base {
	s := c.of(n)
	from, to := c.bytes[min(s.from, len(c.bytes)-1)], c.bytes[min(s.to, len(c.bytes)-1)]
	return base{T: t, Offset: from, Length: to - from}
}

func (c *checker) broken(n ast.Node) Node { return &Broken{c.base(n, Unknown)} }

// node checks one node of expr's tree.
func (c *checker) node(n ast.Node) Node {
	switch n := n.(type) {
	case *ast.NilNode:
		return &Literal{c.base(n, Null), nil}
	case *ast.BoolNode:
		return &Literal{c.base(n, Bool), n.Value}
	case *ast.IntegerNode:
		return &Literal{c.base(n, Int), int64(n.Value)}
	case *ast.FloatNode:
		return c.decimal(n)
	case *ast.StringNode:
		return c.string(n)
	case *ast.IdentifierNode:
		return c.identifier(n)
	case *ast.ChainNode:
		return c.node(n.Node)
	case *ast.MemberNode:
		return c.dot(n)
	case *ast.PointerNode:
		return c.item(n)
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.ConditionalNode:
		return c.cond(n)
	case *ast.ArrayNode:
		return c.array(n)
	case *ast.BuiltinNode:
		return c.call(n, c.text.name(n), n.Arguments)
	case *ast.CallNode:
		return c.callee(n)
	case *ast.PredicateNode:
		return c.node(n.Node)
	}
	return c.unsupported(n)
}

// unsupported refuses what expr has and this language has not.
func (c *checker) unsupported(n ast.Node) Node {
	what, hint := "this form", ""
	switch n.(type) {
	case *ast.VariableDeclaratorNode:
		what, hint = `"let"`, "make a formula field of the part, and use its name"
	case *ast.SequenceNode:
		what = `";"`
	case *ast.MapNode, *ast.PairNode:
		what = "a map in braces"
	case *ast.BytesNode:
		what = "a text of bytes"
	case *ast.SliceNode:
		what, hint = "a slice", "take(list, n) gives the first elements"
	}
	c.fail(c.of(n), CodeUnsupported, "%s is not part of the language", what).Hint = hint
	return c.broken(n)
}

func (c *checker) decimal(n *ast.FloatNode) Node {
	source := strings.ReplaceAll(c.text.name(n), "_", "")
	d, err := decimal.NewFromString(source)
	if err != nil || len(source) > 40 || strings.ContainsAny(source, "eE") {
		c.fail(c.of(n), CodeSyntax, "%q is not a number", source).Hint = "write it out in digits, with a point"
		return c.broken(n)
	}
	return &Literal{c.base(n, Decimal), d}
}

// string is a literal text. An empty text is empty, like that of a field.
func (c *checker) string(n *ast.StringNode) Node {
	if n.Value == "" {
		return &Literal{c.base(n, Text), nil}
	}
	return &Literal{c.base(n, Text), n.Value}
}

func (c *checker) identifier(n *ast.IdentifierNode) Node {
	if n.Value == c.scope.Self && n.Value != "" {
		return &This{c.base(n, RecordOf(c.scope.Entity))}
	}
	switch n.Value {
	case "this":
		return c.record(n, &This{c.base(n, RecordOf(c.scope.Entity))}, c.scope.Entity != "")
	case "old":
		return c.record(n, &Old{c.base(n, RecordOf(c.scope.Entity))}, c.scope.Entity != "" && c.scope.Old)
	case "user":
		return &User{c.base(n, RecordOf(userEntity))}
	case "settings", "crm":
		hint := map[string]string{"settings": "settings.name", "crm": "crm.entity"}[n.Value]
		c.fail(c.of(n), CodeName, "%q is not a value by itself", n.Value).Hint = "write " + hint
		return c.broken(n)
	}
	for i, v := range c.scope.Vars {
		if v.Name == n.Value {
			return &Variable{c.base(n, v.Type), v.Name, i}
		}
	}
	if c.scope.Entity != "" {
		if m, ok := c.scope.Schema.Member(c.scope.Entity, n.Value); ok {
			return c.member(n, &This{c.base(n, RecordOf(c.scope.Entity))}, n.Value, m)
		}
	}
	return c.unknown(n)
}

func (c *checker) record(n ast.Node, r Node, there bool) Node {
	if there {
		return r
	}
	what := c.text.name(n)
	p := c.fail(c.of(n), CodeName, "there is no %q here", what)
	if what == "old" && c.scope.Entity != "" {
		p.Hint = `"old" is known where a change is looked at: in rules of a record and in automations`
	}
	return c.broken(n)
}

func (c *checker) unknown(n *ast.IdentifierNode) Node {
	names := []string{"user", "settings", "crm"}
	for _, v := range c.scope.Vars {
		names = append(names, v.Name)
	}
	if c.scope.Entity == "" {
		c.fail(c.of(n), CodeName, "nothing is called %q here", n.Value).meant(n.Value, names)
		return c.broken(n)
	}
	names = append(c.scope.Schema.Members(c.scope.Entity), append(names, "this")...)
	p := c.fail(c.of(n), CodeField, "no field of %q is called %q", c.scope.Entity, n.Value).meant(n.Value, names)
	if p.Hint == "" && functionNamed(n.Value) != nil {
		p.Hint = "a function is called with brackets: " + functionNamed(n.Value).Usage
	}
	return c.broken(n)
}

// item is "#", or the dot that ".field" begins with.
func (c *checker) item(n *ast.PointerNode) Node {
	if n.Name != "" {
		c.fail(c.of(n), CodeUnsupported, "%q is not part of the language", "#"+n.Name).Hint = `"#" is the element`
		return c.broken(n)
	}
	if len(c.items) == 0 {
		c.fail(c.of(n), CodeName, "there is no element here").Hint = `"#" and ".field" are for the elements of a list: sum(deals, .amount)`
		return c.broken(n)
	}
	return &Item{c.base(n, c.items[len(c.items)-1]), 0}
}

// dot is a name after a dot.
func (c *checker) dot(n *ast.MemberNode) Node {
	property, ok := n.Property.(*ast.StringNode)
	if !ok || c.text.slice(span{c.of(n.Node).to, c.of(n.Node).to + 1}) == "[" {
		c.fail(c.of(n), CodeUnsupported, "an index is not part of the language").Hint = "first(list) and last(list) give an element"
		return c.broken(n)
	}
	at := span{property.Location().From, property.Location().To}
	if id, ok := n.Node.(*ast.IdentifierNode); ok {
		switch id.Value {
		case "settings":
			return c.setting(n, at, property.Value)
		case "crm":
			return c.all(n, at, property.Value)
		}
	}
	return c.property(n, c.node(n.Node), property.Value, at)
}

func (c *checker) property(n ast.Node, of Node, name string, at span) Node {
	t := of.Type()
	switch {
	case t.Type == field.Unknown:
		return c.broken(n)
	case t.Type == field.Record && t.Entity != "":
		if m, ok := c.scope.Schema.Member(t.Entity, name); ok {
			return c.member(n, of, name, m)
		}
		c.fail(at, CodeField, "no field of %q is called %q", t.Entity, name).meant(name, c.scope.Schema.Members(t.Entity))
		return c.broken(n)
	}
	if fn, ok := ends[name]; ok && t.Type == field.Interval && t.Elem != nil {
		return &Call{c.base(n, *t.Elem), fn, []Node{of}}
	}
	if fn, ok := parts[t.Type][name]; ok {
		return &Call{c.base(n, fn.Type), fn, []Node{of}}
	}
	if t.Type == field.Any {
		return &Call{c.base(n, Any), partOf, []Node{of, &Literal{c.base(n, Text), name}}}
	}
	p := c.fail(at, CodeField, "a value of type %s has no field %q", t.Type, name)
	switch t.Type {
	case field.Record:
		p.Message = fmt.Sprintf("the link may point to several entities: no field %q can be read through it", name)
	case field.List:
		p.Message = fmt.Sprintf("a list has no field %q", name)
		p.Hint = fmt.Sprintf("sum(list, .%s), any(list, .%s == …) or first(list).%s", name, name, name)
	}
	return c.broken(n)
}

// member is a field, or a collection, of a record.
func (c *checker) member(n ast.Node, of Node, name string, m Member) Node {
	c.clock = c.clock || m.Clock
	b := c.base(n, m.Type)
	switch {
	case m.Inverse != nil:
		return &Collection{base: b, Of: of, Name: name, Entity: m.Inverse.Entity, Link: m.Inverse.Link}
	case m.Many:
		entity := ""
		if m.Type.Elem != nil {
			entity = m.Type.Elem.Entity
		}
		return &Collection{base: b, Of: of, Name: name, Entity: entity, Many: true}
	}
	return &Field{base: b, Of: of, Name: name, Slot: m.Slot}
}

func (c *checker) setting(n ast.Node, at span, name string) Node {
	t, ok := c.scope.Schema.Setting(name)
	if !ok {
		c.fail(at, CodeSetting, "no setting is called %q", name).meant(name, c.scope.Schema.Settings())
		return c.broken(n)
	}
	return &Call{c.base(n, t), functionNamed("setting"), []Node{&Literal{c.base(n, Text), name}}}
}

func (c *checker) all(n ast.Node, at span, name string) Node {
	if !slices.Contains(c.scope.Schema.Entities(), name) {
		c.fail(at, CodeEntity, "no entity is called %q", name).meant(name, c.scope.Schema.Entities())
		return c.broken(n)
	}
	return &All{c.base(n, ListOf(RecordOf(name))), name}
}
