package store_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// whole is a database with a value of every kind of column, and with nothing.
func whole(t *testing.T, db *store.DB) {
	t.Helper()
	m := shop()
	if err := store.Create(t.Context(), db, m); err != nil {
		t.Fatal(err)
	}
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		for i := range 700 { // more than one statement
			row := newRow(m.Entity("deal"))
			if i%2 == 0 {
				row.Set("a_text", fmt.Sprintf("Сделка %d “ıİ” ไทย \\ \" \n", i))
				row.Set("a_boolean", i%4 == 0)
				row.Set("a_date", field.Date{Year: 2024, Month: 2, Day: 29})
				row.Set("a_datetime", time.Date(2026, 3, 29, 1, 59, 59, 999_999_000, time.UTC))
				row.Set("a_choices", []string{"a", "b"})
			}
			if err := tx.Insert(t.Context(), row); err != nil {
				return err
			}
		}
		_, err := tx.PutFile(t.Context(), store.NewFile{Name: "a.bin", Type: "x/y", Bytes: []byte{0, 1, 2, 255, '\n'}, At: time.Now()})
		if err != nil {
			return err
		}
		return tx.Journal(t.Context(), store.Entry{At: time.Now(), Entity: "deal", Record: newRow(m.Entity("deal")).ID(), Action: "update", As: "system",
			Before: []byte(`{"b":1,"a":{"y":[1.50,null,true],"x":"é"}}`)})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Each database moves into each other one and back; what was there at the start is there at the end.
func TestMovingHouse(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, from *store.DB) {
		whole(t, from)
		first := backup(t, from)
		for name, to := range map[string]*store.DB{"sqlite": enginetest.SQLite(t), "postgres": enginetest.Postgres(t)} {
			moved, err := store.Copy(t.Context(), from, to, time.Now())
			if err != nil {
				t.Fatalf("to %s: %v", name, err)
			}
			again, err := store.ReadBackup(bytes.NewReader(backup(t, to)))
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(moved.Tables) != fmt.Sprint(again.Tables) {
				t.Errorf("to %s:\n%v\n%v", name, moved.Tables, again.Tables)
			}
			p, err := store.Plan(t.Context(), to, shop())
			if err != nil || !p.Nothing() {
				t.Errorf("to %s: %v %v", name, err, p)
			}
			if _, err := store.Restore(t.Context(), to, bytes.NewReader(first)); !errors.Is(err, store.ErrNotEmpty) {
				t.Errorf("restored over what was there: %v", err)
			}
		}
	})
}

func backup(t *testing.T, db *store.DB) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := store.Backup(t.Context(), db, &b, store.BackupHead{At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A backup that was cut off, or changed by a byte, is refused, and the database stays empty.
func TestBrokenBackupsAreRefused(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		source := enginetest.SQLite(t)
		whole(t, source)
		b := backup(t, source)
		zip, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(zip)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(string(text), "\n")
		broken := map[string][]byte{
			"cut":               b[:len(b)/2],
			"without its end":   pack(lines[:len(lines)-2]),
			"without a row":     pack(append(append([]string{}, lines[:400]...), lines[401:]...)),
			"a value changed":   pack(strings.SplitAfter(strings.Replace(string(text), "Сделка 2 ", "Сделка 9 ", 1), "\n")),
			"more after it":     pack(append(append([]string{}, lines...), "[]\n")),
			"not gzip":          []byte("CREATE TABLE x"),
			"another format":    pack([]string{`{"format":"tamga-backup-9"}` + "\n"}),
			"SQL of its own":    pack(strings.SplitAfter(strings.Replace(string(text), `"Default":""`, `"Default":"(SELECT 1)"`, 1), "\n")),
			"an index of such":  pack(strings.SplitAfter(strings.Replace(string(text), `"Where":""`, `"Where":"1=1"`, 1), "\n")),
			"nothing":           {},
			"a table not named": pack(append([]string{lines[0]}, lines[2:]...)),
		}
		for name, b := range broken {
			if _, err := store.Restore(t.Context(), db, bytes.NewReader(b)); err == nil || !errors.Is(err, store.ErrBrokenBackup) && !errors.Is(err, store.ErrNoBackup) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if s, err := store.Inspect(t.Context(), db); err != nil || len(s.Tables) > 0 {
			t.Errorf("left %d tables (%v)", len(s.Tables), err)
		}
		if _, err := store.Restore(t.Context(), db, bytes.NewReader(b)); err != nil {
			t.Errorf("the whole one is refused too: %v", err)
		}
	})
}

func pack(lines []string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, strings.Join(lines, ""))
	_ = w.Close()
	return b.Bytes()
}

// While a backup is written others write on: it is as of one instant. Each writer adds a pair, in one transaction.
func TestABackupIsOfOneInstant(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, db *store.DB) {
		whole(t, db)
		m := shop()
		ctx, stop := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				for i := 0; ctx.Err() == nil; i += 2 {
					_ = db.Write(ctx, func(tx *store.Tx) error {
						for k := range 2 {
							row := newRow(m.Entity("deal"))
							row.Set("a_integer", int64(i+k))
							if err := tx.Insert(ctx, row); err != nil {
								return err
							}
						}
						return nil
					})
				}
			})
		}
		for range 5 {
			b, err := store.ReadBackup(bytes.NewReader(backup(t, db)))
			if err != nil {
				t.Fatal(err)
			}
			for _, table := range b.Tables {
				if table.Name == "deal" && table.Rows%2 != 0 {
					t.Errorf("half of a transaction: %d deals", table.Rows)
				}
			}
		}
		stop()
		group.Wait()
	})
}
