package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/compile"
)

// client is an editor of tests: it speaks with a server over pipes, about a folder on the disk.
type client struct {
	t    *testing.T
	dir  string
	wire *wire
	id   int
	news chan *message // notifications
	back chan *message // answers
}

func newClient(t *testing.T, files map[string]string) *client {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- Serve(ctx, in, out, Options{Open: func(dir string) fs.FS { return os.DirFS(dir) },
			Released: func(_ string, n compile.Name) bool { return !strings.Contains(n.Path, "fresh") }})
		out.Close()
	}()
	c := &client{t: t, dir: dir, wire: &wire{in: bufio.NewReader(fromServer), out: toServer}, news: make(chan *message, 100), back: make(chan *message, 100)}
	go func() {
		defer close(c.back)
		for {
			m, err := c.wire.read()
			if err != nil {
				return
			}
			if m.Method != "" {
				c.news <- m
			} else {
				c.back <- m
			}
		}
	}()
	t.Cleanup(func() {
		stop()
		toServer.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	c.ask("initialize", map[string]any{"rootUri": uriOf(dir)}, nil)
	return c
}

func (c *client) notify(method string, params any) {
	c.t.Helper()
	if err := c.wire.notify(method, params); err != nil {
		c.t.Fatal(err)
	}
}

// ask sends a request and reads its result; it gives what a refusal says.
func (c *client) ask(method string, params, into any) string {
	c.t.Helper()
	c.id++
	id, _ := json.Marshal(c.id)
	raw := json.RawMessage(id)
	body, err := json.Marshal(params)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.wire.write(&message{ID: &raw, Method: method, Params: body}); err != nil {
		c.t.Fatal(err)
	}
	select {
	case m := <-c.back:
		if m == nil {
			c.t.Fatal("the server has gone")
		}
		if m.Error != nil {
			return m.Error.Message
		}
		again, err := json.Marshal(m.Result)
		if err != nil {
			c.t.Fatal(err)
		}
		if into != nil {
			if err := json.Unmarshal(again, into); err != nil {
				c.t.Fatal(err)
			}
		}
	case <-time.After(20 * time.Second):
		c.t.Fatalf("no answer to %s", method)
	}
	return ""
}

func (c *client) uri(name string) string { return uriOf(filepath.Join(c.dir, name)) }

func (c *client) open(name, text string) {
	c.t.Helper()
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": c.uri(name), "languageId": "yaml", "version": 1, "text": text}})
}

func (c *client) change(name, text string) {
	c.t.Helper()
	c.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": c.uri(name), "version": 2},
		"contentChanges": []map[string]any{{"text": text}}})
}

// diagnosed waits for the next diagnostics of a file.
func (c *client) diagnosed(name string) []diagnostic {
	c.t.Helper()
	for {
		select {
		case m := <-c.news:
			var p published
			if err := json.Unmarshal(m.Params, &p); err == nil && m.Method == "textDocument/publishDiagnostics" && p.URI == c.uri(name) {
				return p.Diagnostics
			}
		case <-time.After(20 * time.Second):
			c.t.Fatalf("no diagnostics of %s", name)
		}
	}
}

// cursorMark shows where the cursor is.
const cursorMark = "‸"

// spotOf takes the mark out of a text, and gives its place in the protocol's terms.
func spotOf(t *testing.T, text string) (string, position) {
	t.Helper()
	before, after, ok := strings.Cut(text, cursorMark)
	if !ok {
		t.Fatalf("no %s in %q", cursorMark, text)
	}
	last := before[strings.LastIndexByte(before, '\n')+1:]
	return before + after, position{strings.Count(before, "\n"), units(last)}
}

func (c *client) at(name string, p position, more map[string]any) map[string]any {
	out := map[string]any{"textDocument": map[string]any{"uri": c.uri(name)}, "position": p}
	for k, v := range more {
		out[k] = v
	}
	return out
}

func labels(items []item) []string {
	var out []string
	for _, i := range items {
		out = append(out, i.Label)
	}
	slices.Sort(out)
	return out
}
