// Package enginetest gives every test a database of its own. Only tests import it.
package enginetest

import (
	"path/filepath"
	"testing"

	"github.com/tamga-crm/tamga/engine/store"
)

// Each runs a test on every database, each empty and the test's own.
func Each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachURL(t, func(t *testing.T, url string) { fn(t, open(t, url)) })
}

// EachURL is Each for what opens the database itself.
func EachURL(t *testing.T, fn func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); fn(t, SQLiteURL(t)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); fn(t, PostgresURL(t)) })
}

// SQLite opens an empty database in a file of the test's own. It is closed with the test.
func SQLite(t testing.TB) *store.DB { t.Helper(); return open(t, SQLiteURL(t)) }

// Postgres opens an empty database of the test's own on the shared test server. It is closed and dropped with the test.
func Postgres(t testing.TB) *store.DB { t.Helper(); return open(t, PostgresURL(t)) }

// SQLiteURL is the address of a database that does not exist yet; it does not wait for the disk.
func SQLiteURL(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "test.db") + "?synchronous=off"
}

func open(t testing.TB, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
