package store

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
)

// Exec runs a statement; ? are values (time.Time, string, int64, bool, []byte, json.RawMessage, nil, or pointers to them).
// A constraint that refuses gives a *Violation.
func (t *Tx) Exec(ctx context.Context, sql string, args ...any) (affected int64, err error) {
	res, err := t.s.exec(ctx, t.db.dialect.text(sql), t.db.args(args))
	if err != nil {
		return 0, t.db.dialect.refused(err)
	}
	return res.RowsAffected()
}

// Scan reads into a struct or a plain value (ErrNoRows when there is none), or into a slice of either. Fields of
// a struct carry `bun:"column"`; those that may be NULL take the zero value, or are pointers.
func (t *Tx) Scan(ctx context.Context, dest any, sql string, args ...any) error {
	rows, err := t.rows(ctx, sql, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := t.scan(ctx, rows, dest); err != nil {
		return t.db.dialect.refused(err)
	}
	return t.db.dialect.refused(rows.Err())
}

func (t *Tx) rows(ctx context.Context, sql string, args []any) (*sql.Rows, error) {
	rows, err := t.s.query(ctx, t.db.dialect.text(sql), t.db.args(args))
	return rows, t.db.dialect.refused(err)
}

func (t *Tx) scan(ctx context.Context, rows *sql.Rows, dest any) error {
	v := reflect.ValueOf(dest)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("scan: %T is not a pointer", dest)
	}
	typ := v.Type().Elem()
	switch {
	case typ.Kind() == reflect.Slice && typ.Elem().Kind() != reflect.Uint8:
		if plain(typ.Elem()) {
			return scanPlainList(rows, v.Elem())
		}
		return t.db.write.db.ScanRows(ctx, rows, dest)
	case !rows.Next():
		return noRows(rows)
	case plain(typ):
		return scanPlain(rows, v.Elem())
	}
	return t.db.write.db.ScanRow(ctx, rows, dest)
}

func noRows(rows *sql.Rows) error {
	if err := rows.Err(); err != nil {
		return err
	}
	return ErrNoRows
}

var instantType = reflect.TypeFor[time.Time]()

// plain tells a value of one column from a struct.
func plain(typ reflect.Type) bool {
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	return typ.Kind() != reflect.Struct || typ == instantType
}

func scanPlainList(rows *sql.Rows, list reflect.Value) error {
	list.SetLen(0)
	for rows.Next() {
		v := reflect.New(list.Type().Elem()).Elem()
		if err := scanPlain(rows, v); err != nil {
			return err
		}
		list.Set(reflect.Append(list, v))
	}
	return rows.Err()
}

// scanPlain reads one column; instants may come as text, NULL leaves the zero value.
func scanPlain(rows *sql.Rows, v reflect.Value) error {
	typ := v.Type()
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ == instantType {
		return scanInstant(rows, v)
	}
	ptr := reflect.New(reflect.PointerTo(typ)) // **T: nil for NULL
	if err := rows.Scan(ptr.Interface()); err != nil {
		return err
	}
	switch got := ptr.Elem(); {
	case v.Kind() == reflect.Pointer:
		v.Set(got)
	case !got.IsNil():
		v.Set(got.Elem())
	default:
		v.SetZero()
	}
	return nil
}

func scanInstant(rows *sql.Rows, v reflect.Value) error {
	var raw any
	if err := rows.Scan(&raw); err != nil {
		return err
	}
	at, err := instantOf(raw)
	switch {
	case err != nil:
		return err
	case v.Kind() != reflect.Pointer:
		v.Set(reflect.ValueOf(at))
	case raw == nil:
		v.SetZero()
	default:
		v.Set(reflect.ValueOf(&at))
	}
	return nil
}

func instantOf(raw any) (time.Time, error) {
	switch raw := raw.(type) {
	case nil:
		return time.Time{}, nil
	case time.Time:
		return raw.UTC(), nil
	case string:
		return time.Parse(field.InstantLayout, raw)
	}
	return time.Time{}, fmt.Errorf("scan: %T is not an instant", raw)
}

// args gives values in the form that the database keeps them in.
func (d *DB) args(args []any) []any {
	out := args[:len(args):len(args)]
	for i, a := range args {
		b := d.dialect.arg(a)
		if b == nil && a == nil {
			continue
		}
		if i == 0 || &out[0] == &args[0] {
			out = append([]any(nil), args...)
		}
		out[i] = b
	}
	return out
}
