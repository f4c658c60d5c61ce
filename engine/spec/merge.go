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

// overlay lays a package over the one that it builds on.
func overlay(base, over *Node, l *diag.List) *Node {
	out := &Node{shape: mapping}
	for i, k := range base.keys {
		if !slices.Contains(own, k.Value) {
			out.keys, out.items = append(out.keys, k), append(out.items, base.items[i].copy())
		}
	}
	for i, k := range over.keys {
		_, below := out.lookup(k.Value)
		switch {
		case below == nil:
			out.put(k, stray(k, over.items[i], l))
		case over.items[i].empty:
		case below.shape != over.items[i].shape && below.shape == mapping: // the decoder says what is wrong with it
			out.keys, out.items = append(out.keys, k), append(out.items, over.items[i])
		case k.Value == "views" && below.shape == mapping:
			out.put(k, viewsOver(below, over.items[i], l))
		case slices.Contains(named, k.Value):
			out.put(k, elements(below, over.items[i], l))
		default:
			out.put(k, over.items[i])
		}
	}
	return out
}

// viewsOver lays the views of each entity over those below.
func viewsOver(base, over *Node, l *diag.List) *Node {
	out := base.copy()
	for i, k := range over.keys {
		v := over.items[i]
		if _, below := out.lookup(k.Value); below != nil {
			v = elements(below, v, l)
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
func elements(base, over *Node, l *diag.List) *Node {
	if base.shape != mapping || over.shape != mapping {
		return over
	}
	out := base.copy()
	for i, k := range over.keys {
		v := over.items[i]
		first, below := out.lookup(k.Value)
		word, at := v.how()
		switch {
		case below == nil && word != "":
			l.Errorf("nothing-below", at.At, "%q has nothing to %s: no package below declares it", k.Value, word).WithHint("leave out %q", word)
		case below == nil:
			out.put(k, v)
		case strings.HasPrefix(first.At.File, BuiltIn+"/") && (word == "replace" || word == "remove"):
			l.Errorf("reserved-name", at.At, "%q is Tamga's own: it can be extended, but not %sd", k.Value, word).WithHint("write extend: true")
		case word == "extend":
			out.put(k, merged(below, v, l))
		case word == "replace":
			out.put(k, v)
		case word == "remove":
			out.drop(k.Value)
		default:
			clash(k, first, l).WithHint("write extend: true to add to it, replace: true to take its place, or give it another name")
		}
	}
	return out
}

// stray reports elements that change what no package below has.
func stray(k, section *Node, l *diag.List) *Node {
	if slices.Contains(named, k.Value) && section.shape == mapping {
		return elements(&Node{shape: mapping, At: section.At, file: section.file}, section, l)
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
func merged(base, over *Node, l *diag.List) *Node {
	out := base.whole()
	out.At = over.At
	for i, k := range over.keys {
		v := over.items[i]
		_, below := out.lookup(k.Value)
		switch {
		case k.Value == "extend":
		case below == nil || below.shape != v.shape || v.shape == scalar:
			out.put(k, v)
		case v.shape == sequence:
			c := below.copy()
			c.items = append(c.items, v.items...)
			out.put(k, c)
		case slices.Contains(named, k.Value):
			out.put(k, elements(below, v, l))
		default:
			out.put(k, merged(below, v, l))
		}
	}
	return out
}
