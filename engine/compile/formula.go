package compile

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// formulas compiles every formula, finds those that depend on the clock, and orders the others.
func (c *compiler) formulas() {
	var all []*model.Field
	for _, m := range c.m.Entities {
		e := c.entities[m.Name]
		for _, f := range e.Fields {
			if s := e.fields[f.Name]; s != nil && s.Formula.Given() {
				if c.formula(e, f) {
					all = append(all, f)
				}
			}
		}
	}
	c.live(all)
	stored := slices.DeleteFunc(slices.Clone(all), func(f *model.Field) bool { return f.Live })
	g := c.graph(all)
	if !c.cycles(g, all) {
		c.order(g, stored)
		c.dependents(stored)
	}
}

func (c *compiler) formula(e *entity, f *model.Field) bool {
	s := e.fields[f.Name]
	switch f.Kind.Name() {
	case "number", "links", "file", "files", "image", "secret":
		c.l.Errorf("wrong-key", s.Formula.At, "%s cannot be computed", a(f.Kind.Name()+" field"))
		return false
	}
	f.Formula = c.expr(s.Formula.Word, e.scope, rule.Unknown)
	if f.Formula == nil {
		return false
	}
	c.fits(f.Formula.Type, f, s.Formula.At)
	c.useValues(f.Formula, s.Formula.Word, f)
	return true
}

// live marks the formulas that depend on the clock, by themselves or through others, and compiles the latter
// again, now that what they read is known to be live.
func (c *compiler) live(all []*model.Field) {
	for _, f := range all {
		f.Live = f.Formula.Clock
	}
	for changed := true; changed; {
		changed = false
		for _, f := range all {
			if !f.Live && slices.ContainsFunc(f.Formula.Reads, c.readsLive) {
				f.Live, changed = true, true
			}
		}
	}
	c.worldChanged()
	for _, f := range all {
		if f.Live && !f.Formula.Clock {
			e := c.entities[f.Entity.Name]
			place := f.Formula.Place
			f.Formula, _ = c.compileExpr(f.Formula.Source, e.scope, rule.Unknown)
			f.Formula.Place = place
		}
	}
}

func (c *compiler) readsLive(r rule.Read) bool {
	f := c.fieldOf(r.Entity, r.Member)
	return f != nil && f.Live
}

func (c *compiler) fieldOf(entity, name string) *model.Field {
	if e := c.entities[entity]; e != nil {
		return e.Field(name)
	}
	return nil
}

// graph is, for each formula, the formulas that it reads.
func (c *compiler) graph(all []*model.Field) map[*model.Field][]*model.Field {
	g := map[*model.Field][]*model.Field{}
	for _, f := range all {
		for _, r := range f.Formula.Reads {
			if x := c.fieldOf(r.Entity, r.Member); x != nil && x.Formula != nil && !slices.Contains(g[f], x) {
				g[f] = append(g[f], x)
			}
		}
	}
	return g
}

// cycles reports every circle of formulas once, at the formula of it that is declared first.
func (c *compiler) cycles(g map[*model.Field][]*model.Field, all []*model.Field) bool {
	const (
		fresh = iota
		open
		done
	)
	state, found := map[*model.Field]int{}, false
	var path []*model.Field
	var visit func(f *model.Field)
	visit = func(f *model.Field) {
		state[f], path = open, append(path, f)
		for _, next := range g[f] {
			switch state[next] {
			case fresh:
				visit(next)
			case open:
				found = true
				c.reportCycle(path[slices.Index(path, next):])
			}
		}
		state[f], path = done, path[:len(path)-1]
	}
	for _, f := range all {
		if state[f] == fresh {
			visit(f)
		}
	}
	return found
}

func (c *compiler) reportCycle(circle []*model.Field) {
	var names []string
	for _, f := range append(slices.Clone(circle), circle[0]) {
		names = append(names, f.Entity.Name+"."+f.Name)
	}
	first := circle[0]
	s := c.entities[first.Entity.Name].fields[first.Name]
	d := c.l.Errorf("formula-cycle", s.Formula.At, "the formula of %q depends on itself: %s", first.Name, strings.Join(names, " → "))
	if len(circle) > 1 {
		d.WithHint("compute one of them from fields that are not computed")
		for _, f := range circle[1:] {
			d.WithRelated(c.entities[f.Entity.Name].fields[f.Name].Formula.At, "the formula of %q", f.Name)
		}
	} else {
		d.WithHint("a formula cannot read its own field")
	}
}

// order gives each stored formula a rank above those of the formulas that it reads.
func (c *compiler) order(g map[*model.Field][]*model.Field, stored []*model.Field) {
	var rank func(f *model.Field) int
	rank = func(f *model.Field) int {
		if f.Rank == 0 {
			f.Rank = 1
			for _, x := range g[f] {
				f.Rank = max(f.Rank, 1+rank(x))
			}
		}
		return f.Rank
	}
	for _, f := range stored {
		rank(f)
		f.Entity.Formulas = append(f.Entity.Formulas, f)
	}
	for _, e := range c.m.Entities {
		slices.SortStableFunc(e.Formulas, func(a, b *model.Field) int { return a.Rank - b.Rank })
	}
}

// dependents tells each field which stored formulas its change may change.
func (c *compiler) dependents(stored []*model.Field) {
	for _, f := range stored {
		c.dependsOnAll(f)
	}
	for _, e := range c.m.Entities {
		for _, f := range e.Fields {
			slices.SortStableFunc(f.Dependents, func(a, b *model.Dependent) int { return a.Formula.Rank - b.Formula.Rank })
		}
	}
}

func (c *compiler) dependsOnAll(f *model.Field) {
	for _, r := range f.Formula.Reads {
		c.dependsOn(f, r)
		c.dependsOnTitle(f, r)
	}
}

// watch tells each field that the condition of a trigger reads, itself or by way of formulas that are computed when
// read, that its change may turn it.
func (c *compiler) watch(t *model.Trigger) {
	f := model.Watch(t)
	seen := map[*model.Field]bool{}
	var follow func(x *rule.Expr, path []string)
	follow = func(x *rule.Expr, path []string) {
		for _, r := range x.Reads {
			if len(r.Path) == 0 || !strings.HasPrefix(r.Path[0], "crm.") {
				r.Path = append(slices.Clone(path), r.Path...)
			}
			c.dependsOn(f, r)
			c.dependsOnTitle(f, r)
			if live := c.fieldOf(r.Entity, r.Member); live != nil && live.Live && !seen[live] {
				seen[live] = true
				follow(live.Formula, r.Path)
			}
		}
	}
	follow(t.Becomes, nil)
}

// dependsOn walks the path of one read, from the formula's record outwards. Every link on the way matters too,
// and so does the record's title where it is written into text.
func (c *compiler) dependsOn(f *model.Field, r rule.Read) {
	at := f.Entity
	var back []model.Hop // from where we stand to the formula's records
	if len(r.Path) > 0 && strings.HasPrefix(r.Path[0], "crm.") {
		at = c.entities[strings.TrimPrefix(r.Path[0], "crm.")].Entity
		for _, name := range r.Path[1:] {
			if at = c.step(f, at, name); at == nil {
				return
			}
		}
		member := r.Member
		if member == "" {
			member = model.DeletedAt // which records there are
		}
		c.depend(at.Field(member), &model.Dependent{Formula: f, All: true})
		return
	}
	for _, name := range r.Path {
		link, inverse := at.Field(name), at.Inverse(name)
		switch {
		case link != nil && link.Link != nil:
			c.depend(link, &model.Dependent{Formula: f, Hops: back})
			back = prepend(model.Hop{Entity: at, Link: link, Back: true}, back)
			at = c.target(link, r)
		case inverse != nil:
			back = prepend(model.Hop{Entity: at, Link: inverse.Link}, back)
			c.depend(inverse.Link, &model.Dependent{Formula: f, Hops: back})
			at = inverse.Entity
		default:
			return
		}
		if at == nil {
			return
		}
	}
	c.member(f, at, r.Member, back)
}

// dependsOnTitle is for a record that is written into text: what its title reads matters.
func (c *compiler) dependsOnTitle(f *model.Field, r rule.Read) {
	x := c.entities[r.Entity]
	if r.Member != "" || x == nil || x.Title == nil || len(r.Path) > 0 && strings.HasPrefix(r.Path[0], "crm.") {
		return
	}
	for _, t := range x.Title.Reads {
		c.dependsOn(f, rule.Read{Path: append(slices.Clone(r.Path), t.Path...), Entity: t.Entity, Member: t.Member})
	}
}

// step follows one name of a path below crm.<entity>: every record of the formula may be affected.
func (c *compiler) step(f *model.Field, at *model.Entity, name string) *model.Entity {
	if link := at.Field(name); link != nil && link.Link != nil {
		c.depend(link, &model.Dependent{Formula: f, All: true})
		return c.target(link, rule.Read{})
	}
	if i := at.Inverse(name); i != nil {
		c.depend(i.Link, &model.Dependent{Formula: f, All: true})
		return i.Entity
	}
	return nil
}

// target is where a link leads; of several, the one whose member is read.
func (c *compiler) target(link *model.Field, r rule.Read) *model.Entity {
	for _, e := range link.Link.To {
		if e.Name == r.Entity {
			return e
		}
	}
	if len(link.Link.To) == 1 {
		return link.Link.To[0]
	}
	return nil
}

// member is the end of a read: a field, or a collection whose records are counted.
func (c *compiler) member(f *model.Field, at *model.Entity, name string, back []model.Hop) {
	if x := at.Field(name); x != nil {
		c.depend(x, &model.Dependent{Formula: f, Hops: back})
		return
	}
	if i := at.Inverse(name); i != nil {
		hops := prepend(model.Hop{Entity: at, Link: i.Link}, back)
		c.depend(i.Link, &model.Dependent{Formula: f, Hops: hops})
		c.depend(i.Entity.Field(model.DeletedAt), &model.Dependent{Formula: f, Hops: hops})
	}
}

func prepend(h model.Hop, rest []model.Hop) []model.Hop { return append([]model.Hop{h}, rest...) }

func (c *compiler) depend(x *model.Field, d *model.Dependent) {
	if x == nil || x.Kind.Type() == field.Unknown {
		return
	}
	list := &x.Dependents
	if d.Formula.Slot < 0 {
		list = &x.Watchers
	}
	same := func(o *model.Dependent) bool {
		return o.Formula == d.Formula && o.All == d.All && slices.Equal(o.Hops, d.Hops)
	}
	if !slices.ContainsFunc(*list, same) {
		*list = append(*list, d)
	}
}

// markDynamic marks the fields that take part in a condition or a formula of a record's own form.
func (c *compiler) markDynamic() {
	mark := func(x *rule.Expr) {
		if x == nil {
			return
		}
		for _, r := range x.Reads {
			if f := c.fieldOf(r.Entity, r.Member); f != nil {
				f.Dynamic = true
			}
			if len(r.Path) > 0 {
				if f := c.fieldOf(x.Scope.Entity, r.Path[0]); f != nil {
					f.Dynamic = true
				}
			}
		}
	}
	for _, e := range c.m.Entities {
		for _, r := range e.Rules {
			mark(r.Check)
		}
		for _, f := range e.Fields {
			for _, x := range []*rule.Expr{f.Required.When, f.Readonly.When, f.Visible.When, f.Check, f.Formula} {
				mark(x)
			}
			if f.Default != nil {
				mark(f.Default.Formula)
			}
			if f.Link != nil {
				mark(f.Link.Where)
			}
		}
	}
}
