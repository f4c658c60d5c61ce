// Package lint warns of what is right as YAML and as a model, and yet cannot be meant: conditions that never hold,
// automations that never start, fields that nobody can fill in. It looks only at packages without mistakes, so no
// warning follows from an error.
package lint

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
	"github.com/tamga-crm/tamga/engine/truth"
)

// Package looks at a whole model and at what its YAML says. Nothing in it walks the whole model's expressions: an editor
// waits for it at each keystroke.
func Package(m *model.Model, p *spec.Package, f Found, l *diag.List) {
	x := &linter{m: m, p: p, list: l, written: map[*model.Field]bool{}, read: map[*model.Field]bool{}, settings: map[string]bool{},
		byName: map[string]*model.Entity{}, said: map[string]*spec.Entity{}, cache: f.Cache}
	x.cache.turn()
	for _, e := range m.Entities {
		x.byName[e.Name] = e
	}
	for _, e := range p.Entities {
		x.said[e.Key.Value] = e.Value
	}
	x.use(f)
	x.entities()
	x.funnels()
	x.automations()
	x.conditions()
	x.roles()
	x.shown()
	x.texts()
}

// linter is one look at a package.
type linter struct {
	m        *model.Model
	p        *spec.Package
	list     *diag.List
	written  map[*model.Field]bool // by a step, a channel or demo data
	read     map[*model.Field]bool // by an expression
	settings map[string]bool       // read by an expression
	byName   map[string]*model.Entity
	said     map[string]*spec.Entity
	cache    *Cache
	memo     *memo // of the question at hand
	spoke    bool  // something was said to it
}

// warn tells of something, unless it stands in what Tamga itself declares.
func (x *linter) warn(code string, at diag.Range, format string, args ...any) *diag.Diagnostic {
	x.spoke = true
	if !at.Known() || strings.HasPrefix(at.File, spec.BuiltIn+"/") {
		return &diag.Diagnostic{}
	}
	return x.list.Warnf(code, at, format, args...)
}

// entity is what the YAML says of an entity; nil when it says nothing.
func (x *linter) entity(e *model.Entity) *spec.Entity {
	return x.said[e.Name]
}

// field is what the YAML says of a field; nil for a system field or a segment.
func (x *linter) field(f *model.Field) *spec.Field {
	if s := x.entity(f.Entity); s != nil {
		out, _ := s.Fields.Get(f.Name)
		return out
	}
	return nil
}

// numbers are the kinds whose min and max bound the value itself; of others they bound a length.
var numbers = []string{"integer", "decimal", "money", "percent", "rating"}

// stored are the facts of records that were saved: a required field is not empty.
func (x *linter) stored(entity, name string) truth.Fact { return x.note(about{entity, name, true}) }

// typed are the facts of records that are being filled in.
func (x *linter) typed(entity, name string) truth.Fact { return x.note(about{entity, name, false}) }

func (x *linter) fact(a about) truth.Fact {
	f := x.named(a.entity, a.field)
	if f == nil {
		return truth.Fact{}
	}
	out := bounds(f)
	out.Given = a.stored && f.Formula == nil && f.Required.Always && f.Visible.Always && f.Visible.When == nil
	return out
}

func (x *linter) named(entity, name string) *model.Field {
	if e := x.byName[entity]; e != nil {
		return e.Field(name)
	}
	return nil
}

func bounds(f *model.Field) (out truth.Fact) {
	if f.Formula != nil || !slices.Contains(numbers, f.Kind.Name()) {
		return out
	}
	if b := f.Options.Min; b != nil {
		d := decimal.NewFromInt(*b)
		out.Min = &d
	}
	if b := f.Options.Max; b != nil {
		d := decimal.NewFromInt(*b)
		out.Max = &d
	}
	return out
}

// at is where a part of an expression stands.
func at(e *rule.Expr, n rule.Node) diag.Range {
	if e == nil || e.Place == nil {
		return diag.Range{}
	}
	if n == nil {
		n = e.Root
	}
	return e.Place(n.Span())
}

// own tells a plain field of an entity that people fill in.
func own(f *model.Field) bool { return !f.System && !f.Segment && f.Formula == nil && f.Series == nil }
