package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
)

func upgrade(t *testing.T, db *store.DB, m *model.Model, allow ...string) *plan.Plan {
	t.Helper()
	p, err := store.Upgrade(t.Context(), db, store.Options{Model: m, At: noon, Allow: allow})
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
	return p
}

// small is a client with deals; change makes its next version.
func small(change func(client, deal *model.Entity)) *model.Model {
	client, deal := &model.Entity{Name: "client"}, &model.Entity{Name: "deal"}
	add(client, "name", "text")
	system(client)
	system(deal)
	f := link(deal, "client", "link", client)
	_ = f
	if change != nil {
		change(client, deal)
	}
	m := &model.Model{Name: "small", Version: "1", Hash: "h", Entities: []*model.Entity{client, deal}}
	return m
}

func choice(e *model.Entity, name string, options ...string) *model.Field {
	f := add(e, name, "choice")
	f.Options.Choices = options
	for _, o := range options {
		f.Choices = append(f.Choices, &model.Option{Name: o})
	}
	return f
}

func insert(t *testing.T, db *store.DB, rows ...model.Row) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for _, r := range rows {
			if err := tx.Insert(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func reload(t *testing.T, db *store.DB, e *model.Entity, id string) model.Row {
	t.Helper()
	var row model.Row
	read(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
		var ok bool
		if row, ok, err = tx.Row(ctx, e, id); err == nil && !ok {
			t.Fatalf("%s %s is gone", e.Name, id)
		}
		return err
	})
	return row
}

func TestARemovedFieldIsLostOnlyWhenAllowed(t *testing.T) {
	t.Parallel()
	before := small(func(_, deal *model.Entity) { add(deal, "budget", "money") })
	each(t, before, func(t *testing.T, db *store.DB) {
		deal := newRow(before.Entity("deal"))
		deal.Set("budget", field.Money{Amount: decimal.NewFromInt(5), Currency: "USD"})
		insert(t, db, deal)
		after := small(nil)
		after.Hash = "h2"
		p, err := store.Upgrade(t.Context(), db, store.Options{Model: after, At: noon})
		var r *store.Refused
		if !errors.As(err, &r) || !slices.Equal(r.Unallowed, []string{"deal.budget"}) {
			t.Fatalf("got %v, plan\n%s", err, p)
		}
		upgrade(t, db, after, "deal.budget")
		reload(t, db, after.Entity("deal"), deal.ID())
	})
}

// The rows of children survive a table that SQLite makes anew.
func TestChildrenSurviveTheRebuildOfTheirParent(t *testing.T) {
	t.Parallel()
	before := small(func(client, _ *model.Entity) { add(client, "old", "text"); link(client, "tags", "links", client) })
	each(t, before, func(t *testing.T, db *store.DB) {
		client, deal := newRow(before.Entity("client")), newRow(before.Entity("deal"))
		client.Set("name", "Ann")
		client.Set("tags", []field.Ref{{Entity: "client", ID: client.ID()}})
		deal.Set("client", field.Ref{Entity: "client", ID: client.ID()})
		insert(t, db, client, deal)
		after := small(func(client, _ *model.Entity) { link(client, "tags", "links", client) })
		upgrade(t, db, after)
		got := reload(t, db, after.Entity("client"), client.ID())
		if got.Get("name") != "Ann" || got.Get("tags") == nil || reload(t, db, after.Entity("deal"), deal.ID()).Get("client") == nil {
			t.Errorf("got %v", got.Values)
		}
	})
}

func TestRenamesCarryTheirData(t *testing.T) {
	t.Parallel()
	before := small(func(client, deal *model.Entity) {
		add(deal, "sum", "integer").Unique = true
		link(deal, "tags", "links", client)
	})
	each(t, before, func(t *testing.T, db *store.DB) {
		client, deal := newRow(before.Entity("client")), newRow(before.Entity("deal"))
		deal.Set("sum", int64(7))
		deal.Set("client", field.Ref{Entity: "client", ID: client.ID()})
		deal.Set("tags", []field.Ref{{Entity: "client", ID: client.ID()}})
		insert(t, db, client, deal)
		after := small(func(client, deal *model.Entity) {
			client.Name, client.Was, deal.Name, deal.Was = "person", "client", "offer", "deal"
			deal.Field("client").Options.Targets = []string{"person"}
			f := add(deal, "total", "integer")
			f.Was, f.Unique = "sum", true
			link(deal, "labels", "links", client).Was = "tags"
		})
		upgrade(t, db, after)
		got := reload(t, db, after.Entity("offer"), deal.ID())
		if got.Get("total") != int64(7) || got.Get("labels") == nil || got.Get("client") == nil {
			t.Errorf("got %v", got.Values)
		}
	})
}

func TestOptionsAreCarriedOrLost(t *testing.T) {
	t.Parallel()
	before := small(func(_, deal *model.Entity) { choice(deal, "state", "new", "demo", "done") })
	each(t, before, func(t *testing.T, db *store.DB) {
		demo, done := newRow(before.Entity("deal")), newRow(before.Entity("deal"))
		demo.Set("state", "demo")
		done.Set("state", "done")
		insert(t, db, demo, done)
		after := small(func(_, deal *model.Entity) { choice(deal, "state", "new", "meeting").Choices[1].Was = "demo" })
		after.Hash = "h2"
		p, err := store.Upgrade(t.Context(), db, store.Options{Model: after, At: noon})
		if err == nil || !strings.Contains(p.String(), `which is gone: 1 record holds it`) {
			t.Fatalf("%v\n%s", err, p)
		}
		after.Entity("deal").Field("state").Map = map[string]string{"done": "new"}
		upgrade(t, db, after)
		e := after.Entity("deal")
		if a, b := reload(t, db, e, demo.ID()).Get("state"), reload(t, db, e, done.ID()).Get("state"); a != "meeting" || b != "new" {
			t.Errorf("got %v, %v", a, b)
		}
	})
}

func TestATypeChangesWithItsValues(t *testing.T) {
	t.Parallel()
	before := small(func(_, deal *model.Entity) { add(deal, "n", "text").Index = true; add(deal, "d", "integer") })
	each(t, before, func(t *testing.T, db *store.DB) {
		good, bad := newRow(before.Entity("deal")), newRow(before.Entity("deal"))
		good.Set("n", "1.5")
		good.Set("d", int64(3))
		bad.Set("n", "many")
		insert(t, db, good, bad)
		after := small(func(_, deal *model.Entity) { add(deal, "n", "decimal").Index = true; add(deal, "d", "decimal") })
		after.Hash = "h2"
		_, err := store.Upgrade(t.Context(), db, store.Options{Model: after, At: noon})
		var r *store.Refused
		if !errors.As(err, &r) || !slices.Equal(r.Unallowed, []string{"deal.n"}) {
			t.Fatal(err)
		}
		upgrade(t, db, after, "deal.n")
		got := reload(t, db, after.Entity("deal"), good.ID())
		if got.Get("n").(decimal.Decimal).String() != "1.5" || got.Get("d").(decimal.Decimal).String() != "3" {
			t.Errorf("got %v", got.Values)
		}
		if got := reload(t, db, after.Entity("deal"), bad.ID()).Get("n"); got != nil {
			t.Errorf("got %v", got)
		}
	})
}

func TestANewUniqueIsBlockedByDuplicates(t *testing.T) {
	t.Parallel()
	before := small(nil)
	each(t, before, func(t *testing.T, db *store.DB) {
		a, b := newRow(before.Entity("client")), newRow(before.Entity("client"))
		a.Set("name", "Ann")
		b.Set("name", "Ann")
		insert(t, db, a, b)
		after := small(func(client, _ *model.Entity) { client.Field("name").Unique = true })
		_, err := store.Upgrade(t.Context(), db, store.Options{Model: after, At: noon})
		var r *store.Refused
		if !errors.As(err, &r) || len(r.Blocked) != 1 {
			t.Fatal(err)
		}
	})
}

func TestAPlanOfYesterdayIsRefused(t *testing.T) {
	t.Parallel()
	before := small(nil)
	each(t, before, func(t *testing.T, db *store.DB) {
		after := small(func(client, _ *model.Entity) { add(client, "a", "text") })
		p, err := store.Plan(t.Context(), db, after)
		if err != nil {
			t.Fatal(err)
		}
		upgrade(t, db, small(func(client, _ *model.Entity) { add(client, "b", "text") }))
		if err := store.Apply(t.Context(), db, p, store.Options{Model: after}); !errors.Is(err, plan.ErrDatabaseMoved) {
			t.Errorf("got %v", err)
		}
	})
}

func TestOldValuesAreConverted(t *testing.T) {
	t.Parallel()
	before := small(func(_, deal *model.Entity) { add(deal, "n", "text"); add(deal, "sure", "integer") })
	each(t, before, func(t *testing.T, db *store.DB) {
		good, bad := newRow(before.Entity("deal")), newRow(before.Entity("deal"))
		good.Set("n", "1 250,5")
		good.Set("sure", int64(2))
		bad.Set("n", "many")
		bad.Set("sure", int64(0))
		insert(t, db, good, bad)
		after := small(func(_, deal *model.Entity) { add(deal, "n", "decimal"); add(deal, "sure", "boolean") })
		after.Hash = "h2"
		e := after.Entity("deal")
		value := func(source string) *rule.Expr {
			x, problems := rule.Compile(source, &rule.Scope{Schema: names{after}, Vars: []rule.Var{{Name: "value", Type: rule.Any}}}, rule.Unknown)
			if problems != nil {
				t.Fatal(problems)
			}
			return x
		}
		e.Field("n").Convert = value(`number(replace(replace(value, " ", ""), ",", "."))`)
		e.Field("sure").Convert = value(`value > 1`)
		p, err := store.Plan(t.Context(), db, after)
		if err != nil || !slices.Equal(p.Unallowed(nil), []string{"deal.n"}) || !strings.Contains(p.String(), "1 record has a value that is none of the new type; convert: says") {
			t.Fatal(p, err)
		}
		upgrade(t, db, after, "deal.n")
		got := reload(t, db, e, good.ID())
		if got.Get("n").(decimal.Decimal).String() != "1250.5" || got.Get("sure") != true {
			t.Errorf("got %v", got.Values)
		}
		if got := reload(t, db, e, bad.ID()); got.Get("n") != nil || got.Get("sure") != false {
			t.Errorf("got %v", got.Values)
		}
	})
}
