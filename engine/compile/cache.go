package compile

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/lint"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// Cache is what an earlier compilation of the same package left: files and elements that were read, and expressions
// that were compiled together with what they asked of the world. A compilation with it gives what one without it
// gives, sooner. The zero Cache is empty; it serves one compilation at a time.
type Cache struct {
	files spec.Cache
	lint  lint.Cache
	exprs map[string][]*remembered // several where the world changed between two of the same words
	parts []map[string]*part       // of the world, by its phase
	turns int                      // compilations so far
	used  int                      // expressions of the last
	epoch int                      // how often the world may have changed
	phase int                      // how often it has in this compilation: every one goes through the same
	moved []int                    // by phase: the last epoch in which a part was other than in the compilation before
	seen  int                      // the epoch whose parts were all looked at
}

// part is something that expressions can ask about, and how it was when it was last described: in which epoch.
type part struct {
	about, is string
	epoch     int
}

// remembered is an expression or a template, its problems, and what it asked.
type remembered struct {
	expr     *rule.Expr
	template *rule.Template
	problems []rule.Problem
	asked    []answer
	phase    int
	turn     int // when it was last of use
	right    int // the epoch in which all that it asked was last compared
}

// answer is a part of the world that an expression asked about, and how that part was.
type answer struct {
	part *part
	was  string
}

// memory is what a compilation has of the cache, and what it makes once for all.
type memory struct {
	cache                *Cache
	buffer, key          []byte
	labels, systemLabels map[string]model.Text
}

func newMemory(c *Cache) memory {
	return memory{cache: c, labels: map[string]model.Text{}, systemLabels: map[string]model.Text{}}
}

// load begins a compilation: what the last one left is what may be used again.
func (c *Cache) load(l *diag.List, layers []spec.Layer) (*spec.Package, error) {
	if c == nil {
		return spec.Load(l, layers...)
	}
	if c.exprs == nil {
		c.exprs = map[string][]*remembered{}
	}
	if len(c.exprs) > 2*c.used+1000 {
		c.forget()
	}
	c.turns, c.epoch, c.used = c.turns+1, c.epoch+1, 0
	c.begin(0)
	return c.files.Load(l, layers...)
}

// begin makes room for a phase.
func (c *Cache) begin(phase int) {
	if c.phase = phase; len(c.parts) == phase {
		c.parts, c.moved = append(c.parts, map[string]*part{}), append(c.moved, c.epoch)
	}
}

// forget leaves what the last compilation used.
func (c *Cache) forget() {
	for key, variants := range c.exprs {
		if variants = slices.DeleteFunc(variants, func(x *remembered) bool { return x.turn < c.turns }); len(variants) == 0 {
			delete(c.exprs, key)
		} else {
			c.exprs[key] = variants
		}
	}
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
	for _, x := range c.cache.exprs[string(c.key)] {
		if c.valid(x) {
			c.cache.use(x)
			return x
		}
	}
	key := string(c.key)
	watched, w := *scope, &witness{schema: scope.Schema}
	watched.Schema = w
	x := make(&watched)
	x.phase, x.right = c.cache.phase, c.cache.epoch
	w.schema = nil // the expression outlives this compilation, and must not keep it
	for _, about := range w.asked {
		p := c.cache.part(about)
		x.asked = append(x.asked, answer{p, c.world(p)})
	}
	c.cache.exprs[key] = append(c.cache.exprs[key], &x)
	c.cache.use(&x)
	return &x
}

func (c *Cache) use(x *remembered) {
	if x.turn != c.turns {
		x.turn = c.turns
		c.used++
	}
}

// valid tells whether the world is still as it was for what was compiled.
func (c *compiler) valid(x *remembered) bool {
	k := c.cache
	if x.phase != k.phase {
		return len(x.asked) == 0
	}
	if c.look(); x.right >= k.moved[k.phase] {
		return true
	}
	for _, a := range x.asked {
		if c.world(a.part) != a.was {
			return false
		}
	}
	x.right = k.epoch
	return true
}

// look finds out, once in an epoch, whether any part of the world is other than it was in the same phase of the last
// compilation. Mostly none is: then nothing that was right then has to be asked again.
func (c *compiler) look() {
	k := c.cache
	if k.seen == k.epoch {
		return
	}
	k.seen = k.epoch
	for _, p := range k.parts[k.phase] {
		if was := p.is; c.world(p) != was {
			k.moved[k.phase] = k.epoch
		}
	}
}

func (c *Cache) part(about string) *part {
	p := c.parts[c.phase][about]
	if p == nil {
		p = &part{about: about}
		c.parts[c.phase][about] = p
	}
	return p
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
func (c *compiler) world(p *part) string {
	if p.epoch == c.cache.epoch {
		return p.is
	}
	p.epoch = c.cache.epoch
	if c.buffer = c.describe(c.buffer[:0], p.about); p.is != string(c.buffer) {
		p.is = string(c.buffer)
	}
	return p.is
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
	e := c.entities[entity]
	if e != nil && c.shapes[entity] == nil {
		model.EachMember(e.Entity, func(name string, m rule.Member) { b = appendMember(b, name, m) })
	} else {
		for _, name := range c.schema.Members(entity) {
			m, _ := c.schema.Member(entity, name)
			b = appendMember(b, name, m)
		}
	}
	return appendWords(append(b, bit(e != nil)), slices.Sorted(maps.Keys(c.lost))...)
}

func appendMember(b []byte, name string, m rule.Member) []byte {
	b = append(appendType(appendWords(b, name), m.Type), bit(m.Many)|bit(m.Clock)<<1|bit(m.Inverse != nil)<<2)
	if b = strconv.AppendInt(b, int64(m.Slot), 10); m.Inverse != nil {
		b = appendWords(b, m.Inverse.Entity, m.Inverse.Link)
	}
	return b
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// worldChanged is said when what expressions see of the entities has changed on the way.
func (c *compiler) worldChanged() {
	if c.cache != nil {
		c.cache.epoch++
		c.cache.begin(c.cache.phase + 1)
	}
}

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
