package spec

import (
	_ "embed"
	"reflect"
	"sync"

	"github.com/tamga-crm/tamga/engine/diag"
)

//go:embed examples.yaml
var exampleSource string

// examplesByKey are the examples of keys whose tag has none: by "Type.key", or by the key.
var examplesByKey = sync.OnceValue(func() *Node {
	var l diag.List
	root := parse("examples.yaml", []byte(exampleSource), &l)
	if l.Failed() {
		panic("spec: examples.yaml: " + l.All()[0].Message)
	}
	return root
})

// exampleOf is how a key of a type may be written, as encoding/json would read it; nil when nobody wrote one.
func exampleOf(t reflect.Type, f reflect.StructField) any {
	if text := f.Tag.Get("example"); text != "" {
		return exampleIn(text)
	}
	if f.Type == reflect.TypeFor[Bool]() {
		return true
	}
	key := f.Tag.Get("yaml")
	for _, name := range []string{t.Name() + "." + key, key} {
		if _, v := examplesByKey().lookup(name); v != nil {
			return v.literal()
		}
	}
	return nil
}

// exampleIn reads the YAML of a tag; text that is no value by itself is a word.
func exampleIn(text string) any {
	var l diag.List
	root := parse("example", []byte("example: "+text), &l)
	if l.Failed() || root == nil || root.shape != mapping || len(root.items) != 1 {
		return text
	}
	return root.items[0].literal()
}
