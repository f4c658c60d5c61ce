package store

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/plan"
)

// postgresTypes reads types back.
var postgresTypes = map[string]plan.Type{
	"bytea": {Bytes: true}, "uuid": {UUID: true}, "bigint": {Store: field.StoreInt}, "integer": {Store: field.StoreInt},
	"boolean": {Store: field.StoreBool}, "date": {Store: field.StoreDate}, "timestamp with time zone": {Store: field.StoreInstant},
	"jsonb": {Store: field.StoreJSON}, "text": {Store: field.StoreText},
}

func (postgres) inspect(ctx context.Context, tx *Tx) (plan.Schema, error) {
	f := newFinding()
	var columns []struct {
		Table   string `bun:"tbl"`
		Name    string `bun:"name"`
		Type    string `bun:"type"`
		NotNull bool   `bun:"nn"`
		Default string `bun:"dflt"`
	}
	err := tx.Scan(ctx, &columns, `SELECT c.relname AS tbl, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS nn,
			coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS dflt
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
		WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
		ORDER BY c.relname, a.attnum`)
	if err != nil {
		return plan.Schema{}, err
	}
	for _, c := range columns {
		f.column(c.Table, &plan.Column{Name: c.Name, Type: postgresTypes[c.Type], NotNull: c.NotNull, Default: c.Default})
	}
	if err := postgresIndexes(ctx, tx, f); err != nil {
		return plan.Schema{}, err
	}
	if err := postgresForeigns(ctx, tx, f); err != nil {
		return plan.Schema{}, err
	}
	if err := inspectExclusions(ctx, tx, f, `SELECT t.relname AS tbl, k.conname AS name FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
		WHERE k.contype = 'x' AND t.relnamespace = current_schema()::regnamespace ORDER BY 1, 2`); err != nil {
		return plan.Schema{}, err
	}
	return f.schema(), nil
}

func postgresIndexes(ctx context.Context, tx *Tx, f *finding) error {
	var rows []struct {
		Table   string `bun:"tbl"`
		Index   string `bun:"idx"`
		Unique  bool   `bun:"uniq"`
		Primary bool   `bun:"prim"`
		Method  string `bun:"method"`
		Where   string `bun:"pred"`
		Columns string `bun:"cols"`
	}
	err := tx.Scan(ctx, &rows, `SELECT t.relname AS tbl, i.relname AS idx, x.indisunique AS uniq, x.indisprimary AS prim, m.amname AS method,
			coalesce(pg_get_expr(x.indpred, x.indrelid), '') AS pred,
			(SELECT json_agg(coalesce(a.attname, '') ORDER BY k.place)::text FROM unnest(x.indkey) WITH ORDINALITY k(number, place)
				LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number AND k.number > 0) AS cols
		FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
		WHERE t.relkind = 'r' AND NOT x.indisexclusion AND t.relnamespace = current_schema()::regnamespace ORDER BY t.relname, i.relname`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		var cols []string
		if err := json.Unmarshal([]byte(r.Columns), &cols); err != nil {
			return err
		}
		where := strings.TrimSuffix(strings.TrimPrefix(r.Where, "("), ")")
		for i, c := range cols {
			if r.Primary {
				f.primary(r.Table, c, i+1)
			} else {
				f.index(r.Table, plan.Index{Name: r.Index, Where: where, Search: r.Method == "gin"}, c, r.Unique)
			}
		}
	}
	return nil
}

var postgresOnDelete = map[string]string{"a": "", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}

func postgresForeigns(ctx context.Context, tx *Tx, f *finding) error {
	var rows []struct {
		Table    string `bun:"tbl"`
		Name     string `bun:"name"`
		Column   string `bun:"col"`
		To       string `bun:"target"`
		OnDelete string `bun:"on_delete"`
	}
	err := tx.Scan(ctx, &rows, `SELECT t.relname AS tbl, k.conname AS name, a.attname AS col, r.relname AS target, k.confdeltype::text AS on_delete
		FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid
		JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
		WHERE k.contype = 'f' AND t.relnamespace = current_schema()::regnamespace ORDER BY t.relname, k.conname`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		f.foreign(r.Table, &plan.Foreign{Name: r.Name, Column: r.Column, Table: r.To, OnDelete: postgresOnDelete[r.OnDelete]})
	}
	return nil
}
