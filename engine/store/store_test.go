package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 123000, time.UTC)

func kind(name string) field.Kind { k, _ := field.Named(name); return k }

// add gives an entity a field of a kind.
func add(e *model.Entity, name, of string) *model.Field {
	f := &model.Field{Entity: e, Name: name, Kind: kind(of), Slot: len(e.Fields)}
	switch of {
	case "money":
		f.Options.Scale, f.Options.Currency = field.MoneyScale, "USD"
	case "decimal":
		f.Options.Scale = field.DecimalScale
	}
	e.Fields = append(e.Fields, f)
	return f
}

func link(e *model.Entity, name, of string, to ...*model.Entity) *model.Field {
	f := add(e, name, of)
	f.Link = &model.Link{To: to}
	for _, t := range to {
		f.Options.Targets = append(f.Options.Targets, t.Name)
	}
	return f
}

func system(e *model.Entity) {
	for _, s := range []struct{ name, of string }{{"id", "text"}, {"created_at", "datetime"}, {"updated_at", "datetime"}, {"version", "integer"}, {"deleted_at", "datetime"}} {
		add(e, s.name, s.of).System = true
	}
}

// shop is a model with every kind of column.
func shop() *model.Model {
	tag, client, deal := &model.Entity{Name: "tag"}, &model.Entity{Name: "client"}, &model.Entity{Name: "deal"}
	add(tag, "name", "text")
	system(tag)
	add(client, "name", "text")
	add(client, "phone", "phone").Unique = true
	client.Search = []*model.Field{client.Field("name"), client.Field("phone")}
	system(client)
	for _, k := range []string{"text", "integer", "decimal", "money", "boolean", "date", "time", "datetime", "duration", "choices", "location", "file"} {
		add(deal, "a_"+k, k)
	}
	link(deal, "client", "link", client)
	link(deal, "about", "link", client, tag)
	link(deal, "tags", "links", tag)
	link(deal, "marks", "links", tag, client)
	system(deal)
	return &model.Model{Name: "shop", Version: "1", Hash: "h1", Entities: []*model.Entity{tag, client, deal}}
}

func newRow(e *model.Entity) model.Row {
	row := model.NewRow(e)
	row.Set("id", uuid.Must(uuid.NewV7()).String())
	row.Set("created_at", noon)
	row.Set("updated_at", noon)
	row.Set("version", int64(1))
	return row
}

func write(t *testing.T, db *store.DB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, m *model.Model, fn func(t *testing.T, db *store.DB)) {
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := store.Create(t.Context(), db, m); err != nil {
			t.Fatal(err)
		}
		fn(t, db)
	})
}

func TestRowsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	m := shop()
	each(t, m, func(t *testing.T, db *store.DB) {
		tag, client, deal := m.Entity("tag"), m.Entity("client"), m.Entity("deal")
		hot, ann, want := newRow(tag), newRow(client), newRow(deal)
		hot.Set("name", "hot")
		ann.Set("name", "Анна Щёголева")
		for name, v := range map[string]any{
			"a_text": "ใจดี ? '\"", "a_integer": int64(-7), "a_decimal": decimal.RequireFromString("1.500000"), "a_boolean": false,
			"a_money": field.Money{Amount: decimal.RequireFromString("12.3400"), Currency: "KGS"}, "a_date": field.Date{Year: 2026, Month: 2, Day: 28},
			"a_time": field.Clock(3600), "a_datetime": noon, "a_duration": field.Duration{Days: 3}, "a_choices": []string{"x", "y"},
			"a_location": field.Location{Lat: 1.5, Lon: -2}, "a_file": field.File{ID: ann.ID(), Name: "f", Type: "t", Size: 3},
			"client": field.Ref{Entity: "client", ID: ann.ID()}, "about": field.Ref{Entity: "tag", ID: hot.ID()},
			"tags": []field.Ref{{Entity: "tag", ID: hot.ID()}}, "marks": []field.Ref{{Entity: "tag", ID: hot.ID()}, {Entity: "client", ID: ann.ID()}},
		} {
			want.Set(name, v)
		}
		empty := newRow(deal)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.Insert(ctx, hot), tx.Insert(ctx, ann), tx.Insert(ctx, want), tx.Insert(ctx, empty))
		})
		for _, w := range []model.Row{want, empty} {
			write(t, db, func(ctx context.Context, tx *store.Tx) error {
				got, ok, err := tx.Lock(ctx, deal, w.ID())
				if err != nil || !ok {
					t.Fatalf("lock: %v %v", ok, err)
				}
				if d := cmp.Diff(w.Values, got.Values); d != "" {
					t.Error(d)
				}
				return nil
			})
		}
		var found string
		read(t, db, func(ctx context.Context, tx *store.Tx) error {
			return tx.Scan(ctx, &found, `SELECT _search FROM client WHERE id = ?`, ann.ID())
		})
		if found != "анна щеголева" {
			t.Errorf("search text %q", found)
		}
	})
}

func read(t *testing.T, db *store.DB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.Read(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func TestUpdateWritesOnlyWhatIsGiven(t *testing.T) {
	t.Parallel()
	m := shop()
	each(t, m, func(t *testing.T, db *store.DB) {
		deal, tag := m.Entity("deal"), m.Entity("tag")
		hot, row := newRow(tag), newRow(deal)
		row.Set("a_text", "before")
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.Insert(ctx, hot), tx.Insert(ctx, row))
		})
		row.Set("a_text", "after")
		row.Set("a_integer", int64(1))
		row.Set("tags", []field.Ref{{Entity: "tag", ID: hot.ID()}})
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			return tx.Update(ctx, row, []*model.Field{deal.Field("a_text"), deal.Field("tags")})
		})
		read(t, db, func(ctx context.Context, tx *store.Tx) error {
			got, _, err := tx.Row(ctx, deal, row.ID())
			if got.Get("a_text") != "after" || got.Get("a_integer") != nil || len(got.Get("tags").([]field.Ref)) != 1 {
				t.Errorf("got %v", got.Values)
			}
			return err
		})
		missing := newRow(deal)
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.Update(t.Context(), missing, []*model.Field{deal.Field("a_text")})
		})
		if !errors.Is(err, store.ErrNoRows) {
			t.Errorf("updating nothing: %v", err)
		}
	})
}

func TestViolationsAreTyped(t *testing.T) {
	t.Parallel()
	m := shop()
	each(t, m, func(t *testing.T, db *store.DB) {
		a, b, gone := newRow(m.Entity("client")), newRow(m.Entity("client")), newRow(m.Entity("client"))
		for _, r := range []model.Row{a, b, gone} {
			r.Set("phone", "+996555123456")
		}
		gone.Set("deleted_at", noon)
		deal := newRow(m.Entity("deal"))
		deal.Set("client", field.Ref{Entity: "client", ID: deal.ID()})
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.Insert(ctx, a), tx.Insert(ctx, gone))
		})
		for row, want := range map[string]struct {
			row  model.Row
			kind store.ViolationKind
			cols []string
		}{"same phone": {b, store.Unique, []string{"phone"}}, "dangling": {deal, store.Foreign, nil}} {
			err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.Insert(t.Context(), want.row) })
			var v *store.Violation
			if !errors.As(err, &v) || v.Kind != want.kind {
				t.Errorf("%s: %v", row, err)
			} else if want.cols != nil && (v.Table != "client" || !cmp.Equal(v.Columns, want.cols)) {
				t.Errorf("%s: %+v", row, v)
			}
		}
	})
}
