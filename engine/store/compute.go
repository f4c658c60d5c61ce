package store

import (
	"context"
	"fmt"
	"reflect"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
	"github.com/tamga-crm/tamga/engine/rule"
)

// compute gives every record of an entity the value of a formula, or the text it is found by.
func (a *applier) compute(ctx context.Context, c *plan.Compute) error {
	e := a.o.Model.Entity(c.Table)
	if c.Column.Field == nil {
		sql := "UPDATE " + quote(e.Name) + " SET " + quote(plan.SearchColumn) + ` = ? WHERE "id" = ?`
		return a.tx.eachRow(ctx, e, func(row model.Row) error {
			_, err := a.tx.Exec(ctx, sql, searchText(row), row.ID())
			return err
		})
	}
	return a.set(ctx, c.Column.Field, c.Column.Field.Formula, func(model.Row) bool { return true })
}

// fill gives a value to the records whose field is empty.
func (a *applier) fill(ctx context.Context, c *plan.Fill) error {
	if c.Value.Template != nil {
		return fmt.Errorf("fill %s: a text with values in it cannot be a backfill; write a formula after =", c.Subject())
	}
	if c.Value.Formula != nil {
		return a.set(ctx, c.Field, c.Value.Formula, func(row model.Row) bool { return row.Values[c.Field.Slot] == nil })
	}
	v, err := c.Field.Kind.Decode(c.Value.Literal, c.Field.Options)
	if err != nil {
		return fmt.Errorf("fill %s: %w", c.Subject(), err)
	}
	row := model.NewRow(c.Field.Entity)
	row.Values[c.Field.Slot] = v
	sql := "UPDATE " + quote(c.Table) + " SET "
	for i, col := range plan.ColumnsOf(c.Field) {
		if i > 0 {
			sql += ", "
		}
		sql += quote(col) + " = ?"
	}
	_, err = a.tx.Exec(ctx, sql+" WHERE "+quote(c.Field.Name)+" IS NULL", values(row, []*model.Field{c.Field})...)
	return err
}

// set evaluates a formula for the chosen records and writes what differs.
func (a *applier) set(ctx context.Context, f *model.Field, formula *rule.Expr, chosen func(model.Row) bool) error {
	e := a.o.Model.Entity(f.Entity.Name)
	f = e.Fields[f.Slot]
	return a.tx.eachRow(ctx, e, func(row model.Row) error {
		if !chosen(row) {
			return nil
		}
		v, err := formula.Eval(a.frame(ctx, row))
		if err != nil {
			return err
		}
		if rec, ok := v.(rule.Record); ok {
			v = map[string]any{"entity": rec.Entity(), "id": rec.ID()}
		}
		if v, err = f.Kind.Decode(v, f.Options); err != nil {
			return fmt.Errorf("compute %s: %w", f.Name, err)
		}
		if reflect.DeepEqual(v, row.Values[f.Slot]) {
			return nil
		}
		row.Values[f.Slot] = v
		return a.tx.Update(ctx, row, []*model.Field{f})
	})
}

func (a *applier) frame(ctx context.Context, row model.Row) *rule.Frame {
	if a.o.Frame != nil {
		return a.o.Frame(ctx, a.tx, row)
	}
	m := a.o.Model
	return &rule.Frame{Ctx: ctx, This: record{row}, Now: a.o.At, Zone: m.Zone, Currency: m.Currency, Region: m.Region, Calendar: m.Days()}
}

// record is a row as a formula over its own fields sees it.
type record struct{ row model.Row }

func (r record) Entity() string     { return r.row.Entity.Name }
func (r record) ID() string         { return r.row.ID() }
func (r record) Value(slot int) any { return r.row.Values[slot] }
