package view_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/view"
)

var update = flag.Bool("update", false, "rewrite the generated files")

const generated = "../../ui/src/api/gen/meta.ts"

// TestTypeScript holds the UI's types to what /api/meta answers; -update writes them.
func TestTypeScript(t *testing.T) {
	want := typeScript()
	if *update {
		if err := os.WriteFile(generated, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(generated)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Errorf("%s is stale: run go test ./engine/view -update", generated)
	}
}

func typeScript() string {
	var b strings.Builder
	b.WriteString("// DO NOT EDIT. Generated from engine/view and engine/field: go test ./engine/view -update\n\n")
	b.WriteString(kinds())
	seen := map[string]string{}
	declare(reflect.TypeFor[view.Meta](), seen)
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.WriteString("\n" + seen[name])
	}
	return b.String()
}

func kinds() string {
	names := make([]string, len(field.Kinds))
	for i, k := range field.Kinds {
		names[i] = k.Name()
	}
	slices.Sort(names)
	return "export type FieldKind =\n  | '" + strings.Join(names, "'\n  | '") + "';\n"
}

// declare adds the interface of a struct, and of every struct it reaches, to seen.
func declare(t reflect.Type, seen map[string]string) {
	if _, done := seen[t.Name()]; done {
		return
	}
	seen[t.Name()] = ""
	var b strings.Builder
	fmt.Fprintf(&b, "export interface %s {\n", t.Name())
	for i := range t.NumField() {
		f := t.Field(i)
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		optional := ""
		if strings.Contains(rest, "omitempty") {
			optional = "?"
		}
		fmt.Fprintf(&b, "  %s%s: %s;\n", name, optional, typeOf(t, f, seen))
	}
	b.WriteString("}\n")
	seen[t.Name()] = b.String()
}

func typeOf(owner reflect.Type, f reflect.StructField, seen map[string]string) string {
	if owner == reflect.TypeFor[view.Field]() && f.Name == "Kind" {
		return "FieldKind"
	}
	return typeName(f.Type, seen)
}

func typeName(t reflect.Type, seen map[string]string) string {
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem(), seen)
	case reflect.Slice:
		return typeName(t.Elem(), seen) + "[]"
	case reflect.Map:
		return "Record<string, " + typeName(t.Elem(), seen) + ">"
	case reflect.Struct:
		declare(t, seen)
		return t.Name()
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "number"
	}
	panic(fmt.Sprintf("view: no TypeScript for %s", t))
}
