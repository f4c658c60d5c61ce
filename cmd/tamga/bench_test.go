package main_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

const benchPackage = `
crm: 1
name: bench
locales: [en]
currency: USD
timezone: Asia/Bishkek
entities:
  client:
    title: name
    search: [name]
    fields:
      name: {type: text, required: true}
      email: {type: email, unique: true}
      revenue: {type: money, formula: 'sum(deals, .stage == "won" ? .amount : 0)'}
  deal:
    title: name
    search: [name]
    fields:
      name: {type: text, required: true}
      client: {type: link, to: client, inverse: deals, required: true}
      amount: {type: money, required: true}
      city: {type: choice, options: [osh, bishkek, naryn, talas]}
      close_date: date
      vat: {type: money, formula: 'round(amount * 12 / 100, 2)'}
    rules:
      - check: amount >= 0
        message: Is not negative
        fields: [amount]
    indexes: [[city, close_date]]
funnels:
  sales:
    entity: deal
    stages: {new: {probability: 10}, offer: {probability: 50, requires: [amount]}, won: {kind: won}, lost: {kind: lost}}
automations:
  big_deal:
    on: {enters: sales.won}
    when: amount > 1000000
    do: [{task: {title: "Celebrate {{ name }}"}}]
roles:
  manager: {all: true, admin: true}
`

// benchRows is the size of the table, 100,000 unless TAMGA_BENCH_ROWS says otherwise.
func benchRows() int {
	if n, err := strconv.Atoi(os.Getenv("TAMGA_BENCH_ROWS")); err == nil {
		return n
	}
	return 100_000
}

// BenchmarkHTTP measures requests over HTTP against the real server with a table of benchRows deals, the journal,
// rules and formulas on. It reports wall time (ns/op), the server process's CPU per request (cpu-µs/op), and
// its memory at rest (MB). PostgreSQL is the tests' own, which does not wait for the disk. Eight clients at once where the name says so, one otherwise.
func BenchmarkHTTP(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchDatabase(b, "sqlite:"+filepath.Join(b.TempDir(), "bench.db")) })
	b.Run("postgres", func(b *testing.B) { benchDatabase(b, enginetest.PostgresURL(b)) })
}

func benchDatabase(b *testing.B, db string) {
	dir := writePackage(b, map[string]string{"crm.yaml": benchPackage})
	s := newServer(b, dir, db, "TAMGA_RATE=1000000")
	run(b, testPassword, "apply", dir, "--db", db, "--yes")
	run(b, testPassword, "user", "add", dir, "--db", db, "--email", "ann@example.org", "--name", "Ann", "--role", "manager", "--password-stdin")
	began := time.Now()
	s.start()
	b.Logf("ready after %v, %.0f MB", time.Since(began).Round(time.Millisecond), s.memory())
	c := s.signIn("ann@example.org")
	began = time.Now()
	clients, deals := seedBench(s, c, benchRows())
	b.Logf("%d deals through the batch API in %v, then %.0f MB", len(deals), time.Since(began).Round(time.Millisecond), s.memory())
	benchRequests(b, s, c, clients, deals)
}

func seedBench(s *server, c *client, rows int) (clients, deals []string) {
	batch := func(entity string, n int, body func(i int) map[string]any) (ids []string) {
		for len(ids) < n {
			var ops []any
			for i := len(ids); i < min(n, len(ids)+1000); i++ {
				ops = append(ops, map[string]any{"method": "POST", "path": "/api/records/" + entity, "body": body(i)})
			}
			answer := s.must(c, "POST", "/api/batch", map[string]any{"operations": ops, "atomic": true})
			for _, r := range answer["results"].([]any) {
				ids = append(ids, r.(map[string]any)["body"].(map[string]any)["id"].(string))
			}
		}
		return ids
	}
	clients = batch("client", 1000, func(i int) map[string]any {
		return map[string]any{"name": fmt.Sprint("Client ", i), "email": fmt.Sprintf("c%d@example.org", i)}
	})
	cities := []string{"osh", "bishkek", "naryn", "talas"}
	deals = batch("deal", rows, func(i int) map[string]any {
		return map[string]any{"name": fmt.Sprint("Deal ", i), "client": clients[i%len(clients)], "amount": fmt.Sprintf("%d.50", i%5000),
			"city": cities[i%4], "close_date": time.Date(2026, 1, 1+i%365, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)}
	})
	return clients, deals
}

func benchRequests(b *testing.B, s *server, c *client, clients, deals []string) {
	var n atomic.Int64
	next := func() int { return int(n.Add(1)) }
	kinds := []struct {
		name string
		do   func(i int) (int, map[string]any, error)
	}{
		{"create", func(i int) (int, map[string]any, error) {
			return c.do("POST", "/api/records/deal", map[string]any{"name": fmt.Sprint("New ", i), "client": clients[i%len(clients)], "amount": "12.50", "city": "osh"})
		}},
		{"read", func(i int) (int, map[string]any, error) {
			return c.do("GET", "/api/records/deal/"+deals[(i*7919)%len(deals)], nil)
		}},
		{"list", func(i int) (int, map[string]any, error) {
			return c.do("GET", "/api/records/deal?limit=50&sort=-close_date&where="+url.QueryEscape(`city == "osh" && amount > 1000`), nil)
		}},
		{"update", func(i int) (int, map[string]any, error) {
			return c.do("PATCH", "/api/records/deal/"+deals[(i*7919)%len(deals)], map[string]any{"amount": fmt.Sprintf("%d.25", i%9000)})
		}},
		{"move", func(i int) (int, map[string]any, error) {
			stage := []string{"offer", "won", "new"}[i/len(deals)%3]
			return c.do("POST", "/api/records/deal/"+deals[i%len(deals)]+"/move", map[string]any{"stage": stage})
		}},
	}
	for _, k := range kinds {
		for _, workers := range []int{1, 8} {
			b.Run(fmt.Sprintf("%s/%d", k.name, workers), func(b *testing.B) {
				cpu := s.cpu()
				b.ResetTimer()
				var wg sync.WaitGroup
				var left atomic.Int64
				left.Store(int64(b.N))
				for range workers {
					wg.Go(func() {
						for left.Add(-1) >= 0 {
							if status, answer, err := k.do(next()); err != nil || status >= 300 {
								b.Errorf("%s: %d %v %v", k.name, status, err, answer)
								return
							}
						}
					})
				}
				wg.Wait()
				b.StopTimer()
				b.ReportMetric(float64((s.cpu()-cpu).Microseconds())/float64(b.N), "cpu-µs/op")
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
			})
		}
	}
	b.Logf("%.0f MB after the requests", s.memory())
}

// cpu is the time that the server process has spent, from /proc (ticks of 10 ms).
func (s *server) cpu() time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		s.tb.Fatal(err)
	}
	f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// memory is the resident size in MB.
func (s *server) memory() float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", s.cmd.Process.Pid))
	if err != nil {
		s.tb.Fatal(err)
	}
	pages, _ := strconv.Atoi(strings.Fields(string(b))[1])
	return float64(pages) * float64(os.Getpagesize()) / (1 << 20)
}
