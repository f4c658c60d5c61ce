package record

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
)

// Undone is what became of a change that was to be taken back. Taking back is a change like any other: the actor's
// rights and the rules of the record hold for it, it is in the journal, and automations see it.
type Undone struct {
	Action EventKind      // what was done: Updated, Moved, Deleted or Restored; "" nothing
	Fields []*model.Field // have the values again that they had
	Kept   []KeptField    // keep the values that they have
}

// KeptField is a field that Undo left as it is.
type KeptField struct {
	Field *model.Field
	Code  string // changed_since, readonly, computed, forbidden_field
}

// Undo takes a change of a record back, by the entry of its history: what was made is deleted, what was deleted comes
// back, and fields get the values that they had, where nobody has changed them since. Inline rows, and what
// automations did because of the change, have changes of their own.
func (w *Writer) Undo(ctx context.Context, e *model.Entity, id, entry string, o Options) (Undone, error) {
	if err := w.pastOf(ctx, e, id, entry); err != nil {
		return Undone{}, err
	}
	k, err := w.Tx.JournalEntry(ctx, e.Name, id, entry)
	if store.IsNoRows(err) {
		return Undone{}, notFound()
	}
	if err != nil {
		return Undone{}, err
	}
	switch EventKind(k.Action) {
	case Created, Restored:
		return Undone{Action: Deleted}, w.Delete(ctx, e, id, o)
	case Deleted:
		_, err := w.Restore(ctx, e, id)
		return Undone{Action: Restored}, err
	}
	return w.undoValues(ctx, e, id, k, o)
}

// UndoneRecord is what became of one record when all that a run or an import did was taken back.
type UndoneRecord struct {
	Undone
	Entity *model.Entity
	ID     string
	Title  string
	Refuse *Problem // why nothing of the change was taken back; nil
}

// maxCaused is how many changes are taken back in one go.
const maxCaused = 10_000

// UndoCaused takes back all that a run or an import changed, the newest change first, in one transaction. What a rule
// or the actor's rights do not let be taken back is told, and the rest is. Messages that went out stay out.
func (w *Writer) UndoCaused(ctx context.Context, cause string) ([]UndoneRecord, error) {
	list, err := w.Tx.Caused(ctx, cause, maxCaused+1)
	if err != nil {
		return nil, err
	}
	if len(list) > maxCaused {
		return nil, &Problem{Code: Conflict, Say: "undo_too_much", Params: params("max", maxCaused)}
	}
	var out []UndoneRecord
	for _, k := range list {
		e := w.Model.Entity(k.Entity)
		if e == nil {
			continue // gone from the package since
		}
		x := UndoneRecord{Entity: e, ID: k.Record}
		x.Undone, err = w.Undo(ctx, e, k.Record, k.ID, Options{Confirm: true})
		switch {
		case errors.As(err, &x.Refuse) && w.failed == nil:
			if x.Refuse.Code == NotFound {
				continue // deleted by a change that was taken back before, or not for these eyes
			}
		case err != nil:
			return nil, err
		case x.Action == "" && len(x.Kept) == 0:
			continue // only what is computed changed
		}
		if row, ok, err := w.rowOrBin(ctx, e, k.Record); err != nil {
			return nil, err
		} else if ok {
			if x.Title, err = w.TitleOf(ctx, row); err != nil {
				return nil, err
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// undoValues gives fields their old values. Those that the actor may not write stay, and are told.
func (w *Writer) undoValues(ctx context.Context, e *model.Entity, id string, k store.Entry, o Options) (Undone, error) {
	row, ok, err := w.lock(ctx, e, id)
	if err != nil {
		return Undone{}, err
	}
	if !ok || row.Get(model.DeletedAt) != nil {
		return Undone{}, notFound()
	}
	out := Undone{}
	in, to := w.former(row, k, &out)
	for {
		if len(in) == 0 && to == nil {
			out.Action = ""
			return out, nil
		}
		if to != nil {
			out.Action = Moved
			to.Set, to.Options = in, o
			_, err = w.Move(ctx, e, id, *to)
		} else {
			out.Action = Updated
			_, err = w.Update(ctx, e, id, in, o)
		}
		if err == nil || !out.leave(in, err) {
			return out, err
		}
	}
}

// former collects the values of before the change that are still those of after it, and the stage to go back to.
func (w *Writer) former(row model.Row, k store.Entry, out *Undone) (Input, *Move) {
	before, after := objectOf(k.Before), objectOf(k.After)
	in := Input{}
	var to *Move
	for _, f := range row.Entity.Fields {
		was, had := before[f.Name]
		is, has := after[f.Name]
		if !had && !has || f.Live || f.Formula != nil || f.Kind.Name() == "secret" || !w.Readable(f) || f.System && !told(f) {
			continue
		}
		now := row.Values[f.Slot]
		switch {
		case same(now, restored(f, was)):
			continue
		case !same(now, restored(f, is)):
			out.Kept = append(out.Kept, KeptField{f, "changed_since"})
			continue
		}
		out.Fields = append(out.Fields, f)
		switch f.Name {
		case model.InFunnel, model.InStage:
			if to == nil {
				to = &Move{}
			}
			text, _ := restored(f, was).(string)
			if f.Name == model.InFunnel {
				to.Funnel = text
			} else {
				to.Stage = text
			}
		default:
			in[f.Name] = plain(was)
		}
	}
	if to != nil && to.Stage == "" {
		to = nil // it stood in no stage: there is none to go back to
	}
	return in, to
}

// plain is a value of the journal as a client would send it.
func plain(raw json.RawMessage) any {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if len(raw) == 0 || dec.Decode(&v) != nil {
		return nil
	}
	return v
}

// leave takes what the actor may not write out of the input; false when that is not why the write was refused.
func (u *Undone) leave(in Input, err error) bool {
	var p *Problem
	if !errors.As(err, &p) || p.Code != Invalid || len(p.Fields) == 0 {
		return false
	}
	for _, f := range p.Fields {
		if _, given := in[f.Field]; !given || !slices.Contains([]string{"readonly", "computed", "forbidden_field"}, f.Code) {
			return false
		}
	}
	for _, f := range p.Fields {
		delete(in, f.Field)
		i := slices.IndexFunc(u.Fields, func(x *model.Field) bool { return x.Name == f.Field })
		u.Kept = append(u.Kept, KeptField{u.Fields[i], f.Code})
		u.Fields = slices.Delete(u.Fields, i, i+1)
	}
	return true
}
