package lint

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
	"github.com/tamga-crm/tamga/engine/truth"
)

func (x *linter) automations() {
	for _, a := range x.m.Automations {
		s, _ := x.p.Automations.Get(a.Name)
		if s == nil {
			continue
		}
		x.causes(a, s)
		if a.When != nil || a.CancelWhen != nil {
			x.quiet(question{s, root(a.When), root(a.CancelWhen), turning(a)}, func() { x.started(a) })
		}
		x.results(a)
		x.steps(a, a.Do)
		x.pressed(a)
	}
	x.conflicts()
}

// root is what an expression is known by.
func root(e *rule.Expr) any {
	if e == nil {
		return nil
	}
	return e.Root
}

// turning is the conditions of an automation's triggers, as far as they tell it apart.
func turning(a *model.Automation) any {
	var roots [4]any
	for i, t := range a.On {
		if t.Becomes != nil {
			roots[min(i, 3)] = t.Becomes.Root
		}
	}
	return roots
}

// causes looks at what sets an automation off.
func (x *linter) causes(a *model.Automation, s *spec.Automation) {
	for i, t := range a.On {
		for _, o := range a.On[:i] {
			if o.Kind == t.Kind && o.Entity == t.Entity && o.Stage == t.Stage && slices.Equal(o.Fields, t.Fields) && o.Becomes == nil && o.Cron == nil {
				x.warn("repeated-trigger", t.At, "this trigger stands here twice").WithHint("leave one out").WithRelated(o.At, "the first")
			}
		}
		if len(t.Fields) > 0 && !slices.ContainsFunc(t.Fields, func(f *model.Field) bool {
			return !f.Live && f.Name != model.ID && f.Name != model.CreatedAt && f.Name != model.CreatedBy
		}) {
			x.warn("never-fires", t.At, "no write changes %q, so this trigger never comes", t.Fields[0].Name).WithHint("a value that depends on the clock is computed when read: write on: {becomes: …}")
		}
		x.plain(t.Where, stored)
		if t.Kind == model.OnBecomes {
			x.quiet(question{"becomes", t.Becomes.Root, nil, nil}, func() { x.becomes(t) })
		}
		if i < len(s.On) {
			x.schedule(s.On[i])
		}
	}
}

func (x *linter) becomes(t *model.Trigger) {
	if !x.never(t.Becomes, x.stored, "never-becomes", "this never holds, so it never turns true") && x.always(t.Becomes, x.stored) {
		x.warn("never-becomes", at(t.Becomes, nil), "this always holds, so it never turns true").WithHint("a condition turns true only where it can be false before")
	}
}

// schedule warns of times that come too often, or not in every month.
func (x *linter) schedule(t *spec.Trigger) {
	parts := strings.Fields(t.Schedule.Value)
	if len(parts) != 5 {
		return
	}
	if parts[0] == "*" && t.Each != nil {
		x.warn("too-often", t.Schedule.At, "this goes through the records every minute").WithHint(`write a minute first, like "0 * * * *" for every hour, or on: {becomes: …} to act at once`)
	}
	if slices.Contains([]string{"29", "30", "31"}, parts[2]) && parts[3] == "*" && parts[4] == "*" {
		x.warn("skips-months", t.Schedule.At, "not every month has a day %s, and those without it are skipped", parts[2]).WithHint(`take day 28, or day 1 of the month after`)
	}
}

// started looks at the condition beside the triggers.
func (x *linter) started(a *model.Automation) {
	if a.When != nil && !x.never(a.When, x.stored, "never-fires", "this automation never starts: its condition never holds") {
		claims := 0
		for _, t := range a.On {
			if _, no := truth.Impossible(x.stored, x.cause(t, a.When.Scope), truth.Holds(a.When)); no {
				claims++
			}
		}
		switch {
		case claims == len(a.On) && claims > 0:
			x.warn("never-fires", at(a.When, nil), "this automation never starts: its condition contradicts its trigger").WithHint("the condition is about the record after the change; “old” is the record before it").WithRelated(a.On[0].At, "the trigger")
		case !x.oldOfNew(a) && a.When.Root != nil && x.always(a.When, x.stored):
			x.warn("always-true", at(a.When, nil), "this always holds, so it keeps nothing back").WithHint("leave when out")
		default:
			x.inside(a.When, x.stored)
		}
	}
	if c := a.CancelWhen; c != nil {
		if _, yes := truth.Impossible(x.stored, truth.Holds(a.When), truth.Fails(c)); yes {
			x.warn("always-cancelled", at(c, nil), "this holds whenever the automation starts, so no run of it ever waits").WithHint("cancel_when is what ends a run that waits: it is false at first")
		} else {
			x.never(c, x.stored, "never-true", "this never holds, so it cancels nothing")
		}
	}
}

// cause claims what a trigger says of the record.
func (x *linter) cause(t *model.Trigger, scope *rule.Scope) truth.Claim {
	if t.Kind == model.OnBecomes {
		return truth.Holds(t.Becomes)
	}
	if t.Stage == nil || scope == nil || scope.Entity != t.Entity.Name {
		return truth.Claim{}
	}
	c, problems := rule.Compile("stage == "+quoted(t.Stage.Name), scope, rule.Bool)
	if len(problems) > 0 || t.Kind == model.OnLeaves {
		return truth.Claim{}
	}
	return truth.Holds(c)
}

func quoted(s string) string { return `"` + s + `"` }

// oldOfNew warns where “old” is asked of records that were just made.
func (x *linter) oldOfNew(a *model.Automation) (told bool) {
	if slices.ContainsFunc(a.On, func(t *model.Trigger) bool { return t.Kind != model.OnCreated }) {
		return false
	}
	rule.Walk(a.When.Root, func(n rule.Node) {
		if _, ok := n.(*rule.Old); ok && !told {
			told = true
			x.warn("old-of-new", at(a.When, n), "a new record was nothing before, so “old” is empty").WithHint("take on: {updated: …}, or leave “old” out")
		}
	})
	return told
}

// results warns of results that no later step uses.
func (x *linter) results(a *model.Automation) {
	if !slices.ContainsFunc(a.Vars, func(v rule.Var) bool { return v.Name != "" }) {
		return
	}
	used := map[int]bool{}
	use := func(c *rule.Expr) {
		rule.Walk(c.Root, func(n rule.Node) {
			if v, ok := n.(*rule.Variable); ok {
				used[v.Index] = true
			}
		})
	}
	if expressions(a.Do, use); a.Result != nil {
		use(a.Result)
	}
	var visit func(list []*model.Step)
	visit = func(list []*model.Step) {
		for _, st := range list {
			if _, each := st.Action.(*model.EachAction); st.As != "" && !each && !used[st.AsVar] {
				x.warn("unused-result", st.At, "no step uses the result %q of this one", st.As).WithHint("leave out as: %s", st.As)
			}
			for _, way := range st.Ways() {
				visit(way)
			}
		}
	}
	visit(a.Do)
}

// pressed warns of a button that no role may press.
func (x *linter) pressed(a *model.Automation) {
	for _, t := range a.On {
		if t.Kind != model.OnButton || len(x.p.Roles) == 0 {
			continue
		}
		may := func(r *model.Role) bool {
			g := r.Grants[t.Entity.Name]
			return r.All || g != nil && !g.Action(a.Name).Never()
		}
		if !slices.ContainsFunc(x.m.Roles, may) {
			x.warn("unpressable", t.At, "no role may press this button").WithHint("write actions: {%s: true} at an entity of a role", a.Name)
		}
	}
}

// steps looks at a list of steps, and at the lists within them.
func (x *linter) steps(a *model.Automation, list []*model.Step) {
	var gone *model.Step
	for i, st := range list {
		if st.When != nil {
			x.quiet(question{"step", st.When.Root, nil, nil}, func() {
				if !x.never(st.When, x.stored, "unreachable-step", "this step is never done: its condition never holds") {
					x.inside(st.When, x.stored)
				}
			})
		}
		if gone != nil && changes(st) {
			x.warn("uses-deleted", st.At, "the record was deleted by a step before this one").WithHint("delete last").WithRelated(gone.At, "here")
		}
		if d, ok := st.Action.(*model.DeleteAction); ok && st.When == nil && itself(d.Of) {
			gone = st
		}
		if changes(st) && !slices.ContainsFunc(a.On, func(t *model.Trigger) bool { return t.Kind != model.OnDeleted }) {
			x.warn("writes-deleted", st.At, "the record was deleted, so it cannot be changed").WithHint("change a record that it links to")
		}
		x.action(a, st)
		if w, ok := st.Action.(*model.WaitAction); ok && w.Then == nil && w.Else == nil && i == len(list)-1 && !strings.Contains(st.Path, ".") {
			x.warn("pointless-wait", st.At, "nothing follows this wait").WithHint("put the steps that come later after it")
		} else if ok && w.Until != nil && past(w.Until.Root) {
			x.warn("past-wait", at(w.Until, nil), "this instant is over when the step begins, so nothing is waited for").WithHint("write like =due_on or =now() + days(3)")
		}
		if c, ok := st.Action.(*model.IfAction); ok {
			x.quiet(question{"branch", c.Test.Root, nil, nil}, func() { x.branches(c) })
		}
		for _, way := range st.Ways() {
			x.steps(a, way)
		}
	}
}

func (x *linter) branches(c *model.IfAction) {
	switch {
	case x.never(c.Test, x.stored, "unreachable-branch", "the steps under then are never done: this never holds"):
	case x.always(c.Test, x.stored):
		x.warn("unreachable-branch", at(c.Test, nil), "this always holds, so the steps under else are never done").WithHint("leave out if")
	default:
		x.inside(c.Test, x.stored)
	}
}

// changes tells whether a step changes the run's own record.
func changes(st *model.Step) bool {
	switch s := st.Action.(type) {
	case *model.UpdateAction:
		return itself(s.Of)
	case *model.MoveAction:
		return itself(s.Of)
	case *model.DeleteAction:
		return itself(s.Of)
	}
	return false
}

func itself(v *model.Value) bool {
	if v == nil {
		return true
	}
	if v.Formula == nil {
		return false
	}
	_, ok := v.Formula.Root.(*rule.This)
	return ok
}

// past tells instants that are over whenever they are looked at.
func past(n rule.Node) bool {
	switch n := n.(type) {
	case *rule.Call:
		return n.Func.Name == "now" || n.Func.Name == "today" || n.Func.Name == "as instant" && past(first(n.Args))
	case *rule.Field:
		_, own := n.Of.(*rule.This)
		return own && slices.Contains([]string{model.CreatedAt, model.UpdatedAt, model.StageSince}, n.Name)
	case *rule.Binary:
		return n.Op == "-" && n.Y.Type().Type == field.Span && past(n.X) && !negative(n.Y)
	}
	return false
}

func negative(n rule.Node) bool {
	call, ok := n.(*rule.Call)
	if !ok {
		return true // not known
	}
	lit, ok := first(call.Args).(*rule.Literal)
	i, whole := any(nil), false
	if ok {
		i, whole = lit.Value, true
	}
	v, isInt := i.(int64)
	return !whole || !isInt || v < 0
}

// action looks at what one step does.
func (x *linter) action(a *model.Automation, st *model.Step) {
	switch s := st.Action.(type) {
	case *model.CreateAction:
		x.incomplete(s, st.At)
	case *model.UpdateAction:
		if itself(s.Of) {
			x.unchanged(s.Set)
		}
	case *model.MoveAction:
		x.move(a, s, st)
	case *model.EmailAction:
		x.addresses(s)
	case *model.LogAction:
		expressions(s, x.logged)
	}
}

// incomplete warns of a record that is made without what is required of it.
func (x *linter) incomplete(s *model.CreateAction, place diag.Range) {
	for _, f := range s.Entity.Fields {
		set := slices.ContainsFunc(s.Set, func(a model.Assignment) bool { return a.Field == f })
		if own(f) && f.Required.Always && f.Visible.Always && f.Visible.When == nil && f.Default == nil && !set && f.Kind.Name() != "boolean" {
			x.warn("create-incomplete", place, "%q is required of %q and not set here, so the record is refused", f.Name, s.Entity.Name).WithHint("write set: {%s: …}", f.Name)
			return
		}
	}
}

func (x *linter) unchanged(set []model.Assignment) {
	for _, a := range set {
		if a.Value == nil || a.Value.Formula == nil {
			continue
		}
		if f, ok := a.Value.Formula.Root.(*rule.Field); ok && f.Name == a.Field.Name {
			if _, this := f.Of.(*rule.This); this {
				x.warn("no-change", a.Value.At, "%q is set to itself, which changes nothing", f.Name).WithHint("name another field")
			}
		}
	}
}

// move warns of moves that the funnel refuses from where the trigger has the record stand.
func (x *linter) move(a *model.Automation, s *model.MoveAction, st *model.Step) {
	if len(a.On) != 1 || a.On[0].Stage == nil || a.On[0].Kind != model.OnEnters || !itself(s.Of) || len(a.Do) == 0 || a.Do[0] != st {
		return
	}
	from := a.On[0].Stage
	to := from.Funnel.Stage(s.Stage)
	switch {
	case s.Funnel != nil && s.Funnel != from.Funnel || to == nil:
	case to == from:
		x.warn("pointless-move", st.At, "the record stands in %q already", s.Stage).WithHint("move it elsewhere, or leave this step out")
	case from.Next != nil && !slices.Contains(from.Next, to):
		x.warn("impossible-move", st.At, "a record in %q cannot go to %q: it is not among its next", from.Name, to.Name).WithHint("add %s to next of %s", to.Name, from.Name).WithRelated(from.At, "%q", from.Name)
	}
}

// noAddress are the kinds of fields that surely hold no e-mail address.
var noAddress = []string{"phone", "url", "choice", "person_name", "longtext", "number", "color", "address", "secret"}

func (x *linter) addresses(s *model.EmailAction) {
	for i, v := range append(slices.Clone(s.To), s.Cc...) {
		if v == nil || v.Formula == nil {
			continue
		}
		if n, ok := v.Formula.Root.(*rule.Field); ok {
			if f := x.named(n.Of.Type().Entity, n.Name); f != nil && slices.Contains(noAddress, f.Kind.Name()) {
				x.warn("not-an-address", v.At, "an e-mail goes to an address, and %q is %s", f.Name, f.Kind.Name()).WithHint("name a field of type email")
			}
		}
		for _, o := range append(slices.Clone(s.To), s.Cc...)[:i] {
			if o != nil && truth.Same(o.Formula, v.Formula) {
				x.warn("repeated-recipient", v.At, "the e-mail goes to this address twice").WithHint("leave one out")
			}
		}
	}
}

// logged warns of values that never belong in a log.
func (x *linter) logged(c *rule.Expr) {
	rule.Walk(c.Root, func(n rule.Node) {
		if f, ok := n.(*rule.Field); ok {
			if m := x.named(f.Of.Type().Entity, f.Name); m != nil && (m.Personal || m.Kind.Name() == "secret") {
				x.warn("personal-in-log", at(c, n), "%q is personal, and a log is read by others and kept", m.Name).WithHint("write the record's number or title instead")
			}
		}
	})
}

// conflicts warns of two automations that give one field different values upon one event.
func (x *linter) conflicts() {
	type key struct {
		kind   model.TriggerKind
		entity *model.Entity
		stage  *model.Stage
		field  *model.Field
	}
	type write struct {
		a *model.Automation
		v *model.Value
	}
	seen := map[key][]write{}
	for _, a := range x.m.Automations {
		for _, w := range firstWrites(a) {
			for _, t := range a.On {
				if t.Kind == model.OnSchedule || t.Kind == model.OnButton || t.Kind == model.OnBecomes {
					continue
				}
				k := key{t.Kind, t.Entity, t.Stage, w.Field}
				for _, o := range seen[k] {
					if o.a != a && x.both(o.a, a) && differ(o.v, w.Value) {
						x.warn("conflicting-writes", w.Value.At, "%q sets %q to something else upon the same event, and nothing says which comes last", o.a.Name, w.Field.Name).
							WithHint("give them conditions that exclude each other, or make one automation of them").WithRelated(o.v.At, "%q sets it here", o.a.Name)
					}
				}
				seen[k] = append(seen[k], write{a, w.Value})
			}
		}
	}
}

// firstWrites are what an automation surely sets on its own record at once.
func firstWrites(a *model.Automation) (out []model.Assignment) {
	for _, st := range a.Do {
		switch s := st.Action.(type) {
		case *model.WaitAction, *model.StopAction, *model.IfAction, *model.EachAction, *model.CallAction:
			return out
		case *model.UpdateAction:
			if st.When == nil && itself(s.Of) {
				out = append(out, s.Set...)
			}
		}
	}
	return out
}

func (x *linter) both(a, b *model.Automation) bool {
	_, no := truth.Impossible(x.stored, truth.Holds(a.When), truth.Holds(b.When))
	return !no
}

// differ tells whether two values are surely not meant to be the same.
func differ(a, b *model.Value) bool {
	if a.Formula != nil || b.Formula != nil {
		return !truth.Same(a.Formula, b.Formula)
	}
	if a.Template != nil || b.Template != nil {
		return a.Template == nil || b.Template == nil || a.Template.Source != b.Template.Source
	}
	return a.Literal != b.Literal
}
