package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// A sketch is a model in the making: what random changes are made to.
type sketch struct {
	Entities []*sketchEntity
	renames  int
}

type sketchEntity struct {
	Name, Was string
	Fields    []*sketchField
}

type sketchField struct {
	Name, Was, Kind string
	Unique, Index   bool
	To              string
	Scale           int
	Options         []string
}

var plainKinds = []string{"text", "integer", "decimal", "money", "boolean", "date", "datetime", "choice", "choices", "tags", "phone", "range"}

func (s *sketch) entity(r *rand.Rand) *sketchEntity { return s.Entities[r.IntN(len(s.Entities))] }

func (s *sketch) fresh(prefix string) string { s.renames++; return fmt.Sprint(prefix, s.renames) }

// change does one random thing.
func (s *sketch) change(r *rand.Rand) {
	e := s.entity(r)
	what := r.IntN(9)
	if what > 2 && len(e.Fields) == 0 {
		what = 0
	}
	switch what {
	case 0:
		e.Fields = append(e.Fields, s.field(r))
	case 1:
		if len(s.Entities) < 4 {
			s.Entities = append(s.Entities, &sketchEntity{Name: s.fresh("e"), Fields: []*sketchField{s.field(r)}})
		}
	case 2:
		s.rename(e)
	case 3:
		i := r.IntN(len(e.Fields))
		e.Fields = slices.Delete(e.Fields, i, i+1)
	case 4:
		f := e.Fields[r.IntN(len(e.Fields))]
		f.Was, f.Name = f.Name, s.fresh("f")
	case 5:
		f := s.field(r)
		i := r.IntN(len(e.Fields))
		f.Name = e.Fields[i].Name
		e.Fields[i] = f
	case 6:
		f := e.Fields[r.IntN(len(e.Fields))]
		f.Index, f.Unique = !f.Index, r.IntN(4) == 0
	case 7:
		f := e.Fields[r.IntN(len(e.Fields))]
		f.Scale, f.Options = 2+r.IntN(4), []string{"a", "b", "c"}[:1+r.IntN(3)]
	case 8:
		if len(s.Entities) > 2 {
			s.drop(e)
		}
	}
}

func (s *sketch) rename(e *sketchEntity) {
	old := e.Name
	e.Was, e.Name = old, s.fresh("e")
	for _, o := range s.Entities {
		for _, f := range o.Fields {
			if f.To == old {
				f.To = e.Name
			}
		}
	}
}

func (s *sketch) drop(e *sketchEntity) {
	s.Entities = slices.DeleteFunc(s.Entities, func(o *sketchEntity) bool { return o == e })
	for _, o := range s.Entities {
		o.Fields = slices.DeleteFunc(o.Fields, func(f *sketchField) bool { return f.To == e.Name })
	}
}

func (s *sketch) field(r *rand.Rand) *sketchField {
	f := &sketchField{Name: s.fresh("f"), Kind: plainKinds[r.IntN(len(plainKinds))], Scale: 2, Options: []string{"a", "b", "c"}, Index: r.IntN(3) == 0}
	if n := r.IntN(8); n < 2 {
		f.Kind, f.To = []string{"link", "links"}[n], s.entity(r).Name
	}
	return f
}

// model makes the model that the sketch is of.
func (s *sketch) model(version int) *model.Model {
	m := &model.Model{Name: "torture", Hash: fmt.Sprint(version)}
	for _, e := range s.Entities {
		m.Entities = append(m.Entities, &model.Entity{Name: e.Name, Was: e.Was})
	}
	for i, e := range s.Entities {
		to := m.Entities[i]
		system(to)
		for _, f := range e.Fields {
			var mf *model.Field
			switch {
			case f.To != "":
				mf = link(to, f.Name, f.Kind, m.Entity(f.To))
			case f.Kind == "choice" || f.Kind == "choices":
				mf = choice(to, f.Name, f.Options...)
				mf.Kind = kind(f.Kind)
			default:
				mf = add(to, f.Name, f.Kind)
			}
			if f.Kind == "decimal" {
				mf.Options.Scale = f.Scale
			}
			mf.Was, mf.Index, mf.Unique = f.Was, f.Index && f.Kind != "links", f.Unique && f.Kind != "links"
			if f.Kind == "text" {
				to.Search = append(to.Search, mf)
			}
		}
	}
	return m
}

func randomValue(r *rand.Rand, f *model.Field, rows map[string][]string) any {
	if r.IntN(4) == 0 {
		return nil
	}
	switch f.Kind.Name() {
	case "text":
		return []string{"12", "2026-01-02", "Ёлка", "a", "true"}[r.IntN(5)]
	case "range":
		return field.Range{From: int64(r.IntN(100)), To: int64(100 + r.IntN(100))}
	case "integer":
		return int64(r.IntN(1000))
	case "decimal":
		return decimal.New(int64(r.IntN(1000)), -2)
	case "money":
		return field.Money{Amount: decimal.New(int64(r.IntN(1000)), -2), Currency: "USD"}
	case "boolean":
		return r.IntN(2) == 0
	case "date":
		return field.Date{Year: 2026, Month: 5, Day: 1 + r.IntN(28)}
	case "datetime":
		return noon
	case "choice":
		return f.Options.Choices[r.IntN(len(f.Options.Choices))]
	case "choices", "tags":
		return []string{"a"}
	case "phone":
		return "+996555123456"
	case "link", "links":
		ids := rows[f.Link.To[0].Name]
		if len(ids) == 0 {
			return nil
		}
		ref := field.Ref{Entity: f.Link.To[0].Name, ID: ids[r.IntN(len(ids))]}
		if f.Kind.Name() == "links" {
			return []field.Ref{ref}
		}
		return ref
	}
	return nil
}

// TestRandomChangesLoseNothingUnnamed changes a model at random, with rows in it: plan, apply, plan again is empty,
// and every value that the plan did not name as lost is still there.
func TestRandomChangesLoseNothingUnnamed(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]func(testing.TB) *store.DB{"sqlite": enginetest.SQLite, "postgres": enginetest.Postgres} {
		for seed := range uint64(3) {
			t.Run(fmt.Sprintf("%s/%d", name, seed), func(t *testing.T) {
				t.Parallel()
				torture(t, db(t), rand.New(rand.NewPCG(seed, 7)))
			})
		}
	}
}

func torture(t *testing.T, db *store.DB, r *rand.Rand) {
	s := &sketch{Entities: []*sketchEntity{{Name: "e"}}}
	for range 4 {
		s.change(r)
	}
	before := s.model(0)
	upgrade(t, db, before)
	for version := 1; version <= 12; version++ {
		populate(t, db, before, r)
		have := snapshot(t, db, before)
		for _, e := range s.Entities {
			e.Was = ""
			for _, f := range e.Fields {
				f.Was = ""
			}
		}
		for range 1 + r.IntN(3) {
			s.change(r)
		}
		after := s.model(version)
		p, ok := force(t, db, after)
		if !ok { // blocked by duplicates: nothing may have happened
			if d := cmp.Diff(have, snapshot(t, db, before)); d != "" {
				t.Fatalf("refused, and yet\n%s", d)
			}
			for _, e := range s.Entities {
				for _, f := range e.Fields {
					f.Unique = false
				}
			}
			after = s.model(version)
			if p, ok = force(t, db, after); !ok {
				t.Fatalf("still blocked:\n%s", p)
			}
		}
		compare(t, p, have, snapshot(t, db, after))
		before = after
	}
}

// force applies and allows every loss.
func force(t *testing.T, db *store.DB, m *model.Model) (*plan.Plan, bool) {
	t.Helper()
	p, err := store.Plan(t.Context(), db, m)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Upgrade(t.Context(), db, store.Options{Model: m, At: noon, Allow: p.Unallowed(nil)})
	var refused *store.Refused
	if errors.As(err, &refused) && len(refused.Blocked) > 0 {
		return p, false
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, p)
	}
	again, err := store.Plan(t.Context(), db, m)
	if err != nil {
		t.Fatal(err)
	}
	if !again.Nothing() {
		t.Fatalf("after\n%sit plans again\n%s", p, again)
	}
	return p, true
}

func populate(t *testing.T, db *store.DB, m *model.Model, r *rand.Rand) {
	t.Helper()
	rows := map[string][]string{}
	for _, e := range m.Entities {
		for range 2 {
			row := newRow(e)
			for _, f := range e.Fields {
				if !f.System {
					row.Values[f.Slot] = randomValue(r, f, rows)
				}
			}
			err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.Insert(t.Context(), row) })
			var v *store.Violation
			if errors.As(err, &v) && v.Kind == store.Unique {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			rows[e.Name] = append(rows[e.Name], row.ID())
		}
	}
}

// snapshot is every value as text: entity.field.id → value.
func snapshot(t *testing.T, db *store.DB, m *model.Model) map[string]string {
	t.Helper()
	have := map[string]string{}
	read(t, db, func(ctx context.Context, tx *store.Tx) error {
		for _, e := range m.Entities {
			rows, err := tx.Every(ctx, e, 10_000)
			if err != nil {
				return err
			}
			for _, row := range rows {
				for _, f := range e.Fields {
					if v := row.Values[f.Slot]; v != nil {
						have[e.Name+"."+f.Name+"."+row.ID()] = f.Kind.Name() + " " + valueText(v)
					}
				}
			}
		}
		return nil
	})
	return have
}

// valueText leaves out the name of a link's entity, which may be renamed.
func valueText(v any) string {
	switch v := v.(type) {
	case field.Ref:
		return v.ID
	case []field.Ref:
		return fmt.Sprint(len(v), v[0].ID)
	}
	return fmt.Sprint(v)
}

// ofRange is the field of a column that may be an end of a range.
func ofRange(column string) string {
	return strings.TrimSuffix(strings.TrimSuffix(column, field.FromSuffix), field.ToSuffix)
}

// compare looks for every value of before under its name of after, unless the plan names it.
func compare(t *testing.T, p *plan.Plan, before, after map[string]string) {
	t.Helper()
	tables, columns, touched := map[string]string{}, map[string]string{}, map[string]bool{}
	for _, st := range p.Steps {
		switch c := st.Change.(type) {
		case *plan.RenameTable:
			tables[c.From] = c.To
		case *plan.RenameColumn:
			columns[c.Table+"."+ofRange(c.From)] = ofRange(c.To)
		case *plan.ChangeType, *plan.Rescale, *plan.DropColumn, *plan.DropTable, *plan.LoseValue, *plan.AddForeign:
			name := st.Change.Subject()
			if v, ok := c.(*plan.LoseValue); ok {
				name = v.Table + "." + v.Column.Name
			}
			touched[ofRange(name)] = true
		}
	}
	for key, v := range before {
		part := strings.SplitN(key, ".", 3)
		table, column := part[0], part[1]
		if to, ok := tables[table]; ok {
			table = to
		}
		if to, ok := columns[table+"."+column]; ok {
			column = to
		}
		if touched[table] || touched[table+"."+column] || touched[part[0]+"_"+part[1]] {
			continue
		}
		kind, text, _ := strings.Cut(v, " ")
		if kind == "links" && !slices.Contains(slices.Collect(maps.Values(after)), v) { // its table may have another name
			t.Fatalf("%s was %q and is gone after\n%s", key, v, p)
		} else if kind == "links" {
			continue
		}
		got, ok := after[table+"."+column+"."+part[2]]
		kindNow, textNow, _ := strings.Cut(got, " ")
		if !ok || kindNow == kind && textNow != text {
			t.Fatalf("%s was %q and is %q under %s.%s after\n%s", key, v, got, table, column, p)
		}
	}
}
