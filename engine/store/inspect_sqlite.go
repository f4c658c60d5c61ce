package store

import (
	"context"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/plan"
)

// sqliteTypes reads declared types back; other names are what other programs made, and are taken by affinity.
var sqliteTypes = map[string]plan.Type{
	"BLOB": {Bytes: true}, "UUID_TEXT": {UUID: true}, "INTEGER": {Store: field.StoreInt}, "BOOLEAN": {Store: field.StoreBool},
	"DATE_TEXT": {Store: field.StoreDate}, "INSTANT_TEXT": {Store: field.StoreInstant}, "JSON_TEXT": {Store: field.StoreJSON},
	"TEXT": {Store: field.StoreText},
}

func (sqlite) inspect(ctx context.Context, tx *Tx) (plan.Schema, error) {
	f := newFinding()
	var columns []struct {
		Table   string `bun:"tbl"`
		Name    string `bun:"name"`
		Type    string `bun:"type"`
		NotNull bool   `bun:"nn"`
		Default string `bun:"dflt"`
		Key     int    `bun:"place"`
	}
	err := tx.Scan(ctx, &columns, `SELECT m.name AS tbl, c.name AS name, upper(c.type) AS type, c."notnull" AS nn, coalesce(c.dflt_value, '') AS dflt, c.pk AS place
		FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY m.name, c.cid`)
	if err != nil {
		return plan.Schema{}, err
	}
	for _, c := range columns {
		typ, ok := sqliteTypes[c.Type]
		if !ok && strings.Contains(c.Type, "INT") {
			typ.Store = field.StoreInt
		}
		f.column(c.Table, &plan.Column{Name: c.Name, Type: typ, NotNull: c.NotNull, Default: c.Default})
		if c.Key > 0 {
			f.primary(c.Table, c.Name, c.Key)
		}
	}
	if err := sqliteIndexes(ctx, tx, f); err != nil {
		return plan.Schema{}, err
	}
	if err := sqliteForeigns(ctx, tx, f); err != nil {
		return plan.Schema{}, err
	}
	if err := inspectExclusions(ctx, tx, f, `SELECT tbl_name AS tbl, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\_insert' ESCAPE '\' ORDER BY 1, 2`); err != nil {
		return plan.Schema{}, err
	}
	return f.schema(), nil
}

func sqliteIndexes(ctx context.Context, tx *Tx, f *finding) error {
	var sources []struct {
		Name string `bun:"name"`
		SQL  string `bun:"sql"`
	}
	// Not joined below: for each column of each index SQLite would go through all that the database has.
	if err := tx.Scan(ctx, &sources, `SELECT name, coalesce(sql, '') AS sql FROM sqlite_master WHERE type = 'index'`); err != nil {
		return err
	}
	source := map[string]string{}
	for _, x := range sources {
		source[x.Name] = x.SQL
	}
	var rows []struct {
		Table  string `bun:"tbl"`
		Index  string `bun:"idx"`
		Unique bool   `bun:"uniq"`
		Column string `bun:"col"`
	}
	err := tx.Scan(ctx, &rows, `SELECT m.name AS tbl, l.name AS idx, l."unique" AS uniq, coalesce(i.name, '') AS col
		FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i
		WHERE m.type = 'table' AND l.origin = 'c' ORDER BY m.name, l.name, i.seqno`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		_, where, _ := strings.Cut(source[r.Index], " WHERE ")
		f.index(r.Table, plan.Index{Name: r.Index, Where: where}, r.Column, r.Unique)
	}
	return nil
}

func sqliteForeigns(ctx context.Context, tx *Tx, f *finding) error {
	var rows []struct {
		Table    string `bun:"tbl"`
		Column   string `bun:"col"`
		To       string `bun:"target"`
		OnDelete string `bun:"on_delete"`
	}
	err := tx.Scan(ctx, &rows, `SELECT m.name AS tbl, k."from" AS col, k."table" AS target, k.on_delete AS on_delete
		FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table' ORDER BY m.name, k."from"`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		f.foreign(r.Table, &plan.Foreign{Column: r.Column, Table: r.To, OnDelete: strings.TrimPrefix(r.OnDelete, "NO ACTION")})
	}
	return nil
}
