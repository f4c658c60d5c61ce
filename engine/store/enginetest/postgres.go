package enginetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// One PostgreSQL serves all test processes of a user. The first to need it starts it; a keeper stops it when nobody
// has held the file "users" for a minute. Processes that die let go of the file, so nothing is left running.

// template is the database that tests' databases are copies of; another content takes another name.
const template = "tamga_template_2"

var (
	server  = sync.OnceValues(join)
	counter atomic.Int64
)

// PostgresURL is the address of an empty database that is dropped with the test. Without PostgreSQL the test fails,
// unless TAMGA_TEST_POSTGRES=off.
func PostgresURL(t testing.TB) string {
	t.Helper()
	if os.Getenv("TAMGA_TEST_POSTGRES") == "off" {
		t.Skip("TAMGA_TEST_POSTGRES=off")
	}
	dir, err := server()
	if err != nil {
		t.Fatalf("a PostgreSQL to test on: %v", err)
	}
	name := fmt.Sprintf("t_%d_%d", os.Getpid(), counter.Add(1))
	if err := admin(dir, "postgres", fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s`, name, template)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin(dir, "postgres", fmt.Sprintf(`DROP DATABASE IF EXISTS %s WITH (FORCE)`, name)); err != nil {
			t.Error(err)
		}
	})
	return address(dir, name)
}

func address(dir, database string) string {
	return fmt.Sprintf("postgres:///%s?host=%s&user=postgres", database, dir)
}

// admin runs one statement.
func admin(dir, database, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, address(dir, database))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, sql)
	return err
}

// join finds the server or starts it, and holds it as long as this process lives.
func join() (string, error) {
	dir := home()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if _, err := lock(filepath.Join(dir, "users"), syscall.LOCK_SH); err != nil { // held until the process ends
		return "", err
	}
	starting, err := lock(filepath.Join(dir, "starting"), syscall.LOCK_EX)
	if err != nil {
		return "", err
	}
	defer starting.Close()
	if admin(dir, "postgres", "SELECT 1") == nil {
		return dir, makeTemplate(dir)
	}
	return dir, start(dir)
}

// home is a short path: a socket's may have about a hundred bytes.
func home() string {
	base := os.TempDir()
	if len(base) > 60 {
		base = "/tmp"
	}
	return filepath.Join(base, fmt.Sprintf("tamga-postgres-%d", os.Getuid()))
}

func lock(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), how); err != nil {
		return nil, err
	}
	keep = append(keep, f)
	return f, nil
}

// keep holds files that must not be collected, and so closed.
var keep []*os.File
