package compile

import (
	"strconv"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

func (c *compiler) quality() {
	for _, g := range c.p.Quality {
		e := c.entityNamed(g.Key)
		if e == nil || g.Value == nil {
			continue
		}
		c.m.Quality = append(c.m.Quality, c.qualityOf(e, g.Value))
		c.declared(g.Key.At, "the data quality of %q", e.Name)
	}
}

func (c *compiler) qualityOf(e *model.Entity, s *spec.Quality) *model.Quality {
	q := &model.Quality{Entity: e, Schedules: map[string]string{}, At: s.At}
	scope := c.scopeOf(e)
	if x := s.Standardize; x != nil {
		if q.Standardize = c.set(e, x.Set, scope, inStep); len(x.Set) == 0 {
			c.missing(x.At, `"standardize"`, "set", "write set: {name: =capitalize(name)}")
		}
		c.settles(q.Standardize, x.Set)
		c.schedule(q, "standardize", x.Schedule)
	}
	if x := s.Duplicates; x != nil {
		q.Duplicates = c.duplicates(e, x)
		c.schedule(q, "duplicates", x.Schedule)
	}
	if x := s.Health; x != nil {
		c.health(q, x, scope)
		c.schedule(q, "health", x.Schedule)
	}
	if x := s.Archive; x != nil {
		if q.Archive = c.selects(x.Where.Word, scope); !x.Where.Given() {
			c.missing(x.At, `"archive"`, "where", "write where: and which records are stale")
		}
		c.schedule(q, "archive", x.Schedule)
	}
	return q
}

// settles warns of a rewriting that reads another field which is rewritten too: the outcome would depend on the order.
func (c *compiler) settles(set []model.Assignment, words spec.Map[spec.Value]) {
	for _, a := range set {
		if a.Value.Formula == nil {
			continue
		}
		for _, r := range a.Value.Formula.Reads {
			for _, b := range set {
				if len(r.Path) == 0 && r.Member == b.Field.Name && b.Field != a.Field && b.Value.Formula != nil {
					w, _ := keyOf(words, a.Field.Name)
					c.l.Warnf("order-matters", w.At, "%q is made of %q, which is rewritten too: which comes first is left open", a.Field.Name, b.Field.Name).
						WithHint("make it of fields that are not rewritten")
				}
			}
		}
	}
}

func keyOf(m spec.Map[spec.Value], name string) (spec.Word, bool) {
	for _, e := range m {
		if e.Key.Value == name {
			return e.Key, true
		}
	}
	return spec.Word{}, false
}

func (c *compiler) schedule(q *model.Quality, what string, w spec.Word) {
	if !w.Given() {
		return
	}
	c.cron(w)
	q.Schedules[what] = w.Value
}

func (c *compiler) duplicates(e *model.Entity, s *spec.Duplicates) *model.Duplicates {
	d := &model.Duplicates{Keep: "fullest", Fields: map[string]string{}}
	for _, r := range s.Rules {
		if x := c.likeness(e, r); x != nil {
			d.Rules = append(d.Rules, x)
		}
	}
	if len(s.Rules) == 0 {
		c.missing(s.At, `"duplicates"`, "rules", "write rules: [{exact: phone}]")
	}
	if s.Keep.Given() && c.oneOf(s.Keep, "survivor", "oldest", "newest", "fullest") {
		d.Keep = s.Keep.Value
	}
	for _, f := range s.Fields {
		x := c.fieldNamed(e, f.Key)
		if x == nil || !c.oneOf(f.Value, "way to choose a value", "survivor", "oldest", "newest", "longest", "greatest", "least", "together") {
			continue
		}
		c.choosing(x, f.Value)
		d.Fields[x.Name] = f.Value.Value
	}
	return d
}

// choosing checks that a field's values can be chosen among so.
func (c *compiler) choosing(f *model.Field, w spec.Word) {
	t := model.TypeOf(f)
	ok := true
	switch w.Value {
	case "longest":
		ok = t.Type == field.Text
	case "greatest", "least":
		ok = t.Numeric() || t.Type == field.Day || t.Type == field.Instant
	case "together":
		ok = t.Type == field.List || f.Kind.Name() == "longtext" || f.Kind.Name() == "text"
	}
	if !ok && !anything(t) {
		c.l.Errorf("wrong-type", w.At, "of %q, which is %s, no value is the %s", f.Name, f.Kind.Name(), w.Value).WithHint("write survivor, oldest or newest")
	}
	if f.System || f.Formula != nil {
		c.l.Errorf("wrong-key", w.At, "%q is kept by Tamga or computed, so nobody chooses it", f.Name)
	}
}

func (c *compiler) likeness(e *model.Entity, s *spec.Likeness) *model.Likeness {
	out := &model.Likeness{Exact: c.fieldsNamed(e, s.Exact), Where: c.selects(s.Where.Word, c.scopeOf(e)), Merge: s.Merge.Value}
	if len(s.Exact) == 0 && len(s.Similar) == 0 {
		c.missing(s.At, "the rule", "exact", "write {exact: phone}, or {similar: {name: 0.9}}")
		return nil
	}
	for i, f := range out.Exact {
		if !f.Stored() && i < len(s.Exact) {
			c.l.Errorf("wrong-type", s.Exact[i].At, "records cannot be compared by %q, which has no column", f.Name)
		}
	}
	for _, x := range s.Similar {
		f := c.fieldNamed(e, x.Key)
		if f == nil {
			continue
		}
		if t := f.Kind.Type(); t != field.Unknown && (t != field.Text || !f.Stored()) {
			c.l.Errorf("wrong-type", x.Key.At, "only text is alike, and %q is %s", f.Name, f.Kind.Name()).WithHint("write exact: %s", f.Name)
			continue
		}
		out.Similar = append(out.Similar, model.Similar{Field: f, Least: c.likely(x.Value)})
	}
	if out.Merge && len(s.Exact) == 0 {
		c.l.Warnf("merges-guesses", s.Merge.At, "pairs that are only alike are merged without anybody looking").WithHint("add exact: and a field, or leave merge out and let people decide")
	}
	return out
}

// likely reads a likeness from 0 to 1 as hundredths.
func (c *compiler) likely(w spec.Word) int {
	v, err := strconv.ParseFloat(w.Value, 64)
	if err != nil || v <= 0 || v > 1 {
		c.l.Errorf("wrong-value", w.At, "a likeness is above 0 and up to 1").WithHint("write 0.9")
		return 90
	}
	return int(v*100 + 0.5)
}

func (c *compiler) health(q *model.Quality, s *spec.Health, scope *rule.Scope) {
	if len(s.Checks) == 0 {
		c.missing(s.At, `"health"`, "checks", "write checks: {reachable: phone != nil}")
	}
	for _, x := range s.Checks {
		if !c.name(x.Key, "check") || x.Value == nil {
			continue
		}
		h := &model.HealthCheck{Name: x.Key.Value, Label: c.labelOr(x.Value.Label, x.Key.Value), Check: c.selects(x.Value.Check.Word, scope),
			Weight: c.from(x.Value.Weight, 1, 1, 100), Fix: c.set(q.Entity, x.Value.Fix, scope, inStep), At: x.Value.At}
		if !x.Value.Check.Given() {
			c.missing(x.Value.At, "the check "+quoted(h.Name), "check", "write check: and what holds for a good record")
			continue
		}
		q.Health = append(q.Health, h)
	}
}
