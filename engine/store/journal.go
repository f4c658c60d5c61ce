package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Entry is one change of one record, as the journal remembers it. Before and After are JSON objects of the fields
// that changed, as Kind.Encode writes them; nil where there was nothing.
type Entry struct {
	ID      string // given by Journal when empty; ids rise
	At      time.Time
	Entity  string
	Record  string
	Action  string
	By      string // a user's id, "" for nobody
	As      string
	Cause   string // the run, the import; "" for a person
	Version int64
	Before  json.RawMessage
	After   json.RawMessage
}

const journalColumns = `id, at, entity, record, action, by, as_what, cause, version, before, after`

// Journal remembers a change in the transaction that makes it. Nothing changes an entry afterwards.
func (t *Tx) Journal(ctx context.Context, e Entry) error {
	if e.ID == "" {
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("write journal: %w", err)
		}
		e.ID = id.String()
	}
	_, err := t.Exec(ctx, `INSERT INTO tamga_journal (`+journalColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, e.At, e.Entity, e.Record, e.Action, nilIfEmpty(e.By), e.As, nilIfEmpty(e.Cause), e.Version, e.Before, e.After)
	if err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

// History gives the changes of a record, the newest first, at most limit of them. cursor is "" for the first page;
// next is "" after the last.
func (t *Tx) History(ctx context.Context, entity, id, cursor string, limit int) (page []Entry, next string, err error) {
	sql, args := `SELECT `+journalColumns+` FROM tamga_journal WHERE entity = ? AND record = ?`, []any{entity, id}
	if cursor != "" {
		if _, err := uuid.Parse(cursor); err != nil {
			return nil, "", fmt.Errorf("read journal: %q is no cursor", cursor)
		}
		sql, args = sql+` AND id < ?`, append(args, cursor)
	}
	page, err = t.entries(ctx, sql+` ORDER BY id DESC LIMIT ?`, append(args, int64(limit)+1)...)
	if err != nil {
		return nil, "", fmt.Errorf("read journal: %w", err)
	}
	if len(page) > limit {
		page = page[:limit]
		next = page[limit-1].ID
	}
	return page, next, nil
}

// Moment is a place in the journal: just after the entry with an id or, Entry being "", the end of an instant.
// At is what the clock showed.
type Moment struct {
	Entry string
	At    time.Time
}

func (m Moment) later() (cond string, arg any) {
	if m.Entry != "" {
		return `id > ?`, m.Entry
	}
	return `at > ?`, m.At
}

// Since gives the changes of a record after a moment, the newest first.
func (t *Tx) Since(ctx context.Context, entity, id string, m Moment) ([]Entry, error) {
	later, arg := m.later()
	list, err := t.entries(ctx, `SELECT `+journalColumns+` FROM tamga_journal WHERE entity = ? AND record = ? AND `+later+` ORDER BY id DESC`, entity, id, arg)
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	return list, nil
}

// ChangedSince gives the ids of the records of an entity that changed after a moment, at most limit of them.
func (t *Tx) ChangedSince(ctx context.Context, entity string, m Moment, limit int) (ids []string, err error) {
	later, arg := m.later()
	err = t.Scan(ctx, &ids, `SELECT DISTINCT record FROM tamga_journal WHERE entity = ? AND `+later+` ORDER BY record LIMIT ?`, entity, arg, int64(limit))
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	return ids, nil
}

// EntriesUpTo gives the changes of a record up to a moment, the newest first, at most limit of them.
func (t *Tx) EntriesUpTo(ctx context.Context, entity, id string, at time.Time, limit int) ([]Entry, error) {
	list, err := t.entries(ctx, `SELECT `+journalColumns+` FROM tamga_journal WHERE entity = ? AND record = ? AND at <= ? ORDER BY id DESC LIMIT ?`,
		entity, id, at, int64(limit))
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	return list, nil
}

// Chronicle gives changes of every record in the order of time, after an entry (the zero Entry: from the beginning) up
// to an instant; at most limit of them.
func (t *Tx) Chronicle(ctx context.Context, after Entry, to time.Time, limit int) ([]Entry, error) {
	sql, args := `SELECT `+journalColumns+` FROM tamga_journal WHERE at < ?`, []any{to}
	if after.ID != "" {
		sql, args = sql+` AND at >= ? AND (at > ? OR id > ?)`, append(args, after.At, after.At, after.ID)
	}
	list, err := t.entries(ctx, sql+` ORDER BY at, id LIMIT ?`, append(args, int64(limit))...)
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	return list, nil
}

func (t *Tx) entries(ctx context.Context, sql string, args ...any) ([]Entry, error) {
	rows, err := t.rows(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Entry
	for rows.Next() {
		var e Entry
		var at any
		var by, cause, before, after *string
		if err := rows.Scan(&e.ID, &at, &e.Entity, &e.Record, &e.Action, &by, &e.As, &cause, &e.Version, &before, &after); err != nil {
			return nil, err
		}
		if e.At, err = instantOf(at); err != nil {
			return nil, err
		}
		e.By, e.Cause, e.Before, e.After = orEmpty(by), orEmpty(cause), raw(before), raw(after)
		list = append(list, e)
	}
	return list, rows.Err()
}

func nilIfEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func raw(s *string) json.RawMessage {
	if s == nil {
		return nil
	}
	return json.RawMessage(*s)
}

// JournalEntry is one change of a record; ErrNoRows when it has none of that id.
func (t *Tx) JournalEntry(ctx context.Context, entity, record, id string) (Entry, error) {
	list, err := t.entries(ctx, `SELECT `+journalColumns+` FROM tamga_journal WHERE entity = ? AND record = ? AND id = ?`, entity, record, id)
	if err == nil && len(list) == 0 {
		err = ErrNoRows
	}
	if err != nil {
		return Entry{}, fmt.Errorf("read journal: %w", err)
	}
	return list[0], nil
}

// Caused are the changes that a run or an import made, the newest first.
func (t *Tx) Caused(ctx context.Context, cause string, limit int) ([]Entry, error) {
	list, err := t.entries(ctx, `SELECT `+journalColumns+` FROM tamga_journal WHERE cause = ? ORDER BY id DESC LIMIT ?`, cause, int64(limit))
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	return list, nil
}
