package record

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
)

// Entry is one entry of a record's past: a change, a comment, or a task. IDs are time-ordered (UUIDv7) over all
// kinds, so that an entry's ID is the cursor of a page that mixes them.
type Entry struct {
	ID      string
	Kind    EntryKind
	At      time.Time
	By      *Person     // nil: nobody in particular
	As      identity.As // change
	Action  EventKind   // change
	Cause   string      // change: the run's or the import's id
	Changes []Alteration
	Text    string          // comment
	Task    json.RawMessage // task: the task record
}

// EntryKind is what an entry of the timeline is about.
type EntryKind string

// The kinds that record knows; the API adds messages and runs.
const (
	ChangeEntry  EntryKind = "change"
	CommentEntry EntryKind = "comment"
	TaskEntry    EntryKind = "task"
)

// Person is who did something.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Alteration is one field of a change; values as in record JSON, links as {"id","_title"}.
type Alteration struct {
	Field         *model.Field
	Before, After json.RawMessage
}

// History gives the changes of a record the actor may read, newest first, older than the entry before ("": from now).
// Fields that the actor may not read are left out.
func (r *Reader) History(ctx context.Context, e *model.Entity, id, before string, limit int) ([]Entry, error) {
	if err := r.pastOf(ctx, e, id, before); err != nil {
		return nil, err
	}
	return r.changesOf(ctx, e, id, before, limit)
}

// Timeline is History together with comments and tasks about the record.
func (r *Reader) Timeline(ctx context.Context, e *model.Entity, id, before string, limit int) ([]Entry, error) {
	if err := r.pastOf(ctx, e, id, before); err != nil {
		return nil, err
	}
	var all []Entry
	for _, read := range []func(context.Context, *model.Entity, string, string, int) ([]Entry, error){r.changesOf, r.comments, r.tasks} {
		some, err := read(ctx, e, id, before, limit)
		if err != nil {
			return nil, fmt.Errorf("timeline of %s: %w", e.Name, err)
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b Entry) int { return bytes.Compare([]byte(b.ID), []byte(a.ID)) })
	return all[:min(limit, len(all))], nil
}

// pastOf asks whether the actor may read the record, which may be in the recycle bin.
func (r *Reader) pastOf(ctx context.Context, e *model.Entity, id, before string) error {
	if before != "" {
		if _, err := uuid.Parse(before); err != nil {
			return malformed("invalid_cursor")
		}
	}
	row, ok, err := r.rowOrBin(ctx, e, id)
	if err != nil {
		return err
	}
	if ok {
		ok, err = r.mayRead(ctx, row)
	}
	if err != nil || !ok {
		return orNotFound(err)
	}
	return nil
}

func (r *Reader) changesOf(ctx context.Context, e *model.Entity, id, before string, limit int) ([]Entry, error) {
	kept, _, err := r.Tx.History(ctx, e.Name, id, before, limit)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, 0, len(kept))
	for _, k := range kept {
		x := Entry{ID: k.ID, Kind: ChangeEntry, At: k.At.In(zoneOf(r.Model)), As: identity.As(k.As), Action: EventKind(k.Action), Cause: k.Cause}
		if x.By, err = r.PersonOf(ctx, k.By); err != nil {
			return nil, err
		}
		if x.Changes, err = r.alterations(ctx, e, k); err != nil {
			return nil, err
		}
		if len(x.Changes) > 0 || x.Action != Updated {
			out = append(out, x)
		}
	}
	return out, nil
}

// PersonOf is who a user's id names; nil for nobody, and for whom the actor may not know.
func (r *Reader) PersonOf(ctx context.Context, id string) (*Person, error) {
	e := r.Model.Entity(model.UserEntity)
	if id == "" || e == nil {
		return nil, nil
	}
	row, ok, err := r.rowOrBin(ctx, e, id)
	if err != nil || !ok {
		return nil, err
	}
	if bound(r.Who) && r.Who.Role.Portal && id != r.Who.UserID() { // customers are not told who works here, unless they may see them
		if may, err := r.mayRead(ctx, row); err != nil || !may {
			return nil, err
		}
	}
	name, err := r.TitleOf(ctx, row)
	return &Person{id, name}, err
}

// alterations reads a journal entry back, in the order of fields. A field that the model has no more is left out.
func (r *Reader) alterations(ctx context.Context, e *model.Entity, k store.Entry) ([]Alteration, error) {
	before, after := objectOf(k.Before), objectOf(k.After)
	var out []Alteration
	for _, f := range e.Fields {
		was, had := before[f.Name]
		is, has := after[f.Name]
		if !had && !has || !r.Readable(f) || f.System && !told(f) {
			continue
		}
		a := Alteration{Field: f}
		var err error
		if a.Before, err = r.shown(ctx, f, was); err != nil {
			return nil, err
		}
		if a.After, err = r.shown(ctx, f, is); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// told are the system fields whose change says something that the entry itself does not.
func told(f *model.Field) bool {
	return slices.Contains([]string{model.Owner, model.InStage, model.InFunnel}, f.Name)
}

func objectOf(raw json.RawMessage) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if len(raw) == 0 || json.Unmarshal(raw, &m) != nil {
		return nil
	}
	return m
}

// shown is a value of the journal as an answer has it: links with the title, if the actor may read the record.
func (r *Reader) shown(ctx context.Context, f *model.Field, raw json.RawMessage) (json.RawMessage, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return json.RawMessage("null"), nil
	}
	if f.Link == nil {
		return raw, nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return raw, nil
	}
	v, err := f.Kind.Decode(v, f.Options)
	if err != nil {
		return raw, nil // the link pointed elsewhere in an older model
	}
	refs := refsOf(v)
	b := []byte{}
	if _, many := v.([]field.Ref); many {
		b = append(b, '[')
	}
	for i, ref := range refs {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = r.appendNamed(ctx, b, ref); err != nil {
			return nil, err
		}
	}
	if _, many := v.([]field.Ref); many {
		b = append(b, ']')
	}
	return b, nil
}

func (r *Reader) appendNamed(ctx context.Context, b []byte, ref field.Ref) ([]byte, error) {
	w := writing{r: r, ctx: ctx}
	row, ok, err := w.linkedRow(ref)
	if err != nil {
		return b, err
	}
	b = appendText(append(b, `{"_entity":`...), ref.Entity)
	b = appendText(append(b, `,"id":`...), ref.ID)
	if ok {
		title, err := r.TitleOf(ctx, row)
		if err != nil {
			return b, err
		}
		b = appendText(append(b, `,"_title":`...), title)
	}
	return append(b, '}'), nil
}

func (r *Reader) tasks(ctx context.Context, e *model.Entity, id, before string, limit int) ([]Entry, error) {
	te := r.Model.Entity(model.TaskEntity)
	if te == nil || te == e || r.access(te).grant.Read.Never() {
		return nil, nil
	}
	about := te.Field("about")
	if about == nil || about.Link == nil || !slices.Contains(about.Link.To, e) {
		return nil, nil
	}
	rows, err := r.Tx.LinkedBefore(ctx, about, field.Ref{Entity: e.Name, ID: id}, before, limit)
	if err != nil {
		return nil, err
	}
	s, err := r.Shape(te, "", "assignee")
	if err != nil {
		s, err = r.Shape(te, "", "")
	}
	if err != nil {
		return nil, err
	}
	var out []Entry
	for _, row := range rows {
		ok, err := r.mayRead(ctx, row)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		x := Entry{ID: row.ID(), Kind: TaskEntry}
		x.At, _ = row.Get(model.CreatedAt).(time.Time)
		by, _ := row.Get(model.CreatedBy).(field.Ref)
		if x.By, err = r.PersonOf(ctx, by.ID); err != nil {
			return nil, err
		}
		if x.Task, err = r.AppendRecord(ctx, nil, s, row); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}
