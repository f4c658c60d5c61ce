package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
	"github.com/tamga-crm/tamga/engine/rule"
)

// convert turns one value into the new type of its column, as if somebody had typed it anew; ok is false when it
// cannot be said in the new type.
func convert(c *plan.ChangeType, raw any) (v any, ok bool) {
	f := c.To.Field
	list := forms(c.From, raw)
	if f != nil && f.Convert != nil && c.To.Of == "" {
		x, err := f.Convert.Eval(&rule.Frame{Vars: list[:1], Zone: f.Options.Zone, Currency: f.Options.Currency, Region: f.Options.Region})
		if err != nil || x == nil {
			return nil, false
		}
		list = []any{x}
	}
	for _, form := range list {
		if f == nil || c.To.Of != "" {
			return form, true
		}
		if v, err := f.Kind.Decode(form, f.Options); err == nil && v != nil {
			return f.Kind.Store(v, f.Options)[0], true
		}
	}
	return nil, false
}

// forms gives a stored value as what a kind may read: its native form first, then text.
func forms(from *plan.Column, raw any) []any {
	switch v := raw.(type) {
	case time.Time:
		if from.Type.Store == field.StoreDate {
			return []any{field.DateOf(v), v.Format(time.DateOnly)}
		}
		return []any{v, v.Format(time.RFC3339Nano)}
	case bool:
		return []any{v, strconv.FormatBool(v)}
	case int64:
		if from.Type.Store == field.StoreBool {
			return []any{v != 0, strconv.FormatBool(v != 0)}
		}
		return []any{field.Unscaled(v, from.Scale), field.Unscaled(v, from.Scale).String()}
	case []byte:
		return forms(from, string(v))
	case string:
		return textForms(from, v)
	}
	return []any{raw}
}

func textForms(from *plan.Column, s string) []any {
	switch from.Type.Store {
	case field.StoreInstant:
		if at, err := time.Parse(field.InstantLayout, s); err == nil {
			return []any{at, at.Format(time.RFC3339Nano)}
		}
	case field.StoreJSON:
		var v any
		if json.Unmarshal([]byte(s), &v) == nil {
			return []any{v, s}
		}
	}
	return []any{s, []any{s}} // a text may become a list of one
}

// cell is one value of a column and whose it is.
type cell struct {
	id  string
	raw any
}

// pageSize is how many records are read at a time where all are gone through.
const pageSize = 1000

// cells goes through the values of a column that are not empty, a page at a time, so that the page can be written.
func (t *Tx) cells(ctx context.Context, table, column string, page func([]cell) error) error {
	sql := `SELECT "id", ` + column + " FROM " + table + " WHERE " + column + ` IS NOT NULL AND "id" > ? ORDER BY "id" LIMIT ?`
	last := "00000000-0000-0000-0000-000000000000"
	for {
		list, err := t.cellPage(ctx, sql, last)
		if err != nil || len(list) == 0 {
			return err
		}
		last = list[len(list)-1].id
		if err := page(list); err != nil {
			return err
		}
	}
}

func (t *Tx) cellPage(ctx context.Context, sql, last string) ([]cell, error) {
	rows, err := t.rows(ctx, sql, []any{last, int64(pageSize)})
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []cell
	for rows.Next() {
		var c cell
		if err := rows.Scan(&c.id, &c.raw); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// changeType counts what the new type cannot say.
func (s *scale) changeType(st *plan.Step, c *plan.ChangeType) {
	if s.p.Wanted.Table(c.Table).Column("id") == nil {
		st.Blocked = "the pairs of a link cannot change what they point to; make a new field"
		return
	}
	column, lost := s.column(c.Table, c.To.Name), int64(0)
	if s.err != nil {
		return
	}
	s.err = s.tx.cells(s.ctx, s.table(c.Table), column, func(page []cell) error {
		st.Rows += int64(len(page))
		for _, v := range page {
			if _, ok := convert(c, v.raw); !ok {
				lost++
				if len(st.Samples) < 3 {
					st.Samples = append(st.Samples, v.id)
				}
			}
		}
		return nil
	})
	st.Class = slowFrom(st.Rows)
	s.lose(st, lost, records(lost, " has", " have")+" a value that is none of the new type; convert: says what becomes of it")
}

// fillConverted writes the values of a column in their new type into another column.
func (t *Tx) fillConverted(ctx context.Context, c *plan.ChangeType, into string) error {
	sql := "UPDATE " + quote(c.Table) + " SET " + quote(into) + ` = ? WHERE "id" = ?`
	return t.cells(ctx, quote(c.Table), quote(c.To.Name), func(page []cell) error {
		for _, v := range page {
			if to, ok := convert(c, v.raw); ok {
				if _, err := t.Exec(ctx, sql, to, v.id); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// replaceOption changes an option within lists of options; to "" takes it out.
func (t *Tx) replaceOption(ctx context.Context, table string, c *plan.Column, from, to string) error {
	sql := "UPDATE " + quote(table) + " SET " + quote(c.Name) + ` = ? WHERE "id" = ?`
	return t.cells(ctx, quote(table), quote(c.Name), func(page []cell) error {
		for _, v := range page {
			loaded, err := c.Field.Kind.Load([]any{v.raw}, c.Field.Options)
			list, _ := loaded.([]string)
			if err != nil || !slices.Contains(list, from) {
				continue
			}
			if _, err := t.Exec(ctx, sql, c.Field.Kind.Store(replaced(list, from, to), c.Field.Options)[0], v.id); err != nil {
				return err
			}
		}
		return nil
	})
}

func replaced(list []string, from, to string) any {
	var out []string
	for _, s := range list {
		if s == from {
			s = to
		}
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if out == nil {
		return nil
	}
	return out
}

// eachRow goes through all records of an entity, the deleted ones too, a page at a time.
func (t *Tx) eachRow(ctx context.Context, e *model.Entity, fn func(row model.Row) error) error {
	last := "00000000-0000-0000-0000-000000000000"
	for {
		rows, err := t.read(ctx, e, t.db.layoutOf(e).selects+` WHERE "id" > ? ORDER BY "id" LIMIT ?`, []any{last, int64(pageSize)})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			if err := fn(r); err != nil {
				return fmt.Errorf("%s %s: %w", e.Name, r.ID(), err)
			}
		}
		last = rows[len(rows)-1].ID()
	}
}
