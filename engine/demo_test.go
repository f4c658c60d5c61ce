package engine_test

import (
	"context"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/scenario"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// TestDemo: the demo data of the fitness club is a past year of about 400 people on every database.
func TestDemo(t *testing.T) {
	t.Parallel()
	m := examples(t)["fitness_club"]
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		if err := store.Create(ctx, db, m); err != nil {
			t.Fatal(err)
		}
		logins, err := scenario.Load(ctx, db, m, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if len(logins) != len(m.People) {
			t.Errorf("%d people can sign in, want %d", len(logins), len(m.People))
		}
		for table, want := range map[string]int64{"person": 410, "deal": 410, "membership": 260, "invoice": 260, "payment": 260, "club": 3} {
			if n := count(t, db, table); n != want {
				t.Errorf("%d records of %s, want %d", n, table, want)
			}
		}
		if n := count(t, db, "visit"); n < 1000 {
			t.Errorf("%d visits, want a thousand and more", n)
		}
	})
}

func count(t *testing.T, db *store.DB, table string) (n int64) {
	t.Helper()
	err := db.Read(context.Background(), func(tx *store.Tx) error {
		return tx.Scan(context.Background(), &n, `SELECT count(*) FROM "`+table+`"`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
