package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
)

// NameOf names the constraint of an exclusive use.
func NameOf(x *model.Exclusive) string { return plan.ExclusionOf(x).Name }

// Holding tells whether a row holds what is exclusive. One that ends before it starts, or as it starts, holds nothing.
func Holding(x *model.Exclusive, row model.Row) bool {
	for _, f := range x.What {
		if row.Values[f.Slot] == nil {
			return false
		}
	}
	from, to := row.Values[x.During[0].Slot], row.Values[x.During[1].Slot]
	holds := x.Holds == nil || row.Values[x.Holds.Slot] == true
	return holds && row.Get(model.DeletedAt) == nil && from != nil && (to == nil || before(from, to, x.Days()))
}

// Meet tells whether two rows hold the same at one time.
func Meet(x *model.Exclusive, a, b model.Row) bool {
	if !Holding(x, a) || !Holding(x, b) {
		return false
	}
	for _, f := range x.What {
		if a.Values[f.Slot] != b.Values[f.Slot] {
			return false
		}
	}
	starts := func(a, b model.Row) bool {
		end := b.Values[x.During[1].Slot]
		return end == nil || before(a.Values[x.During[0].Slot], end, x.Days())
	}
	return starts(a, b) && starts(b, a)
}

// before compares two days or two instants; last: the same day will do.
func before(a, b any, last bool) bool {
	switch a := a.(type) {
	case field.Date:
		n := a.Compare(b.(field.Date))
		return n < 0 || last && n == 0
	case time.Time:
		return a.Before(b.(time.Time))
	}
	return false
}

// Meeting gives the other records that hold what a row holds at the same time, the earliest first; at most limit.
func (t *Tx) Meeting(ctx context.Context, x *model.Exclusive, row model.Row, limit int) ([]model.Row, error) {
	p := plan.ExclusionOf(x)
	sql, args := t.db.layoutOf(row.Entity).selects+` WHERE "id" <> ? AND `+holdingSQL(p, ""), []any{row.ID()}
	for _, f := range x.What {
		sql, args = sql+" AND "+quote(f.Name)+" = ?", append(args, f.Kind.Store(row.Values[f.Slot], f.Options)[0])
	}
	from, to := quote(p.During[0]), quote(p.During[1])
	start := values(row, x.During[:1])
	sql, args = sql+" AND ("+to+" IS NULL OR ?"+upTo(p)+to+")", append(args, start...)
	if row.Values[x.During[1].Slot] != nil {
		sql, args = sql+" AND "+from+upTo(p)+"?", append(args, values(row, x.During[1:])...)
	}
	return t.read(ctx, row.Entity, sql+" ORDER BY "+from+`, "id" LIMIT ?`, append(args, int64(limit)))
}

// Await waits until no other transaction is about to take what a row is to hold, and lets none before this one ends.
// SQLite has one writer at a time. A transaction that only reads takes nothing and waits for nobody.
func (t *Tx) Await(ctx context.Context, x *model.Exclusive, row model.Row) error {
	if !t.writes || !t.db.Postgres() {
		return nil
	}
	_, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended(?, 0))`, fmt.Sprint(NameOf(x), values(row, x.What)))
	return err
}

func upTo(x *plan.Exclusion) string {
	if x.Days {
		return " <= "
	}
	return " < "
}

// holdingSQL is Holding of a row under a prefix like "NEW.", but for What.
func holdingSQL(x *plan.Exclusion, of string) string {
	from, to := of+quote(x.During[0]), of+quote(x.During[1])
	sql := of + plan.Live + " AND " + from + " IS NOT NULL AND (" + to + " IS NULL OR " + from + upTo(x) + to + ")"
	if x.Holds != "" {
		sql += " AND " + of + quote(x.Holds)
	}
	return sql
}

// meetingSQL is the condition that rows a and b, which hold, meet.
func meetingSQL(x *plan.Exclusion, a, b string) string {
	var list []string
	for _, w := range x.What {
		list = append(list, a+quote(w)+" = "+b+quote(w))
	}
	from, to := quote(x.During[0]), quote(x.During[1])
	return strings.Join(append(list, "("+a+to+" IS NULL OR "+b+from+upTo(x)+a+to+")", "("+b+to+" IS NULL OR "+a+from+upTo(x)+b+to+")"), " AND ")
}

func pairsSQL(x *plan.Exclusion, table string) string {
	return " FROM " + table + " a JOIN " + table + ` b ON a."id" < b."id" AND ` + meetingSQL(x, "a.", "b.") + " WHERE " + holdingSQL(x, "a.") + " AND " + holdingSQL(x, "b.")
}

// overlapping names some of the pairs of rows that meet already; "" when there are none.
func (t *Tx) overlapping(ctx context.Context, x *plan.Exclusion, table string) (string, error) {
	var n int64
	if err := t.Scan(ctx, &n, "SELECT count(*)"+pairsSQL(x, table)); err != nil || n == 0 {
		return "", err
	}
	var some []struct {
		A string `bun:"a"`
		B string `bun:"b"`
	}
	if err := t.Scan(ctx, &some, `SELECT a."id" AS a, b."id" AS b`+pairsSQL(x, table)+` ORDER BY a."id", b."id" LIMIT 3`); err != nil {
		return "", err
	}
	var pairs []string
	for _, p := range some {
		pairs = append(pairs, p.A+" and "+p.B)
	}
	count := "1 pair of records overlaps"
	if n > 1 {
		count = fmt.Sprint(n, " pairs of records overlap")
	}
	return count + ", for example " + strings.Join(pairs, "; "), nil
}

func (a *applier) addExclusion(ctx context.Context, c *plan.AddExclusion) error {
	if err := a.rebuildAll(ctx); err != nil {
		return err
	}
	if said, err := a.tx.overlapping(ctx, c.Exclusion, quote(c.Table)); err != nil {
		return err
	} else if said != "" {
		return fmt.Errorf("%s", said)
	}
	t := a.tables.Table(c.Table)
	t.Exclusions = append(t.Exclusions, c.Exclusion)
	return a.rawAll(ctx, a.tx.db.dialect.exclusion(t, c.Exclusion))
}

func (a *applier) dropExclusion(ctx context.Context, c *plan.DropExclusion) error {
	t := a.tables.Table(c.Table)
	t.Exclusions = without(t.Exclusions, func(x *plan.Exclusion) bool { return x.Name == c.Name })
	return a.rawAll(ctx, a.tx.db.dialect.dropExclusion(c))
}

func (a *applier) rawAll(ctx context.Context, list []string) error {
	for _, q := range list {
		if err := a.raw(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// The triggers of SQLite, which has one writer at a time: what they see is all there is.
const (
	onInsert    = "_insert"
	onUpdate    = "_update"
	overlapSays = "overlap "
)

func (sqlite) exclusion(t *plan.Table, x *plan.Exclusion) []string {
	name, table := x.Name, quote(t.Name)
	body := " ON " + table + " WHEN " + holdingSQL(x, "NEW.") + "\nBEGIN\n\tSELECT RAISE(ABORT, '" + overlapSays + name + "') FROM " + table +
		` o WHERE o."id" <> NEW."id" AND ` + holdingSQL(x, "o.") + " AND " + meetingSQL(x, "o.", "NEW.") + ";\nEND"
	var cols []string
	cols = append(append(append(cols, x.What...), x.During[:]...), model.DeletedAt)
	if x.Holds != "" {
		cols = append(cols, x.Holds)
	}
	return []string{"CREATE TRIGGER " + quote(name+onInsert) + " BEFORE INSERT" + body,
		"CREATE TRIGGER " + quote(name+onUpdate) + " BEFORE UPDATE OF " + quoteAll(cols) + body}
}

func (sqlite) dropExclusion(c *plan.DropExclusion) []string {
	return []string{"DROP TRIGGER " + quote(c.Name+onInsert), "DROP TRIGGER " + quote(c.Name+onUpdate)}
}

func overlapOf(message string) string {
	_, name, _ := strings.Cut(message, overlapSays)
	name, _, _ = strings.Cut(name, " (")
	return name
}

// exclusion needs no extension: GiST knows ranges of any type, and two ranges of one value each overlap when the values
// are equal. btree_gist, which would compare the values themselves, is not there on every server.
func (postgres) exclusion(t *plan.Table, x *plan.Exclusion) []string {
	var with, filled []string
	for _, w := range x.What {
		with = append(with, oneValue(t.Column(w), quote(w))+" WITH &&")
		filled = append(filled, quote(w)+" IS NOT NULL AND ")
	}
	span := "tstzrange(" + quoteAll(x.During[:]) + ", '[)')"
	if x.Days {
		span = "daterange(" + quoteAll(x.During[:]) + ", '[]')"
	}
	return []string{"ALTER TABLE " + quote(t.Name) + " ADD CONSTRAINT " + quote(x.Name) + " EXCLUDE USING gist (" + strings.Join(with, ", ") + ", " + span +
		" WITH &&) WHERE (" + strings.Join(filled, "") + holdingSQL(x, "") + ")"}
}

// textRange is a type of Tamga's own: PostgreSQL has no ranges of text.
const textRange = "tamga_text_range"

func oneValue(c *plan.Column, col string) string {
	switch c.Type.Store {
	case field.StoreInt:
		return "int8range(" + col + ", " + col + ", '[]')"
	case field.StoreDate:
		return "daterange(" + col + ", " + col + ", '[]')"
	}
	return textRange + "(" + col + "::text, " + col + "::text, '[]')"
}

func (postgres) dropExclusion(c *plan.DropExclusion) []string {
	return []string{"ALTER TABLE " + quote(c.Table) + " DROP CONSTRAINT IF EXISTS " + quote(c.Name)}
}

func prepareExclusions(ctx context.Context, tx *Tx, p *plan.Plan) error {
	wanted := false
	for _, t := range p.Wanted.Tables {
		wanted = wanted || len(t.Exclusions) > 0
	}
	if !wanted {
		return nil
	}
	var there bool
	err := tx.Scan(ctx, &there, `SELECT EXISTS (SELECT 1 FROM pg_type WHERE typname = ? AND typnamespace = current_schema()::regnamespace)`, textRange)
	if err != nil || there {
		return err
	}
	_, err = tx.s.conn.Conn.ExecContext(ctx, `CREATE TYPE `+textRange+` AS RANGE (subtype = text, collation = "C")`)
	return err
}

// inspectExclusions reads their names with a statement that gives the table and the name.
func inspectExclusions(ctx context.Context, tx *Tx, f *finding, sql string) error {
	var rows []struct {
		Table string `bun:"tbl"`
		Name  string `bun:"name"`
	}
	if err := tx.Scan(ctx, &rows, sql); err != nil {
		return err
	}
	for _, r := range rows {
		if t := f.tables[r.Table]; t != nil {
			t.Exclusions = append(t.Exclusions, &plan.Exclusion{Name: strings.TrimSuffix(r.Name, onInsert)})
		}
	}
	return nil
}
