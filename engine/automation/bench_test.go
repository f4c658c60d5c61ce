package automation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// The cost of automations on an entity whose condition does not hold: updates of one record a second.
func BenchmarkIdleAutomations(b *testing.B) {
	for _, n := range []int{0, 10, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var yaml strings.Builder
			yaml.WriteString("entities:\n  deal:\n    fields: {name: text, amount: money}\n")
			if n > 0 {
				yaml.WriteString("automations:\n")
			}
			for i := range n {
				fmt.Fprintf(&yaml, "  a%d:\n    on: {updated: deal}\n    when: amount > %d && name == \"x\"\n    do: [{log: x}]\n", i, 1_000_000+i)
			}
			m, l := compile.Source(map[string]string{"a.yaml": yaml.String()})
			if l.Failed() {
				b.Fatal(l.All()[0].Message)
			}
			db := enginetest.SQLite(b)
			if err := store.Create(b.Context(), db, m); err != nil {
				b.Fatal(err)
			}
			w := &world{t: b, db: db, model: m}
			w.clock.Store(time.Now().UnixMicro())
			w.boot()
			id := w.create("deal", record.Input{"name": "x"})
			b.ResetTimer()
			for i := range b.N {
				w.update("deal", id, record.Input{"amount": fmt.Sprint(i % 1000)})
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "changes/s")
		})
	}
}

// Runs of five steps (an invoice with lines, its PDF, an e-mail) from the commit of the move to the wait.
func BenchmarkRuns(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *store.DB{"sqlite": enginetest.SQLite, "postgres": enginetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b, open(b))
			for range b.N {
				w.move(w.deal(nil), "invoice")
			}
			b.ResetTimer()
			w.run()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "runs/s")
			b.StopTimer()
			if n := w.count(`SELECT count(*) FROM invoice`); n != int64(b.N) {
				b.Fatalf("%d invoices of %d", n, b.N)
			}
		})
	}
}
