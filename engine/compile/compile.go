package compile

import (
	_ "embed"
	"io/fs"
	"path"
	"strings"
	"testing/fstest"
	"time"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/lint"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

//go:embed system.yaml
var system string

// Package is a folder of YAML and the way to those that it builds on.
type Package struct {
	FS fs.FS
	// Base opens a folder named by "extends", relative to the one that names it; nil: there is none to open.
	Base func(path string) (fs.FS, error)
	// Cache is what the last compilation of the package left; nil: there was none.
	Cache *Cache
	// Index, unless nil, is filled with where names stand.
	Index *Index
	// Locales warns of texts that lack one of the package's languages.
	Locales bool
}

// Model compiles a package. The model is whole unless the list has failed; then it is nil.
// An error means that files could not be read.
func Model(p Package, l *diag.List) (*model.Model, error) {
	layers, err := p.layers(l)
	if err != nil {
		return nil, err
	}
	s, err := p.Cache.load(l, layers)
	if err != nil {
		return nil, err
	}
	if s.Broken {
		return nil, nil
	}
	c := &compiler{l: l, p: s, memory: newMemory(p.Cache), index: p.Index, m: &model.Model{Hash: s.Hash}, entities: map[string]*entity{}, funnelsBy: map[string]*model.Funnel{}, lost: map[string]bool{}}
	c.run()
	c.indexed()
	if p.Locales {
		c.untranslated()
	}
	if l.Failed() {
		return nil, nil
	}
	if p.Cache != nil {
		c.found.Cache = &p.Cache.lint
	}
	lint.Package(c.m, c.p, c.found, l)
	return c.m, nil
}

// Source compiles files given as text, for tests: name to content. A missing crm.yaml is made up.
func Source(files map[string]string) (*model.Model, *diag.List) {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	if fsys[spec.ManifestFile] == nil {
		fsys[spec.ManifestFile] = &fstest.MapFile{Data: []byte("crm: 1\nname: test\n")}
	}
	l := &diag.List{}
	m, err := Model(Package{FS: fsys}, l)
	if err != nil {
		l.Errorf("not-read", diag.Range{}, "%s", err)
	}
	return m, l
}

// layers are the built-in entities, the packages below, the package itself.
func (p Package) layers(l *diag.List) ([]spec.Layer, error) {
	builtin := fstest.MapFS{spec.ManifestFile: {Data: []byte(system)}}
	out := []spec.Layer{{Name: spec.BuiltIn, FS: builtin}}
	below, err := p.below(l, p.FS, "", map[string]bool{".": true})
	if err != nil {
		return nil, err
	}
	return append(append(out, below...), spec.Layer{FS: p.FS}), nil
}

// below opens what a folder extends, each after those that it extends itself.
func (p Package) below(l *diag.List, fsys fs.FS, at string, seen map[string]bool) ([]spec.Layer, error) {
	words, err := spec.Extends(fsys)
	if err != nil {
		return nil, nil // Load says that the manifest is missing
	}
	var out []spec.Layer
	for _, w := range words {
		name := path.Join(at, w.Value)
		if seen[name] {
			l.Errorf("extends-cycle", w.At, "the package %q is built on itself", w.Value)
			continue
		}
		seen[name] = true
		sub, ok := p.open(l, w, name)
		if !ok {
			continue
		}
		deeper, err := p.below(l, sub, name, seen)
		if err != nil {
			return nil, err
		}
		out = append(append(out, deeper...), spec.Layer{Name: name, FS: sub})
	}
	return out, nil
}

func (p Package) open(l *diag.List, w spec.Word, name string) (fs.FS, bool) {
	if p.Base == nil {
		l.Errorf("no-package", w.At, "the package %q cannot be opened here", w.Value)
		return nil, false
	}
	sub, err := p.Base(name)
	if err == nil {
		_, err = fs.Stat(sub, spec.ManifestFile)
	}
	if err != nil {
		l.Errorf("no-package", w.At, "there is no package in %q", w.Value).WithHint("the path is relative to this file's folder, like ../base")
		return nil, false
	}
	return sub, true
}

// compiler is one compilation.
type compiler struct {
	l         *diag.List
	p         *spec.Package
	m         *model.Model
	schema    rule.Schema
	entities  map[string]*entity
	funnelsBy map[string]*model.Funnel
	messages  map[string]*spec.Message
	docs      map[string]*model.Document
	used      map[string]bool
	exclusive []*exclusive
	asked     []asked                  // conditions that the database must be able to compute
	lost      map[string]bool          // collections of links whose target is not known: what they would be, nobody can tell
	shapes    map[string]*model.Entity // records that channels bring, which no table keeps
	calls     map[string]*callee       // automations by name, compiled or not
	calling   []string                 // those being compiled, one because of another
	refusing  bool                     // inside a step that a test expects to be refused
	index     *Index
	found     lint.Found
	memory
}

// entity is one being made, beside what the YAML says of it.
type entity struct {
	*model.Entity
	spec   *spec.Entity
	fields map[string]*spec.Field
	scope  *rule.Scope
}

func (c *compiler) run() {
	c.manifest()
	c.declareEntities()
	c.declareSegments()
	c.declareExclusives()
	c.declareFunnels()
	c.linkFields()
	c.settings()
	c.declareRoles()
	c.schema = newSchema(c)
	for _, e := range c.m.Entities {
		c.entities[e.Name].scope = &rule.Scope{Schema: c.schema, Entity: e.Name}
	}
	c.titles()
	c.formulas()
	c.entityRules()
	c.exclusives()
	c.funnels()
	c.documents()
	c.declareMessages()
	c.limits()
	c.automations()
	c.finishMessages()
	c.roles()
	c.forms()
	c.views()
	c.reports()
	c.plannedTargets()
	c.dashboards()
	c.matches()
	c.channels()
	c.quality()
	c.inSQL()
	c.navigation()
	c.people()
	c.tests()
	c.data()
	c.markDynamic()
	c.sortDeclared()
}

// text is words in locales: one alone is kept under "" and the package's first locale.
func (c *compiler) text(t spec.Text) model.Text {
	if !t.Given() {
		return nil
	}
	out := model.Text{}
	for _, e := range t.By {
		if e.Key.Given() && !c.knownLocale(e.Key) {
			continue
		}
		out[e.Key.Value] = strings.TrimRight(e.Value.Value, "\n")
	}
	c.completeText(out)
	return out
}

func (c *compiler) completeText(t model.Text) {
	first := c.m.Locales[0]
	if s, ok := t[first]; ok {
		t[""] = s
	} else if s, ok := t[""]; ok {
		t[first] = s
	} else {
		for _, locale := range append(c.m.Locales, productLocales...) {
			if s, ok := t[locale]; ok {
				t[""] = s
				return
			}
		}
	}
}

// productLocales are those that Tamga's own words are in.
var productLocales = []string{"en", "ru", "tr", "th", "mn", "ky"}

// labelOr is a label, or one made from a name: "due_on" is "Due on".
func (c *compiler) labelOr(t spec.Text, name string) model.Text {
	if out := c.text(t); len(out) > 0 {
		if first := c.m.Locales[0]; t.Made && out[first] == "" {
			out[""], out[first] = humanize(name), humanize(name)
		}
		return out
	}
	return c.madeLabel(name)
}

// madeLabel is what an element without one is called: every entity has the same few.
func (c *compiler) madeLabel(name string) model.Text {
	t, ok := c.labels[name]
	if !ok {
		t = model.Text{"": humanize(name)}
		c.labels[name] = t
	}
	return t
}

func humanize(name string) string {
	s := strings.TrimSpace(strings.ReplaceAll(name, "_", " "))
	if s == "" {
		return name
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func zoneOf(name string) (*time.Location, error) { return time.LoadLocation(name) }
