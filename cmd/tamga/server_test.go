package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// binary is the real program, built once for all tests that run it as a process.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "tamga-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "tamga")
	cmd := exec.Command("go", "build", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build tamga: %w\n%s", err, out)
	}
	return path, nil
})

// server is one running "tamga serve".
type server struct {
	tb   testing.TB
	url  string
	args []string
	env  []string
	cmd  *exec.Cmd
	log  *syncBuffer
}

type syncBuffer struct {
	sync.Mutex
	bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.Lock()
	defer b.Unlock()
	return b.Buffer.Write(p)
}
func (b *syncBuffer) text() string { b.Lock(); defer b.Unlock(); return b.Buffer.String() }

// nextPort counts below the ports that the system gives to connections: what is free now stays free until the
// server listens there, however many tests run beside it.
var nextPort = func() *atomic.Int32 {
	n := &atomic.Int32{}
	n.Store(int32(20_000 + os.Getpid()%8_000))
	return n
}()

func freeAddress(tb testing.TB) string {
	for range 1000 {
		addr := fmt.Sprint("127.0.0.1:", nextPort.Add(1))
		if l, err := net.Listen("tcp", addr); err == nil {
			l.Close()
			return addr
		}
	}
	tb.Fatal("no port is free")
	return ""
}

// newServer prepares a server for a package folder and a database; start runs it.
func newServer(tb testing.TB, dir, db string, env ...string) *server {
	tb.Helper()
	addr := freeAddress(tb)
	s := &server{tb: tb, url: "http://" + addr, env: env, log: &syncBuffer{},
		args: []string{"serve", dir, "--db", db, "--listen", addr}}
	tb.Cleanup(s.kill)
	return s
}

// start runs the process and waits until it is ready.
func (s *server) start() {
	s.tb.Helper()
	bin, err := binary()
	if err != nil {
		s.tb.Fatal(err)
	}
	s.cmd = exec.Command(bin, s.args...)
	s.cmd.Env = append(append(os.Environ(), "TAMGA_LOG=warn"), s.env...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		s.tb.Fatal(err)
	}
	for range 600 {
		if res, err := http.Get(s.url + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.tb.Fatalf("the server is not ready after 30 s:\n%s", s.log.text())
}

// kill ends the process at once, as a power cut would.
func (s *server) kill() {
	if s.cmd != nil && s.cmd.Process != nil {
		s.cmd.Process.Signal(syscall.SIGKILL)
		s.cmd.Wait()
		s.cmd = nil
	}
}

// run runs another verb of the binary and gives what it printed.
func run(tb testing.TB, stdin string, args ...string) string {
	tb.Helper()
	bin, err := binary()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command(bin, args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		tb.Fatalf("tamga %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// client is a signed-in person.
type client struct {
	http *http.Client
	url  string
	csrf string
	// cookie is the session's.
	cookie string
}

const testPassword = "correct horse battery"

// signIn signs a person in; the server must be up.
func (s *server) signIn(email string) *client {
	s.tb.Helper()
	c := &client{http: &http.Client{Timeout: 30 * time.Second}, url: s.url}
	req, _ := http.NewRequest("POST", s.url+"/api/login", strings.NewReader(fmt.Sprintf(`{"email":%q,"password":%q}`, email, testPassword)))
	req.Header.Set("Content-Type", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		s.tb.Fatal(err)
	}
	defer res.Body.Close()
	var answer struct{ CSRF string }
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || res.StatusCode != http.StatusOK {
		s.tb.Fatalf("sign in: %d %v\n%s", res.StatusCode, err, s.log.text())
	}
	c.csrf = answer.CSRF
	for _, k := range res.Cookies() {
		c.cookie = k.Name + "=" + k.Value
	}
	return c
}

// do sends a request; an error is a lost connection, not a refusal.
func (c *client) do(method, path string, body any) (status int, answer map[string]any, err error) {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, c.url+path, r)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-CSRF-Token", c.csrf)
	req.Header.Set("Cookie", c.cookie)
	res, err := c.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil, err
	}
	if len(b) > 0 && b[0] == '{' {
		err = json.Unmarshal(b, &answer)
	}
	return res.StatusCode, answer, err
}

// must sends a request that has to succeed.
func (s *server) must(c *client, method, path string, body any) map[string]any {
	s.tb.Helper()
	status, answer, err := c.do(method, path, body)
	if err != nil || status >= 300 {
		s.tb.Fatalf("%s %s: %d %v %v\n%s", method, path, status, err, answer, s.log.text())
	}
	return answer
}

// writePackage puts files into a new folder.
func writePackage(tb testing.TB, files map[string]string) string {
	tb.Helper()
	dir := tb.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}
