package lsp

import (
	"io/fs"
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/spec"
)

// folder is one package as the editor has it.
type folder struct {
	dir   string
	cache compile.Cache
	now   compiled
	good  compiled        // the last that was whole
	told  map[string]bool // files whose diagnostics the editor shows
}

// compiled is what one look at the folder has found.
type compiled struct {
	index *compile.Index
	list  *diag.List
	model *model.Model // nil while there are errors
}

// look compiles the folder as it stands in the editor, with every place of every name when uses are asked for.
func (s *Server) look(f *folder, uses bool) error {
	now := compiled{index: &compile.Index{Uses: uses}, list: &diag.List{}}
	base := func(p string) (fs.FS, error) { return s.open(filepath.Join(f.dir, filepath.FromSlash(p))), nil }
	m, err := compile.Model(compile.Package{FS: s.open(f.dir), Base: base, Cache: &f.cache, Index: now.index}, now.list)
	if err != nil {
		return err
	}
	now.model, f.now = m, now
	if m != nil {
		f.good = now
	}
	return nil
}

// withUses is for what looks for a name, so that a keystroke need not pay for it.
func (s *Server) withUses(f *folder) error {
	if f.now.index != nil && f.now.index.Uses {
		return nil
	}
	return s.look(f, true)
}

// index is the newest that knows the package: that of a broken file knows nothing.
func (f *folder) index() *compile.Index {
	if f.now.index != nil && f.now.index.Model != nil {
		return f.now.index
	}
	if f.good.index != nil {
		return f.good.index
	}
	return &compile.Index{}
}

// named is what the compiler calls a file; "" when it is not of this package or of one that it builds on.
func (f *folder) named(file string) string {
	rel, err := filepath.Rel(f.dir, file)
	if err != nil {
		return ""
	}
	return filepath.ToSlash(rel)
}

// file is where a file of a diagnostic lies; false for those that lie in no folder.
func (f *folder) file(name string) (string, bool) {
	if name == "" || strings.HasPrefix(name, spec.BuiltIn) {
		return "", false
	}
	return filepath.Join(f.dir, filepath.FromSlash(name)), true
}

// open is a folder in which what the editor has open stands before what is saved.
func (s *Server) open(dir string) fs.FS { return shown{s.options.Open(dir), dir, s.docs} }

// shown is a folder with unsaved files.
type shown struct {
	fs.FS
	dir  string
	docs map[string]*document
}

// ReadFile gives a file as the editor shows it.
func (s shown) ReadFile(name string) ([]byte, error) {
	if d := s.docs[filepath.Join(s.dir, filepath.FromSlash(name))]; d != nil {
		return []byte(d.text), nil
	}
	return fs.ReadFile(s.FS, name)
}

// document is a file that is open in the editor.
type document struct {
	text    string
	version *int
}

// packageOf is the folder of the package that a file belongs to: the nearest above with a manifest.
func (s *Server) packageOf(file string) (*folder, bool) {
	for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
		if s.hasManifest(dir) {
			f := s.folders[dir]
			if f == nil {
				f = &folder{dir: dir, told: map[string]bool{}}
				s.folders[dir] = f
			}
			return f, true
		}
		if dir == filepath.Dir(dir) {
			return nil, false
		}
	}
}

func (s *Server) hasManifest(dir string) bool {
	if s.docs[filepath.Join(dir, spec.ManifestFile)] != nil {
		return true
	}
	_, err := fs.Stat(s.options.Open(dir), spec.ManifestFile)
	return err == nil
}

// lines are those of a file as the editor shows it.
func (s *Server) lines(file string) []string {
	if d := s.docs[file]; d != nil {
		return linesOf(d.text)
	}
	b, err := fs.ReadFile(s.options.Open(filepath.Dir(file)), filepath.Base(file))
	if err != nil {
		return nil
	}
	return linesOf(string(b))
}

// fileOf is the path of a file: URI.
func fileOf(uri string) (string, bool) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return "", false
	}
	p := u.Path
	if len(p) > 2 && p[0] == '/' && p[2] == ':' { // a drive of Windows
		p = p[1:]
	}
	return filepath.Clean(filepath.FromSlash(p)), true
}

func uriOf(file string) string {
	p := filepath.ToSlash(file)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: path.Clean(p)}).String()
}
