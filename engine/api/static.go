package api

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
)

// static serves the built web UI from memory, compressed once.
type static struct {
	files fs.FS
	mu    sync.Mutex
	kept  map[string]*asset
}

type asset struct {
	kind   string
	plain  []byte
	zipped []byte // nil: not worth it
	tag    string
}

func newStatic(files fs.FS) *static { return &static{files: files, kept: map[string]*asset{}} }

// open gives a file of the UI; nil when there is none.
func (st *static) open(name string) (*asset, error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if a := st.kept[name]; a != nil {
		return a, nil
	}
	if st.files == nil {
		return nil, nil
	}
	b, err := fs.ReadFile(st.files, name)
	var pathError *fs.PathError
	if errors.Is(err, fs.ErrNotExist) || errors.As(err, &pathError) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	a := &asset{kind: mime.TypeByExtension(path.Ext(name)), plain: b, tag: `"` + hash(b)[:20] + `"`}
	if a.kind == "" {
		a.kind = "application/octet-stream"
	}
	a.zipped = zipped(a.kind, b)
	st.kept[name] = a
	return a, nil
}

func zipped(kind string, b []byte) []byte {
	text := strings.HasPrefix(kind, "text/") || strings.Contains(kind, "javascript") || strings.Contains(kind, "json") || strings.Contains(kind, "svg")
	if !text || len(b) < worthZipping {
		return nil
	}
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	if _, err := z.Write(b); err != nil {
		panic(err) // a buffer takes everything
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// page answers everything that is not the API: a file of the UI, or the UI itself, which knows its own addresses.
func (s *Server) page(c echo.Context) error {
	p := path.Clean("/" + c.Request().URL.Path)
	if p == "/api" || strings.HasPrefix(p, "/api/") {
		if allowed := s.methodsOf(p); len(allowed) > 0 {
			c.Response().Header().Set("Allow", strings.Join(allowed, ", "))
			return refuse(http.StatusMethodNotAllowed, "method_not_allowed", "method", clip(c.Request().Method))
		}
		return refuse(http.StatusNotFound, "not_found")
	}
	if m := c.Request().Method; m != http.MethodGet && m != http.MethodHead {
		return refuse(http.StatusMethodNotAllowed, "method_not_allowed", "method", clip(m))
	}
	name := strings.TrimPrefix(p, "/")
	a, err := s.static.open(name)
	if err != nil {
		return err
	}
	if a == nil && strings.HasPrefix(name, "assets/") {
		return refuse(http.StatusNotFound, "not_found")
	}
	if a == nil {
		name = "index.html"
		if a, err = s.static.open(name); err != nil {
			return err
		}
	}
	if a == nil {
		return c.String(http.StatusNotFound, "The web UI is not built into this binary: npm run build in ui/, then build tamga again.\n")
	}
	return a.serve(c, strings.HasPrefix(name, "assets/"))
}

// methodsOf are the methods that an address answers to.
func (s *Server) methodsOf(path string) []string {
	var out []string
	parts := strings.Split(path, "/")
	for _, r := range s.echo.Routes() {
		pattern := strings.Split(r.Path, "/")
		fits := len(pattern) == len(parts) && r.Method != echo.RouteNotFound
		for i := 0; fits && i < len(parts); i++ {
			fits = pattern[i] == parts[i] || strings.HasPrefix(pattern[i], ":")
		}
		if fits && !slices.Contains(out, r.Method) {
			out = append(out, r.Method)
		}
	}
	slices.Sort(out)
	return out
}

// serve answers an asset. Those under assets/ carry a hash of their content in their name: they never change.
func (a *asset) serve(c echo.Context, forever bool) error {
	h := c.Response().Header()
	h.Set("Content-Type", a.kind)
	h.Set("ETag", a.tag)
	h.Add("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if matches(c.Request().Header.Get("If-None-Match"), a.tag) {
		return c.NoContent(http.StatusNotModified)
	}
	if a.zipped != nil && zips(c.Request()) {
		h.Set("Content-Encoding", "gzip")
		return c.Blob(http.StatusOK, a.kind, a.zipped)
	}
	return c.Blob(http.StatusOK, a.kind, a.plain)
}

// docs is the page that shows the API: the UI's docs folder, which draws /api/openapi.json.
func (s *Server) docs(c echo.Context) error {
	rest := strings.TrimPrefix(path.Clean(c.Request().URL.Path), "/api/docs")
	if rest == "" && !strings.HasSuffix(c.Request().URL.Path, "/") {
		return c.Redirect(http.StatusMovedPermanently, "/api/docs/")
	}
	if rest == "" {
		rest = "/index.html"
	}
	a, err := s.static.open("docs" + rest)
	if err != nil {
		return err
	}
	if a == nil {
		return refuse(http.StatusNotFound, "not_found")
	}
	return a.serve(c, false)
}
