package query_test

import (
	"math/rand/v2"
	"testing"

	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// FuzzSQL: whatever compiles and has a form in SQL is understood by the database, which gives what memory gives. Its
// seeds are expressions of the differential test over the same package; PostgreSQL is asked there.
func FuzzSQL(f *testing.F) {
	d := draw{rand.New(rand.NewPCG(7, 7))}
	w := worldOf(f, d)
	w.open(f, enginetest.SQLite(f))
	for range 120 {
		e := one(d, w.m.Entities)
		f.Add(e.Name, scene{d: d, w: w, this: e}.expression(one(d, []byte("bnmsdtpco")), 1+d.IntN(4)).String())
	}
	f.Fuzz(func(t *testing.T, entity, source string) {
		if w.m.Entity(entity) == nil {
			return
		}
		e, _, _ := w.compiled(entity, source)
		if e == nil {
			return
		}
		if difference, _, err := w.differs(t.Context(), e); err == nil && difference != "" {
			t.Errorf("%s: %s: %s", entity, source, difference)
		}
	})
}
