package record

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/model"
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
	panic("record: not built yet")
}

// Timeline is History together with comments and tasks about the record.
func (r *Reader) Timeline(ctx context.Context, e *model.Entity, id, before string, limit int) ([]Entry, error) {
	panic("record: not built yet")
}

// Comment adds a comment to a record that the actor may read.
func (w *Writer) Comment(ctx context.Context, e *model.Entity, id, text string) (*Entry, error) {
	panic("record: not built yet")
}
