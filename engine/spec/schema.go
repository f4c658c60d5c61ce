package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/tamga-crm/tamga/engine/field"
)

// SchemaID is where the schema is published.
const SchemaID = "https://tamga-crm.github.io/schemas/tamga.schema.json"

// Schema is the JSON Schema of a file of a package, for editors: completion, descriptions, mistakes as they are typed.
// It is made from the Go types that the loader reads into, so it knows every key that the loader knows.
// It accepts whatever compile accepts; compile refuses more.
func Schema() []byte {
	b := &schemas{defs: jsonschema.Definitions{}}
	root := b.object(reflect.TypeFor[Package]())
	root.Version, root.ID = jsonschema.Version, SchemaID
	root.Title = "A file of a Tamga package"
	root.Comments = "Made by tamga schema. DO NOT EDIT."
	root.Definitions = b.defs
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		panic("spec: the schema cannot be JSON: " + err.Error())
	}
	return out.Bytes()
}

// schemas gathers one definition for each struct.
type schemas struct{ defs jsonschema.Definitions }

// kinds of word that YAML makes of what is written without quotes.
func wordSchema() *jsonschema.Schema {
	return anyOf(&jsonschema.Schema{Type: "string"}, &jsonschema.Schema{Type: "number"}, &jsonschema.Schema{Type: "boolean"})
}

func anyOf(of ...*jsonschema.Schema) *jsonschema.Schema { return &jsonschema.Schema{AnyOf: of} }

func null() *jsonschema.Schema { return &jsonschema.Schema{Type: "null"} }

// form is the schema of a type that reads itself; nil for others.
func (b *schemas) form(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[Word](), reflect.TypeFor[Expr](), reflect.TypeFor[Secret]():
		return wordSchema()
	case reflect.TypeFor[Flag]():
		return anyOf(&jsonschema.Schema{Type: "boolean"}, wordSchema())
	case reflect.TypeFor[Bool]():
		return &jsonschema.Schema{Type: "boolean"}
	case reflect.TypeFor[Int]():
		return anyOf(&jsonschema.Schema{Type: "integer"}, &jsonschema.Schema{Type: "string", Pattern: `^[+-]?[0-9_]+$`})
	case reflect.TypeFor[Duration]():
		return &jsonschema.Schema{Type: "string", Examples: []any{"15m", "2h", "5d", "1w", "3mo", "1y"}}
	case reflect.TypeFor[Value]():
		return &jsonschema.Schema{}
	case reflect.TypeFor[Text]():
		return anyOf(wordSchema(), &jsonschema.Schema{Type: "object", AdditionalProperties: wordSchema()})
	case reflect.TypeFor[Options]():
		return anyOf(&jsonschema.Schema{Type: "string"}, &jsonschema.Schema{Type: "array", Items: wordSchema()}, b.of(reflect.TypeFor[Map[*Option]]()))
	case reflect.TypeFor[Row]():
		return &jsonschema.Schema{Type: "object"}
	}
	return nil
}

// of is the schema of a type; a struct is a reference to its definition.
func (b *schemas) of(t reflect.Type) *jsonschema.Schema {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if s := b.form(t); s != nil {
		return s
	}
	if t.Kind() == reflect.Slice {
		elem := t.Elem()
		if value, ok := reflect.New(elem).Elem().Interface().(interface{ entry() reflect.Type }); ok {
			return anyOf(&jsonschema.Schema{Type: "object", AdditionalProperties: b.of(value.entry())}, null())
		}
		one := b.of(elem)
		return anyOf(&jsonschema.Schema{Type: "array", Items: one}, one, null())
	}
	if _, ok := b.defs[t.Name()]; !ok {
		b.defs[t.Name()] = nil // while it is made: it may hold itself
		b.defs[t.Name()] = b.whole(t)
	}
	return &jsonschema.Schema{Ref: "#/$defs/" + t.Name()}
}

// entry is the type of a Map's values.
func (Entry[T]) entry() reflect.Type { return reflect.TypeFor[T]() }

// whole is a struct in all its forms: as a map of keys, left empty, or short.
func (b *schemas) whole(t reflect.Type) *jsonschema.Schema {
	out := anyOf(b.object(t), null())
	if _, ok := reflect.New(t).Interface().(shortener); ok {
		out.AnyOf = append(out.AnyOf, wordSchema())
	}
	return out
}

func (b *schemas) object(t reflect.Type) *jsonschema.Schema {
	out := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
	b.properties(t, out)
	return out
}

func (b *schemas) properties(t reflect.Type, out *jsonschema.Schema) {
	for i := range t.NumField() {
		f := t.Field(i)
		key := f.Tag.Get("yaml")
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			b.properties(f.Type, out)
		case key == "" || key == "-":
		default:
			out.Properties.Set(key, b.property(t, f))
		}
	}
}

// property is a key: its type, what it is for, and the words that it takes.
func (b *schemas) property(t reflect.Type, f reflect.StructField) *jsonschema.Schema {
	s := b.of(f.Type)
	if words := wordsOf(f); words != nil {
		s = enum(s, words)
	}
	if s.Ref != "" { // a description stands beside a reference only when wrapped
		s = &jsonschema.Schema{AllOf: []*jsonschema.Schema{s}}
	}
	s.Description = f.Tag.Get("doc")
	if x := exampleOf(t, f); x != nil {
		s.Examples = []any{x}
	}
	if s.Description == "" {
		panic(fmt.Sprintf("spec: the key %q has no doc", f.Tag.Get("yaml")))
	}
	return s
}

// wordsOf are the words that a key takes, by its tag "enum".
func wordsOf(f reflect.StructField) []any {
	tag := f.Tag.Get("enum")
	if tag == "" {
		return nil
	}
	var out []any
	if tag == "kinds" {
		for _, k := range field.Kinds {
			out = append(out, k.Name())
		}
		return out
	}
	for _, w := range strings.Split(tag, " ") {
		out = append(out, w)
	}
	return out
}

// enum restricts words, alone or in a list.
func enum(s *jsonschema.Schema, words []any) *jsonschema.Schema {
	one := &jsonschema.Schema{Enum: words}
	switch {
	case len(s.AnyOf) == 3 && s.AnyOf[0].Type == "array":
		return anyOf(&jsonschema.Schema{Type: "array", Items: one}, one, null())
	case len(s.AnyOf) == 2 && s.AnyOf[0].Type == "object":
		return anyOf(&jsonschema.Schema{Type: "object", AdditionalProperties: one}, null())
	}
	return one
}
