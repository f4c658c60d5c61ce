package scenario_test

import (
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/scenario"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// The demo's year is there at once, sends nothing, and is not made twice.
func TestLoad(t *testing.T) {
	t.Parallel()
	m := example(t, "fitness_club")
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := store.Create(t.Context(), db, m); err != nil {
			t.Fatal(err)
		}
		now := time.Now().Truncate(time.Second)
		began := time.Now()
		logins, err := scenario.Load(t.Context(), db, m, now)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("loaded in %v", time.Since(began))
		count := func(sql string, args ...any) (n int64) {
			t.Helper()
			if err := db.Read(t.Context(), func(tx *store.Tx) error { return tx.Scan(t.Context(), &n, sql, args...) }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		people := count(`SELECT count(*) FROM person`)
		if people < 350 || count(`SELECT count(*) FROM invoice`) < 200 {
			t.Errorf("%d people, %d invoices", people, count(`SELECT count(*) FROM invoice`))
		}
		if n := count(`SELECT count(*) FROM tamga_run`) + count(`SELECT count(*) FROM tamga_message`); n != 0 {
			t.Errorf("history set off %d runs and messages", n)
		}
		if n := count(`SELECT count(*) FROM person WHERE created_at < ?`, now.AddDate(0, -6, 0)); n == 0 {
			t.Error("nobody came more than half a year ago")
		}
		desk := identity.New(db, func() *model.Model { return m }, time.Now)
		again, err := scenario.Load(t.Context(), db, m, now.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if n := count(`SELECT count(*) FROM person`); n != people {
			t.Errorf("a second load made %d people", n-people)
		}
		if len(logins) != len(m.People) || len(again) != len(logins) {
			t.Fatalf("%d logins, then %d, of %d people", len(logins), len(again), len(m.People))
		}
		for _, l := range again {
			if l.Password == "" || l.Role == nil {
				t.Errorf("%s cannot sign in", l.Email)
			}
		}
		if _, err := desk.ByEmail(t.Context(), logins[0].Email); err != nil {
			t.Error(err)
		}
	})
}
