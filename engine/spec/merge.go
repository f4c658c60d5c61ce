package spec

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
)

// named are the maps whose entries are elements of the package: a name declared twice is a clash.
var named = []string{"settings", "entities", "funnels", "automations", "roles", "documents", "messages", "forms", "users", "tests", "fields", "stages",
	"reports", "dashboards", "targets", "segments", "matches", "channels"}

// BuiltIn is the name of the layer that every package stands on; its elements cannot be taken away.
const BuiltIn = "(tamga)"

// own are the sections that a package above does not inherit.
var own = []string{"tests", "users", "data", "generate", "extends", "navigation"}

// join puts the files of one folder together.
func join(files []*Node, l *diag.List) *Node {
	root := &Node{shape: mapping}
	for _, f := range files {
		for i, k := range f.keys {
			v := f.items[i]
			_, have := root.lookup(k.Value)
			switch {
			case have == nil || have.shape != v.shape:
				root.keys, root.items = append(root.keys, k), append(root.items, v.copy())
			case v.shape == sequence:
				have.items = append(have.items, v.items...)
			case v.shape == mapping && k.Value == "data":
				have.keys, have.items = append(have.keys, v.keys...), append(have.items, v.items...)
			case v.shape == mapping && k.Value == "views":
				have.joinViews(v, l)
			case v.shape == mapping:
				have.join(v, l)
			default:
				first, _ := root.lookup(k.Value)
				l.Errorf("duplicate-key", k.At, "%q is given twice", k.Value).WithHint("keep one of them").WithRelated(first.At, "the first")
			}
		}
	}
	return root
}

// copy makes a node whose keys and items may be appended to.
func (n *Node) copy() *Node {
	c := *n
	c.keys, c.items = slices.Clone(n.keys), slices.Clone(n.items)
	c.index, c.known = nil, 0
	return &c
}

// join adds the names of another file to a section.
func (n *Node) join(more *Node, l *diag.List) {
	for i, k := range more.keys {
		if first, _ := n.lookup(k.Value); first != nil {
			clash(k, first, l)
			continue
		}
		n.keys, n.items = append(n.keys, k), append(n.items, more.items[i])
	}
}

// joinViews adds the views of another file, which stand under their entities.
func (n *Node) joinViews(more *Node, l *diag.List) {
	for i, k := range more.keys {
		_, have := n.lookup(k.Value)
		if have == nil || have.shape != mapping || more.items[i].shape != mapping {
			n.keys, n.items = append(n.keys, k), append(n.items, more.items[i].copy())
			continue
		}
		have.join(more.items[i], l)
	}
}

func clash(k, first *Node, l *diag.List) *diag.Diagnostic {
	return l.Errorf("duplicate-name", k.At, "the name %q is declared twice", k.Value).
		WithHint("give one of them another name").WithRelated(first.At, "%q is declared here too", k.Value)
}

// ChangeKind says what a package does to what it builds on.
type ChangeKind string

// What a package does to those below.
const (
	Adds      ChangeKind = "adds"      // an element or key that no package below has
	Overrides ChangeKind = "overrides" // a value, in an element that it extends or of the manifest
	Appends   ChangeKind = "appends"   // to a list, in an element that it extends
	Replaces  ChangeKind = "replaces"  // a whole element
	Removes   ChangeKind = "removes"   // a whole element
)

// Change is one thing that a package does to those it builds on.
type Change struct {
	Package string // the folder of the package that makes it; empty for the one that was loaded
	Kind    ChangeKind
	Path    string     // like entities.deal.fields.amount.max
	At      diag.Range // in the package above
	Below   diag.Range // what it does it to; none for Adds
}

// laying is the laying of one layer over those below it.
type laying struct {
	l       *diag.List
	name    string
	lowest  bool // only Tamga's own is below: what is added is the package itself
	changes []Change
}

func (y *laying) note(kind ChangeKind, path string, at, below *Node) {
	if kind == Adds && y.lowest {
		return
	}
	c := Change{Package: y.name, Kind: kind, Path: path, At: at.At}
	if below != nil {
		c.Below = below.At
	}
	y.changes = append(y.changes, c)
}

// itself are the keys of a manifest that say what a package is, and change nothing below.
var itself = []string{"crm", "name", "label", "version"}

// over lays a package over the one that it builds on.
func (y *laying) over(base, over *Node) *Node {
	out := &Node{shape: mapping}
	for i, k := range base.keys {
		if !slices.Contains(own, k.Value) {
			out.keys, out.items = append(out.keys, k), append(out.items, base.items[i].copy())
		}
	}
	for i, k := range over.keys {
		v := over.items[i]
		first, below := out.lookup(k.Value)
		switch {
		case v.empty && below != nil:
		case below == nil:
			out.put(k, y.stray(k, v))
		case below.shape != v.shape && below.shape == mapping: // the decoder says what is wrong with it
			out.keys, out.items = append(out.keys, k), append(out.items, v)
		case k.Value == "views" && below.shape == mapping:
			out.put(k, y.views(below, v))
		case slices.Contains(named, k.Value):
			out.put(k, y.elements(k.Value, below, v))
		default:
			if !slices.Contains(itself, k.Value) {
				y.note(Overrides, k.Value, k, first)
			}
			out.put(k, v)
		}
	}
	return out
}

// views lays the views of each entity over those below.
func (y *laying) views(base, over *Node) *Node {
	out := base.copy()
	for i, k := range over.keys {
		v := over.items[i]
		if _, below := out.lookup(k.Value); below != nil {
			v = y.elements("views."+k.Value, below, v)
		} else {
			y.note(Adds, "views."+k.Value, k, nil)
		}
		out.put(k, v)
	}
	return out
}

func (n *Node) put(k, v *Node) {
	if i := n.find(k.Value); i >= 0 {
		n.keys[i], n.items[i] = k, v
		return
	}
	n.keys, n.items = append(n.keys, k), append(n.items, v)
}

// how is what an element says of the one below it: "extend", "replace", "remove" or nothing, and where.
func (n *Node) how() (string, *Node) {
	for _, word := range []string{"extend", "replace", "remove"} {
		if k, v := n.lookup(word); v != nil && v.tag == "!!bool" && v.Value == "true" {
			return word, k
		}
	}
	return "", nil
}

// elements lays named elements over those of the same section below.
func (y *laying) elements(section string, base, over *Node) *Node {
	if base.shape != mapping || over.shape != mapping {
		return over
	}
	out := base.copy()
	for i, k := range over.keys {
		v, path := over.items[i], section+"."+k.Value
		first, below := out.lookup(k.Value)
		word, at := v.how()
		switch {
		case below == nil && word != "":
			y.l.Errorf("nothing-below", at.At, "%q has nothing to %s: no package below declares it", k.Value, word).WithHint("leave out %q", word)
		case below == nil:
			y.note(Adds, path, k, nil)
			out.put(k, v)
		case strings.HasPrefix(first.At.File, BuiltIn+"/") && (word == "replace" || word == "remove"):
			y.l.Errorf("reserved-name", at.At, "%q is Tamga's own: it can be extended, but not %sd", k.Value, word).WithHint("write extend: true")
		case word == "extend":
			out.put(k, y.merged(path, below, v))
		case word == "replace":
			y.note(Replaces, path, k, first)
			out.put(k, v)
		case word == "remove":
			y.note(Removes, path, k, first)
			out.drop(k.Value)
		default:
			clash(k, first, y.l).WithHint("write extend: true to add to it, replace: true to take its place, or give it another name")
		}
	}
	return out
}

// stray is a section that no package below has: whoever changes an element of it is told.
func (y *laying) stray(k, section *Node) *Node {
	switch {
	case slices.Contains(named, k.Value) && section.shape == mapping:
		return y.elements(k.Value, &Node{shape: mapping, At: section.At, file: section.file}, section)
	case !slices.Contains(own, k.Value) && !slices.Contains(itself, k.Value):
		y.note(Adds, k.Value, k, nil)
	}
	return section
}

func (n *Node) drop(key string) {
	if i := n.find(key); i >= 0 {
		n.keys, n.items = slices.Delete(slices.Clone(n.keys), i, i+1), slices.Delete(slices.Clone(n.items), i, i+1)
		n.index, n.known = nil, 0
	}
}

// whole is an element as a map: "name: text" is {type: text}, and nothing is {}.
func (n *Node) whole() *Node {
	if n.shape != scalar {
		return n.copy()
	}
	out := &Node{shape: mapping, At: n.At, file: n.file}
	if !n.empty {
		out.put(&Node{Value: "type", At: n.At, file: n.file, tag: "!!str"}, n)
	}
	return out
}

// merged lays one element over another: maps merge, lists append, words replace.
func (y *laying) merged(path string, base, over *Node) *Node {
	out := base.whole()
	out.At = over.At
	for i, k := range over.keys {
		v, path := over.items[i], path+"."+k.Value
		first, below := out.lookup(k.Value)
		switch {
		case k.Value == "extend":
		case below == nil:
			y.note(Adds, path, k, nil)
			out.put(k, v)
		case below.shape != v.shape || v.shape == scalar:
			y.note(Overrides, path, k, first)
			out.put(k, v)
		case v.shape == sequence:
			y.note(Appends, path, k, first)
			c := below.copy()
			c.items = append(c.items, v.items...)
			out.put(k, c)
		case slices.Contains(named, k.Value):
			out.put(k, y.elements(path, below, v))
		default:
			out.put(k, y.merged(path, below, v))
		}
	}
	return out
}
