package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/plan"
)

// BackupHead is the first line of a backup: what it holds, and how its tables are made. The package itself is in its release.
type BackupHead struct {
	Format  string      `json:"format"`
	At      time.Time   `json:"at"` // the instant as of which everything is
	Package string      `json:"package"`
	Version string      `json:"version"`
	Schema  plan.Schema `json:"schema"`
}

// backupFormat changes when older programs would misread it.
const backupFormat = "tamga-backup-1"

// BackupTable is what the last line of a backup says of a table.
type BackupTable struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	Digest string `json:"digest"` // the sum of the digests of its rows, in whatever order they come
}

// Backed is what was backed up or restored.
type Backed struct {
	BackupHead
	Tables []BackupTable
}

// Rows counts all rows.
func (b *Backed) Rows() (n int64) {
	for _, t := range b.Tables {
		n += t.Rows
	}
	return n
}

// fleeting tables are left out: who was signed in then is not signed in for that after a restore.
var fleeting = []string{"tamga_session", "tamga_attempt"}

// Backup writes all that a database holds, as of one instant, while others go on: gzip of lines of JSON, which Restore
// takes into either kind of database. A head, for each table its name and its rows as arrays, and an end without which
// a backup is not whole.
func Backup(ctx context.Context, d *DB, w io.Writer, head BackupHead) (*Backed, error) {
	zip := gzip.NewWriter(w)
	out := &Backed{BackupHead: head}
	err := d.Read(ctx, func(tx *Tx) error {
		zip.Reset(w)
		out.Tables = nil
		return tx.backup(ctx, zip, out)
	})
	if err == nil {
		err = zip.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("back up: %w", err)
	}
	return out, nil
}

// ErrNoCRM says that nothing was ever applied to a database.
var ErrNoCRM = errors.New("the database holds no CRM: nothing was ever applied to it")

func (t *Tx) backup(ctx context.Context, w io.Writer, out *Backed) error {
	found, err := t.db.dialect.inspect(ctx, t)
	if err != nil {
		return err
	}
	last, err := t.lastRelease(ctx, found)
	if err != nil {
		return err
	}
	if last.Hash == "" {
		return ErrNoCRM
	}
	var names struct {
		Package string `bun:"package"`
		Version string `bun:"version"`
	}
	if err := t.Scan(ctx, &names, `SELECT package, version FROM tamga_release ORDER BY id DESC LIMIT 1`); err != nil {
		return err
	}
	out.Format, out.Package, out.Version, out.Schema = backupFormat, names.Package, names.Version, last.tables
	if err := writeLine(w, out.BackupHead); err != nil {
		return err
	}
	for _, table := range out.Schema.Tables {
		if err := writeLine(w, map[string]string{"table": table.Name}); err != nil {
			return err
		}
		sum, err := t.dump(ctx, table, w)
		if err != nil {
			return fmt.Errorf("%s: %w", table.Name, err)
		}
		out.Tables = append(out.Tables, sum)
	}
	return writeLine(w, map[string]any{"end": out.Tables})
}

func writeLine(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// dump writes the rows of a table.
func (t *Tx) dump(ctx context.Context, table *plan.Table, w io.Writer) (BackupTable, error) {
	out, sum := BackupTable{Name: table.Name}, digest{}
	if !slices.Contains(fleeting, table.Name) {
		rows, err := t.rows(ctx, "SELECT "+quoteAll(columnNames(table))+" FROM "+quote(table.Name), nil)
		if err != nil {
			return out, err
		}
		if out.Rows, err = dumpRows(rows, table, &sum, w); err != nil {
			return out, err
		}
	}
	out.Digest = sum.String()
	return out, nil
}

func columnNames(t *plan.Table) (names []string) {
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return names
}

func dumpRows(rows *sql.Rows, table *plan.Table, sum *digest, w io.Writer) (n int64, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	cells := make([]any, len(table.Columns))
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	var line []byte
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		line = append(line[:0], '[')
		for i, c := range table.Columns {
			if i > 0 {
				line = append(line, ',')
			}
			if line, err = appendCell(line, c, cells[i]); err != nil {
				return n, fmt.Errorf("row %d, column %s: %w", n+1, c.Name, err)
			}
		}
		line = append(line, ']')
		sum.add(line)
		if _, err := w.Write(append(line, '\n')); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

// appendCell writes a value alike from both databases.
func appendCell(line []byte, c *plan.Column, v any) ([]byte, error) {
	if v == nil {
		return append(line, "null"...), nil
	}
	if c.Type.Bytes {
		b, ok := v.([]byte)
		if !ok {
			return line, fmt.Errorf("%T is no blob", v)
		}
		line = append(line, '"')
		return append(base64.StdEncoding.AppendEncode(line, b), '"'), nil
	}
	if b, ok := v.([]byte); ok {
		v = string(b)
	}
	switch c.Type.Store {
	case field.StoreInt:
		if n, ok := v.(int64); ok {
			return strconv.AppendInt(line, n, 10), nil
		}
	case field.StoreBool:
		if n, ok := v.(int64); ok {
			v = n != 0
		}
		if b, ok := v.(bool); ok {
			return strconv.AppendBool(line, b), nil
		}
	case field.StoreDate:
		if at, ok := v.(time.Time); ok {
			v = at.Format(time.DateOnly)
		}
		return appendText(line, v)
	case field.StoreInstant:
		at, err := instantOf(v)
		if err != nil {
			return line, err
		}
		return appendText(line, at.UTC().Format(field.InstantLayout))
	case field.StoreJSON:
		s, _ := v.(string)
		return appendJSON(line, s)
	default:
		return appendText(line, v)
	}
	return line, fmt.Errorf("%T is not what the column holds", v)
}

func appendText(line []byte, v any) ([]byte, error) {
	s, ok := v.(string)
	if !ok || !utf8.ValidString(s) {
		return line, fmt.Errorf("a value that is no text in UTF-8")
	}
	b, err := json.Marshal(s)
	return append(line, b...), err
}

// appendJSON writes JSON with its keys in order: one database keeps their order, the other does not.
func appendJSON(line []byte, s string) ([]byte, error) {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return line, fmt.Errorf("a value that is no JSON: %w", err)
	}
	b, err := json.Marshal(v)
	return append(line, b...), err
}

// digest sums the digests of rows, so that their order does not matter: databases sort text differently.
type digest [4]uint64

func (d *digest) add(line []byte) {
	sum, carry := sha256.Sum256(line), uint64(0)
	for i := range d {
		d[i], carry = bits.Add64(d[i], binary.LittleEndian.Uint64(sum[i*8:]), carry)
	}
}

func (d *digest) String() string {
	var b bytes.Buffer
	for _, n := range d {
		b.Write(binary.LittleEndian.AppendUint64(nil, n))
	}
	return hex.EncodeToString(b.Bytes())
}
