package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/tamga-crm/tamga/engine/field"
)

// callee finds the name of what is called.
func (c *checker) callee(n *ast.CallNode) Node {
	switch f := n.Callee.(type) {
	case *ast.IdentifierNode:
		return c.call(n, f.Value, n.Arguments)
	case *ast.MemberNode:
		if p, ok := f.Property.(*ast.StringNode); ok {
			l := p.Location()
			p2 := c.fail(span{l.From, l.To}, CodeUnsupported, "a function is not called after a dot")
			if p2.Hint = ""; functionNamed(p.Value) != nil {
				p2.Hint = "write " + functionNamed(p.Value).Usage
			}
			return c.broken(n)
		}
	}
	return c.unsupported(n)
}

func (c *checker) call(n ast.Node, name string, args []ast.Node) Node {
	fn := functionNamed(name)
	if fn == nil {
		names := make([]string, 0, len(Functions))
		for _, f := range Functions {
			names = append(names, f.Name)
		}
		at := n.Location()
		c.fail(span{at.From, at.To}, CodeFunction, "no function is called %q", name).meant(name, names)
		return c.broken(n)
	}
	c.clock = c.clock || fn.Clock
	nodes := make([]Node, len(args))
	if len(args) > 0 {
		nodes[0] = c.node(args[0])
	}
	if overLists(name) && goesOver(name, nodes) {
		return c.over(n, fn, args, nodes)
	}
	for i := 1; i < len(args); i++ {
		nodes[i] = c.node(args[i])
	}
	if !c.count(n, fn, len(args)) {
		return c.broken(n)
	}
	if special, ok := specials[name]; ok {
		return special(c, n, fn, nodes)
	}
	return c.plain(n, fn, nodes)
}

// count checks the number of arguments.
func (c *checker) count(n ast.Node, fn *Function, given int) bool {
	most := len(fn.Params)
	least := most - fn.Optional
	if given >= least && (given <= most || fn.Optional == variadic) {
		return true
	}
	what := fmt.Sprint(least)
	if most > least {
		what = fmt.Sprintf("%d to %d", least, most)
	}
	p := c.fail(c.of(n), CodeArguments, "%s takes %s, not %d", fn.Name, plural(what, "argument"), given)
	p.Hint = "write " + fn.Usage
	return false
}

func plural(n, word string) string {
	if n == "1" {
		return "1 " + word
	}
	return n + " " + word + "s"
}

func (c *checker) plain(n ast.Node, fn *Function, args []Node) Node {
	types := make([]Type, len(args))
	for i, a := range args {
		want := fn.Params[min(i, len(fn.Params)-1)]
		if !fits(a.Type(), want) {
			c.failAt(a, CodeType, "%s takes %s here, and this is %s", fn.Name, want, a.Type()).Hint = "write " + fn.Usage
			return c.broken(n)
		}
		args[i] = convert(a, want)
		types[i] = a.Type()
		if types[i].Type == field.Unknown {
			return c.broken(n)
		}
	}
	t := fn.Type
	if fn.Result != nil {
		var wrong string
		if t, wrong = fn.Result(types); wrong != "" {
			c.fail(c.of(n), CodeType, "%s %s", fn.Name, wrong).Hint = "write " + fn.Usage
			return c.broken(n)
		}
	}
	if fn.Optional == variadic {
		for i := range args {
			args[i] = convert(args[i], t)
		}
	}
	return &Call{c.base(n, t), fn, args}
}

// specials are functions that the checker must know more about than their types.
var specials = map[string]func(c *checker, n ast.Node, fn *Function, args []Node) Node{
	"setting": (*checker).settingCall, "next": (*checker).nextCall, "changed": (*checker).changedCall,
	"has_role": (*checker).roleCall, "descends_from": (*checker).descendsCall,
}

// constant is a text written out, checked against the names that there are.
func (c *checker) constant(n Node, code, what string, names []string) (string, bool) {
	l, ok := n.(*Literal)
	s, isText := "", false
	if ok {
		s, isText = l.Value.(string)
	}
	if !isText {
		if n.Type().Type != field.Unknown {
			c.failAt(n, CodeConstant, "the name of a %s must be written out", what)
		}
		return "", false
	}
	if !slices.Contains(names, s) {
		c.failAt(n, code, "no %s is called %q", what, s).meant(s, names)
		return "", false
	}
	return s, true
}

func (c *checker) settingCall(n ast.Node, fn *Function, args []Node) Node {
	name, ok := c.constant(args[0], CodeSetting, "setting", c.scope.Schema.Settings())
	if !ok {
		return c.broken(n)
	}
	t, _ := c.scope.Schema.Setting(name)
	return &Call{c.base(n, t), fn, args}
}

func (c *checker) nextCall(n ast.Node, fn *Function, args []Node) Node {
	if _, ok := c.constant(args[0], CodeSeries, "series", c.scope.Schema.Series()); !ok {
		return c.broken(n)
	}
	return &Call{c.base(n, Text), fn, args}
}

// changedCall gives the call the field now and before.
func (c *checker) changedCall(n ast.Node, fn *Function, args []Node) Node {
	if c.scope.Entity == "" || !c.scope.Old {
		c.fail(c.of(n), CodeName, "no change is looked at here, so nothing has changed")
		return c.broken(n)
	}
	name, ok := c.constant(args[0], CodeField, "field", c.scope.Schema.Members(c.scope.Entity))
	if !ok {
		return c.broken(n)
	}
	m, _ := c.scope.Schema.Member(c.scope.Entity, name)
	if m.Slot < 0 {
		c.failAt(args[0], CodeType, "%q is a collection, which has no value of its own that could change", name)
		return c.broken(n)
	}
	record := RecordOf(c.scope.Entity)
	now := &Field{c.base(n, m.Type), &This{c.base(n, record)}, name, m.Slot}
	before := &Field{c.base(n, m.Type), &Old{c.base(n, record)}, name, m.Slot}
	return &Call{c.base(n, Bool), fn, []Node{args[0], now, before}}
}

// roleCall is a comparison of the user's role.
func (c *checker) roleCall(n ast.Node, _ *Function, args []Node) Node {
	who := c.need(args[0], RecordOf(userEntity))
	names := c.scope.Schema.Roles()
	if _, ok := c.constant(args[1], CodeRole, "role", names); !ok || who.Type().Type == field.Unknown {
		return c.broken(n)
	}
	m, ok := c.scope.Schema.Member(userEntity, "role")
	if !ok {
		c.fail(c.of(n), CodeField, "users have no role here")
		return c.broken(n)
	}
	return &Binary{base: c.base(n, Bool), Op: "==", X: &Field{c.base(n, m.Type), who, "role", m.Slot}, Y: args[1]}
}

// descendsCall finds the link of an entity to itself that makes it a tree.
func (c *checker) descendsCall(n ast.Node, fn *Function, args []Node) Node {
	for i, a := range args {
		if a.Type().Type == field.Unknown {
			return c.broken(n)
		}
		if a.Type().Type != field.Record || a.Type().Entity == "" || a.Type().Entity != args[0].Type().Entity {
			c.failAt(args[i], CodeType, "descends_from takes two records of one entity")
			return c.broken(n)
		}
	}
	entity := args[0].Type().Entity
	var up []string
	for _, name := range c.scope.Schema.Members(entity) {
		if m, _ := c.scope.Schema.Member(entity, name); m.Slot >= 0 && m.Type.Type == field.Record && m.Type.Entity == entity {
			up = append(up, name)
		}
	}
	if len(up) != 1 {
		p := c.fail(c.of(n), CodeType, "%q is not a tree: it needs one link to itself", entity)
		p.Hint = strings.Join(up, ", ")
		return c.broken(n)
	}
	m, _ := c.scope.Schema.Member(entity, up[0])
	return &Call{c.base(n, Bool), fn, append(args, &Literal{c.base(n, Int), int64(m.Slot)}, &Literal{c.base(n, Text), up[0]})}
}
