package lint

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/truth"
)

// conditions looks at every condition that has no check of its own elsewhere.
func (x *linter) conditions() {
	for _, e := range x.m.Entities {
		for _, f := range e.Fields {
			for _, c := range []*rule.Expr{f.Required.When, f.Readonly.When, f.Visible.When} {
				x.plain(c, typed)
			}
			if f.Link != nil {
				x.plain(f.Link.Where, stored)
			}
			if f.Segment {
				x.plain(f.Formula, stored)
			}
		}
		for _, v := range e.Views {
			x.plain(v.Where, stored)
		}
		for _, f := range e.Forms {
			expressions(f.Sections, func(c *rule.Expr) { x.plain(c, typed) })
		}
	}
	for _, r := range x.m.Reports {
		x.plain(r.Where, stored)
	}
	for _, r := range x.m.Roles {
		for _, g := range r.Grants {
			for _, p := range []model.Permission{g.Read, g.Create, g.Update, g.Delete} {
				x.plain(p.Where, stored)
			}
		}
	}
	for _, d := range x.m.Documents {
		x.blocks(d.Blocks)
	}
}

// The records that a condition is about: as they are stored, or as they are being filled in.
const stored, typed = true, false

func (x *linter) facts(of bool) truth.Facts {
	if of == stored {
		return x.stored
	}
	return x.typed
}

func (x *linter) blocks(list []*model.Block) {
	for _, b := range list {
		x.plain(b.When, stored)
		x.blocks(b.Columns)
	}
}

// plain warns of a condition that never holds, or always does.
func (x *linter) plain(c *rule.Expr, of bool) {
	if c != nil {
		x.quiet(question{"plain", c.Root, of, nil}, func() { x.condition(c, x.facts(of)) })
	}
}

func (x *linter) condition(c *rule.Expr, facts truth.Facts) {
	switch {
	case x.sameSides(c, c.Root):
	case x.never(c, facts, "never-true", "this never holds"):
	case x.always(c, facts):
		x.warn("always-true", at(c, nil), "this always holds, so it tells nothing apart").WithHint("leave it out, or compare with something that it can lack")
	default:
		x.inside(c, facts)
	}
}

// never warns of a condition that holds for no record, where the two statements that exclude each other stand.
func (x *linter) never(c *rule.Expr, facts truth.Facts, code, what string) bool {
	if c == nil {
		return false
	}
	why, no := truth.Impossible(facts, truth.Holds(c))
	if !no {
		return false
	}
	d := x.warn(code, at(c, why.Node), "%s", what)
	switch {
	case why.With != nil:
		d.WithHint("it contradicts what stands beside it: did you mean “or”?").WithRelated(at(c, why.With), "this is said too")
	case why.Node != nil:
		d.WithHint("no value that the fields can have meets it")
	}
	return true
}

func (x *linter) always(c *rule.Expr, facts truth.Facts) bool {
	_, yes := truth.Impossible(facts, truth.Fails(c))
	return yes && c != nil
}

// inside looks at the parts of a condition that may hold and may fail as a whole.
func (x *linter) inside(c *rule.Expr, facts truth.Facts) {
	if c == nil {
		return
	}
	x.operands(c, c.Root, facts)
}

func (x *linter) operands(c *rule.Expr, n rule.Node, facts truth.Facts) {
	b, ok := n.(*rule.Binary)
	if !ok || x.sameSides(c, b) || b.Op != "and" && b.Op != "or" {
		return
	}
	parts := operandsOf(b, b.Op)
	for i, p := range parts {
		if x.repeated(c, parts[:i], p) || x.sameSides(c, p) {
			continue
		}
		if _, no := truth.Impossible(facts, truth.Claim{Node: p}); no && b.Op == "or" {
			x.warn("dead-alternative", at(c, p), "this alternative never holds").WithHint("leave it out, or mend it: only the others decide")
			continue
		}
		x.operands(c, p, facts)
	}
}

func (x *linter) sameSides(c *rule.Expr, n rule.Node) bool {
	b, ok := n.(*rule.Binary)
	if !ok || !slices.Contains([]string{"==", "!=", "<", "<=", ">", ">="}, b.Op) || !truth.SameNode(b.X, b.Y) {
		return false
	}
	x.warn("same-sides", at(c, b), "both sides of %q are the same", b.Op).WithHint("compare with something else")
	return true
}

// operandsOf spreads a and b and c.
func operandsOf(n rule.Node, op string) []rule.Node {
	if b, ok := n.(*rule.Binary); ok && b.Op == op {
		return append(operandsOf(b.X, op), operandsOf(b.Y, op)...)
	}
	return []rule.Node{n}
}

// repeated warns of what was said in the same words already.
func (x *linter) repeated(c *rule.Expr, before []rule.Node, p rule.Node) bool {
	for _, o := range before {
		if truth.SameNode(o, p) {
			x.warn("repeated-condition", at(c, p), "this is said twice").WithHint("leave one out; perhaps another field was meant").WithRelated(at(c, o), "the first")
			return true
		}
	}
	return false
}
