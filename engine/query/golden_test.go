package query_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

var update = flag.Bool("update", false, "write the goldens anew")

// Each file of testdata asks one question over deals: "where", "sort" and "limit" come in, the SQL of each database
// and the records that SQLite finds go out.
func TestGoldens(t *testing.T) {
	t.Parallel()
	m := shop()
	r := many(m)
	db := enginetest.SQLite(t)
	fill(t, db, m, r)
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		in, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		q := question(t, m, r, in)
		found, err := find(t, db, q)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out := &txtar.Archive{Comment: in.Comment}
		for _, d := range []query.Dialect{query.SQLite, query.PostgreSQL} {
			s, err := q.Records(d)
			if err != nil {
				t.Fatal(err)
			}
			out.Files = append(out.Files, txtar.File{Name: d.String(), Data: []byte(readable(s, m))})
		}
		out.Files = append(out.Files, txtar.File{Name: "records", Data: []byte(strings.Join(short(found), " ") + "\n")})
		if *update {
			if err := os.WriteFile(file, txtar.Format(out), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), string(txtar.Format(out))); d != "" {
			t.Errorf("%s: %s", file, d)
		}
	}
}

// question reads the lines "where: …", "sort: …" and "limit: …" above the first file.
func question(t *testing.T, m *model.Model, r rows, in *txtar.Archive) query.Select {
	t.Helper()
	q := query.Select{Model: m, Entity: m.Entity("deal"), Frame: r.frame(model.Row{})}
	for line := range strings.Lines(string(in.Comment)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		var err error
		switch key {
		case "where":
			e, problems := rule.Compile(value, scopeOf(m), rule.Bool)
			if problems != nil {
				t.Fatal(value, problems)
			}
			q.Where = append(q.Where, e)
		case "sort":
			q.Sort, err = query.ParseSort(q.Entity, value, nil)
		case "limit":
			_, err = fmt.Sscan(value, &q.Limit)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return q
}

// readable breaks a statement into lines and leaves its columns out.
func readable(s query.Statement, m *model.Model) string {
	sql := s.SQL
	var columns []string
	for _, f := range m.Entity("deal").Fields {
		for _, c := range f.Columns() {
			columns = append(columns, `t1."`+c+`"`)
		}
	}
	sql = strings.ReplaceAll(sql, strings.Join(columns, ", "), "…")
	for _, word := range []string{" FROM ", " LEFT JOIN ", " WHERE ", " AND ", " UNION ALL ", " ORDER BY "} {
		sql = strings.ReplaceAll(sql, word, "\n"+word[1:])
	}
	return fmt.Sprintf("%s\n%v\n", sql, s.Args)
}
