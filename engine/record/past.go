package record

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/store"
)

// AsOf is the reader as it would have read at a moment of the past: every record that it reaches is taken back by the
// journal, and its clock shows that moment. What the journal does not keep (secrets, what was there before it) is as now.
func (r *Reader) AsOf(m store.Moment) *Reader {
	then := r.afresh()
	then.past, then.now = &m, m.At.In(zoneOf(r.Model))
	return then
}

// For is the reader in the eyes of somebody else, in the same transaction.
func (r *Reader) For(who identity.Actor) *Reader {
	other := r.afresh()
	other.Who = who
	return other
}

// afresh is a reader of the same transaction that knows nothing yet.
func (r *Reader) afresh() *Reader {
	c := *r
	c.known, c.sets, c.drafts, c.draw = map[key]model.Row{}, map[set][]model.Row{}, nil, nil
	return &c
}

// rewound takes a row back to the reader's moment; the zero Row when it was not there yet.
func (r *Reader) rewound(ctx context.Context, row model.Row) (model.Row, error) {
	if r.past == nil || row.Entity == nil {
		return row, nil
	}
	later, err := r.Tx.Since(ctx, row.Entity.Name, row.ID(), *r.past)
	if err != nil || len(later) == 0 {
		return row, err
	}
	row = row.Clone()
	for _, e := range later {
		if EventKind(e.Action) == Created {
			return model.Row{}, nil
		}
		for name, raw := range objectOf(e.Before) {
			if f := row.Entity.Field(name); f != nil && !f.Live && f.Kind.Name() != "secret" {
				row.Values[f.Slot] = restored(f, raw)
			}
		}
		row.Set(model.Version, max(e.Version-1, 1))
	}
	return row, nil
}

// restored reads a value of the journal; one that the field's kind no longer reads is empty.
func restored(f *model.Field, raw json.RawMessage) any {
	if len(raw) == 0 {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil || v == nil {
		return nil
	}
	if name := f.Kind.Name(); name == "file" || name == "files" || name == "image" {
		return restoredFiles(f, raw)
	}
	v, err := f.Kind.Decode(v, f.Options)
	if err != nil {
		return nil
	}
	return v
}

// restoredFiles reads files: their kinds believe a client's id only, and these are our own words.
func restoredFiles(f *model.Field, raw json.RawMessage) any {
	if f.Kind.Name() == "files" {
		var list []field.File
		if json.Unmarshal(raw, &list) != nil {
			return nil
		}
		return list
	}
	var one field.File
	if json.Unmarshal(raw, &one) != nil {
		return nil
	}
	return one
}

// onceThere gives the live records of an entity that belonged at the reader's moment: of those that do now and of all
// that changed since, oldest first.
func (r *Reader) onceThere(ctx context.Context, e *model.Entity, now []model.Row, belongs func(model.Row) bool) ([]model.Row, error) {
	ids, err := r.Tx.ChangedSince(ctx, e.Name, *r.past, rule.MaxRecords+1)
	if err != nil {
		return nil, err
	}
	if len(ids) > rule.MaxRecords {
		return nil, rule.ErrRecords
	}
	for _, row := range now {
		ids = append(ids, row.ID())
	}
	slices.Sort(ids)
	var rows []model.Row
	for _, id := range slices.Compact(ids) {
		row, ok, err := r.row(ctx, e, id)
		if err != nil {
			return nil, fmt.Errorf("read %s as it was: %w", e.Name, err)
		}
		if ok && belongs(row) {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// Then is the reader as it was just after a change, in the eyes of whoever made it: what an expression saw that looked
// at the change. Rights are still those of the reader that it comes from.
func (r *Reader) Then(ctx context.Context, e store.Entry) (*Reader, error) {
	then := r.AsOf(store.Moment{Entry: e.ID, At: e.At})
	then.Who.User = nil
	users := r.Model.Entity(model.UserEntity)
	if e.By == "" || users == nil {
		return then, nil
	}
	row, ok, err := r.rowOrBin(ctx, users, e.By)
	if ok {
		then.Who.User = &row
	}
	return then, err
}

// EventsOf are the changes of a record as the listeners were told of them, for entries of its journal that follow each
// other, newest first, the newest being its last up to the reader's moment. One whose record is gone is nil.
func (r *Reader) EventsOf(ctx context.Context, entity *model.Entity, id string, entries []store.Entry) ([]*Event, error) {
	out := make([]*Event, len(entries))
	after, ok, err := r.rowOrBin(ctx, entity, id)
	if err != nil || !ok {
		return out, err
	}
	for i, e := range entries {
		ev := &Event{Kind: EventKind(e.Action), After: after}
		if ev.Kind != Created {
			ev.Before = after.Clone()
		}
		was := objectOf(e.Before)
		for name := range objectOf(e.After) {
			if f := entity.Field(name); f != nil {
				ev.Changed = append(ev.Changed, f)
				if ev.Before.Entity != nil && f.Kind.Name() != "secret" {
					ev.Before.Values[f.Slot] = restored(f, was[name])
				}
			}
		}
		slices.SortFunc(ev.Changed, func(a, b *model.Field) int { return a.Slot - b.Slot })
		out[i] = ev
		if after = ev.Before; after.Entity == nil {
			break
		}
	}
	return out, nil
}
