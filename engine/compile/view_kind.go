package compile

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/spec"
)

// viewKeys refuses keys that mean nothing for a kind of view.
func (c *compiler) viewKeys(v *model.View, s *spec.View) {
	for _, k := range []struct {
		key   string
		at    diag.Range
		kinds []model.ViewKind
	}{
		{"funnel", s.Funnel.At, []model.ViewKind{model.Kanban}},
		{"sum", s.Sum.At, []model.ViewKind{model.Kanban}},
		{"group", s.Group.At, []model.ViewKind{model.List}},
		{"rows", s.Rows.At, []model.ViewKind{model.Grid}},
		{"cell", s.Cell.At, []model.ViewKind{model.Grid}},
		{"starts", s.Starts.At, []model.ViewKind{model.CalendarView, model.Timeline}},
		{"ends", s.Ends.At, []model.ViewKind{model.CalendarView, model.Timeline}},
		{"title", s.Title.At, []model.ViewKind{model.CalendarView, model.Timeline}},
		{"resource", s.Resource.At, []model.ViewKind{model.CalendarView, model.Timeline}},
		{"color", s.Color.At, []model.ViewKind{model.CalendarView, model.Timeline, model.Grid}},
	} {
		if k.at.Known() && !slices.Contains(k.kinds, v.Kind) {
			c.l.Errorf("wrong-key", k.at, "%q means nothing for a %s", k.key, v.Kind).WithHint("it belongs to %s", kindsOf(k.kinds))
		}
	}
}

func kindsOf(kinds []model.ViewKind) string {
	var out []string
	for _, k := range kinds {
		out = append(out, "kind: "+string(k))
	}
	return strings.Join(out, ", ")
}

// grid is what a chessboard needs: what goes down, and what goes across.
func (c *compiler) grid(v *model.View, s *spec.View) {
	if !s.Rows.Given() {
		c.missing(s.At, "the grid "+quoted(v.Name), "rows", "write rows: and the field that goes down, like floor")
	} else {
		v.Rows = c.axis(v.Entity, s.Rows)
	}
	switch len(s.Columns) {
	case 0:
		c.missing(s.At, "the grid "+quoted(v.Name), "columns", "write columns: and the field that goes across, like riser")
	case 1:
		v.Across = c.axis(v.Entity, s.Columns[0])
	default:
		c.l.Errorf("wrong-value", s.Columns[1].At, "one field goes across a grid").WithHint("what a cell shows is written in cell:")
	}
	if v.Rows != nil && v.Rows == v.Across {
		c.l.Errorf("wrong-value", s.Columns[0].At, "%q goes down already", v.Rows.Name).WithHint("another field goes across")
	}
	v.Caption = c.templates(s.Cell, c.scopeOf(v.Entity))
	v.Color = c.viewColor(v.Entity, s.Color)
}

// axis is a field with few values, which are rows or columns.
func (c *compiler) axis(e *model.Entity, w spec.Word) *model.Field {
	f := c.fieldNamed(e, w)
	if f == nil || f.Kind.Type() == field.Unknown {
		return f
	}
	if len(f.Kind.Columns()) == 0 || slices.Contains([]string{"longtext", "json", "files", "file", "image", "choices", "tags", "location", "range", "secret", "money"}, f.Kind.Name()) {
		c.l.Errorf("wrong-type", w.At, "a grid is made of numbers, words, choices, links or dates, and %q is %s", f.Name, f.Kind.Name())
		return nil
	}
	return f
}

// inTime is what a calendar or timeline needs: when a record begins, and perhaps ends.
func (c *compiler) inTime(v *model.View, s *spec.View) {
	if !s.Starts.Given() {
		c.missing(s.At, "the "+string(v.Kind)+" "+quoted(v.Name), "starts", "write starts: and a date or instant of "+v.Entity.Name)
	} else if f := c.fieldNamed(v.Entity, s.Starts); f != nil && c.isDate(f, s.Starts.At) {
		v.Starts = f
	}
	if s.Ends.Given() {
		v.Ends = c.ends(v, s.Ends)
	}
	if s.Resource.Given() {
		v.Resource = c.one(v.Entity, s.Resource)
	}
	v.Caption = c.templates(s.Title, c.scopeOf(v.Entity))
	v.Color = c.viewColor(v.Entity, s.Color)
}

// ends is as the start is, a date or an instant, or how long it takes.
func (c *compiler) ends(v *model.View, w spec.Word) *model.Field {
	f := c.fieldNamed(v.Entity, w)
	if f == nil || f.Kind.Type() == field.Span || !c.isDate(f, w.At) {
		return f
	}
	if v.Starts != nil && v.Starts.Kind.Type() != f.Kind.Type() && f.Kind.Type() != field.Unknown && v.Starts.Kind.Type() != field.Unknown {
		c.l.Errorf("wrong-type", w.At, "it begins with a %s and ends with a %s", v.Starts.Kind.Name(), f.Kind.Name()).WithHint("both are dates, or both are instants")
		return nil
	}
	return f
}

// viewColor is what a record's colour means.
func (c *compiler) viewColor(e *model.Entity, w spec.Word) *model.Field {
	if !w.Given() {
		return nil
	}
	f := c.fieldNamed(e, w)
	if f == nil || f.Name == model.InStage || f.Kind.Type() == field.Unknown || slices.Contains([]string{"choice", "color", "boolean"}, f.Kind.Name()) {
		return f
	}
	c.l.Errorf("wrong-type", w.At, "a colour means a choice, the stage or yes and no, and %q is %s", f.Name, f.Kind.Name())
	return nil
}
