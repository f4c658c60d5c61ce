package enginetest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// keeper starts the server and stops it when nobody holds the file "users" for a minute. It is the parent of the
// server and belongs to no test process: whoever asked for it may end.
const keeper = `
cd "$1"; bin=$2; shift 2
"$@" "$bin/postgres" -D data -k "$PWD" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
	-c wal_level=minimal -c max_wal_senders=0 -c max_connections=400 -c shared_buffers=64MB -c autovacuum=off &
server=$!
idle=0
while sleep 5 && kill -0 $server; do
	if flock -n -x users true; then idle=$((idle+1)); else idle=0; fi
	if [ $idle -ge 12 ]; then
		flock -n -x users sh -c "kill -INT $server; while kill -0 $server; do sleep 0.1; done; rm -rf data" && exit 0
		idle=0
	fi
done
`

// start makes a fresh cluster and runs it. The caller holds the lock.
func start(dir string) error {
	bin, err := binaries()
	if err != nil {
		return err
	}
	as, err := unprivileged(dir)
	if err != nil {
		return err
	}
	data := filepath.Join(dir, "data")
	if err := os.RemoveAll(data); err != nil {
		return err
	}
	initdb := append(slices.Clone(as), filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	cmd := exec.Command(initdb[0], initdb[1:]...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	if err := runKeeper(dir, bin, as); err != nil {
		return err
	}
	return prepare(dir)
}

// runKeeper runs the keeper, apart from this process: no shared output, a session of its own.
func runKeeper(dir, bin string, as []string) error {
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command("sh", append([]string{"-c", keeper, "keeper", dir, bin}, as...)...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}

// prepare waits for the server and makes the template.
func prepare(dir string) error {
	var err error
	for range 200 {
		if err = admin(dir, "postgres", "SELECT 1"); err == nil {
			return makeTemplate(dir)
		}
		time.Sleep(50 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(dir, "log"))
	return fmt.Errorf("start: %w: %s", err, log)
}

// makeTemplate makes the template unless it is there: made under another name first, so that it is never half made.
func makeTemplate(dir string) error {
	if admin(dir, "postgres", "ALTER DATABASE "+template+" CONNECTION LIMIT -1") == nil {
		return nil
	}
	for _, s := range [][2]string{
		{"postgres", "DROP DATABASE IF EXISTS tamga_raw"}, {"postgres", "CREATE DATABASE tamga_raw"},
		{"tamga_raw", "CREATE EXTENSION pg_trgm"}, {"postgres", "ALTER DATABASE tamga_raw RENAME TO " + template},
	} {
		if err := admin(dir, s[0], s[1]); err != nil {
			return fmt.Errorf("make template: %w", err)
		}
	}
	return nil
}

// binaries finds the newest PostgreSQL of the machine.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
	if n := len(found); n > 0 && version(found[n-1]) >= 15 {
		return filepath.Dir(found[n-1]), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errors.New("there is none of version 15 or later: apt-get install postgresql (or set TAMGA_TEST_POSTGRES=off)")
}

func version(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return n
}

// unprivileged gives the words that run a command as a user PostgreSQL accepts: it refuses root.
func unprivileged(dir string) ([]string, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, errors.New("run as root, tests need the user postgres: apt-get install postgresql")
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, err
	}
	return []string{"setpriv", "--reuid=" + u.Uid, "--regid=" + u.Gid, "--clear-groups"}, nil
}
