package compile

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

func (c *compiler) dashboards() {
	for _, e := range c.p.Dashboards {
		if !c.name(e.Key, "dashboard") {
			continue
		}
		d := &model.Dashboard{Name: e.Key.Value, Label: c.labelOr(e.Value.Label, e.Key.Value), Icon: e.Value.Icon.Value, Roles: c.rolesNamed(e.Value.Roles), At: e.Value.At}
		for _, s := range e.Value.Tiles {
			if t := c.tile(s); t != nil {
				d.Tiles = append(d.Tiles, t)
			}
		}
		if len(e.Value.Tiles) == 0 {
			c.missing(e.Value.At, "the dashboard "+quoted(d.Name), "tiles", "write tiles: and a list like {report: revenue_by_month}")
		}
		c.m.Dashboards = append(c.m.Dashboards, d)
	}
}

// tile is one of the things that a page shows.
func (c *compiler) tile(s *spec.Tile) *model.Tile {
	t := &model.Tile{Label: c.text(s.Label), Width: 2, At: s.At}
	shows := 0
	for _, given := range []bool{s.Report.Given(), s.View.Given(), s.Number != nil, s.Target.Given(), s.Text.Given()} {
		if given {
			shows++
		}
	}
	if shows != 1 {
		c.l.Errorf("wrong-value", s.At, "a tile shows one thing: a report, a view, a number, a target or a text").WithHint("make a tile for each")
		return nil
	}
	switch {
	case s.Report.Given():
		t.Report = c.reportNamed(s.Report)
	case s.View.Given():
		t.View = c.viewAt(s.View)
	case s.Number != nil:
		t.Number, t.Width = c.number(s.Number), 1
	case s.Target.Given():
		t.Target = c.targetNamed(s.Target)
	default:
		t.Text = c.text(s.Text)
	}
	if s.Width.Given() {
		if t.Width = int(s.Width.Value); t.Width < 1 || t.Width > 4 {
			c.l.Errorf("wrong-value", s.Width.At, "a page has four columns").WithHint("write a width from 1 to 4")
		}
	}
	return t
}

func (c *compiler) reportNamed(w spec.Word) *model.Report {
	if r := c.m.Report(w.Value); r != nil {
		c.use(ReportName, r.Name, w)
		return r
	}
	var known []string
	for _, e := range c.p.Reports {
		if known = append(known, e.Key.Value); e.Key.Value == w.Value {
			return nil // it is broken, which was said
		}
	}
	c.unknown("unknown-report", w, "report", known)
	return nil
}

func (c *compiler) targetNamed(w spec.Word) *model.Target {
	if t := c.m.Target(w.Value); t != nil {
		c.use(TargetName, t.Name, w)
		return t
	}
	var known []string
	for _, e := range c.p.Targets {
		if known = append(known, e.Key.Value); e.Key.Value == w.Value {
			return nil // it is broken, which was said
		}
	}
	c.unknown("unknown-target", w, "target", known)
	return nil
}

// viewAt finds a view written entity.view.
func (c *compiler) viewAt(w spec.Word) *model.View {
	entity, name, ok := strings.Cut(w.Value, ".")
	if !ok {
		c.l.Errorf("wrong-value", w.At, "a view is written entity.view").WithHint("write for example deal.all")
		return nil
	}
	e := c.entityNamed(w.Sub(0, len(entity)))
	if e == nil {
		return nil
	}
	if v := viewNamed(e, name); v != nil {
		return v
	}
	var known []string
	for _, v := range e.Views {
		known = append(known, v.Name)
	}
	c.unknown("unknown-view", w.Sub(len(entity)+1, len(name)), "view of "+quoted(entity), known)
	return nil
}

// number is a report of one figure.
func (c *compiler) number(s *spec.Number) *model.Report {
	if !s.From.Given() {
		c.missing(s.At, "the number", "from", "write from: and the entity whose records are counted")
		return nil
	}
	e := c.entityNamed(s.From)
	if e == nil {
		return nil
	}
	m := c.measure(e, &s.Measure, nil)
	if m == nil {
		return nil
	}
	m.Name, m.Label = "number", c.text(s.Label)
	r := &model.Report{Name: "number", Label: m.Label, Entity: e, Measure: []*model.Measure{m}, Chart: "number", At: s.At}
	return r
}

func (c *compiler) plannedTargets() {
	for _, e := range c.p.Targets {
		if !c.name(e.Key, "target") {
			continue
		}
		if t := c.plannedTarget(e.Key, e.Value); t != nil {
			c.m.Targets = append(c.m.Targets, t)
			c.declared(e.Value.At, "the target %q", t.Name)
		}
	}
}

func (c *compiler) plannedTarget(w spec.Word, s *spec.Target) *model.Target {
	t := &model.Target{Name: w.Value, Label: c.labelOr(s.Label, w.Value), Every: "month", At: s.At}
	what := "the target " + quoted(w.Value)
	if !s.From.Given() {
		c.missing(s.At, what, "from", "write from: and the entity whose records make the fact")
		return nil
	}
	if t.Entity = c.entityNamed(s.From); t.Entity == nil {
		return nil
	}
	t.Where = c.selects(s.Where.Word, c.scopeOf(t.Entity))
	if s.Measure == nil {
		c.missing(s.At, what, "measure", "write measure: {sum: amount}, or measure: count")
	} else {
		t.Measure = c.measure(t.Entity, s.Measure, nil)
	}
	if !s.Date.Given() {
		c.missing(s.At, what, "date", "write date: and the field that says into which period a record falls")
	} else if f := c.fieldNamed(t.Entity, s.Date); f != nil && c.isDate(f, s.Date.At) {
		t.Date = f
	}
	if s.Every.Given() {
		t.Every = c.every(s.Every, rule.Unknown, model.Spans)
	}
	if s.Per.Given() {
		t.Per = c.one(t.Entity, s.Per)
	}
	t.Roles = c.rolesNamed(s.Roles)
	c.plan(t, s, what)
	return t
}

// one finds a field that tells records apart: a person, a link to one record, a choice.
func (c *compiler) one(e *model.Entity, w spec.Word) *model.Field {
	f := c.fieldNamed(e, w)
	if f == nil || slices.Contains([]string{"user", "link", "tree", "choice"}, f.Kind.Name()) || f.Kind.Type() == field.Unknown || f.Name == model.InStage {
		return f
	}
	c.l.Errorf("wrong-type", w.At, "this takes a person, a link or a choice, and %q is %s", f.Name, f.Kind.Name())
	return nil
}

// plan is what is planned: one figure, or records that say it.
func (c *compiler) plan(t *model.Target, s *spec.Target, what string) {
	p := s.Plan
	switch {
	case p == nil:
		c.missing(s.At, what, "plan", "write plan: 100000, or plan: {entity: quota, value: amount, date: month}")
	case p.Amount.Given() == p.Entity.Given():
		c.l.Errorf("wrong-value", p.At, "a plan is an amount, or records of an entity").WithHint("write plan: 100000, or plan: {entity: quota, value: amount, date: month}")
	case p.Amount.Given():
		t.Amount = c.figure(p.Amount, t)
	default:
		c.planRecords(t, p)
	}
}

// figure is an amount of what the target measures.
func (c *compiler) figure(v spec.Value, t *model.Target) *model.Value {
	kind, _ := field.Named("decimal")
	f := &model.Field{Name: "plan", Kind: kind, Options: field.Options{Scale: field.DecimalScale}}
	if t.Measure != nil && t.Measure.Type.Type == field.Amount {
		f.Kind, _ = field.Named("money")
		f.Options = field.Options{Scale: field.MoneyScale, Currency: c.m.Currency, Currencies: c.m.Currencies}
	}
	return c.value(v, f, &rule.Scope{Schema: c.schema})
}

func (c *compiler) planRecords(t *model.Target, p *spec.Plan) {
	e := c.entityNamed(p.Entity)
	if e == nil {
		return
	}
	out := &model.Plan{Entity: e}
	if !p.Value.Given() {
		c.missing(p.At, "the plan", "value", "write value: and the field of "+e.Name+" with the planned figure")
	} else if f := c.fieldNamed(e, p.Value); f != nil {
		if out.Value = f; !summable(f) && f.Kind.Type() != field.Unknown {
			c.l.Errorf("wrong-type", p.Value.At, "a planned figure is a number or money, and %q is %s", f.Name, f.Kind.Name())
		}
	}
	if !p.Date.Given() {
		c.missing(p.At, "the plan", "date", "write date: and the field of "+e.Name+" that lies in the period")
	} else if f := c.fieldNamed(e, p.Date); f != nil && c.isDate(f, p.Date.At) {
		out.Date = f
	}
	if p.Per.Given() {
		out.Per = c.one(e, p.Per)
	}
	if t.Per != nil && !p.Per.Given() {
		c.missing(p.At, "the plan", "per", "the target is per "+t.Per.Name+": write the field of "+e.Name+" that says for whom")
	}
	if out.Per != nil && t.Per != nil && !assignable(model.TypeOf(out.Per), model.TypeOf(t.Per)) {
		c.l.Errorf("wrong-type", p.Per.At, "the plan is per %s, and the fact per %s", model.TypeOf(out.Per), model.TypeOf(t.Per))
	}
	t.Plan = out
}
