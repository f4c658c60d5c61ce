package store_test

import (
	"context"
	"flag"
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// pipeline is deals of a dozen fields, as a CRM has them.
func pipeline() *model.Model {
	client, deal := &model.Entity{Name: "client"}, &model.Entity{Name: "deal"}
	add(client, "name", "text")
	system(client)
	for i := range 4 {
		add(deal, fmt.Sprint("text", i), "text")
	}
	add(deal, "amount", "money").Index = true
	add(deal, "discount", "decimal")
	add(deal, "vip", "boolean")
	add(deal, "close_on", "date")
	add(deal, "stage_since", "datetime")
	link(deal, "client", "link", client)
	link(deal, "owner", "link", client)
	deal.Search = []*model.Field{deal.Field("text0")}
	system(deal)
	deal.Views = []*model.View{{Entity: deal, Sort: []model.Order{{Field: deal.Field("created_at"), Desc: true}}}}
	return &model.Model{Name: "pipeline", Hash: "h", Entities: []*model.Entity{client, deal}}
}

func aDeal(e *model.Entity, client string, i int) model.Row {
	row := newRow(e)
	for k := range 4 {
		row.Set(fmt.Sprint("text", k), fmt.Sprintf("Сделка номер %d", i))
	}
	row.Set("amount", field.Money{Amount: decimal.New(int64(i%1000), -2), Currency: "USD"})
	row.Set("discount", decimal.New(15, -1))
	row.Set("vip", i%2 == 0)
	row.Set("close_on", field.Date{Year: 2026, Month: 3, Day: 1 + i%28})
	row.Set("stage_since", noon)
	row.Set("client", field.Ref{Entity: "client", ID: client})
	row.Set("owner", field.Ref{Entity: "client", ID: client})
	return row
}

var benchDeals = flag.Int("deals", 100_000, "how many deals the benches have in the table")

// full is a database with many deals.
func full(b *testing.B, db *store.DB, m *model.Model) (client string, deals []string) {
	b.Helper()
	if err := store.Create(b.Context(), db, m); err != nil {
		b.Fatal(err)
	}
	ann := newRow(m.Entity("client"))
	err := db.Write(b.Context(), func(tx *store.Tx) error {
		if err := tx.Insert(b.Context(), ann); err != nil {
			return err
		}
		for i := range *benchDeals {
			row := aDeal(m.Entity("deal"), ann.ID(), i)
			deals = append(deals, row.ID())
			if err := tx.Insert(b.Context(), row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return ann.ID(), deals
}

// BenchmarkDeals inserts, reads, updates and lists in a table of 100,000 deals, with the journal.
func BenchmarkDeals(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *store.DB{"sqlite": enginetest.SQLite, "postgres": enginetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			db, m := open(b), pipeline()
			client, deals := full(b, db, m)
			e := m.Entity("deal")
			fields := []*model.Field{e.Field("text1"), e.Field("amount"), e.Field("updated_at"), e.Field("version")}
			entry := store.Entry{At: noon, Entity: "deal", Action: "update", As: "person", After: []byte(`{"text1": "a", "amount": {"amount": "1.00", "currency": "USD"}}`)}
			ctx, cancel := context.WithCancel(b.Context())
			defer cancel()
			run := func(what string, write bool, fn func(tx *store.Tx, i int) error) {
				b.Run(what, func(b *testing.B) {
					begin := db.Read
					if write {
						begin = db.Write
					}
					for i := range b.N {
						if err := begin(ctx, func(tx *store.Tx) error { return fn(tx, i) }); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
			run("insert", true, func(tx *store.Tx, i int) error {
				row := aDeal(e, client, i)
				if err := tx.Insert(ctx, row); err != nil {
					return err
				}
				entry.Record = row.ID()
				return tx.Journal(ctx, entry)
			})
			run("update", true, func(tx *store.Tx, i int) error {
				row, _, err := tx.Lock(ctx, e, deals[i*7919%len(deals)])
				if err != nil {
					return err
				}
				row.Set("text1", fmt.Sprint("changed ", i))
				if err := tx.Update(ctx, row, fields); err != nil {
					return err
				}
				entry.Record = row.ID()
				return tx.Journal(ctx, entry)
			})
			run("read", false, func(tx *store.Tx, i int) error {
				_, _, err := tx.Row(ctx, e, deals[i*7919%len(deals)])
				return err
			})
			run("list50", false, func(tx *store.Tx, i int) error {
				_, err := tx.Every(ctx, e, 50)
				return err
			})
			find := func(search string) func(tx *store.Tx, i int) error {
				q := query.Select{Model: m, Entity: e, Sort: []model.Order{{Field: e.Field("created_at"), Desc: true}}, Search: search, Limit: 50}
				return func(tx *store.Tx, i int) error { _, err := tx.Find(ctx, q); return err }
			}
			run("search-many", false, find("сделка"))
			run("search-none", false, find("нигде"))
			run("link", false, func(tx *store.Tx, i int) error {
				_, err := tx.LinkedBefore(ctx, e.Field("client"), field.Ref{Entity: "client", ID: client}, deals[len(deals)/2], 50)
				return err
			})
		})
	}
}
