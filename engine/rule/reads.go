package rule

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
)

// readsOf lists what an expression depends on.
func readsOf(root Node, scope *Scope) []Read {
	r := &reader{scope: scope, seen: map[string]bool{}}
	r.walk(root)
	return r.reads
}

// reader walks a tree. Each part that gives records has origins: the paths that they come by.
type reader struct {
	scope *Scope
	items [][]origin
	reads []Read
	seen  map[string]bool
}

// origin is a path from the scope's record, or from crm.<entity>.
type origin []string

func (r *reader) read(from []origin, entity, member string) {
	for _, path := range from {
		key := strings.Join(path, "\x00") + "\x01" + entity + "\x01" + member
		if !r.seen[key] {
			r.seen[key] = true
			r.reads = append(r.reads, Read{Path: slices.Clone(path), Entity: entity, Member: member})
		}
	}
}

// walk notes the reads of a part and of all below, and gives the origins of its records.
func (r *reader) walk(n Node) []origin {
	switch n := n.(type) {
	case *This, *Old:
		return []origin{{}}
	case *Item:
		if i := len(r.items) - 1 - n.Up; i >= 0 {
			return r.items[i]
		}
		return nil // the element of a row: what it depends on, its own list says
	case *Field:
		return r.member(r.walk(n.Of), n.Of.Type().Entity, n.Name, n.T)
	case *Collection:
		return r.member(r.walk(n.Of), n.Of.Type().Entity, n.Name, n.T)
	case *All:
		from := []origin{{"crm." + n.Entity}}
		r.read(from, n.Entity, "")
		return from
	case *Unary:
		return r.walk(n.X)
	case *Binary:
		return r.binary(n)
	case *Cond:
		r.walk(n.Test)
		return append(slices.Clone(r.walk(n.Then)), r.walk(n.Else)...)
	case *Call:
		return r.all(n.Args)
	case *Items:
		return r.all(n.Of)
	case *Over:
		return r.over(n)
	}
	return nil
}

func (r *reader) all(nodes []Node) []origin {
	var out []origin
	for _, n := range nodes {
		out = append(out, r.walk(n)...)
	}
	return out
}

// member notes a read; a link or collection leads on.
func (r *reader) member(from []origin, entity, name string, t Type) []origin {
	r.read(from, entity, name)
	if t.Type != field.Record && t.Type != field.List {
		return nil
	}
	out := make([]origin, len(from))
	for i, path := range from {
		out[i] = append(slices.Clone(path), name)
	}
	return out
}

func (r *reader) binary(n *Binary) []origin {
	x, y := r.walk(n.X), r.walk(n.Y)
	if n.Op == "+" && n.T.Type == field.Text {
		r.title(n.X, x)
		r.title(n.Y, y)
	}
	if n.Op == "??" {
		return append(slices.Clone(x), y...)
	}
	return nil
}

// title notes that a record was read as text.
func (r *reader) title(n Node, from []origin) {
	if t := n.Type(); t.Type == field.Record {
		r.read(from, t.Entity, "")
	}
}

func (r *reader) over(n *Over) []origin {
	list := r.walk(n.List)
	r.items = append(r.items, list)
	var body []origin
	if n.Body != nil {
		body = r.walk(n.Body)
	}
	r.items = r.items[:len(r.items)-1]
	if n.N != nil {
		r.walk(n.N)
	}
	switch n.Func {
	case "map":
		return body
	case "min", "max", "sum", "avg":
		return nil
	}
	return list
}
