package compile

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// Cache is what an earlier compilation of the same package left: files and elements that were read, and expressions
// that were compiled together with what they asked of the world. A compilation with it gives what one without it
// gives, sooner. The zero Cache is empty; it serves one compilation at a time.
type Cache struct {
	files      spec.Cache
	exprs, old map[string][]*remembered // several where the world changed between two of the same words
	worlds     map[string]string        // the last world of each name, so that an equal one is the same string
}

// remembered is an expression or a template, its problems, and what it asked.
type remembered struct {
	expr     *rule.Expr
	template *rule.Template
	problems []rule.Problem
	asked    []answer
}

// answer is a part of the world that an expression asked about, and how that part was.
type answer struct{ about, was string }

// memory is what a compilation has of the cache, and what it makes once for all.
type memory struct {
	cache                *Cache
	worldNow             map[string]string // the parts of the world that were described
	buffer, key          []byte
	labels, systemLabels map[string]model.Text
}

func newMemory(c *Cache) memory {
	return memory{cache: c, worldNow: map[string]string{}, labels: map[string]model.Text{}, systemLabels: map[string]model.Text{}}
}

// load begins a compilation: what the last one left is what may be used again.
func (c *Cache) load(l *diag.List, layers []spec.Layer) (*spec.Package, error) {
	if c == nil {
		return spec.Load(l, layers...)
	}
	c.old, c.exprs = c.exprs, make(map[string][]*remembered, len(c.exprs))
	if c.worlds == nil {
		c.worlds = map[string]string{}
	}
	return c.files.Load(l, layers...)
}

// compileExpr is rule.Compile, which is asked only when the answer may differ from the last one.
func (c *compiler) compileExpr(source string, scope *rule.Scope, want rule.Type) (*rule.Expr, []rule.Problem) {
	x := c.known(source, scope, appendType([]byte{'e'}, want), func(s *rule.Scope) (x remembered) {
		x.expr, x.problems = rule.Compile(source, s, want)
		return x
	})
	return x.expr.In(scope), x.problems
}

// compileTemplate is rule.CompileTemplate in the same way.
func (c *compiler) compileTemplate(source string, scope *rule.Scope) (*rule.Template, []rule.Problem) {
	x := c.known(source, scope, []byte{'t'}, func(s *rule.Scope) (x remembered) {
		x.template, x.problems = rule.CompileTemplate(source, s)
		return x
	})
	return x.template.In(scope), x.problems
}

func (c *compiler) known(source string, scope *rule.Scope, how []byte, make func(*rule.Scope) remembered) *remembered {
	if c.cache == nil || c.schema == nil { // no world yet: defaults of settings
		x := make(scope)
		return &x
	}
	c.key = append(append(appendScope(append(c.key[:0], how...), scope), 0), source...)
	if x := c.valid(c.cache.exprs[string(c.key)]); x != nil {
		return x
	}
	key := string(c.key)
	if x := c.valid(c.cache.old[key]); x != nil {
		c.cache.exprs[key] = append(c.cache.exprs[key], x)
		return x
	}
	watched, w := *scope, &witness{schema: scope.Schema}
	watched.Schema = w
	x := make(&watched)
	w.schema = nil // the expression outlives this compilation, and must not keep it
	for _, about := range w.asked {
		x.asked = append(x.asked, answer{about, c.world(about)})
	}
	c.cache.exprs[key] = append(c.cache.exprs[key], &x)
	return &x
}

// valid finds what was compiled in a world that is still so.
func (c *compiler) valid(variants []*remembered) *remembered {
	for _, x := range variants {
		if !slices.ContainsFunc(x.asked, func(a answer) bool { return c.world(a.about) != a.was }) {
			return x
		}
	}
	return nil
}

// appendScope tells scopes apart, but for their schema.
func appendScope(b []byte, s *rule.Scope) []byte {
	b = append(appendWords(b, s.Entity, s.Self), bit(s.Old)|bit(s.Roles)<<1|bit(s.Element != nil)<<2)
	if s.Element != nil {
		b = appendType(b, *s.Element)
	}
	for _, v := range s.Vars {
		b = appendType(appendWords(b, v.Name), v.Type)
	}
	return b
}

// What an expression can ask about, beside the members of an entity, which go by "." and its name.
const (
	aboutEntities = "entities"
	aboutSettings = "settings"
	aboutSeries   = "series"
	aboutRoles    = "roles"
)

// world tells how a part of the world is: two equal answers mean that no expression can see a difference.
func (c *compiler) world(about string) string {
	if w, ok := c.worldNow[about]; ok {
		return w
	}
	c.buffer = c.describe(c.buffer[:0], about)
	w := c.cache.worlds[about]
	if w != string(c.buffer) {
		w = string(c.buffer)
	}
	c.worldNow[about], c.cache.worlds[about] = w, w
	return w
}

func (c *compiler) describe(b []byte, about string) []byte {
	switch about {
	case aboutEntities:
		return appendWords(b, c.schema.Entities()...)
	case aboutSeries:
		return appendWords(b, c.schema.Series()...)
	case aboutRoles:
		return appendWords(b, c.schema.Roles()...)
	case aboutSettings:
		for _, name := range c.schema.Settings() {
			t, _ := c.schema.Setting(name)
			b = appendType(appendWords(b, name), t)
		}
		return b
	}
	return c.describeMembers(b, strings.TrimPrefix(about, "."))
}

func appendWords(b []byte, words ...string) []byte {
	for _, w := range words {
		b = append(append(b, w...), 0)
	}
	return b
}

func appendType(b []byte, t rule.Type) []byte {
	b = appendWords(append(b, byte(t.Type)), t.Entity)
	if t.Elem != nil {
		b = append(appendType(append(b, '['), *t.Elem), ']')
	}
	return append(appendWords(b, t.Options...), 1)
}

// describeMembers writes what the schema answers for every name of an entity.
func (c *compiler) describeMembers(b []byte, entity string) []byte {
	for _, name := range c.schema.Members(entity) {
		m, ok := c.schema.Member(entity, name)
		b = append(appendType(appendWords(b, name), m.Type), bit(ok)|bit(m.Many)<<1|bit(m.Clock)<<2|bit(m.Inverse != nil)<<3)
		b = strconv.AppendInt(b, int64(m.Slot), 10)
		if m.Inverse != nil {
			b = appendWords(b, m.Inverse.Entity, m.Inverse.Link)
		}
	}
	return appendWords(append(b, bit(c.entities[entity] != nil)), slices.Sorted(maps.Keys(c.lost))...)
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// worldChanged is said when what expressions see of the entities has changed on the way.
func (c *compiler) worldChanged() { clear(c.worldNow) }

// witness is a schema that notes what it was asked about. It has every method itself: a question that it did not
// notice would be a difference that is not seen.
type witness struct {
	schema rule.Schema
	asked  []string
}

func (w *witness) ask(about string) {
	if !slices.Contains(w.asked, about) {
		w.asked = append(w.asked, about)
	}
}

func (w *witness) Member(entity, name string) (rule.Member, bool) {
	w.ask("." + entity)
	return w.schema.Member(entity, name)
}

func (w *witness) Members(entity string) []string {
	w.ask("." + entity)
	return w.schema.Members(entity)
}

func (w *witness) Entities() []string {
	w.ask(aboutEntities)
	return w.schema.Entities()
}

func (w *witness) Setting(name string) (rule.Type, bool) {
	w.ask(aboutSettings)
	return w.schema.Setting(name)
}

func (w *witness) Settings() []string {
	w.ask(aboutSettings)
	return w.schema.Settings()
}

func (w *witness) Series() []string {
	w.ask(aboutSeries)
	return w.schema.Series()
}

func (w *witness) Roles() []string {
	w.ask(aboutRoles)
	return w.schema.Roles()
}
