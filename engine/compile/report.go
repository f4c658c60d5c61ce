package compile

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

func (c *compiler) reports() {
	for _, e := range c.p.Reports {
		if !c.name(e.Key, "report") {
			continue
		}
		if r := c.report(e.Key, e.Value); r != nil {
			c.m.Reports = append(c.m.Reports, r)
		}
	}
}

func (c *compiler) report(w spec.Word, s *spec.Report) *model.Report {
	r := &model.Report{Name: w.Value, Label: c.labelOr(s.Label, w.Value), Help: c.text(s.Help), Chart: "table", Stacked: s.Stacked.Value, At: s.At}
	what := "the report " + quoted(w.Value)
	if !s.From.Given() {
		c.missing(s.At, what, "from", "write from: and the entity whose records are counted")
		return nil
	}
	if r.Entity = c.entityNamed(s.From); r.Entity == nil {
		return nil
	}
	r.Where = c.selects(s.Where.Word, c.scopeOf(r.Entity))
	seen := map[string]spec.Word{}
	r.Group, r.Across = c.groupings(r.Entity, s.Group, seen), c.groupings(r.Entity, s.Across, seen)
	r.Measure = c.measures(r.Entity, s.Measure, seen)
	if len(s.Measure) == 0 {
		c.missing(s.At, what, "measure", "write measure: {how_many: count}, or {total: {sum: amount}}")
	}
	c.chart(r, s)
	c.reportDate(r, s.Date)
	c.reportSort(r, s.Sort)
	if r.Limit = int(s.Limit.Value); s.Limit.Given() && (r.Limit < 1 || r.Limit > 1000) {
		c.l.Errorf("wrong-value", s.Limit.At, "a report has from 1 to 1000 groups")
	}
	r.Roles = c.rolesNamed(s.Roles)
	return r
}

// rolesNamed finds roles; nil when none are given.
func (c *compiler) rolesNamed(words []spec.Word) []*model.Role {
	var out []*model.Role
	for _, w := range words {
		if r := c.m.Role(w.Value); r != nil {
			c.use(RoleName, r.Name, w)
			out = append(out, r)
			continue
		}
		var known []string
		for _, r := range c.m.Roles {
			known = append(known, r.Name)
		}
		c.unknown("unknown-role", w, "role", known)
	}
	return out
}

func (c *compiler) groupings(e *model.Entity, list []*spec.Grouping, seen map[string]spec.Word) []*model.Grouping {
	var out []*model.Grouping
	for _, s := range list {
		if g := c.grouping(e, s, seen); g != nil {
			out = append(out, g)
		}
	}
	return out
}

func (c *compiler) grouping(e *model.Entity, s *spec.Grouping, seen map[string]spec.Word) *model.Grouping {
	if !s.By.Given() {
		c.missing(s.At, "the group", "by", "write by: and a field, like {by: paid_on, every: month}")
		return nil
	}
	g := &model.Grouping{At: s.At}
	if g.By = c.inDatabase(s.By.Word, c.scopeOf(e), rule.Unknown); g.By == nil {
		return nil
	}
	g.Field = c.fieldAt(e, s.By.Value)
	t := g.By.Type
	if !c.tellsApart(t, s) {
		return nil
	}
	if s.Every.Given() {
		g.Every = c.every(s.Every, t, append(slices.Clone(model.Spans), model.Turns...))
	}
	name := s.As
	if !name.Given() {
		last := s.By.Value[strings.LastIndexByte(s.By.Value, '.')+1:]
		name = spec.Word{Value: last, At: s.By.At}
		if g.Field == nil {
			c.missing(s.At, "the group", "as", "an expression has no name of its own: write {by: "+s.By.Value+", as: name}")
			return nil
		}
	}
	g.Name = name.Value
	if !c.figureName(name, seen, s.As.Given()) {
		return nil
	}
	if g.Label = c.text(s.Label); g.Label == nil {
		if g.Field == nil || s.As.Given() {
			g.Label = model.Text{"": humanize(g.Name)}
		}
	}
	return g
}

// tellsApart tells whether records can be grouped by values of a type.
func (c *compiler) tellsApart(t rule.Type, s *spec.Grouping) bool {
	switch t.Type {
	case field.Bool, field.Int, field.Decimal, field.Text, field.Day, field.Unknown, field.Any, field.Null:
		return true
	case field.Record:
		if t.Entity == "" {
			c.l.Errorf("wrong-type", s.By.At, "records are told apart by links to one entity, and this may lead to several")
		}
		return t.Entity != ""
	case field.Instant:
		if !s.Every.Given() {
			c.l.Errorf("wrong-type", s.By.At, "no two records have the same instant").WithHint("write {by: %s, every: month}", s.By.Value)
		}
		return s.Every.Given()
	}
	c.l.Errorf("wrong-type", s.By.At, "records are told apart by a choice, a link, a text, a number or a date, and this is %s", t)
	return false
}

// every checks a part of a date.
func (c *compiler) every(w spec.Word, t rule.Type, known []model.Every) model.Every {
	var names []string
	for _, k := range known {
		names = append(names, string(k))
	}
	if !c.oneOf(w, "part of a date", names...) {
		return ""
	}
	switch {
	case anything(t), t.Type == field.Instant:
	case t.Type != field.Day:
		c.l.Errorf("wrong-type", w.At, "only dates have a %s, and this is %s", w.Value, t).WithHint("leave out every")
	case w.Value == "hour":
		c.l.Errorf("wrong-type", w.At, "a date has no hours").WithHint("take an instant, or every: day")
	}
	return model.Every(w.Value)
}

// figureName checks the name of a group or measure: they stand in one row.
func (c *compiler) figureName(w spec.Word, seen map[string]spec.Word, written bool) bool {
	if written && !c.memberName(w, "figure") {
		return false
	}
	if first, twice := seen[w.Value]; twice {
		c.l.Errorf("duplicate-name", w.At, "%q names two columns of the report", w.Value).WithHint("give one of them another name with as:").
			WithRelated(first.At, "the first")
		return false
	}
	seen[w.Value] = w
	return true
}

// fieldAt finds the field that a plain path like client.city means; nil when it is another expression.
func (c *compiler) fieldAt(e *model.Entity, path string) *model.Field {
	names := strings.Split(strings.TrimSpace(path), ".")
	for i, name := range names {
		f := e.Field(name)
		if f == nil || i == len(names)-1 {
			return f
		}
		if f.Link == nil || len(f.Link.To) != 1 || f.Kind.Name() == "links" {
			return nil
		}
		e = f.Link.To[0]
	}
	return nil
}

func (c *compiler) chart(r *model.Report, s *spec.Report) {
	if s.Chart.Given() {
		var known []string
		for _, k := range model.Charts {
			known = append(known, string(k))
		}
		if c.oneOf(s.Chart, "chart", known...) {
			r.Chart = model.Chart(s.Chart.Value)
		}
	}
	switch {
	case r.Chart == "number" && len(s.Group)+len(s.Across) > 0:
		c.l.Errorf("wrong-key", s.Chart.At, "a number is one figure, and this report has groups").WithHint("leave out group, or take another chart")
	case r.Chart != "table" && r.Chart != "number" && len(s.Group) == 0:
		c.l.Errorf("wrong-key", s.Chart.At, "%s %s needs a group: there is one figure to draw", articleOf(r.Chart), r.Chart).WithHint("write group:, or chart: number")
	case s.Stacked.Given() && r.Chart != "bar" && r.Chart != "area":
		c.l.Errorf("wrong-key", s.Stacked.At, "only bars and areas are stacked")
	}
}

func articleOf(k model.Chart) string {
	if k == "area" {
		return "an"
	}
	return "a"
}

// reportDate is what the reader's period is about: as declared, else the first group by a span of a date of the record.
func (c *compiler) reportDate(r *model.Report, w spec.Word) {
	if w.Given() {
		if f := c.fieldNamed(r.Entity, w); f != nil && c.isDate(f, w.At) {
			r.Date = f
		}
		return
	}
	for _, g := range append(slices.Clone(r.Group), r.Across...) {
		if slices.Contains(model.Spans, g.Every) && g.Field != nil && g.Field.Entity == r.Entity {
			r.Date = g.Field
			return
		}
	}
}

func (c *compiler) isDate(f *model.Field, at diag.Range) bool {
	t := f.Kind.Type()
	if t == field.Day || t == field.Instant || t == field.Unknown {
		return true
	}
	c.l.Errorf("wrong-type", at, "this takes a date or an instant, and %q is %s", f.Name, f.Kind.Name())
	return false
}

func (c *compiler) reportSort(r *model.Report, words []spec.Word) {
	for _, w := range words {
		name, desc := strings.CutPrefix(w.Value, "-")
		o := model.ReportOrder{Desc: desc}
		var known []string
		for _, g := range r.Group {
			if known = append(known, g.Name); g.Name == name {
				o.Group = g
			}
		}
		for _, m := range r.Measure {
			if known = append(known, m.Name); m.Name == name {
				o.Measure = m
			}
		}
		if o.Group == nil && o.Measure == nil {
			c.unknown("unknown-figure", w.Sub(len(w.Value)-len(name), len(name)), "group or measure of the report", known)
			continue
		}
		r.Sort = append(r.Sort, o)
	}
}
