package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	driver "modernc.org/sqlite"
	code "modernc.org/sqlite/lib"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/plan"
	"github.com/tamga-crm/tamga/engine/query"
)

// sqlite is the embedded database.
type sqlite struct{}

// openSQLite opens a file, made when it is not there, or ":memory:". "?synchronous=off" is for tests: it gives up
// what a power cut would take.
func openSQLite(ctx context.Context, path string) (*DB, error) {
	registerFunctions()
	path, options, _ := strings.Cut(path, "?")
	query := url.Values{"_dqs": {"0"}, "_pragma": {"busy_timeout(5000)", "foreign_keys(1)", "temp_store(memory)", "cache_size(-16000)"}}
	if path == ":memory:" {
		p := newPool(sqliteDB("file::memory:?"+query.Encode(), 1), 1)
		return &DB{dialect: sqlite{}, write: p, read: p}, p.db.PingContext(ctx)
	}
	if err := makePrivate(path); err != nil {
		return nil, err
	}
	synchronous := "synchronous(full)"
	if o, _ := url.ParseQuery(options); o.Get("synchronous") == "off" {
		synchronous = "synchronous(off)"
	}
	query["_pragma"] = append(query["_pragma"], "journal_mode(wal)", synchronous)
	file := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?"
	write := newPool(sqliteDB(file+query.Encode(), 1), 1)
	if err := write.db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, write.close())
	}
	query["_pragma"] = append(query["_pragma"], "query_only(1)")
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	return &DB{dialect: sqlite{}, write: write, read: newPool(sqliteDB(file+query.Encode(), readers), readers)}, nil
}

// makePrivate makes the file when it is not there, for its owner's eyes only: it holds people's data. SQLite gives its
// other files the same rights.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func sqliteDB(dsn string, size int) *bun.DB {
	db, err := sql.Open("sqlite", dsn)
	if err != nil { // only for a driver that is not there
		panic("store: " + err.Error())
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return bun.NewDB(db, sqlitedialect.New())
}

func (sqlite) text(sql string) string { return sql }

func (sqlite) arg(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.UTC().Format(field.InstantLayout)
	case *time.Time:
		if v == nil {
			return nil
		}
		return v.UTC().Format(field.InstantLayout)
	case json.RawMessage:
		if v == nil {
			return nil
		}
		return string(v)
	}
	return v
}

func (sqlite) beginWrite() string { return "BEGIN IMMEDIATE" }
func (sqlite) beginRead() string  { return "BEGIN" }
func (sqlite) forUpdate() string  { return "" }

func (sqlite) inList(column string) (string, func([]string) any) {
	return column + " IN (SELECT value FROM json_each(?))", func(list []string) any {
		b, _ := json.Marshal(list)
		return string(b)
	}
}

func (sqlite) lostRace(err error) bool {
	var e *driver.Error
	if !errors.As(err, &e) {
		return false
	}
	primary := e.Code() & 0xff
	return primary == code.SQLITE_BUSY || primary == code.SQLITE_LOCKED || primary == code.SQLITE_SCHEMA
}

func (sqlite) refused(err error) error {
	var e *driver.Error
	if err == nil || !errors.As(err, &e) || e.Code()&0xff != code.SQLITE_CONSTRAINT {
		return err
	}
	v := &Violation{Err: err}
	switch e.Code() {
	case code.SQLITE_CONSTRAINT_UNIQUE, code.SQLITE_CONSTRAINT_PRIMARYKEY, code.SQLITE_CONSTRAINT_ROWID:
		v.Kind = Unique
	case code.SQLITE_CONSTRAINT_TRIGGER: // the only triggers are those of exclusive use, which say their name
		v.Kind, v.Index = Overlap, overlapOf(e.Error())
		return v
	case code.SQLITE_CONSTRAINT_FOREIGNKEY:
		v.Kind = Foreign
	case code.SQLITE_CONSTRAINT_NOTNULL:
		v.Kind = Required
	default:
		v.Kind = Check
	}
	v.Table, v.Columns, v.Index = constraintOf(e.Error())
	return v
}

// constraintOf reads "constraint failed: UNIQUE constraint failed: deal.phone, deal.kind (2067)".
func constraintOf(message string) (table string, columns []string, index string) {
	_, what, ok := strings.Cut(message, " constraint failed: ")
	if !ok {
		return "", nil, ""
	}
	if i := strings.LastIndex(what, " ("); i >= 0 {
		what = what[:i]
	}
	if name, ok := strings.CutPrefix(what, "index '"); ok {
		return "", nil, strings.TrimSuffix(name, "'")
	}
	for _, part := range strings.Split(what, ", ") {
		t, c, ok := strings.Cut(part, ".")
		if !ok {
			return "", nil, what
		}
		table, columns = t, append(columns, c)
	}
	return table, columns, ""
}

// typeName keeps in the declared type what the database itself does not tell apart. None of the names is one that
// the driver turns into another Go type, and each has the affinity it should have.
func (sqlite) typeName(c *plan.Column, _ *plan.Table) string {
	switch {
	case c.Type.Bytes:
		return "BLOB"
	case c.Type.UUID:
		return "UUID_TEXT"
	}
	switch c.Type.Store {
	case field.StoreInt:
		return "INTEGER"
	case field.StoreBool:
		return "BOOLEAN"
	case field.StoreDate:
		return "DATE_TEXT"
	case field.StoreInstant:
		return "INSTANT_TEXT"
	case field.StoreJSON:
		return "JSON_TEXT"
	}
	return "TEXT"
}

var registerFunctions = sync.OnceFunc(func() {
	for _, fn := range query.Functions {
		driver.MustRegisterDeterministicScalarFunction(fn.Name, int32(fn.Args), scalar(fn))
	}
	driver.MustRegisterCollationUtf8("TAMGA", compareText)
})
