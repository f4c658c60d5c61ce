package store

import (
	"context"
	"time"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/plan"
)

const live = ` AND "deleted_at" IS NULL`

// Linked gives the records whose link field points to any of to and which are not in the recycle bin, oldest first;
// at most limit of them.
func (t *Tx) Linked(ctx context.Context, link *model.Field, to []field.Ref, limit int) ([]model.Row, error) {
	if len(to) == 0 {
		return nil, nil
	}
	cond, arg := t.pointsTo(link, to)
	return t.read(ctx, link.Entity, t.db.layoutOf(link.Entity).selects+" WHERE "+cond+live+` ORDER BY "id" LIMIT ?`, []any{arg, int64(limit)})
}

// Binned gives the records whose link field points to a record and which went to the recycle bin at an instant.
func (t *Tx) Binned(ctx context.Context, link *model.Field, to field.Ref, at time.Time) ([]model.Row, error) {
	cond, arg := t.pointsTo(link, []field.Ref{to})
	return t.read(ctx, link.Entity, t.db.layoutOf(link.Entity).selects+" WHERE "+cond+` AND "deleted_at" = ? ORDER BY "id"`, []any{arg, at})
}

// pointsTo is the condition that a link holds one of some records.
func (t *Tx) pointsTo(link *model.Field, to []field.Ref) (cond string, arg any) {
	targets := make([]string, len(to))
	for i, r := range to {
		targets[i] = pairTarget(link, r)
	}
	column := quote(link.Name)
	if plan.IsPairs(link) {
		column = `"target"`
	}
	if len(targets) == 1 {
		cond, arg = column+" = ?", targets[0]
	} else {
		in, many := t.db.dialect.inList(column)
		cond, arg = in, many(targets)
	}
	if plan.IsPairs(link) {
		cond = `"id" IN (SELECT "source" FROM ` + quote(plan.PairsOf(link)) + " WHERE " + cond + ")"
	}
	return cond, arg
}

// Alike gives the other records, not in the recycle bin, that have the values of a row in some fields, none of which
// is empty; at most limit of them.
func (t *Tx) Alike(ctx context.Context, row model.Row, fields []*model.Field, limit int) ([]model.Row, error) {
	sql, args := t.db.layoutOf(row.Entity).selects+` WHERE "id" <> ?`, []any{row.ID()}
	for _, f := range fields {
		for i, v := range f.Kind.Store(row.Values[f.Slot], f.Options) {
			sql, args = sql+" AND "+quote(plan.ColumnsOf(f)[i])+" = ?", append(args, v)
		}
	}
	return t.read(ctx, row.Entity, sql+live+` ORDER BY "id" LIMIT ?`, append(args, int64(limit)))
}

// Every gives the records of an entity that are not in the recycle bin, oldest first; at most limit of them.
func (t *Tx) Every(ctx context.Context, e *model.Entity, limit int) ([]model.Row, error) {
	return t.read(ctx, e, t.db.layoutOf(e).selects+` WHERE "deleted_at" IS NULL ORDER BY "id" LIMIT ?`, []any{int64(limit)})
}

// Page gives the records of an entity that are not in the recycle bin and come after one by id ("": from the first),
// the oldest first; at most limit of them.
func (t *Tx) Page(ctx context.Context, e *model.Entity, after string, limit int) ([]model.Row, error) {
	if after == "" {
		return t.Every(ctx, e, limit)
	}
	return t.read(ctx, e, t.db.layoutOf(e).selects+` WHERE "deleted_at" IS NULL AND "id" > ? ORDER BY "id" LIMIT ?`, []any{after, int64(limit)})
}

// Holding gives the records, not in the recycle bin, whose file field holds a file; at most limit of them.
func (t *Tx) Holding(ctx context.Context, f *model.Field, file string, limit int) ([]model.Row, error) {
	e := f.Entity
	return t.read(ctx, e, t.db.layoutOf(e).selects+" WHERE CAST("+quote(f.Name)+` AS TEXT) LIKE ?`+live+` ORDER BY "id" LIMIT ?`,
		[]any{`%"` + file + `"%`, int64(limit)})
}

// Below gives the ids of a record and of all that stand under it by a link of their entity to itself, however deep. Links
// that go round end where they began.
func (t *Tx) Below(ctx context.Context, link *model.Field, id string) ([]string, error) {
	var rows []struct {
		ID string `bun:"id"`
	}
	table := quote(link.Entity.Name)
	err := t.Scan(ctx, &rows, `WITH RECURSIVE below("id") AS (SELECT "id" FROM `+table+` WHERE "id" = ?
		UNION SELECT r."id" FROM `+table+` AS r JOIN below ON r.`+quote(link.Name)+` = below."id") SELECT "id" FROM below`, id)
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return ids, err
}

// Above gives the ids of a record and of those above it by a link of their entity to itself, the nearest first, at most
// limit; those in the recycle bin too, for they may come back.
func (t *Tx) Above(ctx context.Context, link *model.Field, id string, limit int) ([]string, error) {
	var ids []string
	table := quote(link.Entity.Name)
	err := t.Scan(ctx, &ids, `WITH RECURSIVE above("id", "n") AS (SELECT "id", 1 FROM `+table+` WHERE "id" = ?
		UNION ALL SELECT r.`+quote(link.Name)+`, above."n" + 1 FROM `+table+` AS r JOIN above ON r."id" = above."id"
		WHERE above."n" < ? AND r.`+quote(link.Name)+` IS NOT NULL) SELECT CAST("id" AS TEXT) FROM above ORDER BY "n"`, id, int64(limit))
	return ids, err
}

// AwaitTree waits until no other transaction is about to move a branch of a tree, and lets none before this one ends.
// SQLite has one writer at a time. A transaction that only reads moves nothing and waits for nobody.
func (t *Tx) AwaitTree(ctx context.Context, link *model.Field) error {
	if !t.writes || !t.db.Postgres() {
		return nil
	}
	_, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended(?, 0))`, "tree "+link.Entity.Name+"."+link.Name)
	return err
}

// LinkedBefore is Linked for a page of the newest first: records made before the one with an id ("": from the newest).
func (t *Tx) LinkedBefore(ctx context.Context, link *model.Field, to field.Ref, before string, limit int) ([]model.Row, error) {
	cond, arg := t.pointsTo(link, []field.Ref{to})
	args := []any{arg}
	if before != "" {
		cond, args = cond+` AND "id" < ?`, append(args, before)
	}
	return t.read(ctx, link.Entity, t.db.layoutOf(link.Entity).selects+" WHERE "+cond+live+` ORDER BY "id" DESC LIMIT ?`, append(args, int64(limit)))
}
