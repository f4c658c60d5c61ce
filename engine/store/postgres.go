package store

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/plan"
)

// postgres is PostgreSQL 15 or later.
type postgres struct{}

// openPostgres opens a server's database. "pool_max_conns" in the address bounds the connections of this process.
//
// Statements run in pgx's default mode, prepared once per connection: a read by key in a transaction of its own took
// 100 µs of this process's CPU, in simple_protocol 160, in exec 113 (go test -bench Deals/postgres, November 2026).
// Behind a pooler that shares connections between transactions say default_query_exec_mode=exec in the address.
func openPostgres(ctx context.Context, address string) (*DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the address is not a postgres:// address") // pgx's message may hold the password
	}
	size := 20
	if s, ok := config.RuntimeParams["pool_max_conns"]; ok {
		delete(config.RuntimeParams, "pool_max_conns")
		if n, err := strconv.Atoi(s); err == nil && n > 0 {
			size = n
		}
	}
	config.RuntimeParams["application_name"] = "tamga"
	config.RuntimeParams["timezone"] = "UTC"
	d := &DB{dialect: postgres{}}
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(d.connected), stdlib.OptionResetSession(d.reused))
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.SetConnMaxIdleTime(5 * time.Minute)
	p := &pool{db: bun.NewDB(db, pgdialect.New())}
	if err := p.db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, p.close())
	}
	d.write, d.read = p, p
	return d, nil
}

// generationKey is under which a connection remembers for which generation of tables its statements were prepared.
const generationKey = "tamga.generation"

func (d *DB) connected(_ context.Context, conn *pgx.Conn) error {
	conn.PgConn().CustomData()[generationKey] = d.generation.Load()
	return nil
}

// reused forgets the statements of a connection that were prepared for tables of before: they know the old types.
func (d *DB) reused(ctx context.Context, conn *pgx.Conn) error {
	now := d.generation.Load()
	if conn.PgConn().CustomData()[generationKey] == now {
		return nil
	}
	conn.PgConn().CustomData()[generationKey] = now
	if conn.DeallocateAll(ctx) != nil {
		return errBroken
	}
	return nil
}

// text numbers the values: $1, $2, …; a ? inside quotes is text.
func (postgres) text(sql string) string {
	if !strings.Contains(sql, "?") {
		return sql
	}
	b := make([]byte, 0, len(sql)+16)
	n, quote := 0, byte(0)
	for i := range len(sql) {
		c := sql[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '?':
			n++
			b = strconv.AppendInt(append(b, '$'), int64(n), 10)
			continue
		}
		b = append(b, c)
	}
	return string(b)
}

func (postgres) arg(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.UTC()
	case json.RawMessage:
		if v == nil {
			return nil
		}
		return string(v)
	}
	return v
}

func (postgres) beginWrite() string { return "BEGIN" }
func (postgres) beginRead() string  { return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" }
func (postgres) forUpdate() string  { return " FOR NO KEY UPDATE" }

func (postgres) inList(column string) (string, func([]string) any) {
	return column + " = ANY(?)", func(list []string) any { return list }
}

func (postgres) lostRace(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case "40001", "40P01", "55P03": // serialization, deadlock, lock not available
		return true
	case "0A000": // a release changed a table under a prepared statement
		return strings.Contains(e.Message, "cached plan")
	}
	return false
}

func (postgres) refused(err error) error {
	var e *pgconn.PgError
	if err == nil || !errors.As(err, &e) {
		return err
	}
	kind, ok := map[string]ViolationKind{"23505": Unique, "23503": Foreign, "23514": Check, "23502": Required, "23P01": Overlap}[e.Code]
	if !ok {
		return err
	}
	v := &Violation{Kind: kind, Table: e.TableName, Index: e.ConstraintName, Err: err}
	if e.ColumnName != "" {
		v.Columns = []string{e.ColumnName}
	} else if _, rest, ok := strings.Cut(e.Detail, "("); ok { // Key (phone, kind)=(…) already exists
		names, _, _ := strings.Cut(rest, ")=")
		v.Columns = strings.Split(names, ", ")
	}
	return v
}

func (postgres) typeName(c *plan.Column, t *plan.Table) string {
	switch {
	case c.Type.Bytes:
		return "bytea"
	case c.Type.UUID:
		return "uuid"
	}
	switch c.Type.Store {
	case field.StoreInt:
		return "bigint"
	case field.StoreBool:
		return "boolean"
	case field.StoreDate:
		return "date"
	case field.StoreInstant:
		return "timestamptz"
	case field.StoreJSON:
		return "jsonb"
	}
	if t.System || c.Name == plan.SearchColumn {
		return `text COLLATE "C"`
	}
	return `text COLLATE "und-x-icu"`
}
