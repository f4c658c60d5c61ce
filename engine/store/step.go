package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/plan"
)

// step carries out one change. What SQLite can only do by making a table anew is gathered until all of it is known.
func (a *applier) step(ctx context.Context, c plan.Change) error {
	switch c := c.(type) {
	case *plan.Require:
		return nil
	case *plan.CreateTable:
		return a.createTables(ctx)
	case *plan.RenameTable:
		if err := a.raw(ctx, "ALTER TABLE "+quote(c.From)+" RENAME TO "+quote(c.To)); err != nil {
			return err
		}
		a.renamed(c)
		return nil
	case *plan.RenameColumn:
		if err := a.raw(ctx, "ALTER TABLE "+quote(c.Table)+" RENAME COLUMN "+quote(c.From)+" TO "+quote(c.To)); err != nil {
			return err
		}
		a.renamedColumn(c)
		return nil
	case *plan.DropIndex:
		return a.dropIndex(ctx, c)
	case *plan.AddColumn:
		return a.addColumn(ctx, c)
	case *plan.ChangeType:
		return a.changeType(ctx, c)
	case *plan.Rescale:
		return a.rescale(ctx, c)
	case *plan.MapValue:
		return a.mapValue(ctx, c)
	case *plan.LoseValue:
		return a.loseValue(ctx, c)
	case *plan.Fill:
		return a.fill(ctx, c)
	case *plan.Compute:
		return a.compute(ctx, c)
	case *plan.DropForeign, *plan.SetNotNull, *plan.AddForeign, *plan.DropColumn:
		return a.bind(ctx, c)
	case *plan.AddIndex:
		if err := a.rebuildAll(ctx); err != nil {
			return err
		}
		return a.raw(ctx, a.tx.db.dialect.createIndex(a.tables.Table(c.Table), c.Index, c.Unique))
	case *plan.Grow:
		return a.grow(ctx, c)
	case *plan.AddExclusion:
		return a.addExclusion(ctx, c)
	case *plan.DropExclusion:
		return a.dropExclusion(ctx, c)
	case *plan.DropTable:
		if err := a.rebuildAll(ctx); err != nil {
			return err
		}
		return a.dropTable(ctx, c)
	}
	panic(fmt.Sprintf("store: unknown change %T", c))
}

// dropTable lets go of a table first what goes with it; what others made upon it stops the drop.
func (a *applier) dropTable(ctx context.Context, c *plan.DropTable) error {
	for _, t := range a.tables.Tables {
		for _, f := range t.Foreigns {
			if a.tx.db.Postgres() && f.Table == c.Table.Name {
				if err := a.raw(ctx, "ALTER TABLE IF EXISTS "+quote(t.Name)+" DROP CONSTRAINT IF EXISTS "+quote(f.Name)); err != nil {
					return err
				}
			}
		}
	}
	return a.raw(ctx, "DROP TABLE "+quote(c.Table.Name))
}

func (a *applier) dropIndex(ctx context.Context, c *plan.DropIndex) error {
	t := a.tables.Table(c.Table)
	named := func(x *plan.Index) bool { return x.Name == c.Name }
	t.Uniques, t.Indexes = without(t.Uniques, named), without(t.Indexes, named)
	return a.raw(ctx, "DROP INDEX "+quote(c.Name))
}

// addColumn adds a column that may be empty; one that may not is filled with its kind's zero first.
func (a *applier) addColumn(ctx context.Context, c *plan.AddColumn) error {
	t, col := a.tables.Table(c.Table), *c.Column
	col.NotNull = false
	sql := "ALTER TABLE " + quote(c.Table) + " ADD COLUMN " + columnSQL(a.tx.db.dialect, &col, t)
	if c.Foreign != nil {
		sql += " CONSTRAINT " + quote(c.Foreign.Name) + " " + referencesSQL(c.Foreign)
		t.Foreigns = append(t.Foreigns, c.Foreign)
	}
	if err := a.raw(ctx, sql); err != nil {
		return err
	}
	t.Columns = append(t.Columns, &col)
	if !c.Column.NotNull {
		return nil
	}
	if _, err := a.tx.Exec(ctx, "UPDATE "+quote(c.Table)+" SET "+quote(col.Name)+" = ?", zeroOf(col.Type)); err != nil {
		return err
	}
	return a.bind(ctx, &plan.SetNotNull{Table: c.Table, Column: c.Column})
}

func zeroOf(t plan.Type) any {
	switch {
	case t.Bytes:
		return []byte{}
	case t.UUID:
		return "00000000-0000-0000-0000-000000000000"
	}
	switch t.Store {
	case field.StoreInt:
		return int64(0)
	case field.StoreBool:
		return false
	case field.StoreDate:
		return "1970-01-01"
	case field.StoreInstant:
		return "1970-01-01T00:00:00.000000Z"
	case field.StoreJSON:
		return "{}"
	}
	return ""
}

// changeType fills a column of the new type and puts it in the place of the old one.
func (a *applier) changeType(ctx context.Context, c *plan.ChangeType) error {
	if err := a.rebuildAll(ctx); err != nil { // a foreign key may have gone from the column
		return err
	}
	t := a.tables.Table(c.Table)
	next := &plan.Column{Name: "tamga_new_" + c.To.Name, Type: c.To.Type}
	if err := a.raw(ctx, "ALTER TABLE "+quote(c.Table)+" ADD COLUMN "+columnSQL(a.tx.db.dialect, next, t)); err != nil {
		return err
	}
	if err := a.tx.fillConverted(ctx, c, next.Name); err != nil {
		return err
	}
	if err := a.raw(ctx, "ALTER TABLE "+quote(c.Table)+" DROP COLUMN "+quote(c.To.Name)); err != nil {
		return err
	}
	t.Column(c.To.Name).Type = c.To.Type
	return a.raw(ctx, "ALTER TABLE "+quote(c.Table)+" RENAME COLUMN "+quote(next.Name)+" TO "+quote(c.To.Name))
}

// rescale multiplies, or divides and rounds half away from zero as field.Scaled does.
func (a *applier) rescale(ctx context.Context, c *plan.Rescale) error {
	col := quote(c.To.Name)
	sql, by := col+" * ?", c.To.Scale-c.From.Scale
	args := []any{pow10(max(by, -by))}
	if by < 0 {
		sql = "CASE WHEN " + col + " < 0 THEN (" + col + " - ?) / ? ELSE (" + col + " + ?) / ? END"
		args = []any{args[0].(int64) / 2, args[0], args[0].(int64) / 2, args[0]}
	}
	_, err := a.tx.Exec(ctx, "UPDATE "+quote(c.Table)+" SET "+col+" = "+sql, args...)
	return err
}

func (a *applier) mapValue(ctx context.Context, c *plan.MapValue) error {
	if c.Column.Type.Store == field.StoreJSON {
		return a.tx.replaceOption(ctx, c.Table, c.Column, c.From, c.To)
	}
	cond, args := a.tx.db.holds(c.Column, quote(c.Column.Name), quote(c.Column.Within), c.From)
	set, to := quote(c.Column.Name)+" = ?", []any{c.To}
	if c.Column.Within != "" {
		outer, inner, _ := strings.Cut(c.To, ".")
		set, to = set+", "+quote(c.Column.Within)+" = ?", []any{inner, outer}
	}
	_, err := a.tx.Exec(ctx, "UPDATE "+quote(c.Table)+" SET "+set+" WHERE "+cond, append(to, args...)...)
	return err
}

func (a *applier) loseValue(ctx context.Context, c *plan.LoseValue) error {
	if c.Column.Type.Store == field.StoreJSON {
		return a.tx.replaceOption(ctx, c.Table, c.Column, c.Value, "")
	}
	cond, args := a.tx.db.holds(c.Column, quote(c.Column.Name), quote(c.Column.Within), c.Value)
	_, err := a.tx.Exec(ctx, "UPDATE "+quote(c.Table)+" SET "+quote(c.Column.Name)+" = NULL WHERE "+cond, args...)
	return err
}

// bind changes what a table demands or has. PostgreSQL does it in place.
func (a *applier) bind(ctx context.Context, c plan.Change) error {
	if f, ok := c.(*plan.AddForeign); ok {
		if err := a.emptyDangling(ctx, f); err != nil {
			return err
		}
	}
	if !a.tx.db.Postgres() {
		a.rebuildLater(c)
		return nil
	}
	switch c := c.(type) {
	case *plan.DropForeign:
		return a.raw(ctx, "ALTER TABLE "+quote(c.Table)+" DROP CONSTRAINT "+quote(c.Foreign.Name))
	case *plan.AddForeign:
		return a.raw(ctx, "ALTER TABLE "+quote(c.Table)+" ADD "+foreignSQL(c.Foreign))
	case *plan.DropColumn:
		return a.raw(ctx, "ALTER TABLE "+quote(c.Table)+" DROP COLUMN "+quote(c.Column.Name))
	case *plan.SetNotNull:
		how := " DROP NOT NULL"
		if c.Column.NotNull {
			how = " SET NOT NULL"
		}
		return a.raw(ctx, "ALTER TABLE "+quote(c.Table)+" ALTER COLUMN "+quote(c.Column.Name)+how)
	}
	panic(fmt.Sprintf("store: unknown change %T", c))
}

// emptyDangling empties links to nothing; the plan counted them and called it a loss.
func (a *applier) emptyDangling(ctx context.Context, c *plan.AddForeign) error {
	if a.tables.Table(c.Table).Column(c.Foreign.Column).NotNull {
		return nil
	}
	col := quote(c.Foreign.Column)
	_, err := a.tx.Exec(ctx, "UPDATE "+quote(c.Table)+" SET "+col+" = NULL WHERE "+col+" IS NOT NULL AND "+col+
		" NOT IN (SELECT x.id FROM "+quote(c.Foreign.Table)+" x)")
	return err
}
