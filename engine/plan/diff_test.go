package plan_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
)

var update = flag.Bool("update", false, "write what is planned into testdata")

// A case has the files before, after and plan. A table is a line "client", or "person was client"; below it, indented,
// its fields: "budget money", with the words unique, index, required, was=old, scale=2, to=client, options=a,b,
// map=x:y, formula=…, backfill=….
func TestDiff(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			diffCase(t, path)
		})
	}
}

func diffCase(t *testing.T, path string) {
	a, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string) *txtar.File {
		i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == name })
		if i < 0 {
			t.Fatalf("%s has no file %s", path, name)
		}
		return &a.Files[i]
	}
	before, after := plan.Tables(read(t, string(file("before").Data))), plan.Tables(read(t, string(file("after").Data)))
	if p := plan.Diff(found(before), before, before); !p.Empty() {
		t.Errorf("before against itself:\n%s", p)
	}
	got := plan.Diff(found(before), before, after).String()
	want := file("plan")
	if *update {
		want.Data = []byte(got)
		if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got != string(want.Data) {
		t.Errorf("planned\n%s\nwant\n%s", got, want.Data)
	}
}

// found is what a database tells of its tables: their shape alone.
func found(s plan.Schema) plan.Schema {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	var f plan.Schema
	if err := json.Unmarshal(b, &f); err != nil {
		panic(err)
	}
	for _, t := range f.Tables {
		t.Was, t.System = "", false
		for i, c := range t.Columns {
			t.Columns[i] = &plan.Column{Name: c.Name, Type: c.Type, NotNull: c.NotNull, Default: c.Default}
		}
	}
	return f
}

// read makes a model of the small language of the cases.
func read(t *testing.T, text string) *model.Model {
	t.Helper()
	m := &model.Model{}
	for line := range strings.Lines(text) {
		if words := strings.Fields(line); len(words) > 0 && !strings.HasPrefix(line, " ") {
			e := &model.Entity{Name: words[0]}
			if len(words) == 3 {
				e.Was = words[2]
			}
			e.Fields = []*model.Field{{Entity: e, Name: "id", Kind: kind(t, "text"), System: true}}
			m.Entities = append(m.Entities, e)
		}
	}
	var e *model.Entity
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case !strings.HasPrefix(line, " "):
			e = m.Entity(words[0])
		case words[0] == "search":
			for _, w := range words[1:] {
				e.Search = append(e.Search, e.Field(w))
			}
		default:
			e.Fields = append(e.Fields, readField(t, m, e, words))
		}
	}
	return m
}

func kind(t *testing.T, name string) field.Kind {
	k, ok := field.Named(name)
	if !ok {
		t.Fatalf("no kind %q", name)
	}
	return k
}

func readField(t *testing.T, m *model.Model, e *model.Entity, words []string) *model.Field {
	f := &model.Field{Entity: e, Name: words[0], Kind: kind(t, words[1]), Slot: len(e.Fields)}
	for _, w := range words[2:] {
		key, value, _ := strings.Cut(w, "=")
		switch key {
		case "unique":
			f.Unique = true
		case "index":
			f.Index = true
		case "required":
			f.Required.Always = true
		case "was":
			f.Was = value
		case "scale":
			fmt.Sscan(value, &f.Options.Scale)
		case "to":
			f.Link = &model.Link{}
			for _, n := range strings.Split(value, ",") {
				f.Link.To = append(f.Link.To, m.Entity(n))
			}
		case "options":
			for _, o := range strings.Split(value, ",") {
				name, was, _ := strings.Cut(o, "<")
				f.Choices = append(f.Choices, &model.Option{Name: name, Was: was})
			}
		case "map":
			from, to, _ := strings.Cut(value, ":")
			f.Map = map[string]string{from: to}
		case "backfill":
			f.Backfill = &model.Value{Literal: value}
		case "default":
			f.Default = &model.Value{Literal: value}
		default:
			t.Fatalf("unknown word %q", w)
		}
	}
	return f
}

// What other programs made in the database is none of Tamga's business.
func TestDiffLeavesAloneWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	last := plan.Tables(read(t, "deal\n name text\n"))
	f := found(last)
	f.Tables = append(f.Tables, &plan.Table{Name: "elsewhere"})
	deal := f.Table("deal")
	deal.Columns = append(deal.Columns, &plan.Column{Name: "theirs"})
	deal.Indexes = append(deal.Indexes, &plan.Index{Name: "theirs", Columns: []string{"theirs"}})
	if p := plan.Diff(f, last, last); !p.Empty() {
		t.Errorf("planned\n%s", p)
	}
}

func TestNamesFitEveryDatabase(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long_", 12)
	s := plan.Tables(read(t, long+"\n "+long+"a text unique\n "+long+"b text unique\n"))
	seen := map[string]bool{}
	for _, tb := range s.Tables {
		for _, x := range slices.Concat(tb.Uniques, tb.Indexes) {
			if len(x.Name) > 63 || seen[x.Name] {
				t.Errorf("index name %q", x.Name)
			}
			seen[x.Name] = true
		}
	}
	if !slices.IsSortedFunc(s.Tables, func(a, b *plan.Table) int { return cmp.Compare(a.Name, b.Name) }) {
		t.Error("tables are not in the order of their names")
	}
}

func TestASealedPlanKnowsWhatMovedOn(t *testing.T) {
	t.Parallel()
	make := func(before, hash string) *plan.Plan {
		s := plan.Tables(read(t, before))
		p := plan.Diff(found(s), s, plan.Tables(read(t, "deal\n a text\n b text\n")))
		p.Hash = hash
		return p
	}
	b, err := make("deal\n a text\n", "h").Seal("folder")
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := plan.Unseal(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		now  *plan.Plan
		want error
	}{{make("deal\n a text\n", "h"), nil}, {make("deal\n a text\n", "other"), plan.ErrPackageMoved}, {make("deal\n", "h"), plan.ErrDatabaseMoved}} {
		if got := sealed.Check(c.now); got != c.want {
			t.Errorf("got %v, want %v", got, c.want)
		}
	}
	if _, err := plan.Unseal([]byte("{}")); err == nil {
		t.Error("an empty object passed for a plan")
	}
}
