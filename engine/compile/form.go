package compile

import (
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

func (c *compiler) forms() {
	for _, e := range c.p.Forms {
		if !c.name(e.Key, "form") {
			continue
		}
		w := e.Value.Entity
		if !w.Given() {
			w = e.Key
		}
		x := c.entityNamed(w)
		if x == nil {
			continue
		}
		f := c.form(x, e.Key, e.Value)
		x.Forms = append(x.Forms, f)
		if x.Form == nil || e.Key.Value == x.Name {
			x.Form = f
		}
	}
	for _, e := range c.m.Entities {
		if e.Form == nil {
			e.Form = defaultForm(e)
		}
	}
}

func (c *compiler) form(e *model.Entity, w spec.Word, s *spec.Form) *model.Form {
	f := &model.Form{Name: w.Value, Entity: e, At: s.At}
	seen := map[string]spec.Word{}
	for _, x := range s.Sections {
		f.Sections = append(f.Sections, c.section(e, x, seen))
	}
	for _, x := range s.Tabs {
		f.Tabs = append(f.Tabs, c.tab(e, x, seen))
	}
	if len(s.Tabs) > 0 {
		c.declared(s.Tabs[0].At, "the tabs of the form %q", w.Value)
	}
	if len(f.Sections) == 0 && len(f.Tabs) == 0 {
		c.missing(s.At, "the form "+quoted(w.Value), "sections", "write sections: and a list like {fields: [name, phone]}")
	}
	return f
}

func (c *compiler) tab(e *model.Entity, s *spec.Tab, seen map[string]spec.Word) *model.Tab {
	t := &model.Tab{Label: c.text(s.Label)}
	if !s.Label.Given() {
		c.missing(s.At, "the tab", "label", "write label: and what people press to see it")
	}
	for _, x := range s.Sections {
		t.Sections = append(t.Sections, c.section(e, x, seen))
	}
	if len(s.Sections) == 0 {
		c.missing(s.At, "the tab", "sections", "write sections: and a list like {fields: [name, phone]}")
	}
	return t
}

func (c *compiler) section(e *model.Entity, s *spec.Section, seen map[string]spec.Word) *model.Section {
	out := &model.Section{Label: c.text(s.Label), Columns: 2, When: c.expr(s.When.Word, c.scopeOf(e), rule.Bool)}
	if s.Columns.Given() {
		if s.Columns.Value != 1 && s.Columns.Value != 2 {
			c.l.Errorf("wrong-value", s.Columns.At, "a section has 1 or 2 columns")
		}
		out.Columns = int(s.Columns.Value)
	}
	for _, w := range s.Fields {
		if first, twice := seen[w.Value]; twice {
			c.l.Errorf("duplicate-name", w.At, "%q stands in this form twice", w.Value).WithHint("keep one of them").WithRelated(first.At, "the first")
			continue
		}
		seen[w.Value] = w
		if i := e.Inverse(w.Value); i != nil {
			c.use(FieldName, e.Name+"."+i.Name, w)
			out.Inlines = append(out.Inlines, i)
			continue
		}
		if f := c.fieldNamed(e, w); f != nil {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}

// defaultForm shows the fields in declared order, the owner, and the inline children.
func defaultForm(e *model.Entity) *model.Form {
	s := &model.Section{Columns: 2}
	for _, f := range e.Fields {
		if !f.Segment && (!f.System || f.Name == model.Owner) {
			s.Fields = append(s.Fields, f)
		}
	}
	for _, i := range e.Inverses {
		if i.Inline {
			s.Inlines = append(s.Inlines, i)
		}
	}
	return &model.Form{Name: e.Name, Entity: e, Sections: []*model.Section{s}}
}
