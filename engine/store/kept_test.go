package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/store"
)

// Forty writers draw numbers at once, and some fall back: no number comes twice, and none is left out.
func TestASeriesHasNoDoublesAndNoGaps(t *testing.T) {
	t.Parallel()
	each(t, small(nil), func(t *testing.T, db *store.DB) {
		var mu sync.Mutex
		var drawn []int64
		var group sync.WaitGroup
		undo := errors.New("undo")
		for i := range 40 {
			group.Go(func() {
				var n int64
				err := db.Write(t.Context(), func(tx *store.Tx) (err error) {
					n, err = tx.Next(t.Context(), "deal.number", "2026")
					if err == nil && i%4 == 0 {
						return undo
					}
					return err
				})
				if errors.Is(err, undo) {
					return
				}
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				drawn = append(drawn, n)
			})
		}
		group.Wait()
		slices.Sort(drawn)
		for i, n := range drawn {
			if n != int64(i+1) {
				t.Fatalf("drew %v", drawn)
			}
		}
		if len(drawn) != 30 {
			t.Errorf("drew %d numbers", len(drawn))
		}
	})
}

func TestTheJournalIsReadFromTheNewest(t *testing.T) {
	t.Parallel()
	each(t, small(nil), func(t *testing.T, db *store.DB) {
		record, by := uuid.NewString(), uuid.NewString()
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			for v := range int64(5) {
				e := store.Entry{At: noon, Entity: "deal", Record: record, Action: "update", By: by, As: "person", Version: v + 1, After: json.RawMessage(fmt.Sprintf(`{"n": %d}`, v))}
				if err := tx.Journal(ctx, e); err != nil {
					return err
				}
			}
			return tx.Journal(ctx, store.Entry{At: noon, Entity: "deal", Record: uuid.NewString(), Action: "create", As: "system"})
		})
		var versions []int64
		read(t, db, func(ctx context.Context, tx *store.Tx) error {
			for cursor := ""; ; {
				page, next, err := tx.History(ctx, "deal", record, cursor, 2)
				if err != nil {
					return err
				}
				for _, e := range page {
					versions = append(versions, e.Version)
				}
				if cursor = next; cursor == "" {
					first := page[len(page)-1]
					if !first.At.Equal(noon) || first.By != by || first.Before != nil || string(first.After) != `{"n": 0}` {
						t.Errorf("got %+v", first)
					}
					return nil
				}
			}
		})
		if d := cmp.Diff([]int64{5, 4, 3, 2, 1}, versions); d != "" {
			t.Error(d)
		}
	})
}

func TestEqualBytesAreKeptOnce(t *testing.T) {
	t.Parallel()
	each(t, small(nil), func(t *testing.T, db *store.DB) {
		var ids []string
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			for _, name := range []string{"a.pdf", "b.pdf"} {
				f, err := tx.PutFile(ctx, store.NewFile{Name: name, Type: "application/pdf", Bytes: []byte{0, 1, '?', 0xff}, At: noon})
				if err != nil {
					return err
				}
				ids = append(ids, f.ID)
			}
			return nil
		})
		read(t, db, func(ctx context.Context, tx *store.Tx) error {
			f, b, err := tx.OpenFile(ctx, ids[1])
			if err != nil || f.Name != "b.pdf" || f.Size != 4 || string(b) != "\x00\x01?\xff" {
				t.Errorf("got %+v %q %v", f, b, err)
			}
			var blobs int
			if err := tx.Scan(ctx, &blobs, `SELECT count(*) FROM tamga_blob`); err != nil || blobs != 1 {
				t.Errorf("%d blobs, %v", blobs, err)
			}
			for _, id := range []string{uuid.NewString(), "no id"} {
				if _, _, err := tx.OpenFile(ctx, id); !store.IsNoRows(err) {
					t.Errorf("opening %q: %v", id, err)
				}
			}
			return nil
		})
	})
}

// Two transactions lock two rows in opposite order: one loses, is run again, and both commit.
func TestALostRaceIsRunAgain(t *testing.T) {
	t.Parallel()
	m := small(nil)
	each(t, m, func(t *testing.T, db *store.DB) {
		e := m.Entity("client")
		a, b := newRow(e), newRow(e)
		insert(t, db, a, b)
		var group sync.WaitGroup
		for _, order := range [][2]string{{a.ID(), b.ID()}, {b.ID(), a.ID()}} {
			group.Go(func() {
				committed := 0
				err := db.Write(t.Context(), func(tx *store.Tx) error {
					for i, id := range order {
						if i == 1 {
							time.Sleep(20 * time.Millisecond)
						}
						if _, _, err := tx.Lock(t.Context(), e, id); err != nil {
							return err
						}
					}
					tx.AfterCommit(func() { committed++ })
					return nil
				})
				if err != nil || committed != 1 {
					t.Errorf("%v, told %d times of the commit", err, committed)
				}
			})
		}
		group.Wait()
	})
}

func TestWhatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	m := small(nil)
	each(t, m, func(t *testing.T, db *store.DB) {
		boom := errors.New("boom")
		row := newRow(m.Entity("client"))
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			tx.AfterCommit(func() { t.Error("told of a commit that was none") })
			return errors.Join(tx.Insert(t.Context(), row), boom)
		})
		if !errors.Is(err, boom) {
			t.Error(err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = db.Write(t.Context(), func(tx *store.Tx) error { _ = tx.Insert(t.Context(), row); panic("boom") })
		}()
		read(t, db, func(ctx context.Context, tx *store.Tx) error {
			if _, ok, err := tx.Row(ctx, m.Entity("client"), row.ID()); ok || err != nil {
				t.Errorf("found %v, %v", ok, err)
			}
			return nil
		})
	})
}

func TestAReadSeesOneSnapshotAndCannotWrite(t *testing.T) {
	t.Parallel()
	m := small(nil)
	each(t, m, func(t *testing.T, db *store.DB) {
		count := func(ctx context.Context, tx *store.Tx) (n int) {
			if err := tx.Scan(ctx, &n, `SELECT count(*) FROM client`); err != nil {
				t.Error(err)
			}
			return n
		}
		read(t, db, func(ctx context.Context, tx *store.Tx) error {
			before := count(ctx, tx)
			insert(t, db, newRow(m.Entity("client")))
			if after := count(ctx, tx); after != before {
				t.Errorf("%d became %d within one read", before, after)
			}
			return nil
		})
		err := db.Read(t.Context(), func(tx *store.Tx) error { return tx.Insert(t.Context(), newRow(m.Entity("client"))) })
		if err == nil {
			t.Error("a read could write")
		}
	})
}

func TestScanReadsStructsAndPlainValues(t *testing.T) {
	t.Parallel()
	each(t, small(nil), func(t *testing.T, db *store.DB) {
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO tamga_job (id, kind, key, lane, payload, state, due_at, attempts, puts, created_at) VALUES (?, 'k', 'a ? b', '', ?, 'ready', ?, 0, 0, ?)`,
				uuid.NewString(), json.RawMessage(`{"a": 1}`), noon, &noon)
			return err
		})
		read(t, db, func(ctx context.Context, tx *store.Tx) error {
			type job struct {
				Key     string          `bun:"key"`
				Due     time.Time       `bun:"due_at"`
				Leased  *time.Time      `bun:"leased_until"`
				By      string          `bun:"leased_by"`
				Payload json.RawMessage `bun:"payload"`
			}
			var one job
			var all []job
			var due time.Time
			var none *time.Time
			var keys []string
			const columns = `SELECT key, due_at, leased_until, leased_by, payload FROM tamga_job`
			err := errors.Join(tx.Scan(ctx, &one, columns), tx.Scan(ctx, &all, columns+` WHERE due_at <= ?`, noon), tx.Scan(ctx, &due, `SELECT due_at FROM tamga_job`),
				tx.Scan(ctx, &none, `SELECT leased_until FROM tamga_job`), tx.Scan(ctx, &keys, `SELECT key FROM tamga_job WHERE key = 'a ? b'`))
			if err != nil {
				return err
			}
			if one.Key != "a ? b" || !one.Due.Equal(noon) || one.Leased != nil || one.By != "" || string(one.Payload) != `{"a": 1}` {
				t.Errorf("got %+v", one)
			}
			if len(all) != 1 || !due.Equal(noon) || none != nil || !slices.Equal(keys, []string{"a ? b"}) {
				t.Errorf("got %v %v %v %v", all, due, none, keys)
			}
			if err := tx.Scan(ctx, &one, columns+` WHERE false`); !store.IsNoRows(err) {
				t.Errorf("nothing gave %v", err)
			}
			return nil
		})
	})
}
