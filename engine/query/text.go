package query

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

// textTest compiles contains, startsWith and endsWith: letter for letter.
func (c *compiler) textTest(p *place, n rule.Node, op string, left, right rule.Node) (fragment, error) {
	x, err := c.value(p, left)
	if err != nil {
		return x.sql, err
	}
	y, err := c.value(p, right)
	if err != nil {
		return y.sql, err
	}
	return c.testText(op, c.plainText(x), c.plainText(y)), nil
}

// plainText is text of what has the database's type for ids.
func (c *compiler) plainText(v value) value {
	if v.isUUID && v.typ.Type != field.Text {
		v.sql, v.isUUID, v.typ = c.idText(v), false, rule.Text
	}
	return v
}

func (c *compiler) testText(op string, x, y value) fragment {
	switch op {
	case "contains":
		return build(c.dialect.of("instr(@, @) > 0", "strpos(@, @) > 0"), x.sql, y.sql)
	case "startsWith":
		if c.dialect == PostgreSQL {
			return build("starts_with(@, @)", x.sql, y.sql)
		}
		return build("substr(@, 1, length(@)) = @", x.sql, y.sql, y.sql)
	}
	return build(c.dialect.of("substr(@, -length(@)) = @", "right(@, length(@)) = @"), x.sql, y.sql, y.sql)
}

// join compiles "+" of text: empty counts as nothing, and nothing is empty.
func (c *compiler) join(n *rule.Binary, x, y value) (value, error) {
	a, err := c.asText(n.X, x)
	if err != nil {
		return value{}, err
	}
	b, err := c.asText(n.Y, y)
	return value{typ: rule.Text, sql: build("NULLIF(COALESCE(@, '') || COALESCE(@, ''), '')", a, b)}, err
}

func (c *compiler) asText(n rule.Node, v value) (fragment, error) {
	switch {
	case v.typ.Type == field.Text && !v.isUUID, v.constant && v.known == nil && !c.checking:
		return build(c.dialect.of("@", "@::text"), v.sql), nil
	case v.isUUID && n.Type().Type == field.Text:
		return c.idText(v), nil
	case v.typ.Type == field.Int:
		return build("CAST(@ AS TEXT)", v.sql), nil
	case v.typ.Type == field.Day:
		return build(c.dialect.of("@", "to_char(@, 'YYYY-MM-DD')"), v.sql), nil
	}
	return fragment{}, c.refuse(n, article(v.typ)+" joined to text")
}

func article(t rule.Type) string {
	if strings.ContainsRune("aeio", rune(t.String()[0])) {
		return "an " + t.String()
	}
	return "a " + t.String()
}

// spaces are what trim takes away: the white space of Unicode.
const spaces = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"

func (c *compiler) textCall(n *rule.Call, args []value) (value, error) {
	text := func(form string, parts ...fragment) (value, error) {
		return value{typ: n.T, sql: build(form, parts...)}, nil
	}
	for i := range args {
		if n.Args[i].Type().Type == field.Text {
			args[i] = c.plainText(args[i])
		}
	}
	switch n.Func.Name {
	case "len":
		if args[0].typ.Type == field.Text {
			return text("COALESCE(length(@), 0)", args[0].sql)
		}
	case "lower":
		return text(c.dialect.of("tamga_lower(@)", `lower(@ COLLATE "und-x-icu")`), args[0].sql)
	case "upper":
		return text(c.dialect.of("tamga_upper(@)", `upper(@ COLLATE "und-x-icu")`), args[0].sql)
	case "trim":
		return text(c.dialect.of("NULLIF(trim(@, @), '')", "NULLIF(btrim(@, @), '')"), args[0].sql, c.dialect.value(spaces, "text"))
	case "replace":
		if args[1].known != nil && args[2].constant {
			return text("NULLIF(replace(@, @, COALESCE(@, '')), '')", args[0].sql, args[1].sql, args[2].sql)
		}
	case "hasPrefix":
		return value{typ: rule.Bool, never: true, sql: build("COALESCE(@, FALSE)", c.testText("startsWith", args[0], args[1]))}, nil
	case "hasSuffix":
		return value{typ: rule.Bool, never: true, sql: build("COALESCE(@, FALSE)", c.testText("endsWith", args[0], args[1]))}, nil
	}
	if strings.Contains(n.Func.Name, " ") || n.Func.Name == "part" { // a name after a dot
		return value{}, c.refuse(n, "a part of "+article(n.Args[0].Type()))
	}
	return value{}, c.refuse(n, n.Func.Name+"()")
}
