package query

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// NoSQL says which part of an expression a database cannot compute as memory does.
type NoSQL struct {
	Offset, Length int // bytes of the source
	What           string
}

// Error names the part.
func (e *NoSQL) Error() string { return e.What + " cannot be used to select records" }

// Check tells whether an expression over an entity's records has a form in SQL on both databases: nil, or a *NoSQL.
// Only the model is needed: it is asked while a package is compiled.
func Check(m *model.Model, e *rule.Expr) error {
	frame := &rule.Frame{Now: time.Unix(0, 0), Zone: time.UTC, Currency: m.Currency}
	for _, d := range []Dialect{SQLite, PostgreSQL} {
		c := &compiler{model: m, dialect: d, frame: frame, checking: true}
		entity := e.Scope.Entity
		if e.Over != "" {
			entity = e.Over
		}
		if _, err := c.condition(c.open(m.Entity(entity)), e); err != nil {
			return err
		}
	}
	return nil
}

// compiler makes the parts of one statement. Its frame gives the values of all that is not the record.
type compiler struct {
	model    *model.Model
	dialect  Dialect
	frame    *rule.Frame
	tables   int
	checking bool // values are not known yet
}

// selection is one SELECT: a table and what is joined to it.
type selection struct {
	row   *row
	joins []string
	found map[string]*row
}

// row is a record in SQL: a table's alias in a selection.
type row struct {
	in     *selection
	alias  string
	entity *model.Entity
}

// place is where an expression stands: what "this" and the items are.
type place struct {
	this  *row // nil: the frame's
	items []*row
	bound map[rule.Node]*row // parts that are the row of a subselect: first(…)
}

func (c *compiler) open(e *model.Entity) *selection {
	s := &selection{found: map[string]*row{}}
	s.row = &row{s, c.alias(), e}
	return s
}

func (c *compiler) alias() string {
	c.tables++
	return "t" + strconv.Itoa(c.tables)
}

// from is the FROM of a selection with its joins.
func (s *selection) from() string {
	return quote(s.row.entity.Name) + " AS " + s.row.alias + strings.Join(s.joins, "")
}

// column names a column of a row.
func (r *row) column(name string) fragment { return raw(r.alias + "." + quote(name)) }

// follow joins the record that a link of a row points to, once for each link.
func (c *compiler) follow(r *row, f *model.Field) *row {
	key := r.alias + "." + f.Name
	if to, ok := r.in.found[key]; ok {
		return to
	}
	to := &row{r.in, c.alias(), f.Link.To[0]}
	r.in.found[key] = to
	r.in.joins = append(r.in.joins, fmt.Sprintf(" LEFT JOIN %s AS %s ON %s = %s", quote(to.entity.Name), to.alias,
		to.column(model.ID).text, r.column(f.Name).text))
	return to
}

func (c *compiler) refuse(n rule.Node, what string) error {
	offset, length := n.Span()
	return &NoSQL{offset, length, what}
}

// condition compiles an expression over the records of a selection: true where it holds.
func (c *compiler) condition(s *selection, e *rule.Expr) (fragment, error) {
	p := &place{this: s.row}
	if e.Over != "" {
		p = &place{items: []*row{s.row}}
	}
	return c.holds(p, e.Root)
}

// depends tells whether a part's value depends on a record of the statement.
func (p *place) depends(n rule.Node) bool {
	if p.bound[n] != nil {
		return true
	}
	return p.walks(n, len(p.items))
}

// walks looks for what is a row; items of lists inside the part itself are not.
func (p *place) walks(n rule.Node, outer int) bool {
	if n == nil || p.bound[n] != nil {
		return n != nil
	}
	switch n := n.(type) {
	case *rule.This, *rule.Old:
		return p.this != nil
	case *rule.Item:
		return outer > n.Up && p.items[outer-1-n.Up] != nil
	case *rule.Over:
		return p.walks(n.List, outer) || n.N != nil && p.walks(n.N, outer) || n.Body != nil && p.body(n.Body, outer)
	}
	for _, x := range below(n) {
		if p.walks(x, outer) {
			return true
		}
	}
	return false
}

// body is the body of a list that is itself no row: its items are not looked for.
func (p *place) body(n rule.Node, outer int) bool {
	inner := &place{this: p.this, items: append(p.items[:outer:outer], nil), bound: p.bound}
	return inner.walks(n, outer+1)
}

// below are the parts right below, but for those of lists.
func below(n rule.Node) []rule.Node {
	switch n := n.(type) {
	case *rule.Field:
		return []rule.Node{n.Of}
	case *rule.Collection:
		return []rule.Node{n.Of}
	case *rule.Unary:
		return []rule.Node{n.X}
	case *rule.Binary:
		return []rule.Node{n.X, n.Y}
	case *rule.Cond:
		return []rule.Node{n.Test, n.Then, n.Else}
	case *rule.Call:
		return n.Args
	case *rule.Items:
		return n.Of
	}
	return nil
}

// constant computes a part in memory.
func (c *compiler) constant(n rule.Node) (value, error) {
	if l, ok := n.(*rule.Literal); ok {
		return c.constantOf(n, l.Value)
	}
	if c.checking {
		return c.sample(n)
	}
	v, err := c.frame.EvalNode(n)
	if err != nil {
		return value{}, err
	}
	if r, ok := v.(rule.Record); ok {
		v = refOf(r)
	}
	return c.constantOf(n, v)
}

// sample stands for a value that is known only when the statement is made.
func (c *compiler) sample(n rule.Node) (value, error) {
	switch n.Type().Type {
	case field.List, field.Any, field.Document, field.Point:
		return c.empty(n.Type()), nil
	}
	return c.constantOf(n, samples[n.Type().Type])
}

// holds compiles a condition: true where it holds, else false or NULL.
func (c *compiler) holds(p *place, n rule.Node) (fragment, error) {
	if !p.depends(n) {
		return c.decided(n)
	}
	switch n := n.(type) {
	case *rule.Binary:
		return c.binaryHolds(p, n)
	case *rule.Unary:
		if n.Op == "not" {
			x, err := c.never(p, n.X)
			return build("NOT @", x), err
		}
	case *rule.Over:
		return c.overHolds(p, n)
	}
	v, err := c.value(p, n)
	return v.sql, err
}

// decided is a condition that does not depend on the record.
func (c *compiler) decided(n rule.Node) (fragment, error) {
	v, err := c.constant(n)
	if b, _ := v.known.(bool); !b && !c.checking {
		return raw("FALSE"), err
	}
	return raw("TRUE"), err
}

// never compiles a condition that is true or false, not NULL.
func (c *compiler) never(p *place, n rule.Node) (fragment, error) {
	x, err := c.holds(p, n)
	if err != nil || certain(p, n) {
		return build("(@)", x), err
	}
	return build("COALESCE(@, FALSE)", x), err
}

// certain tells conditions that are never NULL in SQL.
func certain(p *place, n rule.Node) bool {
	if !p.depends(n) {
		return true
	}
	switch n := n.(type) {
	case *rule.Unary:
		return n.Op == "not"
	case *rule.Binary:
		return n.Op == "!="
	case *rule.Over:
		return true
	}
	return false
}

func (c *compiler) binaryHolds(p *place, n *rule.Binary) (fragment, error) {
	switch n.Op {
	case "and", "or":
		x, err := c.holds(p, n.X)
		if err != nil {
			return x, err
		}
		y, err := c.holds(p, n.Y)
		return build("(@ "+strings.ToUpper(n.Op)+" @)", x, y), err
	case "==", "!=":
		return c.equality(p, n)
	case "<", "<=", ">", ">=":
		return c.order(p, n)
	case "in":
		if n.Y.Type().Type == field.Interval {
			return c.holds(p, rule.Inside(n))
		}
		return c.within(p, n, n.X, n.Y)
	case "contains":
		if n.X.Type().Type == field.List {
			return c.within(p, n, n.Y, n.X)
		}
		return c.textTest(p, n, n.Op, n.X, n.Y)
	case "startsWith", "endsWith":
		return c.textTest(p, n, n.Op, n.X, n.Y)
	case "matches":
		return fragment{}, c.refuse(n, `"matches"`)
	}
	v, err := c.value(p, n)
	return v.sql, err
}
