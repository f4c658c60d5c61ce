package query

import (
	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// emptyList compiles list == nil.
func (c *compiler) emptyList(p *place, n *rule.Binary) (fragment, error) {
	list := n.X
	if isNil(n.X) {
		list = n.Y
	}
	if f, ok := list.(*rule.Field); ok {
		v, err := c.value(p, f)
		return build(pick(n.Op, "@ IS NULL", "@ IS NOT NULL"), v.sql), err
	}
	sub, err := c.listOf(p, list)
	if err != nil {
		return fragment{}, err
	}
	return build(pick(n.Op, "NOT @", "@"), sub.exists(raw("TRUE"))), nil
}

// within compiles "x in list".
func (c *compiler) within(p *place, n rule.Node, element, list rule.Node) (fragment, error) {
	if !p.depends(list) {
		return c.amongKnown(p, n, element, list)
	}
	if f, ok := list.(*rule.Field); ok {
		return c.amongWords(p, n, element, f)
	}
	if items, ok := list.(*rule.Items); ok {
		return c.amongItems(p, n, element, items)
	}
	sub, err := c.listOf(p, list)
	if err != nil {
		return fragment{}, err
	}
	x, err := c.value(p, element)
	if err != nil {
		return fragment{}, err
	}
	same, _, err := c.sameRecord(c.recordOf(sub.row), x)
	return sub.exists(same), err
}

// amongItems is a list that was written out, of which some depend on the record.
func (c *compiler) amongItems(p *place, n rule.Node, element rule.Node, items *rule.Items) (fragment, error) {
	parts := []fragment{raw("FALSE")}
	x, err := c.value(p, element)
	if err != nil {
		return fragment{}, err
	}
	for _, item := range items.Of {
		y, err := c.value(p, item)
		if err != nil {
			return fragment{}, err
		}
		same, err := c.sameAs(n, x, y)
		if err != nil {
			return fragment{}, err
		}
		parts = append(parts, same)
	}
	return build("(@)", joined(parts, " OR ")), nil
}

// sameAs is equality of two values, neither of which may be empty.
func (c *compiler) sameAs(n rule.Node, x, y value) (fragment, error) {
	if x.constant && x.known == nil || y.constant && y.known == nil {
		return raw("FALSE"), nil
	}
	if x.constant {
		x, y = y, x
	}
	same, _, err := c.same(&rule.Binary{Op: "==", X: n, Y: n}, x, y)
	return same, err
}

// amongKnown is a list known beforehand: IN (…) where the values are plain, else one comparison for each.
func (c *compiler) amongKnown(p *place, n rule.Node, element, list rule.Node) (fragment, error) {
	x, err := c.value(p, element)
	if err != nil {
		return fragment{}, err
	}
	var known []any
	if !c.checking {
		v, err := c.frame.EvalNode(list)
		if err != nil {
			return fragment{}, err
		}
		known = listed(v)
	}
	parts := []fragment{raw("FALSE")}
	for _, v := range known {
		if v == nil {
			continue
		}
		y, err := c.constantOf(&rule.Literal{Value: v}, v)
		if err != nil {
			return fragment{}, err
		}
		y.typ = typeOf(v, element.Type())
		same, err := c.sameAs(n, x, y)
		if err != nil {
			return fragment{}, err
		}
		parts = append(parts, same)
	}
	if plain, ok := inList(x, parts); ok {
		return plain, nil
	}
	return build("(@)", joined(parts, " OR ")), nil
}

// inList shortens "x = ? OR x = ?" to "x IN (?, ?)".
func inList(x value, parts []fragment) (fragment, bool) {
	if x.typ.Type != field.Text && x.typ.Type != field.Int && x.typ.Type != field.Record || len(parts) < 2 {
		return fragment{}, false
	}
	prefix := x.sql.text + " = "
	var holes []fragment
	for _, part := range parts[1:] {
		if len(part.text) <= len(prefix) || part.text[:len(prefix)] != prefix || len(x.sql.args) > 0 {
			return fragment{}, false
		}
		holes = append(holes, fragment{part.text[len(prefix):], part.args})
	}
	return build("@ IN (@)", x.sql, joined(holes, ", ")), true
}

func listed(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case []string:
		out := make([]any, len(v))
		for i, s := range v {
			out[i] = s
		}
		return out
	case []field.Ref:
		out := make([]any, len(v))
		for i, r := range v {
			out[i] = r
		}
		return out
	}
	return nil
}

// typeOf is the type of a value of a list, given that of what it is compared with.
func typeOf(v any, like rule.Type) rule.Type {
	switch v.(type) {
	case string:
		return rule.Text
	case int64:
		return rule.Int
	case decimal.Decimal:
		return rule.Decimal
	case field.Money:
		return rule.Amount
	case rule.Record, field.Ref:
		return rule.RecordOf(refOf(v).Entity)
	}
	return like
}

// amongWords is a text in a field of several texts, which is JSON.
func (c *compiler) amongWords(p *place, n rule.Node, element rule.Node, f *rule.Field) (fragment, error) {
	list, err := c.value(p, f)
	if err != nil {
		return fragment{}, err
	}
	x, err := c.value(p, element)
	if err != nil {
		return fragment{}, err
	}
	if x.typ.Type != field.Text {
		return fragment{}, c.refuse(n, "a list of these values")
	}
	if x.constant && x.known == nil && !c.checking {
		return raw("FALSE"), nil
	}
	if c.dialect == PostgreSQL {
		return build("EXISTS (SELECT 1 FROM jsonb_array_elements_text(@) AS words(word) WHERE word = @)", list.sql, x.sql), nil
	}
	return build("EXISTS (SELECT 1 FROM json_each(@) WHERE value = @)", list.sql, x.sql), nil
}
