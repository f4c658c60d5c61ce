package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/plan"
)

// What is wrong with a backup, or with where it is to go.
var (
	ErrNoBackup     = errors.New("this is no backup of Tamga, or of a later version")
	ErrBrokenBackup = errors.New("the backup is not whole")
	ErrNotEmpty     = errors.New("the database is not empty: a backup is restored into a new one")
)

// Restore brings a backup into an empty database of either kind, all or nothing, and compares every table with it.
func Restore(ctx context.Context, d *DB, r io.Reader) (*Backed, error) {
	in, err := openBackup(r)
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	err = d.dialect.migrate(ctx, d, func(tx *Tx) error { return tx.restore(ctx, in) })
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	d.Renew()
	return in.out, nil
}

// ReadBackup reads a backup through and compares its rows with what its end says of them.
func ReadBackup(r io.Reader) (*Backed, error) {
	in, err := openBackup(r)
	if err != nil {
		return nil, fmt.Errorf("read backup: %w", err)
	}
	for _, t := range in.out.Schema.Tables {
		if err := in.table(t, func([]byte) error { return nil }); err != nil {
			return nil, fmt.Errorf("read backup: %w", err)
		}
	}
	if err := in.end(); err != nil {
		return nil, fmt.Errorf("read backup: %w", err)
	}
	return in.out, nil
}

// maxLine is the most that a line of a backup may have: a row with a file, or the release with its package.
const maxLine = 256 << 20

// backup is one being read.
type backup struct {
	lines *bufio.Scanner
	next  []byte // the line that comes, when it was looked at
	out   *Backed
}

func openBackup(r io.Reader) (*backup, error) {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return nil, ErrNoBackup
	}
	b := &backup{lines: bufio.NewScanner(zip), out: &Backed{}}
	b.lines.Buffer(make([]byte, 64<<10), maxLine)
	line, err := b.line()
	if err != nil {
		return nil, ErrNoBackup
	}
	if json.Unmarshal(line, &b.out.BackupHead) != nil || b.out.Format != backupFormat {
		return nil, ErrNoBackup
	}
	return b, trusted(&b.out.Schema)
}

// trusted refuses tables that would bring SQL of their own: a backup is data, wherever it comes from.
func trusted(s *plan.Schema) error {
	ours := plan.Schema{Tables: plan.System()}
	for _, t := range s.Tables {
		known := ours.Table(t.Name)
		for _, c := range t.Columns {
			if c.Default != "" && (known == nil || known.Column(c.Name) == nil || known.Column(c.Name).Default != c.Default) {
				return fmt.Errorf("%w: column %s of %s", ErrNoBackup, c.Name, t.Name)
			}
		}
		for _, x := range slices.Concat(t.Indexes, t.Uniques) {
			if x.Where != "" && x.Where != plan.Live || x.Order != "" && x.Order != plan.Ascending && x.Order != plan.Descending {
				return fmt.Errorf("%w: index %s", ErrNoBackup, x.Name)
			}
		}
		for _, f := range t.Foreigns {
			if f.OnDelete != "" && !slices.Contains([]string{"CASCADE", "RESTRICT", "SET NULL", "NO ACTION"}, f.OnDelete) {
				return fmt.Errorf("%w: %s", ErrNoBackup, f.Name)
			}
		}
	}
	return nil
}

func (b *backup) line() ([]byte, error) {
	if b.next != nil {
		line := b.next
		b.next = nil
		return line, nil
	}
	if b.lines.Scan() {
		return b.lines.Bytes(), nil
	}
	if err := b.lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBrokenBackup, err)
	}
	return nil, fmt.Errorf("%w: it ends too early", ErrBrokenBackup)
}

// table gives every row of the table that comes next.
func (b *backup) table(t *plan.Table, row func(line []byte) error) error {
	line, err := b.line()
	if err != nil {
		return err
	}
	var head struct {
		Table string `json:"table"`
	}
	if json.Unmarshal(line, &head) != nil || head.Table != t.Name {
		return fmt.Errorf("%w: the rows of %s are missing", ErrBrokenBackup, t.Name)
	}
	got, sum := BackupTable{Name: t.Name}, digest{}
	for {
		if line, err = b.line(); err != nil {
			return err
		}
		if !bytes.HasPrefix(line, []byte("[")) {
			b.next = line
			break
		}
		got.Rows++
		sum.add(line)
		if err := row(line); err != nil {
			return fmt.Errorf("%s, row %d: %w", t.Name, got.Rows, err)
		}
	}
	got.Digest = sum.String()
	b.out.Tables = append(b.out.Tables, got)
	return nil
}

// end compares what was read with what the last line says.
func (b *backup) end() error {
	line, err := b.line()
	if err != nil {
		return err
	}
	var last struct {
		End []BackupTable `json:"end"`
	}
	if json.Unmarshal(line, &last) != nil || !slices.Equal(last.End, b.out.Tables) {
		return fmt.Errorf("%w: its rows are not those that were written", ErrBrokenBackup)
	}
	if b.lines.Scan() || b.lines.Err() != nil { // the reader of gzip compares its own sum at the end
		return fmt.Errorf("%w: it does not end where it should", ErrBrokenBackup)
	}
	return nil
}

func (t *Tx) restore(ctx context.Context, in *backup) error {
	if err := t.db.dialect.lockSchema(ctx, t); err != nil {
		return err
	}
	found, err := t.db.dialect.inspect(ctx, t)
	if err != nil {
		return err
	}
	if len(found.Tables) > 0 {
		return ErrNotEmpty
	}
	schema := &in.out.Schema
	plan.AddSearch(schema)
	if err := t.db.dialect.fit(ctx, t, schema); err != nil {
		return err
	}
	if err := t.db.dialect.prepareSchema(ctx, t, &plan.Plan{Wanted: *schema}); err != nil {
		return err
	}
	tables, after := t.db.create(schema.Tables)
	if err := t.all(ctx, tables); err != nil {
		return err
	}
	for _, table := range schema.Tables {
		if err := t.load(ctx, in, table); err != nil {
			return err
		}
	}
	if err := in.end(); err != nil {
		return err
	}
	if err := t.all(ctx, after); err != nil {
		return err
	}
	if err := t.db.dialect.checkForeigns(ctx, t); err != nil {
		return err
	}
	return t.compare(ctx, in)
}

// all runs statements that are used once.
func (t *Tx) all(ctx context.Context, statements []string) error {
	for _, q := range statements {
		if _, err := t.s.conn.Conn.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("%s: %w", q, t.db.dialect.refused(err))
		}
	}
	return nil
}

// compare reads what was written and wants the same rows as in the backup.
func (t *Tx) compare(ctx context.Context, in *backup) error {
	for i, table := range in.out.Schema.Tables {
		got, err := t.dump(ctx, table, io.Discard)
		if err != nil {
			return fmt.Errorf("%s: %w", table.Name, err)
		}
		if got != in.out.Tables[i] {
			return fmt.Errorf("%s: the database does not hold what was written: %d rows, wanted %d", table.Name, got.Rows, in.out.Tables[i].Rows)
		}
	}
	return nil
}

// perStatement is about how many values one INSERT binds.
const perStatement = 2000

// load inserts the rows of a table, many at a time.
func (t *Tx) load(ctx context.Context, in *backup, table *plan.Table) error {
	most := max(1, perStatement/max(1, len(table.Columns)))
	var args []any
	n := 0
	flush := func() error {
		if n == 0 {
			return nil
		}
		row := "(" + marks(len(table.Columns)) + ")"
		_, err := t.Exec(ctx, "INSERT INTO "+quote(table.Name)+" ("+quoteAll(columnNames(table))+") VALUES "+
			strings.TrimSuffix(strings.Repeat(row+", ", n), ", "), args...)
		args, n = args[:0], 0
		return err
	}
	err := in.table(table, func(line []byte) error {
		var err error
		if args, err = appendArgs(args, table, line); err != nil {
			return err
		}
		if n++; n < most {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	return err
}

func appendArgs(args []any, table *plan.Table, line []byte) ([]any, error) {
	var cells []json.RawMessage
	if err := json.Unmarshal(line, &cells); err != nil || len(cells) != len(table.Columns) {
		return args, fmt.Errorf("%w: a row has not the columns of its table", ErrBrokenBackup)
	}
	for i, c := range table.Columns {
		v, err := cellOf(c, cells[i])
		if err != nil {
			return args, fmt.Errorf("%w: column %s", ErrBrokenBackup, c.Name)
		}
		args = append(args, v)
	}
	return args, nil
}

// cellOf is a value of a backup as it is bound.
func cellOf(c *plan.Column, raw json.RawMessage) (any, error) {
	if string(raw) == "null" {
		return nil, nil
	}
	switch {
	case c.Type.Bytes:
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, err
		}
		return base64.StdEncoding.DecodeString(s)
	case c.Type.Store == field.StoreInt:
		var n int64
		err := json.Unmarshal(raw, &n)
		return n, err
	case c.Type.Store == field.StoreBool:
		var b bool
		err := json.Unmarshal(raw, &b)
		return b, err
	case c.Type.Store == field.StoreJSON:
		return json.RawMessage(slices.Clone(raw)), nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	if c.Type.Store == field.StoreInstant {
		return time.Parse(field.InstantLayout, s)
	}
	return s, nil
}

// Copy brings all that one database holds into another, empty one, which may be of the other kind.
func Copy(ctx context.Context, from, to *DB, at time.Time) (*Backed, error) {
	r, w := io.Pipe()
	go func() {
		_, err := Backup(ctx, from, w, BackupHead{At: at})
		w.CloseWithError(err) // nil ends the stream; Restore sees any other
	}()
	out, err := Restore(ctx, to, r)
	r.CloseWithError(errors.New("the other side has ended"))
	return out, err
}
