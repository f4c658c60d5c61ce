package spec

import (
	"reflect"
	"strconv"
	"strings"

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
	w := &texts{}
	w.walk(reflect.ValueOf(p).Elem(), "", "", diag.Range{})
	return w.all
}

type texts struct{ all []Placed }

var (
	textType  = reflect.TypeFor[Text]()
	wordTypes = []reflect.Type{reflect.TypeFor[Word](), reflect.TypeFor[Expr](), reflect.TypeFor[Value](), reflect.TypeFor[Flag](),
		reflect.TypeFor[Bool](), reflect.TypeFor[Int](), reflect.TypeFor[Duration](), reflect.TypeFor[diag.Range](), reflect.TypeFor[Row]()}
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
		if !isOneOf(v.Type(), wordTypes) {
			w.structure(v, path, name, near)
		}
	}
}

// item is an element of a list, or an entry of a map.
func (w *texts) item(v reflect.Value, path string, i int, near diag.Range) {
	if v.Kind() == reflect.Struct && v.NumField() == 2 {
		if key, ok := v.Field(0).Interface().(Word); ok {
			w.walk(v.Field(1), below(path, key.Value), key.Value, key.At)
			return
		}
	}
	w.walk(v, below(path, strconv.Itoa(i+1)), "", near)
}

func (w *texts) structure(v reflect.Value, path, name string, near diag.Range) {
	t := v.Type()
	for i := range v.NumField() {
		f := t.Field(i)
		if !f.IsExported() || f.Type.Kind() == reflect.Map {
			continue
		}
		at := path
		if key := f.Tag.Get("yaml"); key != "" && key != "-" {
			at = below(path, key)
		}
		if f.Type == textType {
			w.text(v.Field(i).Addr().Interface().(*Text), at, name, near, (f.Name == "Label" || f.Name == "Plural") && name != "" && !isOneOf(t, unnamed))
			continue
		}
		w.walk(v.Field(i), at, name, near)
	}
}

func (w *texts) text(t *Text, path, name string, near diag.Range, made bool) {
	switch {
	case t.Given():
		w.all = append(w.all, Placed{path, t, t.At, ""})
	case made:
		w.all = append(w.all, Placed{path, t, near, name})
	}
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
