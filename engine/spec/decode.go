package spec

import (
	"reflect"
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
)

// decoder fills typed values from nodes. A struct's keys are its yaml tags; a type that has a form of its own is a reader.
type decoder struct {
	l       *diag.List
	indexes map[reflect.Type]index
	wrong   map[diag.Pos]bool
	cache   *Cache // of the elements of sections; nil within one
}

func newDecoder(l *diag.List) *decoder {
	return &decoder{l: l, indexes: map[reflect.Type]index{}, wrong: map[diag.Pos]bool{}}
}

// reader reads itself from a node of any shape.
type reader interface{ read(d *decoder, n *Node) }

// shortener is a struct that also has a short form: it takes a word or a list, or says no.
type shortener interface {
	short(d *decoder, n *Node) bool
}

// placed is a struct that wants to know where it stands.
type placed interface{ place(n *Node) }

func (d *decoder) value(n *Node, v reflect.Value) {
	if v.Kind() == reflect.Pointer && d.cache != nil {
		d.cache.element(d, n, v)
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if r, ok := v.Addr().Interface().(reader); ok {
		r.read(d, n)
		return
	}
	d.structure(n, v)
}

func (d *decoder) structure(n *Node, v reflect.Value) {
	if p, ok := v.Addr().Interface().(placed); ok {
		p.place(n)
	}
	if n.empty {
		return
	}
	if n.shape != mapping {
		if s, ok := v.Addr().Interface().(shortener); ok && s.short(d, n) {
			return
		}
		d.wrong[n.At.Pos] = true
		d.l.Errorf("wrong-type", n.At, "a map is expected here, not %s", n.describe()).
			WithHint("its keys: %s", strings.Join(Keys(v.Type()), ", "))
		return
	}
	index := d.index(v.Type())
	for i, k := range n.keys {
		at, ok := index[k.Value]
		if !ok {
			d.meant(n, i, d.unknown(k, v.Type()), v)
			continue
		}
		f := v.FieldByIndex(at)
		d.value(n.items[i], f)
	}
}

// meant reads what stands under a misspelt key as if it were spelt right, silently: what uses it is not wrong too.
func (d *decoder) meant(n *Node, i int, near string, v reflect.Value) {
	at, ok := d.index(v.Type())[near]
	if there, _ := n.lookup(near); !ok || there != nil {
		return
	}
	f := v.FieldByIndex(at)
	told := d.l
	d.l = &diag.List{}
	d.value(n.items[i], f)
	d.l = told
}

// unknown reports a key, and gives the one that was meant; "" where none is near.
func (d *decoder) unknown(k *Node, t reflect.Type) string {
	known := Keys(t)
	e := d.l.Errorf("unknown-key", k.At, "there is no key %q here", k.Value)
	near := diag.Nearest(k.Value, known)
	if near != "" {
		e.WithHint("did you mean %q?", near)
	} else {
		e.WithHint("the keys here: %s", strings.Join(known, ", "))
	}
	return near
}

// index is the keys of a struct, those of embedded structs too.
type index map[string][]int

func (d *decoder) index(t reflect.Type) index {
	x, ok := d.indexes[t]
	if !ok {
		x = makeIndex(t)
		d.indexes[t] = x
	}
	return x
}

func makeIndex(t reflect.Type) index {
	x := index{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			for k, at := range makeIndex(f.Type) {
				x[k] = append([]int{i}, at...)
			}
		} else if key := f.Tag.Get("yaml"); key != "" && key != "-" {
			x[key] = []int{i}
		}
	}
	return x
}

// Keys lists the keys of a struct in the order of its declaration.
func Keys(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			out = append(out, Keys(f.Type)...)
		} else if key := f.Tag.Get("yaml"); key != "" && key != "-" {
			out = append(out, key)
		}
	}
	return out
}

// describe names what was found, for "…, not a list".
func (n *Node) describe() string {
	switch {
	case n.shape != scalar:
		return n.shape.String()
	case n.empty:
		return "nothing"
	case n.tag == "!!bool":
		return n.Value
	case n.tag == "!!int" || n.tag == "!!float":
		return "the number " + n.Value
	}
	return "text"
}

// Head is where an element was declared: embedded in every element with a name.
type Head struct {
	At diag.Range `yaml:"-"`
}

func (h *Head) place(n *Node) { h.At = n.At }

// Entry is one key of a Map and its value.
type Entry[T any] struct {
	Key   Word
	Value T
}

// Map is values by name, in the order in which they are written.
type Map[T any] []Entry[T]

func (m *Map[T]) read(d *decoder, n *Node) {
	if n.empty {
		return
	}
	if n.shape != mapping {
		d.l.Errorf("wrong-type", n.At, "a map of names is expected here, not %s", n.describe())
		return
	}
	*m = slices.Grow(*m, len(n.keys))
	for i, k := range n.keys {
		e := Entry[T]{Key: wordOf(k)}
		v := reflect.ValueOf(&e.Value).Elem()
		d.value(n.items[i], v)
		if v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		if p, ok := v.Addr().Interface().(placed); ok {
			p.place(k)
			if d.wrong[n.items[i].At.Pos] {
				d.wrong[k.At.Pos] = true
			}
		}
		*m = append(*m, e)
	}
}

// Get finds the first value of a name.
func (m Map[T]) Get(name string) (T, bool) {
	for _, e := range m {
		if e.Key.Value == name {
			return e.Value, true
		}
	}
	var none T
	return none, false
}

// List is values in order. One value alone needs no brackets. Nil was not written; [] is an empty one.
type List[T any] []T

func (l *List[T]) read(d *decoder, n *Node) {
	if n.empty {
		return
	}
	items := n.items
	*l = List[T]{}
	if n.shape != sequence {
		items = []*Node{n}
	}
	for _, c := range items {
		var t T
		d.value(c, reflect.ValueOf(&t).Elem())
		*l = append(*l, t)
	}
}
