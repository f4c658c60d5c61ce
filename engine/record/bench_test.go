package record_test

import (
	"context"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// stock fills a shop with clients and deals, past the door: that is not what is measured.
func stock(b *testing.B, db *store.DB, clients, deals int) (*shop, []string, []string) {
	b.Helper()
	s := openShop(b, db)
	s.svc = s.quiet()
	sample := s.create(identity.System(), "client", record.Input{"name": "Ann", "email": "ann@example.org"})
	deal := s.create(identity.System(), "deal", record.Input{"name": "D", "client": sample.ID(), "amount": "10"})
	var cs, ds []string
	err := db.Write(s.ctx, func(tx *store.Tx) error {
		for i := range clients {
			row := sample.Clone()
			row.Set("id", fmt.Sprintf("0198c0de-0000-7000-8000-%012d", i))
			row.Set("email", fmt.Sprintf("c%d@example.org", i))
			cs = append(cs, row.ID())
			if err := tx.Insert(s.ctx, row); err != nil {
				return err
			}
		}
		for i := range deals {
			row := deal.Clone()
			row.Set("id", fmt.Sprintf("0198c0de-0001-7000-8000-%012d", i))
			row.Set("name", fmt.Sprint("Deal ", i))
			row.Set("client", field.Ref{Entity: "client", ID: cs[i%clients]})
			row.Set("created_at", noon.Add(time.Duration(i-deals)*time.Minute))
			row.Set("amount", usd(fmt.Sprint(i%1000)))
			ds = append(ds, row.ID())
			if err := tx.Insert(s.ctx, row); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil { // what a database does by itself within a minute
		err = db.Write(s.ctx, func(tx *store.Tx) error { _, err := tx.Exec(s.ctx, "ANALYZE"); return err })
	}
	if err != nil {
		b.Fatal(err)
	}
	return s, cs, ds
}

// cpuPerOp reports the processor time of this process per operation, which a busy machine does not stretch.
func cpuPerOp(b *testing.B) func() {
	used := func() float64 {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return float64(u.Utime.Nano() + u.Stime.Nano())
	}
	before := used()
	return func() { b.ReportMetric((used()-before)/float64(b.N)/1000, "cpu-µs/op") }
}

// BenchmarkDoor measures the door on a table of 100,000 deals (TAMGA_BENCH_ROWS), ten to a client.
func BenchmarkDoor(b *testing.B) {
	n := 100_000
	if v := os.Getenv("TAMGA_BENCH_ROWS"); v != "" {
		if _, err := fmt.Sscan(v, &n); err != nil {
			b.Fatal(err)
		}
	}
	for _, open := range []struct {
		name string
		db   func(testing.TB) *store.DB
	}{{"sqlite", enginetest.SQLite}, {"postgres", enginetest.Postgres}} {
		b.Run(open.name, func(b *testing.B) {
			s, clients, deals := stock(b, open.db(b), n/10, n)
			ctx, anna := context.Background(), s.person("anna", "admin")
			e := s.entity("deal")
			write := func(b *testing.B, fn func(i int, w *record.Writer) error) {
				b.ReportAllocs()
				defer cpuPerOp(b)()
				for i := 0; b.Loop(); i++ {
					if err := s.svc.Write(ctx, anna, func(w *record.Writer) error { return fn(i, w) }); err != nil {
						b.Fatal(err)
					}
				}
			}
			read := func(b *testing.B, fn func(i int, r *record.Reader) error) {
				b.ReportAllocs()
				defer cpuPerOp(b)()
				for i := 0; b.Loop(); i++ {
					if err := s.svc.Read(ctx, anna, func(r *record.Reader) error { return fn(i, r) }); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.Run("create", func(b *testing.B) {
				write(b, func(i int, w *record.Writer) error {
					_, err := w.Create(ctx, e, record.Input{"name": "New", "client": clients[i*7%len(clients)], "amount": "10"}, record.Options{})
					return err
				})
			})
			b.Run("update", func(b *testing.B) {
				write(b, func(i int, w *record.Writer) error {
					_, err := w.Update(ctx, e, deals[i*7%len(deals)], record.Input{"amount": fmt.Sprint(2000 + i)}, record.Options{})
					return err
				})
			})
			b.Run("move", func(b *testing.B) {
				write(b, func(i int, w *record.Writer) error {
					_, err := w.Move(ctx, e, deals[(i*11+3)%len(deals)], record.Move{Stage: []string{"won", "lost"}[i%2], Set: record.Input{"lost_reason": "x"}})
					if i >= len(deals)/20 {
						return nil // the same deal again may be where it cannot go
					}
					return err
				})
			})
			b.Run("read", func(b *testing.B) {
				read(b, func(i int, r *record.Reader) error {
					shape, err := r.Shape(e, "", "")
					if err != nil {
						return err
					}
					row, err := r.ByID(ctx, e, deals[i*7%len(deals)])
					if err != nil {
						return err
					}
					_, err = r.AppendRecord(ctx, nil, shape, row)
					return err
				})
			})
			list := func(q record.Query, expand string) func(b *testing.B) {
				return func(b *testing.B) {
					read(b, func(i int, r *record.Reader) error {
						shape, err := r.Shape(e, "", expand)
						if err != nil {
							return err
						}
						page, err := r.List(ctx, e, q)
						if err != nil {
							return err
						}
						_, err = r.AppendList(ctx, nil, shape, page.Rows)
						return err
					})
				}
			}
			b.Run("list", list(record.Query{}, ""))
			b.Run("list-filter", list(record.Query{Where: "amount > 500", Sort: "-created_at"}, ""))
			b.Run("list-expand", list(record.Query{Where: "amount > 500"}, "client,owner"))
			b.Run("list-search", list(record.Query{Search: "deal 77"}, ""))
			b.Run("list-count", list(record.Query{Where: "amount > 500", Count: true}, ""))
			b.Run("summary", func(b *testing.B) {
				read(b, func(_ int, r *record.Reader) error {
					_, err := r.Summary(ctx, e, record.Ask{Group: "stage", Sum: []string{"amount"}})
					return err
				})
			})
		})
	}
}
