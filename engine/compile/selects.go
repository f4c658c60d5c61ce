package compile

import (
	"errors"

	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/spec"
)

// asked is a condition that records are selected by, and where it stands.
type asked struct {
	at spec.Word
	x  *rule.Expr
}

// selects is expr for a condition that records are selected by.
func (c *compiler) selects(w spec.Word, scope *rule.Scope) *rule.Expr {
	x := c.expr(w, scope, rule.Bool)
	if x != nil {
		c.asked = append(c.asked, asked{w, x})
	}
	return x
}

// inSQL refuses conditions that a database cannot compute as memory does; formulas are whole by now.
func (c *compiler) inSQL() {
	if c.l.Failed() {
		return
	}
	for _, a := range c.asked {
		var no *query.NoSQL
		if errors.As(query.Check(c.m, a.x), &no) && a.at.Value == a.x.Source {
			c.l.Errorf("no-sql", a.at.Inside(no.Offset, no.Length), "%s cannot be used to select records", no.What).
				WithHint("make a formula field of it, which is kept in the database, and name the field")
		}
	}
}
