package spec

import (
	"maps"
	"reflect"

	"github.com/tamga-crm/tamga/engine/diag"
)

// Cache is what an earlier Load of the same package read: files that have not changed are not parsed again, and
// elements that stand in them are not decoded again. What the last Load had no use for is forgotten.
// The zero Cache is empty; it serves one Load at a time. What Load gives is shared with later ones: nobody changes it.
type Cache struct {
	files, oldFiles       map[string]*parsedFile
	elements, oldElements map[element]*decoded
}

// parsedFile is a source, its tree, and what was wrong with it.
type parsedFile struct {
	src  string
	root *Node
	l    diag.List
}

// element is a node that was decoded as a type.
type element struct {
	node *Node
	as   reflect.Type
}

type decoded struct {
	value reflect.Value
	l     diag.List
	wrong map[diag.Pos]bool
}

// turn begins a Load: what was read by the last is what may be used again.
func (c *Cache) turn() {
	c.oldFiles, c.files = c.files, make(map[string]*parsedFile, len(c.files))
	c.oldElements, c.elements = c.elements, make(map[element]*decoded, len(c.elements))
}

// parse is parse for a file that may be known.
func (c *Cache) parse(name string, src []byte, l *diag.List) *Node {
	f := c.oldFiles[name]
	if f == nil || f.src != string(src) {
		f = &parsedFile{src: string(src)}
		f.root = parse(name, src, &f.l)
	}
	c.files[name] = f
	l.Take(&f.l)
	return f.root
}

// element decodes an element of a section, a pointer, that may be known. A node that stands in two places, by a merge
// of YAML, is decoded for each.
func (c *Cache) element(d *decoder, n *Node, v reflect.Value) {
	key := element{n, v.Type()}
	e := c.oldElements[key]
	if e == nil || c.elements[key] != nil {
		e = &decoded{wrong: map[diag.Pos]bool{}}
		inner := decoder{l: &e.l, indexes: d.indexes, wrong: e.wrong}
		e.value = reflect.New(v.Type()).Elem()
		inner.value(n, e.value)
	}
	c.elements[key] = e
	v.Set(e.value)
	d.l.Take(&e.l)
	maps.Copy(d.wrong, e.wrong)
}
