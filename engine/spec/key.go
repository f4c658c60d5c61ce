package spec

import (
	"reflect"

	"github.com/tamga-crm/tamga/engine/field"
)

// Key is one key of the language, as editors show it.
type Key struct {
	Name    string
	Doc     string
	Example string
}

// Takes is what a place in the YAML takes.
type Takes string

// What it can be.
const (
	TakesKeys       Takes = "keys"       // a map whose keys are known
	TakesNames      Takes = "names"      // a map of names that the package gives
	TakesExpression Takes = "expression" // a condition or a formula
	TakesValue      Takes = "value"      // a literal, or a formula after "="
	TakesText       Takes = "text"       // words for people, with values in {{ }}
	TakesWord       Takes = "word"
	TakesBool       Takes = "bool"
)

// Place is what may stand at a path of keys.
type Place struct {
	Takes Takes
	Keys  []Key    // TakesKeys: in the order of the declaration
	Words []string // TakesWord, and what has a short form: those that it takes, where they are known
	// Of and Key are the type and the key that lead here: "Field", "to". For a name they are those of its map.
	Of, Key string
	Doc     string // of that key
	Example string
}

// At tells what may stand under a path of keys, from the top of a file. Lists have no part in a path: each of their
// elements stands where the list does. False: nothing that the language knows.
func At(path []string) (Place, bool) {
	at := reflect.TypeFor[Package]()
	var p Place
	for _, key := range path {
		at = holds(at)
		switch {
		case at == reflect.TypeFor[Options]():
			at = reflect.TypeFor[*Option]()
		case entryOf(at) != nil:
			at = entryOf(at)
		case at == reflect.TypeFor[Text]():
			p.Takes = TakesText
			at = reflect.TypeFor[Word]()
		case at.Kind() == reflect.Struct && formOf(at) == TakesKeys:
			f, owner, ok := fieldOf(at, key)
			if !ok {
				return Place{}, false
			}
			p = Place{Of: owner.Name(), Key: key, Doc: f.Tag.Get("doc"), Example: exampleText(owner, f), Words: wordStrings(f)}
			at = f.Type
		default:
			return Place{}, false
		}
	}
	at = holds(at)
	if p.Takes != TakesText || at != reflect.TypeFor[Word]() {
		p.Takes = formOf(at)
	}
	if p.Takes == TakesKeys {
		p.Keys = keysOf(at)
	}
	return p, true
}

// holds goes through pointers and lists to what they hold.
func holds(t reflect.Type) reflect.Type {
	for {
		switch {
		case t.Kind() == reflect.Pointer:
			t = t.Elem()
		case t.Kind() == reflect.Slice && entryOf(t) == nil:
			t = t.Elem()
		default:
			return t
		}
	}
}

// entryOf is the type of a Map's values; nil for any other type.
func entryOf(t reflect.Type) reflect.Type {
	if t.Kind() != reflect.Slice {
		return nil
	}
	if e, ok := reflect.New(t.Elem()).Elem().Interface().(interface{ entry() reflect.Type }); ok {
		return e.entry()
	}
	return nil
}

func formOf(t reflect.Type) Takes {
	switch t {
	case reflect.TypeFor[Expr](), reflect.TypeFor[Flag]():
		return TakesExpression
	case reflect.TypeFor[Value](), reflect.TypeFor[Row]():
		return TakesValue
	case reflect.TypeFor[Text]():
		return TakesText
	case reflect.TypeFor[Bool]():
		return TakesBool
	case reflect.TypeFor[Options]():
		return TakesNames
	}
	_, readsItself := reflect.New(t).Interface().(reader)
	switch {
	case entryOf(t) != nil:
		return TakesNames
	case t.Kind() == reflect.Struct && !readsItself:
		return TakesKeys
	}
	return TakesWord
}

func fieldOf(t reflect.Type, key string) (reflect.StructField, reflect.Type, bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			if in, owner, ok := fieldOf(f.Type, key); ok {
				return in, owner, true
			}
		} else if f.Tag.Get("yaml") == key {
			return f, t, true
		}
	}
	return reflect.StructField{}, nil, false
}

func keysOf(t reflect.Type) []Key {
	var out []Key
	for _, name := range Keys(t) {
		f, owner, _ := fieldOf(t, name)
		out = append(out, Key{Name: name, Doc: f.Tag.Get("doc"), Example: exampleText(owner, f)})
	}
	return out
}

// exampleText is the example as it is written, on one line.
func exampleText(t reflect.Type, f reflect.StructField) string {
	if text := f.Tag.Get("example"); text != "" {
		return text
	}
	for _, name := range []string{t.Name() + "." + f.Tag.Get("yaml"), f.Tag.Get("yaml")} {
		if k, v := examplesByKey().lookup(name); v != nil {
			return fromColumn(k.file.line(k.At.Line), k.At.Column+len(name)+2)
		}
	}
	return ""
}

func wordStrings(f reflect.StructField) []string {
	if f.Tag.Get("enum") == "kinds" {
		var out []string
		for _, k := range field.Kinds {
			out = append(out, k.Name())
		}
		return out
	}
	var out []string
	for _, w := range wordsOf(f) {
		if s, ok := w.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
