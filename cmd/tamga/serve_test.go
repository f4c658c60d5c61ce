package main_test

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

const servePackage = `
crm: 1
name: shop
locales: [en]
currency: USD
timezone: Asia/Bishkek
entities:
  client:
    title: name
    fields:
      name: {type: text, required: true}
      notes: text
roles:
  manager: {all: true, admin: true}
`

// served starts a server over a package of one entity, with one person.
func served(t *testing.T, flags ...string) (s *server, dir, db string) {
	t.Helper()
	dir = writePackage(t, map[string]string{"crm.yaml": servePackage})
	db = "sqlite:" + filepath.Join(dir, "shop.db")
	run(t, testPassword, "user", "add", dir, "--db", db, "--email", "ann@example.org", "--name", "Ann", "--role", "manager", "--password-stdin")
	s = newServer(t, dir, db)
	s.args = append(s.args, flags...)
	s.start()
	return s, dir, db
}

// fails runs a command that has to end with a status, and gives what it printed.
func fails(t *testing.T, status int, args ...string) string {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), bin, args...)
	out, _ := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != status {
		t.Fatalf("tamga %s ended with %d, want %d\n%s", strings.Join(args, " "), got, status, out)
	}
	return string(out)
}

func rewrite(t *testing.T, dir, old, with string) {
	t.Helper()
	path := filepath.Join(dir, "crm.yaml")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(b), old, with, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 200 {
		if holds() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("not after 10 s: %s", what)
}

func TestWhatWouldBeLostIsRefused(t *testing.T) {
	t.Parallel()
	s, dir, db := served(t)
	s.must(s.signIn("ann@example.org"), "POST", "/api/records/client", map[string]any{"name": "Bob", "notes": "likes tea"})
	s.kill()
	rewrite(t, dir, "      notes: text\n", "")
	if out := fails(t, 1, "apply", dir, "--db", db, "--yes"); !strings.Contains(out, "client.notes") {
		t.Errorf("the refusal does not name it:\n%s", out)
	}
	if out := fails(t, 1, "serve", dir, "--db", db, "--listen", "127.0.0.1:0"); !strings.Contains(out, "lossy  ") || !strings.Contains(out, "--allow-loss client.notes") {
		t.Errorf("serve does not show the plan:\n%s", out)
	}
	run(t, "", "apply", dir, "--db", db, "--yes", "--allow-loss", "client.notes")
}

func TestDevPutsChangesInForce(t *testing.T) {
	t.Parallel()
	s, dir, _ := served(t, "--dev")
	c := s.signIn("ann@example.org")
	rewrite(t, dir, "      notes: text\n", "      notes: text\n      city: text\n")
	eventually(t, "a new field can be written", func() bool {
		status, _, err := c.do("POST", "/api/records/client", map[string]any{"name": "Bob", "city": "Osh"})
		return err == nil && status == 201
	})
	rewrite(t, dir, "city: text", "city: txet")
	eventually(t, "the mistake is shown", func() bool { return strings.Contains(s.log.text(), `"txet"`) })
	s.must(c, "POST", "/api/records/client", map[string]any{"name": "Eve", "city": "Osh"})
}

func TestATakenPortIsSaidClearly(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dir := writePackage(t, map[string]string{"crm.yaml": servePackage})
	out := fails(t, 3, "serve", dir, "--listen", l.Addr().String())
	if !strings.Contains(out, "is taken: another program listens there") {
		t.Errorf("it says:\n%s", out)
	}
}

func TestAStopFinishesWhatRuns(t *testing.T) {
	t.Parallel()
	s, _, _ := served(t)
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("it ended with %v\n%s", err, s.log.text())
	}
	s.cmd = nil
	if !strings.Contains(s.log.text(), "Stopping: finishing what runs") {
		t.Errorf("it says:\n%s", s.log.text())
	}
}

func TestTheFirstAdministratorIsLetIn(t *testing.T) {
	t.Parallel()
	dir := writePackage(t, map[string]string{"crm.yaml": servePackage})
	s := newServer(t, dir, "sqlite:"+filepath.Join(dir, "shop.db"))
	s.start()
	var said []string
	eventually(t, "a sign-in is shown", func() bool {
		said = regexp.MustCompile(`e-mail +(\S+)\n +password +(\S+)`).FindStringSubmatch(s.log.text())
		return said != nil
	})
	c := &client{http: &http.Client{Timeout: 10 * time.Second}, url: s.url}
	status, answer, err := c.do("POST", "/api/login", map[string]any{"email": said[1], "password": said[2]})
	if err != nil || status != 200 {
		t.Fatalf("%d %v %v", status, answer, err)
	}
	s.kill()
	s.start()
	if strings.Count(s.log.text(), "first administrator") != 1 {
		t.Errorf("another administrator was made:\n%s", s.log.text())
	}
}

// TestNewFormulasOverLinksAreFilledIn adds a stored formula that follows a link to a table that has records.
func TestNewFormulasOverLinksAreFilledIn(t *testing.T) {
	t.Parallel()
	s, dir, _ := served(t, "--dev")
	c := s.signIn("ann@example.org")
	rewrite(t, dir, "roles:", "  deal:\n    title: name\n    fields:\n      name: text\n      client: {type: link, to: client, inverse: deals}\nroles:")
	var deal map[string]any
	client := s.must(c, "POST", "/api/records/client", map[string]any{"name": "Bob"})
	eventually(t, "the new entity takes records", func() bool {
		status, answer, err := c.do("POST", "/api/records/deal", map[string]any{"name": "D", "client": client["id"]})
		deal = answer
		return err == nil && status == 201
	})
	rewrite(t, dir, "      name: text\n      client:", "      name: text\n      who: {type: text, formula: client.name}\n      client:")
	eventually(t, "the formula is filled in", func() bool {
		_, answer, err := c.do("GET", "/api/records/deal/"+deal["id"].(string), nil)
		return err == nil && answer["who"] == "Bob"
	})
}
