// Package enginetest gives every test a database of its own. Only tests import it.
package enginetest

import (
	"path/filepath"
	"testing"

	"github.com/tamga-crm/tamga/engine/store"
)

// SQLite opens an empty database in a file of the test's own. It is closed with the test.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	return open(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db")+"?synchronous=off")
}

func open(t testing.TB, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Each runs a test on every database.
func Each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); fn(t, SQLite(t)) })
}
