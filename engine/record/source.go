package record

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/query"
	"github.com/tamga-crm/tamga/engine/rule"
)

// seen is a record as an expression sees it. Formulas that depend on the clock are computed when they are looked at.
type seen struct {
	r   *Reader
	row model.Row
}

func (s *seen) Entity() string { return s.row.Entity.Name }
func (s *seen) ID() string     { return s.row.ID() }
func (s *seen) Value(slot int) any {
	if slot < 0 || slot >= len(s.row.Values) {
		return nil
	}
	if f := s.row.Entity.Fields[slot]; f.Live {
		return s.r.live(s.r.ctx, f, s.row)
	}
	return s.row.Values[slot]
}

// live computes a formula that depends on the clock. One that passes a bound is empty: it decides nothing that is kept.
func (r *Reader) live(ctx context.Context, f *model.Field, row model.Row) any {
	v, err := f.Formula.Eval(r.Frame(ctx, row, model.Row{}, nil))
	if err != nil {
		return nil
	}
	v, err = r.shape(f, v)
	if err != nil {
		return nil
	}
	return v
}

// valueOf is a field of a row, computed when it is live.
func (r *Reader) valueOf(ctx context.Context, f *model.Field, row model.Row) any {
	if f.Live {
		return r.live(ctx, f, row)
	}
	return row.Values[f.Slot]
}

// Record wraps a row for expressions.
func (r *Reader) Record(row model.Row) rule.Record { return &seen{r, row} }

// RowOf gives back the row of a record that an expression gave.
func RowOf(rec rule.Record) (model.Row, bool) {
	if s, ok := rec.(*seen); ok {
		return s.row, true
	}
	return model.Row{}, false
}

// refOf is the link that points to a record of an expression.
func refOf(rec rule.Record) field.Ref { return field.Ref{Entity: rec.Entity(), ID: rec.ID()} }

// source is the Reader as expressions reach through it. It asks no rights: a rule holds for all.
type source struct{ *Reader }

// Record follows a link; a record in the recycle bin is still what it was.
func (r source) Record(ctx context.Context, entity, id string) (rule.Record, error) {
	e := r.Model.Entity(entity)
	if e == nil {
		return nil, nil
	}
	row, ok, err := r.rowOrBin(ctx, e, id)
	if err != nil || !ok {
		return nil, err
	}
	return &seen{r.Reader, row}, nil
}

// Collection gives the records of an inverse collection, oldest first, or of a many-to-many link in its own order.
func (r source) Collection(ctx context.Context, of rule.Record, name string, limit int) ([]rule.Record, error) {
	e := r.Model.Entity(of.Entity())
	if e == nil {
		return nil, fmt.Errorf("collection %s: no entity %s", name, of.Entity())
	}
	if inv := e.Inverse(name); inv != nil {
		rows, err := r.members(ctx, e, inv, of.ID(), limit)
		return r.wrap(rows), err
	}
	f := e.Field(name)
	if f == nil {
		return nil, fmt.Errorf("collection: no %s in %s", name, e.Name)
	}
	refs, _ := of.Value(f.Slot).([]field.Ref)
	rows, err := r.follow(ctx, refs)
	return r.wrap(rows), err
}

// Title is how a record is called.
func (r source) Title(ctx context.Context, rec rule.Record) (string, error) {
	row, ok := RowOf(rec)
	if !ok {
		return "", nil
	}
	return r.called(ctx, row)
}

func (r *Reader) wrap(rows []model.Row) []rule.Record {
	out := make([]rule.Record, len(rows))
	for i, row := range rows {
		out[i] = &seen{r, row}
	}
	return out
}

// members are the records of an inverse collection as they shall be: those kept, with the drafts in their places.
func (r *Reader) members(ctx context.Context, of *model.Entity, inv *model.Inverse, id string, limit int) ([]model.Row, error) {
	k := set{inv.Link, id, limit}
	rows, known := r.sets[k]
	if !known {
		var err error
		if rows, err = r.linked(ctx, inv.Link, of, []string{id}, limit+1); err != nil {
			return nil, err
		}
		r.sets[k] = rows
	}
	if len(r.drafts) == 0 {
		return rows, nil
	}
	return r.withDrafts(slices.Clone(rows), inv.Entity, func(row model.Row) bool { return linksTo(row.Values[inv.Link.Slot], id) }), nil
}

// withDrafts replaces the rows that are on their way, takes out those that leave and adds those that come.
func (r *Reader) withDrafts(rows []model.Row, e *model.Entity, belongs func(model.Row) bool) []model.Row {
	for _, d := range r.drafts {
		if d.entity != e {
			continue
		}
		i := slices.IndexFunc(rows, func(row model.Row) bool { return row.ID() == d.row.ID() })
		in := !d.gone && belongs(d.row)
		switch {
		case i >= 0 && in:
			rows[i] = d.row
		case i >= 0:
			rows = slices.Delete(rows, i, i+1)
		case in:
			rows = append(rows, d.row)
		}
	}
	return rows
}

func linksTo(v any, id string) bool {
	switch v := v.(type) {
	case field.Ref:
		return v.ID == id
	case []field.Ref:
		return slices.ContainsFunc(v, func(r field.Ref) bool { return r.ID == id })
	}
	return false
}

// follow gives the live records that links point to, in their order.
func (r *Reader) follow(ctx context.Context, refs []field.Ref) ([]model.Row, error) {
	if err := r.load(ctx, refs); err != nil {
		return nil, err
	}
	out := make([]model.Row, 0, len(refs))
	for _, ref := range refs {
		row, ok, err := r.row(ctx, r.Model.Entity(ref.Entity), ref.ID)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, row)
		}
	}
	return out, nil
}

// draftOf finds the record on its way with an id.
func (r *Reader) draftOf(e *model.Entity, id string) *draft {
	for _, d := range r.drafts {
		if d.entity == e && d.row.ID() == id {
			return d
		}
	}
	return nil
}

// Select gives the records of an entity for which pred holds: those kept are asked of the database, those on their way
// in memory. A condition that has no form in SQL is asked of all in memory, within the bound on records.
func (r source) Select(ctx context.Context, entity string, pred *rule.Expr, outer *rule.Frame, limit int) ([]rule.Record, error) {
	e := r.Model.Entity(entity)
	if e == nil {
		return nil, fmt.Errorf("select: no entity %s", entity)
	}
	rows, err := r.kept(ctx, e, pred, outer, limit+1+len(r.drafts))
	if err != nil {
		return nil, fmt.Errorf("select %s: %w", entity, err)
	}
	rows = r.withDrafts(rows, e, func(row model.Row) bool {
		if pred == nil || err != nil {
			return err == nil
		}
		var holds bool
		holds, err = pred.HoldsFor(outer, r.Reader.Record(row))
		return holds
	})
	if len(rows) > limit+1 {
		rows = rows[:limit+1]
	}
	return r.wrap(rows), err
}

// Count counts such records without reading them.
func (r source) Count(ctx context.Context, entity string, pred *rule.Expr, outer *rule.Frame) (int64, error) {
	e := r.Model.Entity(entity)
	if e == nil || r.past != nil || slices.ContainsFunc(r.drafts, func(d *draft) bool { return d.entity == e }) {
		list, err := r.Select(ctx, entity, pred, outer, rule.MaxRecords)
		return int64(len(list)), err
	}
	n, err := r.counted(ctx, r.asked(e, pred, outer, 0))
	if no := (*Problem)(nil); errors.As(err, &no) {
		list, err := r.Select(ctx, entity, pred, outer, rule.MaxRecords)
		return int64(len(list)), err
	}
	return n, err
}

func (r source) asked(e *model.Entity, pred *rule.Expr, outer *rule.Frame, limit int) query.Select {
	q := query.Select{Model: r.Model, Entity: e, Frame: outer, Limit: limit}
	if pred != nil {
		q.Where = []*rule.Expr{pred}
	}
	return q
}

func (r source) kept(ctx context.Context, e *model.Entity, pred *rule.Expr, outer *rule.Frame, limit int) ([]model.Row, error) {
	var rows []model.Row
	if r.past == nil {
		found, err := r.selected(ctx, r.asked(e, pred, outer, limit))
		if no := (*Problem)(nil); !errors.As(err, &no) {
			return found, err
		}
	}
	all, err := r.Tx.Every(ctx, e, rule.MaxRecords+1)
	if err == nil && r.past != nil {
		all, err = r.onceThere(ctx, e, all, func(model.Row) bool { return true })
	}
	if err != nil {
		return nil, err
	}
	if len(all) > rule.MaxRecords {
		return nil, rule.ErrRecords
	}
	for _, row := range all {
		holds := pred == nil
		if !holds {
			if holds, err = pred.HoldsFor(outer, r.Reader.Record(row)); err != nil {
				return nil, err
			}
		}
		if holds {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// Team gives a user and all who report to them by "manager", as links; managers of managers see whole branches.
func (r source) Team(ctx context.Context, user string) ([]any, error) {
	if team, ok := r.teams[user]; ok {
		return team, nil
	}
	e := r.Model.Entity(model.UserEntity)
	ids, err := r.Tx.Below(ctx, e.Field(model.Manager), user)
	if err != nil {
		return nil, fmt.Errorf("read team: %w", err)
	}
	team := make([]any, len(ids))
	for i, id := range ids {
		team[i] = field.Ref{Entity: e.Name, ID: id}
	}
	if r.teams == nil {
		r.Reader.teams = map[string][]any{}
	}
	r.teams[user] = team
	return team, nil
}
