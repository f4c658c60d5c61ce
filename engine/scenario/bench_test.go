package scenario_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/scenario"
)

// BenchmarkThousand runs a thousand scenarios: those of the fitness club, again and again.
func BenchmarkThousand(b *testing.B) {
	m := *example(b, "fitness_club")
	own := m.Tests
	m.Tests = nil
	for i := range 1000 {
		t := *own[i%len(own)]
		t.Name = fmt.Sprintf("%s_%d", t.Name, i)
		m.Tests = append(m.Tests, &t)
	}
	for b.Loop() {
		began := time.Now()
		rep, err := scenario.Run(b.Context(), &m, scenario.Options{})
		if err != nil || rep.Failed > 0 {
			b.Fatalf("%v, %d failed", err, rep.Failed)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/thousand")
	}
}
