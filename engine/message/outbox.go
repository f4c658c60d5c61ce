package message

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/store"
)

// Kind is the kind of job that delivers messages; its key is the message's id.
const Kind = "message"

// Outbox keeps messages and delivers them.
type Outbox struct {
	db     *store.DB
	queue  *job.Queue
	server *Server
	now    func() time.Time
}

// New makes the outbox and takes over the queue's deliveries; called before the queue runs. Without a server (nil)
// messages are held.
func New(db *store.DB, queue *job.Queue, server *Server, now func() time.Time) *Outbox {
	o := &Outbox{db: db, queue: queue, server: server, now: now}
	queue.Handle(Kind, o.deliver, job.Limit(12), job.Fair(), job.Attempts(0)) // the message counts its own attempts
	return o
}

// Put adds a message within a transaction, and the job that delivers it. A second Put with the same Message-ID
// does nothing.
func (o *Outbox) Put(ctx context.Context, tx *store.Tx, m Message) error {
	m, err := checked(m)
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("put message: %w", err)
	}
	now := o.now()
	state, next := Queued, &now
	if o.server == nil {
		state, next = Held, nil
	}
	added, err := tx.Exec(ctx, `INSERT INTO tamga_message (id, message_id, recipients, cc, subject, body_text, body_html, attachments,
			locale, entity, record, automation, run, on_unknown, state, attempts, error, created_at, next_at, sent_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, ?, ?, NULL) ON CONFLICT (message_id) DO NOTHING`,
		id.String(), m.MessageID, list(m.To), list(m.Cc), m.Subject, m.Text, m.HTML, list(m.Attachments),
		m.Locale, orNull(m.Entity), orNull(m.Record), orNull(m.Automation), orNull(m.Run), orNull(string(m.OnUnknown)), string(state), now, next)
	if err != nil {
		return fmt.Errorf("put message: %w", err)
	}
	if added == 0 || state == Held {
		return nil
	}
	return o.queue.Put(ctx, tx, job.Job{Kind: Kind, Key: id.String(), Lane: m.Automation, Due: now})
}

// list is a JSON column; never NULL, so that it reads back as it was.
func list[T any](v []T) json.RawMessage {
	if v == nil {
		v = []T{}
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic("message: " + err.Error()) // texts and files are always JSON
	}
	return b
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Why a message is not sent again, or not counted as sent.
var (
	ErrNoServer = errors.New("message: there is no mail server (TAMGA_SMTP_URL)")
	ErrUnderWay = errors.New("message: it is being sent, or was")
	ErrKnown    = errors.New("message: what became of it is known")
)

// Settle counts a message as sent of which it is not known: somebody has asked the recipient, or does not mind.
// store.ErrNoRows when there is none.
func (o *Outbox) Settle(ctx context.Context, tx *store.Tx, id string) error {
	if _, err := o.Get(ctx, tx, id); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE tamga_message SET state = 'sent', sent_at = ? WHERE id = ? AND state = 'unknown'`, o.now(), id)
	if err != nil {
		return fmt.Errorf("settle message: %w", err)
	}
	if n == 0 {
		return ErrKnown
	}
	return nil
}

// Retry sends a message that is held, waits, has failed or of which nothing is known, now, with its attempts counted anew.
// store.ErrNoRows when there is none.
func (o *Outbox) Retry(ctx context.Context, tx *store.Tx, id string) error {
	if o.server == nil {
		return ErrNoServer
	}
	if _, err := o.Get(ctx, tx, id); err != nil {
		return err
	}
	now := o.now()
	n, err := tx.Exec(ctx, `UPDATE tamga_message SET state = 'queued', error = NULL,
			attempts = CASE WHEN state = 'unknown' THEN attempts ELSE 0 END, next_at = ?
		WHERE id = ? AND state IN ('held', 'queued', 'failed', 'unknown')`, now, id)
	if err != nil {
		return fmt.Errorf("retry message: %w", err)
	}
	if n == 0 {
		return ErrUnderWay
	}
	return o.queue.Put(ctx, tx, job.Job{Kind: Kind, Key: id, Due: now})
}

// row is a message as its table has it.
type row struct {
	ID          string     `bun:"id"`
	MessageID   string     `bun:"message_id"`
	Recipients  string     `bun:"recipients"`
	Cc          string     `bun:"cc"`
	Subject     string     `bun:"subject"`
	Text        string     `bun:"body_text"`
	HTML        string     `bun:"body_html"`
	Attachments string     `bun:"attachments"`
	Locale      string     `bun:"locale"`
	Entity      string     `bun:"entity"`
	Record      string     `bun:"record"`
	Automation  string     `bun:"automation"`
	Run         string     `bun:"run"`
	OnUnknown   string     `bun:"on_unknown"`
	State       string     `bun:"state"`
	Attempts    int        `bun:"attempts"`
	Error       string     `bun:"error"`
	CreatedAt   time.Time  `bun:"created_at"`
	NextAt      *time.Time `bun:"next_at"`
	SentAt      *time.Time `bun:"sent_at"`
}

const (
	headColumns = `id, message_id, recipients, cc, subject, attachments, locale, entity, record, automation, run, on_unknown, state, attempts,
		error, created_at, next_at, sent_at`
	allColumns = headColumns + `, body_text, body_html`
)

func (r row) message() (Message, error) {
	m := Message{ID: r.ID, MessageID: r.MessageID, Subject: r.Subject, Text: r.Text, HTML: r.HTML, Locale: r.Locale,
		Entity: r.Entity, Record: r.Record, Automation: r.Automation, Run: r.Run, OnUnknown: OnUnknown(r.OnUnknown), State: State(r.State), Attempts: r.Attempts,
		Error: r.Error, CreatedAt: r.CreatedAt, NextAt: r.NextAt, SentAt: r.SentAt}
	err := errors.Join(read(r.Recipients, &m.To), read(r.Cc, &m.Cc), read(r.Attachments, &m.Attachments))
	return m, err
}

func read(column string, into any) error {
	if column == "" {
		return nil
	}
	return json.Unmarshal([]byte(column), into)
}

// Get gives a message with its text; store.ErrNoRows when there is none.
func (o *Outbox) Get(ctx context.Context, tx *store.Tx, id string) (Message, error) {
	if _, err := uuid.Parse(id); err != nil {
		return Message{}, store.ErrNoRows
	}
	var r row
	if err := tx.Scan(ctx, &r, `SELECT `+allColumns+` FROM tamga_message WHERE id = ?`, id); err != nil {
		return Message{}, err
	}
	return r.message()
}

// Filter says which messages are listed; what is empty does not matter.
type Filter struct {
	State  State
	Search string // a part of the subject or of a recipient
	Entity string // with Record: those about one record
	Record string
	Limit  int    // 50 unless said, at most 500
	After  string // the id of the last message of the page before
}

// List gives messages, the newest first, without their texts; and the id to go on After, "" at the end.
func (o *Outbox) List(ctx context.Context, tx *store.Tx, f Filter) ([]Message, string, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = 50
	}
	limit = min(limit, 500)
	where, args, err := f.conditions(o.db.Postgres())
	if err != nil {
		return nil, "", err
	}
	var rows []row
	err = tx.Scan(ctx, &rows, `SELECT `+headColumns+` FROM tamga_message WHERE `+where+` ORDER BY id DESC LIMIT ?`, append(args, limit+1)...)
	if err != nil {
		return nil, "", fmt.Errorf("list messages: %w", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].ID
	}
	out := make([]Message, len(rows))
	for i, r := range rows {
		if out[i], err = r.message(); err != nil {
			return nil, "", fmt.Errorf("list messages: %w", err)
		}
	}
	return out, next, nil
}

// ErrCursor is a Filter.After or Filter.Record that no list gave.
var ErrCursor = errors.New("message: not an id")

// conditions are constants of this file; what a reader typed goes in as values.
func (f Filter) conditions(postgres bool) (string, []any, error) {
	where, args := []string{"1 = 1"}, []any{}
	add := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if f.State != "" {
		add("state = ?", string(f.State))
	}
	for _, id := range []struct{ value, condition string }{{f.Record, "record = ?"}, {f.After, "id < ?"}} {
		if id.value == "" {
			continue
		}
		if _, err := uuid.Parse(id.value); err != nil {
			return "", nil, ErrCursor
		}
		add(id.condition, id.value)
	}
	if f.Entity != "" {
		add("entity = ?", f.Entity)
	}
	if f.Search != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(f.Search)) + "%"
		if postgres {
			add(`(lower(subject COLLATE "und-x-icu") LIKE ? ESCAPE '\' OR lower(CAST(recipients AS TEXT) COLLATE "und-x-icu") LIKE ? ESCAPE '\')`, like, like)
		} else { // SQLite's own lower knows ASCII only
			add(`(tamga_lower(subject) LIKE ? ESCAPE '\' OR tamga_lower(recipients) LIKE ? ESCAPE '\')`, like, like)
		}
	}
	return strings.Join(where, " AND "), args, nil
}
