package lint

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
	"github.com/tamga-crm/tamga/engine/truth"
)

func (x *linter) entities() {
	for _, e := range x.m.Entities {
		s := x.entity(e)
		if s == nil {
			continue
		}
		x.rules(e)
		x.indexes(e, s)
		x.renamed(e, s)
		for _, f := range e.Fields {
			if w := x.field(f); w != nil && !f.System && !f.Segment {
				x.oneField(f, w)
			}
		}
		x.segments(e)
	}
	x.links()
}

// rules warns of rules that refuse everything or nothing, that stand twice, and of two that no record can keep.
func (x *linter) rules(e *model.Entity) {
	var kept []*model.Rule
	for _, r := range e.Rules {
		useful := true
		x.quiet(question{"rule", r.Check.Root, r.Warn, nil}, func() { useful = x.useful(r) })
		if !useful {
			continue
		}
		for _, o := range kept {
			twice := false
			if o.Warn == r.Warn {
				x.quiet(question{"rules", o.Check.Root, r.Check.Root, r.Warn}, func() { twice = x.twice(o, r) })
			}
			if twice {
				break
			}
		}
		kept = append(kept, r)
	}
}

// useful warns of a rule that refuses everything or nothing.
func (x *linter) useful(r *model.Rule) bool {
	switch {
	case r.Warn && x.never(r.Check, x.typed, "useless-rule", "nobody is ever warned: this never holds"):
	case !r.Warn && x.never(r.Check, x.typed, "refuses-everything", "every record is refused: this never holds"):
	case x.always(r.Check, x.typed):
		x.warn("useless-rule", at(r.Check, nil), "this always holds").WithHint("a check says what must hold, a warning what is unusual")
	default:
		x.inside(r.Check, x.typed)
		return true
	}
	return false
}

// twice warns of two rules that are one, or that no record can keep.
func (x *linter) twice(o, r *model.Rule) bool {
	if truth.Same(o.Check, r.Check) {
		x.warn("repeated-rule", r.At, "this rule stands here twice").WithHint("leave one out").WithRelated(o.At, "the first")
		return true
	}
	_, no := truth.Impossible(x.typed, truth.Holds(o.Check), truth.Holds(r.Check))
	if no = no && !r.Warn; no {
		x.warn("contradicting-rules", at(r.Check, nil), "no record keeps both this rule and another, so every record is refused").
			WithHint("rules hold for every record: write the case into the condition, like kind != \"new\" || amount > 0").WithRelated(at(o.Check, nil), "the other rule")
	}
	return no
}

func (x *linter) segments(e *model.Entity) {
	for i, f := range e.Fields {
		for _, o := range e.Fields[:i] {
			if f.Segment && o.Segment && truth.Same(f.Formula, o.Formula) {
				x.warn("repeated-segment", f.At, "the segment %q holds the same records as %q", f.Name, o.Name).WithHint("use that one, or change the condition").WithRelated(o.At, "%q", o.Name)
			}
		}
	}
}

func (x *linter) oneField(f *model.Field, s *spec.Field) {
	if f.Check != nil {
		x.quiet(question{"check", f.Check.Root, f.Name, nil}, func() { x.ownCheck(f) })
	}
	x.filled(f, s)
	x.uniqueness(f, s)
	if c := f.Formula; c != nil && constant(c) {
		x.warn("constant-formula", s.Formula.At, "the formula of %q reads nothing, so every record has the same", f.Name).WithHint("use a setting, or read a field")
	}
	if v := f.Visible.When; v != nil && f.Formula == nil {
		x.quiet(question{"visible", v.Root, f.Name, nil}, func() { x.hidden(f, s) })
	}
}

// hidden warns of a field that is shown only when it is filled in.
func (x *linter) hidden(f *model.Field, s *spec.Field) {
	v := f.Visible.When
	empty, problems := rule.Compile(f.Name+" == nil", v.Scope, rule.Bool)
	if _, no := truth.Impossible(x.typed, truth.Holds(v), truth.Holds(empty)); no && len(problems) == 0 {
		if _, never := truth.Impossible(x.typed, truth.Holds(v)); !never {
			x.warn("hides-itself", s.Visible.At, "%q is shown only once it has a value, and nobody can give it one while it is hidden", f.Name).WithHint("let another field decide")
		}
	}
}

// constant tells a formula that gives the same for every record, always.
func constant(c *rule.Expr) bool {
	plain := len(c.Reads) == 0 && !c.Clock
	rule.Walk(c.Root, func(n rule.Node) {
		switch n := n.(type) {
		case *rule.User, *rule.Variable, *rule.All:
			plain = false
		case *rule.Call:
			plain = plain && n.Func.Name != "setting" && n.Func.Name != "next"
		}
	})
	return plain
}

// ownCheck looks at the check of a field, which holds while the field is not empty.
func (x *linter) ownCheck(f *model.Field) {
	given, problems := rule.Compile(f.Name+" != nil", f.Check.Scope, rule.Bool)
	if len(problems) > 0 {
		return
	}
	_, no := truth.Impossible(x.typed, truth.Holds(given), truth.Holds(f.Check))
	_, yes := truth.Impossible(x.typed, truth.Holds(given), truth.Fails(f.Check))
	switch {
	case no:
		x.warn("refuses-everything", at(f.Check, nil), "no value of %q passes its check", f.Name).WithHint("a check says what must hold")
	case yes:
		x.warn("useless-rule", at(f.Check, nil), "every value of %q passes its check", f.Name).WithHint("leave it out, or correct its bound")
	case !slices.ContainsFunc(f.Check.Reads, func(r rule.Read) bool {
		return len(r.Path) == 0 && r.Member == f.Name || len(r.Path) > 0 && r.Path[0] == f.Name
	}):
		x.warn("check-elsewhere", at(f.Check, nil), "the check of %q does not look at %q", f.Name, f.Name).WithHint("a condition over the whole record is one of the entity's rules")
	default:
		x.inside(f.Check, x.typed)
	}
}

// filled warns of fields that nobody and nothing can fill in.
func (x *linter) filled(f *model.Field, s *spec.Field) {
	if !f.Readonly.Always || !own(f) || f.Default != nil || f.Backfill != nil || x.written[f] || f.Kind.Name() == "links" {
		return
	}
	if f.Required.Always {
		x.warn("unfillable", s.Required.At, "%q is required and read-only, and nothing writes it: no record can be made", f.Name).WithHint("give it a default, or let a step set it")
		return
	}
	x.warn("never-written", s.Readonly.At, "%q is read-only and nothing writes it, so it is always empty", f.Name).WithHint("let a step set it, give it a default or a formula, or let people fill it in")
}

func (x *linter) uniqueness(f *model.Field, s *spec.Field) {
	if !f.Unique {
		return
	}
	if d := f.Default; d != nil && d.Literal != nil {
		x.warn("unique-default", s.Default.At, "every new record has this default and %q is unique, so the second is refused", f.Name).WithHint("leave out the default, or unique")
	}
	if slices.Contains([]string{"boolean", "choice", "rating"}, f.Kind.Name()) {
		x.warn("unique-few", s.Unique.At, "%q has few values and is unique, so there can be no more records than those", f.Name).WithHint("write unique: [[%s, …]] at the entity, or leave it out", f.Name)
	}
	if s.Index.Value {
		x.warn("duplicate-index", s.Index.At, "%q is unique, which is an index already", f.Name).WithHint("leave out index")
	}
}

// indexes warns of an index that another one serves as well.
func (x *linter) indexes(e *model.Entity, s *spec.Entity) {
	for i, group := range e.Indexes {
		covers := func(o []*model.Field) bool { return len(o) >= len(group) && slices.Equal(o[:len(group)], group) }
		twice := slices.ContainsFunc(e.Unique, covers) || slices.ContainsFunc(e.Indexes[:i], covers) ||
			slices.ContainsFunc(e.Indexes[i+1:], func(o []*model.Field) bool { return len(o) > len(group) && covers(o) }) ||
			len(group) == 1 && (group[0].Unique || group[0].Index)
		if twice && i < len(s.Indexes) && len(s.Indexes[i]) > 0 {
			x.warn("duplicate-index", s.Indexes[i][0].At, "another index begins with the same fields, and serves as well").WithHint("leave this one out")
		}
	}
	for i, group := range e.Unique {
		if len(group) == 1 && group[0].Unique && i < len(s.Unique) && len(s.Unique[i]) > 0 {
			x.warn("duplicate-index", s.Unique[i][0].At, "%q is unique already", group[0].Name).WithHint("leave this one out")
		}
	}
}

// renamed warns of a former name that is in use: then nothing is carried over.
func (x *linter) renamed(e *model.Entity, s *spec.Entity) {
	tell := func(w spec.Word, what string, there func(name string) bool) {
		if w.Given() && there(w.Value) {
			x.warn("was-still-there", w.At, "there is %s %q still, so its data stays where it is", what, w.Value).WithHint("leave out was, or remove the old one")
		}
	}
	tell(s.Was, "an entity", func(name string) bool { return x.byName[name] != nil })
	for _, f := range s.Fields {
		tell(f.Value.Was, "a field", func(name string) bool { return e.Field(name) != nil })
		if f.Value.Options == nil {
			continue
		}
		for _, o := range f.Value.Options.Items {
			tell(o.Value.Was, "an option", has(f.Value.Options.Items))
		}
	}
	for _, f := range e.Funnels {
		said, _ := x.p.Funnels.Get(f.Name)
		if said == nil {
			continue
		}
		for _, st := range said.Stages {
			tell(st.Value.Was, "a stage", has(said.Stages))
		}
	}
}

func has[V any](m spec.Map[V]) func(string) bool {
	return func(name string) bool {
		_, there := m.Get(name)
		return there
	}
}

// links warns of circles of links: of records that each need the other first, and that keep each other from being deleted.
func (x *linter) links() {
	must := func(f *model.Field) bool { return f.Required.Always && len(f.Link.To) == 1 && f.Default == nil }
	blocks := func(f *model.Field) bool {
		return f.Link.OnDelete == model.Restrict && len(f.Link.To) == 1 && f.Link.To[0] != f.Entity
	}
	takes := func(f *model.Field) bool {
		return f.Link.OnDelete == model.Cascade && len(f.Link.To) == 1 && f.Link.To[0] != f.Entity
	}
	x.circles(must, func(f *model.Field, names string) {
		x.warn("required-circle", x.field(f).Required.At, "no first record can be made: each needs another first: %s", names).WithHint("one of these links is not required")
	})
	x.circles(blocks, func(f *model.Field, names string) {
		x.warn("deletion-circle", f.At, "records that link to each other cannot be deleted, for each restricts the other: %s", names).WithHint("write on_delete: clear or cascade at one of the links")
	})
	x.circles(takes, func(f *model.Field, names string) {
		x.warn("cascade-circle", x.field(f).OnDelete.At, "deleting one record deletes on in a circle: %s", names).WithHint("write on_delete: clear or restrict at one of the links")
	})
	for _, e := range x.m.Entities {
		for _, f := range e.Fields {
			if s := x.field(f); s != nil && takes(withLink(f)) && f.Link.To[0].Name == model.UserEntity {
				x.warn("cascade-from-user", s.OnDelete.At, "when a user is deleted, their records of %q are deleted too", e.Name).WithHint("write on_delete: clear or restrict")
			}
		}
	}
}

// withLink gives a field without a link one that leads nowhere.
func withLink(f *model.Field) *model.Field {
	if f.Link == nil {
		return &model.Field{Link: &model.Link{}}
	}
	return f
}

// circles finds ways of links from an entity back to it, each told once, at its first link.
func (x *linter) circles(counts func(*model.Field) bool, tell func(first *model.Field, names string)) {
	told := map[*model.Entity]bool{}
	for _, e := range x.m.Entities {
		if path := x.circle(e, e, counts, map[*model.Entity]bool{}); path != nil && !told[e] {
			names := []string{}
			for _, f := range path {
				told[f.Entity] = true
				names = append(names, f.Entity.Name+"."+f.Name)
			}
			tell(path[0], strings.Join(names, " → ")+" → "+e.Name)
		}
	}
}

func (x *linter) circle(from, to *model.Entity, counts func(*model.Field) bool, seen map[*model.Entity]bool) []*model.Field {
	seen[from] = true
	for _, f := range from.Fields {
		if f.Link == nil || f.System || f.Kind.Name() == "links" || x.field(f) == nil || !counts(f) {
			continue
		}
		next := f.Link.To[0]
		if next == to {
			return []*model.Field{f}
		}
		if !seen[next] {
			if rest := x.circle(next, to, counts, seen); rest != nil {
				return append([]*model.Field{f}, rest...)
			}
		}
	}
	return nil
}
