package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
)

// Insert writes a new row: own columns, search text, and the pairs of its many-to-many links.
func (t *Tx) Insert(ctx context.Context, row model.Row) error {
	l := t.db.layoutOf(row.Entity)
	args := values(row, l.fields)
	if len(row.Entity.Search) > 0 {
		args = append(args, searchText(row))
	}
	if _, err := t.Exec(ctx, l.insert, args...); err != nil {
		return err
	}
	for _, f := range l.pairs {
		if err := t.insertPairs(ctx, row, f); err != nil {
			return err
		}
	}
	return nil
}

// Update writes the given fields of a row by its id; the row is whole, for its search text. ErrNoRows: it is not there.
func (t *Tx) Update(ctx context.Context, row model.Row, fields []*model.Field) error {
	stored := make([]*model.Field, 0, len(fields))
	for _, f := range fields {
		if plan.IsPairs(f) {
			if err := t.replacePairs(ctx, row, f); err != nil {
				return err
			}
		} else if f.Stored() {
			stored = append(stored, f)
		}
	}
	if len(stored) == 0 {
		return nil
	}
	sql, args := updateOf(row, stored)
	n, err := t.Exec(ctx, sql, append(args, row.ID())...)
	if err == nil && n == 0 {
		return ErrNoRows
	}
	return err
}

func updateOf(row model.Row, fields []*model.Field) (string, []any) {
	args := values(row, fields)
	var b strings.Builder
	b.WriteString("UPDATE " + quote(row.Entity.Name) + " SET ")
	sep := ""
	set := func(column string) { b.WriteString(sep + quote(column) + " = ?"); sep = ", " }
	for _, f := range fields {
		for _, c := range plan.ColumnsOf(f) {
			set(c)
		}
	}
	if searches(row.Entity, fields) {
		set(plan.SearchColumn)
		args = append(args, searchText(row))
	}
	b.WriteString(` WHERE "id" = ?`)
	return b.String(), args
}

// Remove takes a row away for good, its pairs with it.
func (t *Tx) Remove(ctx context.Context, e *model.Entity, id string) error {
	_, err := t.Exec(ctx, `DELETE FROM `+quote(e.Name)+` WHERE "id" = ?`, id)
	return err
}

// Lock reads a row for writing; it waits for other writers of that row. ok is false when there is none.
func (t *Tx) Lock(ctx context.Context, e *model.Entity, id string) (row model.Row, ok bool, err error) {
	return t.one(ctx, e, id, t.db.dialect.forUpdate())
}

// Row reads a row by its id, in the recycle bin or not. ok is false when there is none.
func (t *Tx) Row(ctx context.Context, e *model.Entity, id string) (row model.Row, ok bool, err error) {
	return t.one(ctx, e, id, "")
}

func (t *Tx) one(ctx context.Context, e *model.Entity, id, lock string) (model.Row, bool, error) {
	if _, err := uuid.Parse(id); err != nil {
		return model.Row{}, false, nil
	}
	rows, err := t.read(ctx, e, t.db.layoutOf(e).selects+` WHERE "id" = ?`+lock, []any{id})
	if err != nil || len(rows) == 0 {
		return model.Row{}, false, err
	}
	return rows[0], true, nil
}

// RowsByID reads rows by their ids, in no order; those that are not there are left out.
func (t *Tx) RowsByID(ctx context.Context, e *model.Entity, ids []string) ([]model.Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, arg := t.db.dialect.inList(`"id"`)
	return t.read(ctx, e, t.db.layoutOf(e).selects+" WHERE "+in, []any{arg(ids)})
}

// read runs a statement whose columns are those of the layout, and fills in the pairs.
func (t *Tx) read(ctx context.Context, e *model.Entity, sql string, args []any) ([]model.Row, error) {
	l := t.db.layoutOf(e)
	found, err := t.rows(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	rows, err := readRows(found, e, l)
	if err != nil {
		return nil, t.db.dialect.refused(err)
	}
	for _, f := range l.pairs {
		if err := t.fillPairs(ctx, rows, f); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func readRows(found *sql.Rows, e *model.Entity, l *layout) ([]model.Row, error) {
	defer found.Close()
	cols := make([]any, len(l.columns))
	dest := make([]any, len(cols))
	for i := range cols {
		dest[i] = &cols[i]
	}
	var rows []model.Row
	for found.Next() {
		if err := found.Scan(dest...); err != nil {
			return nil, err
		}
		row := model.NewRow(e)
		if err := l.load(row, cols); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, found.Err()
}

// load turns columns into values.
func (l *layout) load(row model.Row, cols []any) error {
	at := 0
	for i, f := range l.fields {
		n := l.widths[i]
		v, err := f.Kind.Load(cols[at:at+n], f.Options)
		if err != nil {
			return fmt.Errorf("read %s.%s: %w", row.Entity.Name, f.Name, err)
		}
		row.Values[f.Slot] = v
		at += n
	}
	return nil
}

// Many gives the records that a many-to-many link of each of these records points to, by the record's id.
func (t *Tx) Many(ctx context.Context, f *model.Field, ids []string) (map[string][]field.Ref, error) {
	in, arg := t.db.dialect.inList(quote(plan.PairSource))
	rows, err := t.rows(ctx, `SELECT "source", "target" FROM `+quote(plan.PairsOf(f))+" WHERE "+in+` ORDER BY "source", "position"`, []any{arg(ids)})
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[string][]field.Ref{}
	for rows.Next() {
		var source, target string
		if err := rows.Scan(&source, &target); err != nil {
			return nil, err
		}
		found[source] = append(found[source], pairRef(f, target))
	}
	return found, rows.Err()
}

func (t *Tx) fillPairs(ctx context.Context, rows []model.Row, f *model.Field) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID()
	}
	found, err := t.Many(ctx, f, ids)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if refs := found[r.ID()]; refs != nil {
			r.Values[f.Slot] = refs
		}
	}
	return nil
}

func (t *Tx) replacePairs(ctx context.Context, row model.Row, f *model.Field) error {
	if _, err := t.Exec(ctx, "DELETE FROM "+quote(plan.PairsOf(f))+` WHERE "source" = ?`, row.ID()); err != nil {
		return err
	}
	return t.insertPairs(ctx, row, f)
}

func (t *Tx) insertPairs(ctx context.Context, row model.Row, f *model.Field) error {
	refs, _ := row.Values[f.Slot].([]field.Ref)
	sql := "INSERT INTO " + quote(plan.PairsOf(f)) + ` ("source", "target", "position") VALUES (?, ?, ?)`
	for i, r := range refs {
		if _, err := t.Exec(ctx, sql, row.ID(), pairTarget(f, r), int64(i)); err != nil {
			return err
		}
	}
	return nil
}

// A pair's target is an id, or "entity:id" where the link may point to several entities.
func pairTarget(f *model.Field, r field.Ref) string {
	if len(f.Link.To) > 1 {
		return r.Entity + ":" + r.ID
	}
	return r.ID
}

func pairRef(f *model.Field, target string) field.Ref {
	if len(f.Link.To) == 1 {
		return field.Ref{Entity: f.Link.To[0].Name, ID: target}
	}
	entity, id, _ := strings.Cut(target, ":")
	return field.Ref{Entity: entity, ID: id}
}
