package compile_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/compile/compiletest"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

func filesOf(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func compileWith(tb testing.TB, cache *compile.Cache, files fstest.MapFS) (*model.Model, *diag.List) {
	tb.Helper()
	l := &diag.List{}
	m, err := compile.Model(compile.Package{FS: files, Cache: cache}, l)
	if err != nil {
		tb.Fatal(err)
	}
	return m, l
}

// BenchmarkEdit compiles a large package again after one of its files was edited: a label, a formula, or a field
// that is added and taken away again.
func BenchmarkEdit(b *testing.B) {
	const part = "part_0010.yaml"
	for _, edit := range []struct{ name, old, new string }{
		{"label", "Thing 0050", "Object 0050"},
		{"formula", "formula: 'price - (cost ?? 0)'", "formula: 'price - 2 * (cost ?? 0)'"},
		{"field", "      vip: {", "      very_important: boolean\n      vip: {"},
	} {
		b.Run(edit.name, func(b *testing.B) {
			b.ReportAllocs()
			files := filesOf(compiletest.Large(500))
			before := string(files[part].Data)
			after := strings.Replace(before, edit.old, edit.new, 1)
			var cache compile.Cache
			compileWith(b, &cache, files)
			for i := 0; b.Loop(); i++ {
				files[part] = &fstest.MapFile{Data: []byte([]string{after, before}[i%2])}
				if m, l := compileWith(b, &cache, files); m == nil {
					b.Fatal(l.All()[0])
				}
			}
		})
	}
}

// TestCompilingAgainIsCompilingAnew edits a package at random, time and again, and holds what a compilation with a
// cache gives, the diagnostics and the model, to what one without gives.
func TestCompilingAgainIsCompilingAnew(t *testing.T) {
	t.Parallel()
	turns := 80
	if testing.Short() {
		turns = 24
	}
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 1))
		right := compiletest.Large(6)
		for name, text := range right { // one formula depends on the clock by another
			right[name] = strings.ReplaceAll(text, "price - (cost ?? 0)", "price * days_left - (cost ?? 0)")
		}
		files, cache, whole := maps.Clone(right), &compile.Cache{}, 0
		for turn := range turns {
			if turn%8 == 0 {
				files = maps.Clone(right) // or all would be broken soon
			}
			name := slices.Sorted(maps.Keys(files))[r.IntN(len(files))]
			files[name] = edited(r, files[name])
			m, l := compileWith(t, cache, filesOf(files))
			wantModel, want := compileWith(t, nil, filesOf(files))
			if d := cmp.Diff(want.All(), l.All()); d != "" {
				t.Fatalf("seed %d turn %d: diagnostics differ after an edit of %s:\n%s", seed, turn, name, d)
			}
			if a, b := dump(wantModel), dump(m); a != b {
				d := cmp.Diff(strings.Split(a, "\n"), strings.Split(b, "\n"))
				t.Fatalf("seed %d turn %d: models differ after an edit of %s:\n%s", seed, turn, name, d)
			}
			if m != nil {
				whole++
			}
		}
		if whole < turns/20 {
			t.Errorf("seed %d: only %d of %d edited packages were right: the edits are too wild to compare models", seed, whole, turns)
		}
	}
}

var words = []string{"amount", "cost", "price", "status", "ends_on", "email", "parent", "next", "new", "done", "won", "offer", "text", "money", "true", "days", "days_left", "today()", "starts_on"}

// edited changes one thing of a file: a word, a number, or a line.
func edited(r *rand.Rand, text string) string {
	lines := strings.Split(text, "\n")
	i := r.IntN(len(lines))
	switch r.IntN(6) {
	case 0:
		lines = slices.Delete(lines, i, i+1)
	case 1:
		lines = slices.Insert(lines, i, lines[i])
	case 2:
		lines[i] = strings.Replace(lines[i], words[r.IntN(len(words))], words[r.IntN(len(words))], 1)
	case 3:
		lines[i] = strings.Replace(lines[i], fmt.Sprint(r.IntN(10)), fmt.Sprint(r.IntN(10)), 1)
	case 4:
		return strings.ReplaceAll(text, words[r.IntN(len(words))], words[r.IntN(len(words))])
	case 5:
		lines[i] = strings.Replace(lines[i], ": {type: ", ": {label: Edited, type: ", 1)
	}
	return strings.Join(lines, "\n")
}

// dump writes a model out, each pointer once, with what it leads to; pointers back are the numbers of what they lead to.
func dump(m *model.Model) string {
	d := &dumper{seen: map[any]int{}}
	d.value(reflect.ValueOf(m), 0)
	return d.String()
}

type dumper struct {
	strings.Builder
	seen map[any]int
}

func (d *dumper) value(v reflect.Value, depth int) {
	indent := "\n" + strings.Repeat(" ", depth)
	switch v.Kind() {
	case reflect.Pointer, reflect.Map:
		if v.IsNil() {
			d.WriteString("nil")
			return
		}
		if v.Type() == reflect.TypeFor[*time.Location]() {
			if v.CanInterface() { // not the one inside a time
				fmt.Fprint(d, v.Interface())
			}
			return
		}
		key := fmt.Sprint(v.Type(), v.UnsafePointer())
		if v.Kind() == reflect.Pointer && strings.HasSuffix(v.Type().Elem().PkgPath(), "/rule") {
			d.value(v.Elem(), depth) // an expression is a tree; that two places of equal words share it says nothing
			return
		}
		if v.Kind() == reflect.Pointer {
			if n, ok := d.seen[key]; ok {
				fmt.Fprintf(d, "#%d", n)
				return
			}
			d.seen[key] = len(d.seen)
			d.value(v.Elem(), depth)
			return
		}
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		for _, k := range keys {
			fmt.Fprintf(d, "%s%v: ", indent, k)
			d.value(v.MapIndex(k), depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Type != reflect.TypeFor[rule.Schema]() { // it sees the compilation, and is not asked later
				fmt.Fprintf(d, "%s%s: ", indent, f.Name)
				d.value(v.Field(i), depth+1)
			}
		}
	case reflect.Slice, reflect.Array:
		fmt.Fprintf(d, "%d", v.Len())
		for i := range v.Len() {
			d.WriteString(indent + "- ")
			d.value(v.Index(i), depth+1)
		}
	case reflect.Interface:
		if !v.IsNil() {
			fmt.Fprint(d, v.Elem().Type(), " ")
			d.value(v.Elem(), depth)
		}
	case reflect.Func:
		fmt.Fprint(d, v.IsNil())
	default:
		fmt.Fprint(d, v)
	}
}
