package query_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
)

// drawnWorld is a package and its records, in memory and in databases.
type drawnWorld struct {
	yaml  string
	m     *model.Model
	rows  rows
	sizes map[string]int
	now   time.Time
	dbs   []*store.DB

	byID    map[field.Ref]model.Row
	inverse map[inverseKey][]model.Row
}

type inverseKey struct {
	link *model.Field
	to   string
}

// worldOf compiles a package and draws its records.
func worldOf(t testing.TB, d draw) *drawnWorld {
	t.Helper()
	w := &drawnWorld{yaml: yamlPackage(d), rows: rows{}, sizes: map[string]int{}}
	m, l := compile.Source(map[string]string{"crm.yaml": w.yaml})
	if m == nil {
		t.Fatalf("%v\n%s", l.All()[0], w.yaml)
	}
	w.m = m
	w.now = one(d, instantsTried(m.Zone)[4:])
	for _, e := range m.Entities {
		if w.sizes[e.Name] = 40 + d.IntN(120); e.Name == "user" || e.Name == "task" {
			w.sizes[e.Name] = 3
		}
	}
	for _, e := range m.Entities {
		for n := range w.sizes[e.Name] {
			w.rows[e.Name] = append(w.rows[e.Name], w.record(d, e, n))
		}
	}
	w.index()
	return w
}

func (w *drawnWorld) index() {
	w.byID, w.inverse = map[field.Ref]model.Row{}, map[inverseKey][]model.Row{}
	for name, list := range w.rows {
		for _, row := range list {
			w.byID[field.Ref{Entity: name, ID: row.ID()}] = row
			for _, f := range row.Entity.Fields {
				refs, _ := row.Values[f.Slot].([]field.Ref)
				if ref, ok := row.Values[f.Slot].(field.Ref); ok {
					refs = []field.Ref{ref}
				}
				for _, ref := range refs {
					if row.Get("deleted_at") == nil {
						k := inverseKey{f, ref.ID}
						w.inverse[k] = append(w.inverse[k], row)
					}
				}
			}
		}
	}
}

// drawnRecord is a row as an expression sees it.
type drawnRecord struct {
	w   *drawnWorld
	row model.Row
}

func (r drawnRecord) Entity() string { return r.row.Entity.Name }
func (r drawnRecord) ID() string     { return r.row.ID() }
func (r drawnRecord) Value(slot int) any {
	if f := r.row.Entity.Fields[slot]; f.Live {
		v, err := f.Formula.Eval(r.w.frame(r.row))
		if err != nil {
			panic(err)
		}
		return v
	}
	return r.row.Values[slot]
}

func (w *drawnWorld) record1(row model.Row) rule.Record { return drawnRecord{w, row} }

// Record follows a link.
func (w *drawnWorld) Record(_ context.Context, entity, id string) (rule.Record, error) {
	if row, ok := w.byID[field.Ref{Entity: entity, ID: id}]; ok {
		return w.record1(row), nil
	}
	return nil, nil
}

// Collection gives what a link or its inverse leads to.
func (w *drawnWorld) Collection(ctx context.Context, of rule.Record, name string, _ int) (out []rule.Record, _ error) {
	row := of.(drawnRecord).row
	if f := row.Entity.Field(name); f != nil {
		refs, _ := row.Values[f.Slot].([]field.Ref)
		for _, ref := range refs {
			if to, ok := w.byID[ref]; ok && to.Get("deleted_at") == nil {
				out = append(out, w.record1(to))
			}
		}
		return out, nil
	}
	for _, x := range w.inverse[inverseKey{row.Entity.Inverse(name).Link, row.ID()}] {
		out = append(out, w.record1(x))
	}
	return out, nil
}

// Select finds records of an entity.
func (w *drawnWorld) Select(_ context.Context, entity string, pred *rule.Expr, outer *rule.Frame, limit int) (out []rule.Record, _ error) {
	for _, row := range w.rows[entity] {
		holds := row.Get("deleted_at") == nil
		if holds && pred != nil {
			var err error
			if holds, err = pred.HoldsFor(outer, w.record1(row)); err != nil {
				return nil, err
			}
		}
		if holds {
			if out = append(out, w.record1(row)); len(out) > limit {
				break
			}
		}
	}
	return out, nil
}

// Title is not tried: it is a formula of its own.
func (w *drawnWorld) Title(context.Context, rule.Record) (string, error) { return "", nil }

func (w *drawnWorld) frame(this model.Row) *rule.Frame {
	f := &rule.Frame{Now: w.now, Zone: w.m.Zone, Currency: w.m.Currency, Source: w,
		Settings: func(string) any { return decimal.RequireFromString("0.1") }}
	if users := w.rows["user"]; len(users) > 0 {
		f.User = w.record1(users[0])
	}
	if this.Entity != nil {
		f.This = w.record1(this)
	}
	return f
}

// load makes the records those of a database: first without links, for these go in circles.
func (w *drawnWorld) load(ctx context.Context, tx *store.Tx) error {
	for _, e := range w.m.Entities {
		for _, row := range w.rows[e.Name] {
			bare := model.Row{Entity: e, Values: slices.Clone(row.Values)}
			for _, f := range linksOf(e) {
				bare.Values[f.Slot] = nil
			}
			if err := tx.Insert(ctx, bare); err != nil {
				return fmt.Errorf("insert %s: %w", e.Name, err)
			}
		}
	}
	for _, e := range w.m.Entities {
		for _, row := range w.rows[e.Name] {
			if err := tx.Update(ctx, row, linksOf(e)); err != nil {
				return fmt.Errorf("link %s: %w", e.Name, err)
			}
		}
	}
	return nil
}

func linksOf(e *model.Entity) (out []*model.Field) {
	for _, f := range e.Fields {
		if f.Link != nil && !f.Live {
			out = append(out, f)
		}
	}
	return out
}

func (w *drawnWorld) open(t testing.TB, dbs ...*store.DB) {
	t.Helper()
	w.dbs = dbs
	for _, db := range dbs {
		if err := store.Create(t.Context(), db, w.m); err != nil {
			t.Fatal(err)
		}
		if err := db.Write(t.Context(), func(tx *store.Tx) error { return w.load(t.Context(), tx) }); err != nil {
			t.Fatalf("%v\n%s", err, w.yaml)
		}
	}
}

// compiled is an expression over an entity; nil where it is none, or has no form in SQL. part is what has none.
func (w *drawnWorld) compiled(entity, source string) (e *rule.Expr, problem, part string) {
	e, problems := rule.Compile(source, &rule.Scope{Schema: model.SchemaOf(w.m, nil), Entity: entity}, rule.Unknown)
	if problems != nil {
		return nil, string(problems[0].Code) + ": " + problems[0].Message, ""
	}
	for _, d := range []query.Dialect{query.SQLite, query.PostgreSQL} {
		if _, _, err := query.Values(w.m, e, w.frame(model.Row{}), d); err != nil {
			var no *query.NoSQL
			if errors.As(err, &no) {
				return nil, "", no.What
			}
			return nil, err.Error(), ""
		}
	}
	return e, "", ""
}

var errGaveUp = errors.New("the expression costs too much")

// differs asks memory and every database; "" when they say the same of every record. pairs is how many records that was.
func (w *drawnWorld) differs(ctx context.Context, e *rule.Expr) (difference string, pairs int, err error) {
	want := map[string]string{}
	for _, row := range w.rows[e.Scope.Entity] {
		v, err := e.Eval(w.frame(row))
		if err != nil {
			return "", 0, errors.Join(errGaveUp, err)
		}
		want[row.ID()] = written(v)
	}
	for _, db := range w.dbs {
		if d := w.differsFrom(ctx, db, e, want); d != "" {
			return d, len(want), nil
		}
	}
	return "", len(want), nil
}

func (w *drawnWorld) differsFrom(ctx context.Context, db *store.DB, e *rule.Expr, want map[string]string) string {
	st, scale, err := query.Values(w.m, e, w.frame(model.Row{}), dialectOf(db))
	if err != nil {
		return fmt.Sprintf("%s: %v", dialectOf(db), err)
	}
	var got []string
	if err := db.Read(ctx, func(tx *store.Tx) error { return tx.Scan(ctx, &got, st.SQL, st.Args...) }); err != nil {
		return fmt.Sprintf("%s: %v\n%s\n%v", dialectOf(db), err, st.SQL, st.Args)
	}
	if len(got) != len(want) {
		return fmt.Sprintf("%s gives %d records of %d", dialectOf(db), len(got), len(want))
	}
	for _, line := range got {
		id, value, _ := strings.Cut(line, "=")
		if _, id, several := strings.Cut(value, ":"); several && e.Type.Type == field.Record {
			value = id
		}
		if value = unscaled(value, e.Type, scale); value != want[id] {
			return fmt.Sprintf("%s of %s: memory %s, %s %s\n%s\n%v", e.Type, id, want[id], dialectOf(db), value, st.SQL, st.Args)
		}
	}
	return ""
}

// written is a value as both engines are made to write it.
func written(v any) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case decimal.Decimal:
		return plainNumber(v)
	case field.Money:
		return plainNumber(v.Amount) + " " + v.Currency
	case field.Clock:
		return fmt.Sprint(int(v))
	case field.Duration:
		return fmt.Sprint(v.Months, v.Days, v.Seconds)
	case time.Time:
		return v.UTC().Format(field.InstantLayout)
	case rule.Record:
		return v.ID()
	}
	return fmt.Sprint(v)
}

func plainNumber(d decimal.Decimal) string {
	if s := d.String(); strings.Contains(s, ".") {
		return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return d.String()
}

// unscaled is a value of a database in the form of written.
func unscaled(s string, t rule.Type, scale int) string {
	if s == "nil" || !t.Numeric() {
		return s
	}
	number, currency, _ := strings.Cut(s, " ")
	d, err := decimal.NewFromString(number)
	if err != nil || strings.ContainsAny(number, "eE") {
		return s + " (no exact number)"
	}
	return strings.TrimSpace(plainNumber(d.Shift(-int32(scale))) + " " + currency)
}
