package query_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

var (
	pairs = flag.Int("pairs", 200_000, "of how many pairs of an expression and a record memory and the databases must say the same")
	seed  = flag.Uint64("seed", 20261127, "what the random packages are drawn from; 0 draws it from the clock")
	most  = flag.Int("differences", 3, "after how many differences to stop")
)

// perPackage is how many expressions are drawn over one package and its records.
const perPackage = 250

// Memory, SQLite and PostgreSQL give the same value of every random expression for every record of random packages.
func TestRandomPackagesAgree(t *testing.T) {
	t.Parallel()
	want := *pairs
	if testing.Short() {
		want = min(want, 20_000)
	}
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	t.Logf("-seed %d", *seed)
	tried := tally{refused: map[string]int{}, problems: map[string]int{}}
	for n := uint64(0); tried.pairs < want && tried.differ < *most; n++ {
		d := draw{rand.New(rand.NewPCG(*seed, n))}
		w := worldOf(t, d)
		w.open(t, enginetest.SQLite(t), enginetest.Postgres(t))
		for i := 0; i < perPackage && tried.pairs < want && tried.differ < *most; i++ {
			w.tryOne(t, d, &tried)
		}
	}
	t.Logf("%d pairs of %d expressions; %d expressions have no form in SQL: %v; %d cost too much; wrong: %v", tried.pairs, tried.asked, total(tried.refused), tried.refused, tried.costly, tried.problems)
}

// tally is what was tried.
type tally struct {
	pairs, asked, costly, differ int
	refused, problems            map[string]int
}

func total(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

// tryOne draws an expression and asks it.
func (w *drawnWorld) tryOne(t *testing.T, d draw, tried *tally) {
	e := one(d, w.m.Entities[:len(w.m.Entities)])
	for e.Name == "user" || e.Name == "task" {
		e = one(d, w.m.Entities)
	}
	drawn := scene{d: d, w: w, this: e}.expression(one(d, []byte("bbbbbbbbnnnmmsssddttpcob")), 1+d.IntN(4))
	expr, problem, part := w.compiled(e.Name, drawn.String())
	if expr == nil {
		if problem != "" {
			tried.problems[strings.SplitN(problem, ":", 2)[0]]++
		} else {
			tried.refused[part]++
		}
		return
	}
	difference, n, err := w.differs(t.Context(), expr)
	if errors.Is(err, errGaveUp) {
		tried.costly++
		return
	}
	tried.asked++
	tried.pairs += n
	if difference != "" {
		tried.differ++
		small, difference := w.shrink(t.Context(), e.Name, drawn, difference)
		t.Errorf("%s\n%s", difference, w.archive(e.Name, small.String(), difference))
	}
}

// shrink leaves out parts as long as the rest differs too.
func (w *drawnWorld) shrink(ctx context.Context, entity string, t *tree, difference string) (*tree, string) {
	for found := true; found; {
		found = false
		candidates := t.smaller()
		slices.SortStableFunc(candidates, func(a, b *tree) int { return a.size() - b.size() })
		for _, c := range candidates {
			if c.size() >= t.size() {
				continue
			}
			e, _, _ := w.compiled(entity, c.String())
			if e == nil {
				continue
			}
			if d, _, err := w.differs(ctx, e); err == nil && d != "" {
				t, difference, found = c, d, true
				break
			}
		}
	}
	return t, difference
}

// archive writes a case as it is kept in testdata/differ. The records are those that the difference names and what they
// reach by links and inverse links, two steps far; all where the expression asks for crm.…
func (w *drawnWorld) archive(entity, source, difference string) string {
	keep := map[field.Ref]bool{}
	for id := range strings.FieldsSeq(strings.ReplaceAll(difference, ":", " ")) {
		keep[field.Ref{Entity: entity, ID: id}] = true
	}
	w.reach(keep)
	var b strings.Builder
	for _, e := range w.m.Entities {
		for _, row := range w.rows[e.Name] {
			if keep[field.Ref{Entity: e.Name, ID: row.ID()}] || strings.Contains(source, "crm.") {
				b.WriteString(recordLine(row))
			}
		}
	}
	return string(txtar.Format(&txtar.Archive{Files: []txtar.File{{Name: "crm.yaml", Data: []byte(w.yaml)}, {Name: "now", Data: []byte(w.now.UTC().Format(time.RFC3339Nano) + "\n")},
		{Name: "records", Data: []byte(b.String())}, {Name: "expressions", Data: []byte(entity + ": " + source + "\n")}}}))
}

// reach adds what the kept records point to, and what points to them.
func (w *drawnWorld) reach(keep map[field.Ref]bool) {
	for _, e := range w.m.Entities {
		for _, row := range w.rows[e.Name] {
			self := field.Ref{Entity: e.Name, ID: row.ID()}
			for _, f := range e.Fields {
				refs, _ := row.Values[f.Slot].([]field.Ref)
				if r, ok := row.Values[f.Slot].(field.Ref); ok {
					refs = []field.Ref{r}
				}
				for _, r := range refs {
					if keep[self] || keep[r] {
						keep[self], keep[r] = true, true
					}
				}
			}
		}
	}
}

// recordLine is a record as JSON.
func recordLine(row model.Row) string {
	values := map[string]any{}
	for _, f := range row.Entity.Fields {
		v := row.Values[f.Slot]
		switch x := v.(type) {
		case nil:
			continue
		case field.Ref:
			v = x.Entity + ":" + x.ID
			if len(f.Link.To) == 1 {
				v = x.ID
			}
		default:
			v = f.Kind.Encode(v)
		}
		values[f.Name] = v
	}
	text, err := json.Marshal(map[string]any{row.Entity.Name: values})
	if err != nil {
		panic(err)
	}
	return string(text) + "\n"
}

// Every difference that was ever found stays: testdata/differ/*.txtar.
func TestDifferencesFound(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/differ/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			w, expressions := kept(t, a)
			w.open(t, enginetest.SQLite(t), enginetest.Postgres(t))
			for line := range strings.Lines(expressions) {
				w.holdsFor(t, strings.TrimSpace(line))
			}
		})
	}
}

// holdsFor asks "entity: expression". It must have a form in SQL, unless the line begins with "refused ".
func (w *drawnWorld) holdsFor(t *testing.T, line string) {
	t.Helper()
	line, refused := strings.CutPrefix(line, "refused ")
	entity, source, _ := strings.Cut(line, ": ")
	e, problem, part := w.compiled(entity, source)
	if refused != (part != "") || problem != "" {
		t.Errorf("%s: problem %q, refused %q", line, problem, part)
	}
	if e == nil {
		return
	}
	if d, _, err := w.differs(t.Context(), e); d != "" || err != nil {
		t.Errorf("%s: %s %v", line, d, err)
	}
}

// kept reads a case.
func kept(t *testing.T, a *txtar.Archive) (*drawnWorld, string) {
	t.Helper()
	parts := map[string]string{}
	for _, f := range a.Files {
		parts[f.Name] = string(f.Data)
	}
	w := &drawnWorld{yaml: parts["crm.yaml"], rows: rows{}}
	m, l := compile.Source(map[string]string{"crm.yaml": w.yaml})
	if m == nil {
		t.Fatal(l.All()[0])
	}
	w.m = m
	at, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(parts["now"]))
	if err != nil {
		t.Fatal(err)
	}
	w.now = at
	for line := range strings.Lines(parts["records"]) {
		w.keepLine(t, line)
	}
	w.index()
	return w, parts["expressions"]
}

func (w *drawnWorld) keepLine(t *testing.T, line string) {
	t.Helper()
	var in map[string]map[string]any
	dec := json.NewDecoder(strings.NewReader(line))
	dec.UseNumber()
	if err := dec.Decode(&in); err != nil {
		t.Fatal(line, err)
	}
	for _, name := range slices.Sorted(maps.Keys(in)) {
		e := w.m.Entity(name)
		row := newRow(e, 0)
		for f, v := range in[name] {
			decoded, err := e.Field(f).Kind.Decode(v, e.Field(f).Options)
			if err != nil {
				t.Fatal(f, v, err)
			}
			row.Set(f, decoded)
		}
		w.rows[name] = append(w.rows[name], row)
	}
}
