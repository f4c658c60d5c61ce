package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/store"
)

// A list in the order of one of its views is read from an index: nothing is sorted, however many records there are.
func TestListsAreReadInOrder(t *testing.T) {
	t.Parallel()
	m := small(func(client, _ *model.Entity) { add(client, "rank", "integer") })
	e := m.Entity("client")
	orders := [][]model.Order{{{Field: e.Field("created_at"), Desc: true}}, {{Field: e.Field("name")}}, {{Field: e.Field("rank"), Desc: true}}}
	for _, o := range orders {
		e.Views = append(e.Views, &model.View{Entity: e, Sort: o})
	}
	each(t, m, func(t *testing.T, db *store.DB) {
		dialect, explain := query.SQLite, "EXPLAIN QUERY PLAN "
		if db.Postgres() {
			dialect, explain = query.PostgreSQL, "EXPLAIN "
		}
		for _, o := range orders {
			s, err := query.Select{Model: m, Entity: e, Sort: o, Limit: 50}.Records(dialect)
			if err != nil {
				t.Fatal(err)
			}
			read(t, db, func(ctx context.Context, tx *store.Tx) error {
				if db.Postgres() {
					if _, err := tx.Exec(ctx, "SET LOCAL enable_sort = off"); err != nil {
						return err
					}
				}
				how, err := explained(ctx, tx, explain+s.SQL, s.Args)
				if !strings.Contains(how, "client_") || strings.Contains(how, "TEMP B-TREE") || strings.Contains(how, "Sort") {
					t.Errorf("%s\n%s", s.SQL, how)
				}
				return err
			})
		}
	})
}

func explained(ctx context.Context, tx *store.Tx, sql string, args []any) (string, error) {
	if tx.DB().Postgres() {
		var lines []string
		err := tx.Scan(ctx, &lines, sql, args...)
		return strings.Join(lines, "\n"), err
	}
	var steps []struct {
		ID      int64  `bun:"id"`
		Parent  int64  `bun:"parent"`
		NotUsed int64  `bun:"notused"`
		Detail  string `bun:"detail"`
	}
	err := tx.Scan(ctx, &steps, sql, args...)
	var b strings.Builder
	for _, s := range steps {
		b.WriteString(s.Detail + "\n")
	}
	return b.String(), err
}
