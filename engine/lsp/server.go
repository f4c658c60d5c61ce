package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/tamga-crm/tamga/engine/compile"
)

// Options are what the server needs of the house.
type Options struct {
	Open func(dir string) fs.FS // reads a folder
	// Released tells whether an element of a package is in a database already, so that a new name must carry its data.
	Released func(dir string, n compile.Name) bool
}

// settle is how long after a keystroke the package is compiled.
const settle = 60 * time.Millisecond

// Server speaks with one editor.
type Server struct {
	options Options
	wire    *wire
	docs    map[string]*document // by path
	folders map[string]*folder   // by path
	dirty   map[*folder]bool     // to be compiled when the editor is quiet
}

// Serve answers an editor until it leaves, or the context ends. One request is answered at a time, in order.
func Serve(ctx context.Context, in io.Reader, out io.Writer, o Options) error {
	s := &Server{options: o, wire: &wire{in: bufio.NewReader(in), out: out}, docs: map[string]*document{},
		folders: map[string]*folder{}, dirty: map[*folder]bool{}}
	read, failed := make(chan *message), make(chan error, 1)
	go func() {
		for {
			m, err := s.wire.read()
			if err != nil {
				failed <- err
				return
			}
			select {
			case read <- m:
			case <-ctx.Done():
				return
			}
		}
	}()
	quiet := time.NewTimer(time.Hour)
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		case <-quiet.C:
			if err := s.tell(); err != nil {
				return err
			}
		case m := <-read:
			if m.Method == "exit" {
				return nil
			}
			if err := s.handle(m); err != nil {
				return err
			}
			if len(s.dirty) > 0 {
				quiet.Reset(settle)
			}
		}
	}
}

// handle answers one message. An error means that the editor cannot be reached.
func (s *Server) handle(m *message) error {
	if m.Method == "" { // an answer to nothing that was asked
		return nil
	}
	result, err := s.do(m)
	if m.ID == nil {
		return nil
	}
	return s.wire.answer(m.ID, result, err)
}

func (s *Server) do(m *message) (any, error) {
	switch m.Method {
	case "initialize":
		return initialized{capabilities, map[string]string{"name": "tamga"}}, nil
	case "shutdown", "initialized":
		return nil, nil
	case "textDocument/didOpen":
		return nil, with(m, s.opened)
	case "textDocument/didClose":
		return nil, with(m, s.closed)
	case "textDocument/didSave":
		return nil, with(m, s.saved)
	case "textDocument/didChange":
		return nil, with(m, s.changed)
	case "workspace/didChangeWatchedFiles":
		for _, f := range s.folders {
			s.dirty[f] = true
		}
		return nil, nil
	case "textDocument/completion":
		return answered(s, m, s.complete)
	case "textDocument/hover":
		return answered(s, m, s.hover)
	case "textDocument/definition":
		return answered(s, m, s.definition)
	case "textDocument/references":
		return answered(s, m, s.references)
	case "textDocument/prepareRename":
		return answered(s, m, s.prepareRename)
	case "textDocument/rename":
		return answered(s, m, s.rename)
	case "textDocument/documentSymbol":
		return answered(s, m, s.symbols)
	case "textDocument/formatting":
		return answered(s, m, s.format)
	}
	return nil, &failure{notFound, "tamga does not know " + m.Method}
}

// with reads the parameters of a notification.
func with[T any](m *message, do func(T) error) error {
	var p T
	if err := json.Unmarshal(m.Params, &p); err != nil {
		return &failure{invalidParams, err.Error()}
	}
	return do(p)
}

// byName are the requests about names, in all their places.
var byName = []string{"textDocument/hover", "textDocument/definition", "textDocument/references", "textDocument/prepareRename", "textDocument/rename",
	"textDocument/documentSymbol"}

// spot is where in a package a request is about.
type spot struct {
	atPosition
	folder *folder
	file   string
	lines  []string
}

// answered answers a request about a place in a file of a package, which is compiled as it now stands. A file that
// belongs to no package has no answers.
func answered[T any](s *Server, m *message, do func(*spot) (T, error)) (any, error) {
	var p atPosition
	if err := json.Unmarshal(m.Params, &p); err != nil {
		return nil, &failure{invalidParams, err.Error()}
	}
	file, ok := fileOf(p.Document.URI)
	if !ok {
		return nil, nil
	}
	f, ok := s.packageOf(file)
	if !ok {
		return nil, nil
	}
	if s.dirty[f] || f.now.list == nil {
		if err := s.refresh(f); err != nil {
			return nil, err
		}
	}
	if slices.Contains(byName, m.Method) {
		if err := s.withUses(f); err != nil {
			return nil, err
		}
	}
	out, err := do(&spot{p, f, file, s.lines(file)})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// aboutDocument are the parameters of what happens to a document.
type aboutDocument struct {
	Document textDocument `json:"textDocument"`
}

func (s *Server) opened(p aboutDocument) error {
	s.put(p.Document.URI, func(*document) *document { return &document{p.Document.Text, p.Document.Version} })
	return nil
}

func (s *Server) closed(p aboutDocument) error {
	s.put(p.Document.URI, func(*document) *document { return nil })
	return nil
}

func (s *Server) saved(p aboutDocument) error {
	s.put(p.Document.URI, func(d *document) *document { return d })
	return nil
}

func (s *Server) changed(p didChange) error {
	s.put(p.Document.URI, func(d *document) *document {
		if d == nil {
			d = &document{}
		}
		text := d.text
		for _, c := range p.Changes {
			text = applied(text, c.Range, c.Text)
		}
		return &document{text, p.Document.Version}
	})
	return nil
}

// put changes what is shown of a document; its package is compiled when the editor is quiet.
func (s *Server) put(uri string, change func(*document) *document) {
	file, ok := fileOf(uri)
	if !ok {
		return
	}
	if d := change(s.docs[file]); d != nil {
		s.docs[file] = d
	} else {
		delete(s.docs, file)
	}
	if f, ok := s.packageOf(file); ok {
		s.dirty[f] = true
	}
	for _, f := range s.folders { // those that build on it
		if f.told[file] {
			s.dirty[f] = true
		}
	}
}
