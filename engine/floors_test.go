package engine_test

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/tamga-crm/tamga/"

// owned are the libraries that have one owner each, by the word that the table calls them.
var owned = map[string]string{
	"gopkg.in/yaml.v3": "yaml", "github.com/invopop/jsonschema": "jsonschema", "github.com/expr-lang/expr": "expr",
	"github.com/uptrace/bun": "bun", "github.com/jackc/pgx": "pgx", "modernc.org/sqlite": "sqlite",
	"github.com/alexedwards/argon2id": "argon2id", "codeberg.org/go-pdf/fpdf": "fpdf", "github.com/go-text/typesetting": "typesetting",
	"github.com/wneessen/go-mail": "go-mail", "github.com/labstack/echo": "echo", "github.com/getkin/kin-openapi": "kin-openapi",
	"github.com/prometheus/client_golang": "prometheus",
}

// floor is one row of the table in doc.go.
type floor struct {
	level   int
	imports []string
}

var rowForm = regexp.MustCompile(`^//\t(\d)  (\w+) +\.\.\. ?(.*)$`)

// table reads doc.go.
func table(t *testing.T) map[string]floor {
	t.Helper()
	b, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]floor{}
	for line := range strings.Lines(string(b)) {
		if m := rowForm.FindStringSubmatch(strings.TrimRight(line, "\n")); m != nil {
			level, err := strconv.Atoi(m[1])
			if err != nil {
				t.Fatal(err)
			}
			rows[m[2]] = floor{level, strings.Fields(m[3])}
		}
	}
	return rows
}

// source is the files of a package, without its tests.
type source struct {
	files []*ast.File
	fset  *token.FileSet
}

// sources parses every package of the engine by its name.
func sources(t *testing.T) map[string]source {
	t.Helper()
	out := map[string]source{}
	paths, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	roof, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(paths, roof...) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		name := filepath.Dir(path)
		if name == "." {
			name = "engine"
		}
		s, ok := out[name]
		if !ok {
			s.fset = token.NewFileSet()
		}
		f, err := parser.ParseFile(s.fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		s.files = append(s.files, f)
		out[name] = s
	}
	return out
}

// imports are the packages of the house and the owned libraries that a package imports, by name.
func (s source) imports() []string {
	found := map[string]bool{}
	for _, path := range s.paths() {
		if name, ok := strings.CutPrefix(path, module+"engine/"); ok {
			found[name] = true
		}
		for prefix, word := range owned {
			if strings.HasPrefix(path, prefix) {
				found[word] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func (s source) paths() []string {
	var out []string
	for _, f := range s.files {
		for _, i := range f.Imports {
			out = append(out, strings.Trim(i.Path.Value, `"`))
		}
	}
	return out
}

func TestFloors(t *testing.T) {
	t.Parallel()
	rows, code := table(t), sources(t)
	for _, name := range slices.Sorted(maps.Keys(code)) {
		row, ok := rows[name]
		if !ok {
			t.Errorf("%s stands on no floor: add its row to doc.go: %s", name, strings.Join(code[name].imports(), " "))
			continue
		}
		if got := code[name].imports(); !slices.Equal(got, row.imports) {
			t.Errorf("%s imports\n    %s\ndoc.go says\n    %s", name, strings.Join(got, " "), strings.Join(row.imports, " "))
		}
		for _, other := range row.imports {
			if o, ok := rows[other]; ok && o.level >= row.level {
				t.Errorf("%s (floor %d) imports %s (floor %d), which is not below it", name, row.level, other, o.level)
			}
		}
	}
	for name := range rows {
		if _, ok := code[name]; !ok {
			t.Errorf("doc.go has a row for %s, which is not there", name)
		}
	}
}

func TestEveryLibraryHasOneOwner(t *testing.T) {
	t.Parallel()
	owner := map[string]string{}
	for name, s := range sources(t) {
		for _, word := range s.imports() {
			if !slices.Contains(slices.Collect(maps.Values(owned)), word) {
				continue
			}
			if other := owner[word]; other != "" {
				t.Errorf("%s is imported by %s and %s", word, other, name)
			}
			owner[word] = name
		}
	}
}

// pure tells the packages that must neither look at the clock nor touch disk or network, nor begin a goroutine.
func pure(name string, f floor) bool { return f.level <= 4 && name != "store" }

// outside are imports that reach out of the process, and outsideCalls the calls of the others that do.
var (
	outside      = []string{"os", "os/exec", "net", "net/http", "syscall", "database/sql", "io/ioutil", "math/rand", "crypto/rand"}
	outsideCalls = []string{"time.Now", "time.Since", "time.Until", "time.After", "time.Sleep", "time.NewTimer", "time.NewTicker", "time.Tick",
		"time.AfterFunc", "net.Dial", "net.Listen", "uuid.New", "uuid.NewV7", "uuid.NewString"}
)

func TestLowerFloorsArePure(t *testing.T) {
	t.Parallel()
	rows := table(t)
	for name, s := range sources(t) {
		if !pure(name, rows[name]) {
			continue
		}
		for _, path := range s.paths() {
			if slices.Contains(outside, path) {
				t.Errorf("%s is pure and imports %s", name, path)
			}
		}
		for _, f := range s.files {
			ast.Inspect(f, func(n ast.Node) bool { reachesOut(t, s, n); return true })
		}
	}
}

func reachesOut(t *testing.T, s source, n ast.Node) {
	switch n := n.(type) {
	case *ast.GoStmt:
		t.Errorf("%s: a goroutine begins on a pure floor", s.fset.Position(n.Pos()))
	case *ast.SelectorExpr:
		if x, ok := n.X.(*ast.Ident); ok && slices.Contains(outsideCalls, x.Name+"."+n.Sel.Name) {
			t.Errorf("%s: %s.%s on a pure floor", s.fset.Position(n.Pos()), x.Name, n.Sel.Name)
		}
	}
}

// TestPureFloorsBuildForWASM builds what a browser could run.
func TestPureFloorsBuildForWASM(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds the lower floors for another machine")
	}
	args := []string{"build"}
	rows := table(t)
	for _, name := range slices.SortedFunc(maps.Keys(rows), func(a, b string) int { return cmp.Compare(a, b) }) {
		if pure(name, rows[name]) {
			args = append(args, module+"engine/"+name)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, bytes.TrimSpace(out))
	}
	if len(args) < 8 {
		t.Fatal(fmt.Sprint("too few pure floors: ", args))
	}
}
