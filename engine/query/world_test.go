package query_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

func kind(name string) field.Kind { k, _ := field.Named(name); return k }

func add(e *model.Entity, name, of string) *model.Field {
	f := &model.Field{Entity: e, Name: name, Kind: kind(of), Slot: len(e.Fields)}
	switch of {
	case "money":
		f.Options.Scale, f.Options.Currency = field.MoneyScale, "USD"
	case "decimal":
		f.Options.Scale = 3
	case "percent":
		f.Options.Scale = field.PercentScale
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

func inverse(e *model.Entity, name string, link *model.Field) {
	e.Inverses = append(e.Inverses, &model.Inverse{Name: name, Entity: link.Entity, Link: link})
}

func system(e *model.Entity) {
	for _, s := range []struct{ name, of string }{{"id", "text"}, {"created_at", "datetime"}, {"updated_at", "datetime"}, {"version", "integer"}, {"deleted_at", "datetime"}} {
		add(e, s.name, s.of).System = true
	}
}

var osh = func() *time.Location {
	z, err := time.LoadLocation("Europe/Berlin") // it has summer time
	if err != nil {
		panic(err)
	}
	return z
}()

// shop is a model of deals, contacts, regions and users.
func shop() *model.Model {
	user, region, contact, deal := &model.Entity{Name: "user"}, &model.Entity{Name: "region"}, &model.Entity{Name: "contact"}, &model.Entity{Name: "deal"}
	add(user, "name", "text")
	add(user, "role", "text")
	system(user)
	add(region, "name", "text")
	link(region, "parent", "link", region)
	system(region)
	add(contact, "name", "text")
	add(contact, "city", "text")
	add(contact, "birth_date", "date")
	link(contact, "region", "link", region)
	system(contact)
	contact.Search = []*model.Field{contact.Field("name"), contact.Field("city")}
	for _, f := range [][2]string{{"name", "text"}, {"amount", "money"}, {"cost", "money"}, {"qty", "integer"}, {"discount", "decimal"}, {"rate", "percent"},
		{"vip", "boolean"}, {"starts_on", "date"}, {"ends_on", "date"}, {"at", "datetime"}, {"until", "datetime"}, {"opens", "time"}, {"length", "duration"}, {"tags", "tags"}} {
		add(deal, f[0], f[1])
	}
	add(deal, "stage", "choice").Options.Choices = []string{"new", "won", "lost"}
	client := link(deal, "client", "link", contact)
	link(deal, "owner", "user", user)
	link(deal, "about", "link", contact, region)
	people := link(deal, "people", "links", contact)
	age := add(deal, "days_left", "integer")
	system(deal)
	inverse(contact, "deals", client)
	inverse(contact, "part_of", people)
	m := &model.Model{Name: "shop", Version: "1", Hash: "h", Currency: "USD", Zone: osh, Roles: []*model.Role{{Name: "manager"}}, Entities: []*model.Entity{user, region, contact, deal}}
	age.Live = true
	e, problems := rule.Compile(`qty + age(starts_on)`, &rule.Scope{Schema: model.SchemaOf(m, nil), Entity: "deal"}, rule.Int)
	if problems != nil {
		panic(fmt.Sprint(problems))
	}
	age.Formula = e
	return m
}

// rows are all records of a test, by entity and id.
type rows map[string][]model.Row

// seen is a row as an expression sees it.
type seen struct {
	rows rows
	model.Row
	frame *rule.Frame
}

func (s seen) Entity() string { return s.Row.Entity.Name }
func (s seen) ID() string     { return s.Row.ID() }
func (s seen) Value(slot int) any {
	f := s.Row.Entity.Fields[slot]
	if f.Live {
		v, err := f.Formula.Eval(s.rows.frame(s.Row))
		if err != nil {
			panic(err)
		}
		return v
	}
	return s.Row.Values[slot]
}

func (r rows) of(row model.Row) rule.Record { return seen{rows: r, Row: row} }

func (r rows) Record(_ context.Context, entity, id string) (rule.Record, error) {
	for _, row := range r[entity] {
		if row.ID() == id {
			return r.of(row), nil
		}
	}
	return nil, nil
}

func (r rows) Collection(ctx context.Context, of rule.Record, name string, _ int) ([]rule.Record, error) {
	row := of.(seen).Row
	var out []rule.Record
	if f := row.Entity.Field(name); f != nil {
		refs, _ := row.Values[f.Slot].([]field.Ref)
		for _, ref := range refs {
			if to, _ := r.Record(ctx, ref.Entity, ref.ID); to != nil && to.(seen).Get("deleted_at") == nil {
				out = append(out, to)
			}
		}
		return out, nil
	}
	inv := row.Entity.Inverse(name)
	for _, x := range r[inv.Entity.Name] {
		refs, _ := x.Values[inv.Link.Slot].([]field.Ref)
		if ref, ok := x.Values[inv.Link.Slot].(field.Ref); ok {
			refs = []field.Ref{ref}
		}
		if x.Get("deleted_at") == nil && slices.ContainsFunc(refs, func(ref field.Ref) bool { return ref.ID == row.ID() }) {
			out = append(out, r.of(x))
		}
	}
	return out, nil
}

func (r rows) Select(_ context.Context, entity string, pred *rule.Expr, outer *rule.Frame, _ int) ([]rule.Record, error) {
	var out []rule.Record
	for _, row := range r[entity] {
		holds := row.Get("deleted_at") == nil
		if holds && pred != nil {
			var err error
			if holds, err = pred.HoldsFor(outer, r.of(row)); err != nil {
				return nil, err
			}
		}
		if holds {
			out = append(out, r.of(row))
		}
	}
	return out, nil
}

func (r rows) Title(context.Context, rule.Record) (string, error) { return "", nil }

var now = time.Date(2026, 3, 28, 22, 30, 0, 500_000_000, osh) // the night before summer time

func (r rows) frame(this model.Row) *rule.Frame {
	var me rule.Record
	if len(r["user"]) > 0 {
		me = r.of(r["user"][0])
	}
	f := &rule.Frame{User: me, Now: now, Zone: osh, Currency: "USD", Source: r, Vars: []any{"word"},
		Settings: func(string) any { return decimal.RequireFromString("0.1") }}
	if this.Entity != nil {
		f.This = r.of(this)
	}
	return f
}

func newRow(e *model.Entity, id int) model.Row {
	row := model.NewRow(e)
	row.Set("id", fmt.Sprintf("00000000-0000-7000-8000-%012d", id))
	row.Set("created_at", now.Add(time.Duration(id)*time.Hour).Truncate(time.Microsecond))
	row.Set("updated_at", now.Truncate(time.Microsecond))
	row.Set("version", int64(1))
	return row
}

func ref(row model.Row) field.Ref { return field.Ref{Entity: row.Entity.Name, ID: row.ID()} }

func scopeOf(m *model.Model) *rule.Scope {
	return &rule.Scope{Schema: model.SchemaOf(m, nil), Entity: "deal", Vars: []rule.Var{{Name: "word", Type: rule.Text}}}
}

// fill makes an empty database of the rows.
func fill(t *testing.T, db *store.DB, m *model.Model, r rows) {
	t.Helper()
	if err := store.Create(t.Context(), db, m); err != nil {
		t.Fatal(err)
	}
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		for _, e := range m.Entities {
			for _, row := range r[e.Name] {
				if err := tx.Insert(t.Context(), row); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func find(t testing.TB, db *store.DB, q query.Select) (ids []string, err error) {
	t.Helper()
	err = db.Read(t.Context(), func(tx *store.Tx) error {
		found, err := tx.Find(t.Context(), q)
		for _, row := range found {
			ids = append(ids, row.ID())
		}
		return err
	})
	return ids, err
}

func each(t *testing.T, m *model.Model, r rows, fn func(t *testing.T, db *store.DB)) {
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		fill(t, db, m, r)
		fn(t, db)
	})
}
