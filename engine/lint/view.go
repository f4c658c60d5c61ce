package lint

import (
	"slices"

	"github.com/tamga-crm/tamga/engine/model"
)

// shown looks at forms, views, reports and settings.
func (x *linter) shown() {
	for _, e := range x.m.Entities {
		if e.Form != nil && len(e.Forms) > 0 {
			x.form(e)
		}
		for _, v := range e.Views {
			for _, f := range v.Columns {
				if f.Kind.Name() == "secret" {
					x.warn("secret-column", v.At, "the view %q shows %q, which is secret and stays covered", v.Name, f.Name).WithHint("leave the column out")
				}
			}
		}
	}
	for _, r := range x.m.Reports {
		if s, ok := x.p.Reports.Get(r.Name); ok && r.Limit > 0 && len(r.Sort) == 0 {
			x.warn("limit-without-sort", s.Limit.At, "the report %q leaves groups out, and nothing says which", r.Name).WithHint("write sort: and a measure, like sort: [-total]")
		}
	}
	for _, s := range x.m.Settings {
		if !x.settings[s.Name] && s.Field.Kind.Name() != "secret" {
			x.warn("unused-setting", s.At, "nothing reads the setting %q, so changing it does nothing", s.Name).WithHint("write settings.%s in an expression", s.Name)
		}
	}
}

// form warns of a required field that the form of an entity leaves out.
func (x *linter) form(e *model.Entity) {
	there := func(f *model.Field) bool {
		in := func(s *model.Section) bool { return slices.Contains(s.Fields, f) }
		return slices.ContainsFunc(e.Form.Sections, in) || slices.ContainsFunc(e.Form.Tabs, func(t *model.Tab) bool { return slices.ContainsFunc(t.Sections, in) })
	}
	for _, f := range e.Fields {
		inline := f.Link != nil && f.Link.Inline
		if own(f) && f.Required.Always && f.Default == nil && f.Visible.Always && f.Visible.When == nil && !inline && !there(f) {
			x.warn("required-outside-form", e.Form.At, "%q is required and not in this form, so nobody can save it", f.Name).WithHint("add %s to a section, or give it a default", f.Name)
		}
	}
}
