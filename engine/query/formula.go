package query

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Formula asks for the value of a formula of one kept record: for collections longer than memory goes over.
type Formula struct {
	Model *model.Model
	Field *model.Field
	Frame *rule.Frame // all that is not the record
	ID    string
}

// Statement gives one row: the value, and the currency of money. read makes the value of its columns.
// An error is a *NoSQL.
func (q Formula) Statement(d Dialect) (st Statement, read func(cols []any) (any, error), err error) {
	c := &compiler{model: q.Model, dialect: d, frame: q.Frame}
	s := c.open(q.Field.Entity)
	v, err := c.live(s.row, q.Field)
	if err != nil {
		return st, nil, err
	}
	what := v.sql
	switch v.typ.Type {
	case field.Int, field.Decimal:
		what = build(d.of("@", "(@)::bigint"), v.sql)
	case field.Amount:
		what = build(d.of("@, @", "(@)::bigint, @"), v.sql, v.currency)
	case field.Bool, field.Text, field.Day, field.Instant:
	default:
		return st, nil, c.refuse(q.Field.Formula.Root, "a value of this type")
	}
	id, ok := c.idValue(q.ID)
	if !ok {
		return st, nil, fmt.Errorf("formula of %s: %q is no id", q.Field.Name, q.ID)
	}
	out := build("SELECT @ FROM @ WHERE @ = @", what, raw(s.from()), s.row.column(model.ID), id)
	return Statement{out.text, out.args}, func(cols []any) (any, error) { return q.value(v, cols) }, nil
}

// value reads the columns back. Money of no currency is a bare number: of the package's.
func (q Formula) value(v value, cols []any) (any, error) {
	n, numeric := cols[0].(int64)
	switch v.typ.Type {
	case field.Int:
		return cols[0], nil
	case field.Decimal:
		if !numeric {
			return nil, nil
		}
		return decimal.New(n, -int32(v.scale)), nil
	case field.Amount:
		if !numeric {
			return nil, nil
		}
		currency, _ := cols[1].(string)
		if currency == "" {
			currency = q.Model.Currency
		}
		return field.Money{Amount: decimal.New(n, -int32(v.scale)), Currency: currency}, nil
	}
	return q.Field.Kind.Load(cols[:1], q.Field.Options)
}
