package spec

import (
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/tamga-crm/tamga/engine/diag"
)

// Placed is a text for people and its path in the package, like entities.deal.fields.amount.label; elements of lists
// are counted from 1. A label that is made from a name unless given has a path too: it can be translated.
type Placed struct {
	Path string
	Text *Text
	Near diag.Range // the text, or the element that has none
	Name string     // what a label that is not given is made from
}

// Texts are all texts of the package, in the order of the types.
func (p *Package) Texts() []Placed {
	var all []Placed
	w := &texts{paths: true, found: func(t Placed, _ string) { all = append(all, t) }}
	w.walk(reflect.ValueOf(p).Elem(), "", "", diag.Range{})
	return all
}

// FoundText is told of a text: its key, and where it or its element stands.
type FoundText = func(key string, t *Text, near diag.Range)

// EachElement gives the elements of the package's sections, each with a walk through its texts, and what stands beside
// them in the same way. It does not make up the texts' paths, which costs more than all the rest.
func (p *Package) EachElement(visit func(element any, walk func(FoundText))) {
	for _, part := range []reflect.Value{reflect.ValueOf(&p.Manifest).Elem(), reflect.ValueOf(&p.Sections).Elem()} {
		for _, f := range wordyOf(part.Type()) {
			eachElement(part.Field(f.index), f, visit)
		}
	}
}

func eachElement(part reflect.Value, f wordy, visit func(any, func(FoundText))) {
	walk := func(element any, look func(*texts)) {
		visit(element, func(found FoundText) { look(&texts{found: func(t Placed, key string) { found(key, t.Text, t.Near) }}) })
	}
	switch t := part.Type(); {
	case f.text:
		text := part.Addr().Interface().(*Text)
		walk(text, func(w *texts) { w.text(text, "", f, "", diag.Range{}) })
	case t.Kind() == reflect.Slice && isEntry(t.Elem()) && t.Elem().Field(1).Type.Kind() == reflect.Pointer:
		for i := range part.Len() {
			walk(part.Index(i).Field(1).Interface(), func(w *texts) { w.item(part.Index(i), "", i, diag.Range{}) })
		}
	default:
		walk(part.Addr().Interface(), func(w *texts) { w.walk(part, "", "", diag.Range{}) })
	}
}

// isEntry tells the entries of a map.
func isEntry(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.NumField() == 2 && t.Field(0).Type == wordType
}

// texts walks a package.
type texts struct {
	paths bool
	found func(t Placed, key string)
}

var (
	textType = reflect.TypeFor[Text]()
	wordType = reflect.TypeFor[Word]()
	rowType  = reflect.TypeFor[Row]() // demo data: its texts are values
	// unnamed are elements whose label is not made from a name: without one they have no heading.
	unnamed = []reflect.Type{reflect.TypeFor[Section](), reflect.TypeFor[Tab](), reflect.TypeFor[Group](), reflect.TypeFor[Tile](), reflect.TypeFor[Grouping](),
		reflect.TypeFor[Number](), reflect.TypeFor[Package](), reflect.TypeFor[Manifest](), reflect.TypeFor[Automation](), reflect.TypeFor[User]()}
)

func (w *texts) walk(v reflect.Value, path, name string, near diag.Range) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			w.walk(v.Elem(), path, name, near)
		}
	case reflect.Slice:
		for i := range v.Len() {
			w.item(v.Index(i), path, i, near)
		}
	case reflect.Struct:
		w.structure(v, path, name, near)
	}
}

// item is an element of a list, or an entry of a map.
func (w *texts) item(v reflect.Value, path string, i int, near diag.Range) {
	if isEntry(v.Type()) {
		key := v.Field(0).Addr().Interface().(*Word)
		w.walk(v.Field(1), w.below(path, key.Value), key.Value, key.At)
		return
	}
	if w.paths {
		path = below(path, strconv.Itoa(i+1))
	}
	w.walk(v, path, "", near)
}

func (w *texts) structure(v reflect.Value, path, name string, near diag.Range) {
	for _, f := range wordyOf(v.Type()) {
		at := path
		if f.key != "" {
			at = w.below(path, f.key)
		}
		if f.text {
			w.text(v.Field(f.index).Addr().Interface().(*Text), at, f, name, near)
			continue
		}
		w.walk(v.Field(f.index), at, name, near)
	}
}

func (w *texts) text(t *Text, path string, f wordy, name string, near diag.Range) {
	switch {
	case t.Given():
		w.found(Placed{path, t, t.At, ""}, f.key)
	case f.label && name != "":
		w.found(Placed{path, t, near, name}, f.key)
	}
}

func (w *texts) below(path, key string) string {
	if !w.paths {
		return ""
	}
	return below(path, key)
}

// wordy is a field of a structure that is a text, or that may hold some.
type wordy struct {
	index int
	key   string
	text  bool
	label bool // made from the element's name unless given
}

var wordyTypes sync.Map // reflect.Type to []wordy: an editor walks the package at each keystroke

func wordyOf(t reflect.Type) []wordy {
	if known, ok := wordyTypes.Load(t); ok {
		return known.([]wordy)
	}
	var out []wordy
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() || !holdsText(f.Type, map[reflect.Type]bool{}) {
			continue
		}
		key := f.Tag.Get("yaml")
		if key == "-" {
			key = ""
		}
		out = append(out, wordy{i, key, f.Type == textType, (f.Name == "Label" || f.Name == "Plural") && !isOneOf(t, unnamed)})
	}
	wordyTypes.Store(t, out)
	return out
}

// holdsText tells whether a text may stand in a value of a type.
func holdsText(t reflect.Type, seen map[reflect.Type]bool) bool {
	switch {
	case t == textType:
		return true
	case t == rowType || seen[t]:
		return false
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice:
		return holdsText(t.Elem(), seen)
	case t.Kind() != reflect.Struct:
		return false
	}
	seen[t] = true
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && holdsText(f.Type, seen) {
			return true
		}
	}
	return false
}

func isOneOf(t reflect.Type, types []reflect.Type) bool {
	for _, x := range types {
		if x == t {
			return true
		}
	}
	return false
}

func below(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }
