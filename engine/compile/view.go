package compile

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/spec"
)

var viewKinds = []string{string(model.List), string(model.Kanban), string(model.CalendarView), string(model.Timeline), string(model.Grid)}

func (c *compiler) views() {
	for _, group := range c.p.Views {
		e := c.entityNamed(group.Key)
		if e == nil {
			continue
		}
		for _, v := range group.Value {
			if !c.name(v.Key, "view") {
				continue
			}
			if x := c.view(e, v.Key, v.Value); x != nil {
				e.Views = append(e.Views, x)
			}
		}
	}
	for _, e := range c.m.Entities {
		c.defaultViews(e)
	}
	c.segmentViews()
}

func (c *compiler) view(e *model.Entity, w spec.Word, s *spec.View) *model.View {
	v := &model.View{Name: w.Value, Label: c.labelOr(s.Label, w.Value), Kind: model.List, Entity: e, At: s.At}
	if s.Kind.Given() {
		if !c.oneOf(s.Kind, "kind of view", viewKinds...) {
			return nil
		}
		v.Kind = model.ViewKind(s.Kind.Value)
	}
	c.viewKeys(v, s)
	v.Where = c.selects(s.Where.Word, c.scopeOf(e))
	v.Sort = c.sort(e, s.Sort)
	switch v.Kind {
	case model.Grid:
		c.grid(v, s)
	case model.CalendarView, model.Timeline:
		v.Columns = c.fieldsNamed(e, s.Columns)
		c.inTime(v, s)
	case model.Kanban:
		v.Columns = c.fieldsNamed(e, s.Columns)
		c.board(v, s)
	default:
		v.Columns = c.fieldsNamed(e, s.Columns)
		v.Group = c.viewGroup(e, s.Group)
	}
	if len(v.Columns) == 0 {
		v.Columns = defaultColumns(v)
	}
	return v
}

// viewGroup is what a list has headings for.
func (c *compiler) viewGroup(e *model.Entity, w spec.Word) *model.Field {
	if !w.Given() {
		return nil
	}
	f := c.fieldNamed(e, w)
	if f != nil {
		c.declared(w.At, "the headings of a list by %q", f.Name)
		if !slices.Contains([]string{"choice", "link", "user", "tree", "boolean", "date"}, f.Kind.Name()) && f.Name != model.InStage && f.Kind.Type() != field.Unknown {
			c.l.Errorf("wrong-type", w.At, "headings are made of a choice, a link, a person, a date or yes and no, and %q is %s", f.Name, f.Kind.Name())
		}
	}
	return f
}

func (c *compiler) sort(e *model.Entity, words []spec.Word) []model.Order {
	var out []model.Order
	for _, w := range words {
		name, desc := strings.CutPrefix(w.Value, "-")
		f := c.fieldNamed(e, w.Sub(len(w.Value)-len(name), len(name)))
		if f == nil {
			continue
		}
		if len(f.Kind.Columns()) == 0 || slices.Contains([]string{"json", "files", "file", "image", "choices", "tags", "location", "range", "secret"}, f.Kind.Name()) {
			c.l.Errorf("wrong-type", w.At, "a list cannot be sorted by %q, which is %s", f.Name, f.Kind.Name())
			continue
		}
		out = append(out, model.Order{Field: f, Desc: desc})
	}
	return out
}

// board is what a kanban needs: a funnel, and perhaps a sum.
func (c *compiler) board(v *model.View, s *spec.View) {
	switch {
	case s.Funnel.Given():
		v.Funnel = c.funnelOf(v.Entity, s.Funnel)
	case len(v.Entity.Funnels) == 0:
		c.l.Errorf("missing-key", s.At, "%q has no funnel, and a kanban shows the stages of one", v.Entity.Name).WithHint("declare a funnel of entity %s, or write kind: list", v.Entity.Name)
	case len(v.Entity.Funnels) > 1:
		c.missing(s.At, "the kanban", "funnel", "write funnel: and one of "+strings.Join(funnelNames(v.Entity), ", "))
	default:
		v.Funnel = v.Entity.Funnels[0]
	}
	if s.Sum.Given() {
		if v.Sum = c.fieldNamed(v.Entity, s.Sum); v.Sum != nil && !summable(v.Sum) {
			c.l.Errorf("wrong-type", s.Sum.At, "%q is %s, which does not add up", v.Sum.Name, v.Sum.Kind.Name())
		}
	}
}

func funnelNames(e *model.Entity) []string {
	var out []string
	for _, f := range e.Funnels {
		out = append(out, f.Name)
	}
	return out
}

func summable(f *model.Field) bool {
	t := f.Kind.Type()
	return f.Stored() && (t == field.Amount || t == field.Decimal || t == field.Int)
}

// defaultViews gives every entity a list, and every funnel a board.
func (c *compiler) defaultViews(e *model.Entity) {
	if !slices.ContainsFunc(e.Views, func(v *model.View) bool { return v.Kind == model.List }) {
		v := &model.View{Name: "all", Label: e.Plural, Kind: model.List, Entity: e, Sort: []model.Order{{Field: e.Field(model.CreatedAt), Desc: true}}}
		v.Columns = defaultColumns(v)
		e.Views = append(e.Views, v)
	}
	for _, f := range e.Funnels {
		if !slices.ContainsFunc(e.Views, func(v *model.View) bool { return v.Funnel == f }) {
			v := &model.View{Name: f.Name, Label: f.Label, Kind: model.Kanban, Entity: e, Funnel: f}
			v.Columns = defaultColumns(v)
			if i := slices.IndexFunc(e.Fields, func(f *model.Field) bool { return f.Kind.Type() == field.Amount && f.Stored() }); i >= 0 {
				v.Sum = e.Fields[i]
			}
			e.Views = append(e.Views, v)
		}
	}
}

// defaultColumns are the first fields that read well in a line, and where and whose a record is.
func defaultColumns(v *model.View) []*model.Field {
	most := 7
	if v.Kind == model.Kanban {
		most = 3
	}
	var out []*model.Field
	for _, f := range v.Entity.Fields {
		if len(out) < most && !f.System && !f.Segment && inLine(f) {
			out = append(out, f)
		}
	}
	for _, name := range []string{model.InStage, model.Owner} {
		if f := v.Entity.Field(name); f != nil && v.Kind == model.List {
			out = append(out, f)
		}
	}
	return out
}

func inLine(f *model.Field) bool {
	return !slices.Contains([]string{"longtext", "json", "secret", "files", "file", "image", "address", "location"}, f.Kind.Name())
}

// navigation is as declared; without it every entity is shown, the children of forms aside.
func (c *compiler) navigation() {
	for _, g := range c.p.Navigation {
		out := &model.Group{Label: c.text(g.Label)}
		for _, w := range g.Entities {
			if e := c.entityNamed(w); e != nil {
				out.Entities = append(out.Entities, e)
			}
		}
		c.m.Navigation = append(c.m.Navigation, out)
	}
	if len(c.m.Navigation) > 0 {
		return
	}
	all := &model.Group{}
	for _, e := range c.m.Entities {
		if e.Name != model.UserEntity && !slices.ContainsFunc(e.Fields, func(f *model.Field) bool { return f.Link != nil && f.Link.Inline }) {
			all.Entities = append(all.Entities, e)
		}
	}
	c.m.Navigation = []*model.Group{all}
}
