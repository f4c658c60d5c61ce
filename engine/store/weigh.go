package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/plan"
)

// scale weighs the steps of a plan by the data as it stands before the plan: under the old names.
type scale struct {
	ctx     context.Context
	tx      *Tx
	p       *plan.Plan
	tables  map[string]string // new name → the one it has now
	columns map[string]string // new table.column → the name it has now
	created map[string]bool   // table, or table.column, that the plan makes
	retyped map[string]bool   // table.column whose type the plan changes
	rows    map[string]int64
	err     error
}

func newScale(ctx context.Context, tx *Tx, p *plan.Plan) *scale {
	s := &scale{ctx: ctx, tx: tx, p: p, tables: map[string]string{}, columns: map[string]string{}, created: map[string]bool{}, retyped: map[string]bool{}, rows: map[string]int64{}}
	for _, st := range p.Steps {
		switch c := st.Change.(type) {
		case *plan.RenameTable:
			s.tables[c.To] = c.From
		case *plan.RenameColumn:
			s.columns[c.Table+"."+c.To] = c.From
		case *plan.CreateTable:
			s.created[c.Table.Name] = true
		case *plan.AddColumn:
			s.created[c.Table+"."+c.Column.Name] = true
		case *plan.ChangeType:
			s.retyped[c.Table+"."+c.To.Name] = true
		}
	}
	return s
}

func (s *scale) weigh() error {
	for _, st := range s.p.Steps {
		s.step(st)
	}
	return s.err
}

func (s *scale) table(name string) string {
	if old, ok := s.tables[name]; ok {
		return quote(old)
	}
	return quote(name)
}

func (s *scale) column(table, name string) string {
	if old, ok := s.columns[table+"."+name]; ok {
		return quote(old)
	}
	return quote(name)
}

// count runs a count; the first error is kept and ends the weighing.
func (s *scale) count(sql string, args ...any) int64 {
	var n int64
	if s.err == nil {
		s.err = s.tx.Scan(s.ctx, &n, sql, args...)
	}
	return n
}

func (s *scale) all(table string) int64 {
	n, ok := s.rows[table]
	if !ok && !s.created[table] {
		n = s.count("SELECT count(*) FROM " + s.table(table))
		s.rows[table] = n
	}
	return n
}

// where counts the rows of a table for which a condition holds, and names some.
func (s *scale) where(st *plan.Step, table, condition string, args ...any) int64 {
	n := s.count("SELECT count(*) FROM "+s.table(table)+" WHERE "+condition, args...)
	if n > 0 && s.err == nil && s.p.Wanted.Table(table).Column("id") != nil {
		s.err = s.tx.Scan(s.ctx, &st.Samples, `SELECT "id" FROM `+s.table(table)+" WHERE "+condition+` ORDER BY "id" LIMIT 3`, args...)
	}
	return n
}

func (s *scale) step(st *plan.Step) {
	switch c := st.Change.(type) {
	case *plan.AddExclusion:
		st.Rows = s.all(c.Table)
		st.Class = slowFrom(st.Rows)
		s.overlapping(st, c)
	case *plan.Grow:
		st.Rows = s.all(c.Table)
		s.circles(st, c)
	case *plan.RenameTable, *plan.RenameColumn, *plan.DropIndex, *plan.DropExclusion, *plan.DropForeign, *plan.CreateTable, *plan.AddColumn:
	case *plan.ChangeType:
		s.changeType(st, c)
	case *plan.Rescale:
		st.Rows = s.all(c.Table)
		st.Class = slowFrom(st.Rows)
		if cut := c.From.Scale - c.To.Scale; cut > 0 {
			n := s.where(st, c.Table, s.column(c.Table, c.To.Name)+" % ? <> 0", pow10(cut))
			s.lose(st, n, records(n, " has", " have")+" more decimals than are kept")
		}
	case *plan.MapValue:
		st.Rows = s.holding(c.Table, c.Column, c.From, nil)
		st.Class, st.Note = slowFrom(st.Rows), records(st.Rows, "", "")
	case *plan.LoseValue:
		st.Class, st.Note = plan.Safe, "no record holds it"
		n := s.holding(c.Table, c.Column, c.Value, st)
		s.lose(st, n, records(n, " holds it", " hold it"))
	case *plan.Fill:
		st.Rows = s.empties(nil, c.Table, c.Field.Name)
		st.Class, st.Note = slowFrom(st.Rows), records(st.Rows, " has", " have")+" none"
	case *plan.Compute:
		st.Rows = s.all(c.Table)
		st.Class, st.Note = slowFrom(st.Rows), records(st.Rows, "", "")
	case *plan.Require:
		st.Rows = s.empties(st, c.Table, c.Column.Name)
		st.Note = records(st.Rows, " has", " have") + " none; backfill: says what to fill in"
	case *plan.SetNotNull:
		st.Rows = s.all(c.Table)
		st.Class = slowFrom(st.Rows)
		if n := s.empties(st, c.Table, c.Column.Name); n > 0 && c.Column.NotNull {
			st.Blocked = records(n, " has", " have") + " none"
		}
	case *plan.AddForeign:
		st.Rows = s.all(c.Table)
		st.Class = slowFrom(st.Rows)
		s.dangling(st, c)
	case *plan.DropColumn:
		st.Rows = s.all(c.Table)
		st.Class = slowFrom(st.Rows)
		if !c.Derived() {
			n := s.where(st, c.Table, quote(c.Column.Name)+" IS NOT NULL")
			s.lose(st, n, records(n, " has", " have")+" a value")
		}
	case *plan.AddIndex:
		st.Rows = s.all(c.Table)
		st.Class = slowFrom(st.Rows)
		if c.Unique && st.Rows > 0 {
			s.duplicates(st, c)
		}
	case *plan.DropTable:
		st.Class = plan.Safe
		n := s.all(c.Table.Name)
		s.lose(st, n, records(n, "", ""))
	default:
		panic(fmt.Sprintf("store: unknown change %T", c))
	}
}

func slowFrom(rows int64) plan.Class {
	if rows >= plan.SlowRows {
		return plan.Slow
	}
	return plan.Safe
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

func (s *scale) lose(st *plan.Step, n int64, note string) {
	if n > 0 {
		st.Class, st.Lost, st.Note = plan.Lossy, n, note
	}
}

// records says how many, with the verb of one or of several.
func records(n int64, one, several string) string {
	if n == 1 {
		return "1 record" + one
	}
	return fmt.Sprint(n, " records", several)
}

func (s *scale) empties(st *plan.Step, table, column string) int64 {
	switch {
	case s.created[table]:
		return 0
	case s.created[table+"."+column]:
		return s.all(table)
	case st == nil:
		st = &plan.Step{}
	}
	return s.where(st, table, s.column(table, column)+" IS NULL")
}

// holding counts the records that hold an option; st, when given, gets some of their ids.
func (s *scale) holding(table string, c *plan.Column, value string, st *plan.Step) int64 {
	if st == nil {
		st = &plan.Step{}
	}
	cond, args := s.tx.db.holds(c, s.column(table, c.Name), s.column(table, c.Within), value)
	return s.where(st, table, cond, args...)
}

// holds is the condition that a column holds an option: of a stage, with its funnel before the dot.
func (d *DB) holds(c *plan.Column, column, within, value string) (string, []any) {
	switch {
	case c.Within != "":
		outer, inner, _ := strings.Cut(value, ".")
		return within + " = ? AND " + column + " = ?", []any{outer, inner}
	case c.Type.Store == field.StoreJSON:
		return "CAST(" + column + " AS TEXT) LIKE ? ESCAPE '!'", []any{`%"` + likely(value) + `"%`}
	}
	return column + " = ?", []any{value}
}

func likely(s string) string { return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s) }

func (s *scale) dangling(st *plan.Step, c *plan.AddForeign) {
	if s.created[c.Foreign.Table] || s.p.Wanted.Table(c.Table).Column("id") == nil {
		return
	}
	col := s.column(c.Table, c.Foreign.Column)
	cond := col + " IS NOT NULL"
	if !s.retyped[c.Table+"."+c.Foreign.Column] { // else no telling what the new values name
		cond += " AND " + col + " NOT IN (SELECT x.id FROM " + s.table(c.Foreign.Table) + " x)"
	}
	n := s.where(st, c.Table, cond)
	s.lose(st, n, records(n, " points", " point")+" elsewhere and would be emptied")
}

// overlapping tells the pairs that are in the way. What the plan itself will write cannot be told before: apply looks again.
func (s *scale) overlapping(st *plan.Step, c *plan.AddExclusion) {
	x := *c.Exclusion
	cols := append(append([]string{x.Holds}, x.What...), x.During[:]...)
	for _, name := range cols {
		key := c.Table + "." + name
		if s.err != nil || s.created[c.Table] || s.created[key] || s.retyped[key] || s.columns[key] != "" {
			return
		}
	}
	st.Blocked, s.err = s.tx.overlapping(s.ctx, &x, s.table(c.Table))
}

// circles tells the records that stand below themselves. A link that the plan makes or turns is empty, or not known yet.
func (s *scale) circles(st *plan.Step, c *plan.Grow) {
	if key := c.Table + "." + c.Column.Name; s.err != nil || s.created[c.Table] || s.created[key] || s.retyped[key] {
		return
	}
	st.Blocked, s.err = s.tx.circles(s.ctx, s.table(c.Table), s.column(c.Table, c.Column.Name))
}

func (s *scale) duplicates(st *plan.Step, c *plan.AddIndex) {
	var cols, filled []string
	for _, name := range c.Index.Columns {
		if s.created[c.Table+"."+name] {
			return // empty everywhere, and empties are never equal
		}
		col := s.column(c.Table, name)
		cols, filled = append(cols, col), append(filled, col+" IS NOT NULL")
	}
	where := strings.Join(filled, " AND ")
	if c.Index.Where != "" {
		where += " AND " + c.Index.Where
	}
	n := s.count("SELECT count(*) FROM (SELECT 1 FROM " + s.table(c.Table) + " WHERE " + where + " GROUP BY " + strings.Join(cols, ", ") + " HAVING count(*) > 1) x")
	if n > 0 {
		st.Blocked = fmt.Sprintf("%d values of (%s) are held by more than one record", n, strings.Join(c.Index.Columns, ", "))
	}
}
