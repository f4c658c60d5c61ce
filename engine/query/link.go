package query

import (
	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/field"
)

// sameRecord compares ids. A link to one of several keeps "entity:id".
func (c *compiler) sameRecord(x, y value) (fragment, bool, error) {
	if x.constant {
		x, y = y, x
	}
	if y.constant && !c.checking {
		return c.sameKnown(x, y)
	}
	if x.typ.Type == field.Text || y.typ.Type == field.Text {
		return build("@ = @", c.idText(x), c.idText(y)), false, nil
	}
	if x.several == y.several {
		return build("@ = @", x.sql, y.sql), true, nil
	}
	return build("@ = @", c.qualified(x), c.qualified(y)), false, nil
}

// sameKnown compares a link with a record, or an id, that is known.
func (c *compiler) sameKnown(x, y value) (fragment, bool, error) {
	ref := refOf(y.known)
	if s, ok := y.known.(string); ok {
		ref.ID = s
	}
	id, err := uuid.Parse(ref.ID)
	if err != nil || id.String() != ref.ID { // no record has such an id
		return build("(@ IS NULL AND FALSE)", x.sql), false, nil
	}
	switch {
	case x.typ.Type == field.Text:
		return build("@ = @", x.sql, c.dialect.value(ref.ID, "text")), false, nil
	case !x.several:
		if ref.Entity != "" && x.typ.Entity != "" && ref.Entity != x.typ.Entity {
			return build("(@ IS NULL AND FALSE)", x.sql), false, nil
		}
		return build("@ = @", x.sql, c.dialect.value(id.String(), "uuid")), false, nil
	case ref.Entity == "":
		return build(c.dialect.of("substr(@, instr(@, ':') + 1) = @", "split_part(@, ':', 2) = @"), c.repeated(x.sql, id.String())...), false, nil
	}
	return build("@ = @", x.sql, c.dialect.value(ref.Entity+":"+id.String(), "text")), false, nil
}

// repeated gives the holes of a form that needs the column once, or on SQLite twice.
func (c *compiler) repeated(sql fragment, id string) []fragment {
	if c.dialect == SQLite {
		return []fragment{sql, sql, c.dialect.value(id, "text")}
	}
	return []fragment{sql, c.dialect.value(id, "text")}
}

// idText is an id as text.
func (c *compiler) idText(v value) fragment {
	if v.isUUID {
		return build(c.dialect.of("@", "@::text"), v.sql)
	}
	return v.sql
}

// qualified is an id with its entity before it, as links to several entities keep it.
func (c *compiler) qualified(v value) fragment {
	if v.several {
		return v.sql
	}
	return build("(@ || @)", c.dialect.value(v.typ.Entity+":", "text"), c.idText(v))
}
