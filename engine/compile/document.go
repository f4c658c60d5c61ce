package compile

import (
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

func (c *compiler) documents() {
	c.docs = map[string]*model.Document{}
	for _, e := range c.p.Documents {
		if !c.name(e.Key, "document") {
			continue
		}
		s := e.Value
		d := &model.Document{Name: e.Key.Value, Label: c.labelOr(s.Label, e.Key.Value), At: s.At}
		if !s.Entity.Given() {
			c.missing(s.At, "the document "+quoted(d.Name), "entity", "write entity: and of whose records it is")
			continue
		}
		if d.Entity = c.entityNamed(s.Entity); d.Entity == nil {
			continue
		}
		scope := c.scopeOf(d.Entity)
		d.Title = c.templates(s.Title, scope)
		d.Blocks = c.parts(d.Entity, s.Blocks)
		c.docs[d.Name] = d
		c.m.Documents = append(c.m.Documents, d)
	}
}

func (c *compiler) documentNames() []string {
	var out []string
	for _, d := range c.m.Documents {
		out = append(out, d.Name)
	}
	return out
}

func (c *compiler) parts(e *model.Entity, list []*spec.DocumentPart) []*model.Block {
	var out []*model.Block
	for _, s := range list {
		out = append(out, c.part(e, s))
	}
	return out
}

func (c *compiler) part(e *model.Entity, s *spec.DocumentPart) *model.Block {
	scope := c.scopeOf(e)
	b := &model.Block{When: c.expr(s.When.Word, scope, rule.Bool), Text: c.templates(s.Text, scope), Columns: c.parts(e, s.Columns),
		Fields: c.fieldsNamed(e, s.Fields), Signature: c.templates(s.Signature, scope), PageBreak: s.PageBreak.Value,
		Image: c.formulaOnly(s.Image, scope, "an image"), QR: c.formulaOnly(s.QR, scope, "a QR code")}
	if s.Table != nil {
		b.Table = c.table(e, s.Table)
	}
	contents := 0
	for _, given := range []bool{s.Text.Given(), len(s.Columns) > 0, len(s.Fields) > 0, s.Table != nil, s.Image.Given(), s.QR.Given(), s.Signature.Given(), s.PageBreak.Given()} {
		if given {
			contents++
		}
	}
	if contents != 1 {
		c.l.Errorf("wrong-value", s.At, "a block has one content, and this one has %d", contents).
			WithHint("write one of text, columns, fields, table, image, qr, signature, page_break")
	}
	if s.Align.Given() && c.oneOf(s.Align, "side", "left", "right", "center") {
		b.Align = s.Align.Value
	}
	return b
}

func (c *compiler) formulaOnly(v spec.Value, scope *rule.Scope, what string) *rule.Expr {
	if !v.Given() {
		return nil
	}
	w, ok := v.Formula()
	if !ok {
		c.l.Errorf("wrong-type", v.At, "%s is a formula", what).WithHint("write =%s", wordOr(v, "link"))
		return nil
	}
	return c.expr(w, scope, rule.Unknown)
}

func (c *compiler) table(e *model.Entity, s *spec.Table) *model.Table {
	t := &model.Table{}
	if !s.Rows.Given() {
		c.missing(s.At, "the table", "rows", "write rows: and a collection of the record")
		return t
	}
	t.Rows = c.expr(s.Rows.Word, c.scopeOf(e), rule.Unknown)
	if t.Rows != nil && t.Rows.Type.Elem != nil {
		if x := c.entities[t.Rows.Type.Elem.Entity]; x != nil {
			t.Entity = x.Entity
		}
	}
	for _, x := range s.Totals {
		value, label := c.column(e, x)
		if value != nil {
			t.Totals = append(t.Totals, &model.Total{Label: label, Value: value})
		}
	}
	if t.Entity == nil {
		if t.Rows != nil && t.Rows.Type.Type != field.Unknown {
			c.l.Errorf("wrong-type", s.Rows.At, "the rows of a table are a collection of records, and this is %s", t.Rows.Type)
		}
		return t
	}
	for _, x := range s.Columns {
		value, label := c.column(t.Entity, x)
		if value != nil {
			t.Columns = append(t.Columns, &model.Column{Label: label, Field: t.Entity.Field(x.Name.Value), Value: value})
		}
	}
	if len(s.Columns) == 0 {
		c.missing(s.At, "the table", "columns", "write columns: [name, amount]")
	}
	return t
}

// column is a field by name, or a formula with a label.
func (c *compiler) column(e *model.Entity, s *spec.Column) (*rule.Expr, model.Text) {
	label := c.text(s.Label)
	if s.Name.Given() {
		f := c.fieldNamed(e, s.Name)
		if f == nil {
			return nil, nil
		}
		x, _ := c.compileExpr(f.Name, c.scopeOf(e), rule.Unknown)
		return x, f.Label
	}
	if !s.Value.Given() {
		c.missing(s.At, "the column", "value", "write {value: =price * qty, label: Sum}")
		return nil, nil
	}
	x := c.formulaOnly(s.Value, c.scopeOf(e), "a column")
	if x != nil && len(label) == 0 {
		if f := e.Field(x.Source); f != nil {
			label = f.Label
		}
	}
	return x, label
}
