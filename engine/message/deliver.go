package message

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/mail"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/store"
)

// maxAttempts is about two days of trying.
const maxAttempts = 56

// backoff is how long to wait after the nth attempt: 10 s, doubled up to an hour, a quarter shorter or longer by
// chance, so that a server that comes back is not met by all at once.
func backoff(attempt int) time.Duration {
	d := min(10*time.Second<<min(max(attempt-1, 0), 9), time.Hour)
	return d*3/4 + time.Duration(rand.Int64N(int64(d/2)))
}

// deliver sends a message if it is to be sent. An error is a fault of the database; what the mail server said is kept
// with the message.
func (o *Outbox) deliver(ctx context.Context, j job.Job) error {
	m, ok, err := o.begin(ctx, j)
	if err != nil || !ok {
		return err
	}
	msg, err := o.mime(ctx, m)
	if errors.Is(err, errUnsendable) {
		return o.end(ctx, m, permanent, err.Error())
	}
	if err != nil {
		return err
	}
	c, words := o.server.call(ctx)
	if c == nil {
		return o.end(ctx, m, temporary, words)
	}
	defer c.hangUp()
	if err := o.db.Write(ctx, func(tx *store.Tx) error { return o.queue.Hand(ctx, tx, j) }); err != nil {
		return err
	}
	v, words := c.send(msg)
	return o.end(ctx, m, v, words)
}

// begin marks the message as being sent, before a word is spoken. Not ok: there is nothing to send.
func (o *Outbox) begin(ctx context.Context, j job.Job) (m Message, ok bool, err error) {
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		ok = false
		m, err = o.Get(ctx, tx, j.Key)
		switch {
		case store.IsNoRows(err):
			return nil
		case err != nil:
			return err
		case m.State != Queued && m.State != Sending:
			return nil
		case j.CutOff && m.State == Sending && m.OnUnknown != Repeat:
			return o.write(ctx, tx, m, doubtful(m, "the process ended while the message was being handed over", o.now()))
		case o.server == nil:
			return o.write(ctx, tx, m, fate{state: Held})
		}
		ok = true
		m.Attempts++
		_, err = tx.Exec(ctx, `UPDATE tamga_message SET state = 'sending', attempts = ?, next_at = NULL WHERE id = ?`, m.Attempts, m.ID)
		return err
	})
	if err != nil {
		return m, false, fmt.Errorf("begin message: %w", err)
	}
	return m, ok, nil
}

// fate is what became of an attempt.
type fate struct {
	state State
	words string
	next  time.Time // of Queued
	sent  time.Time // of Sent
}

// doubtful is the fate of a message of which nobody knows whether it was taken.
func doubtful(m Message, words string, now time.Time) fate {
	if m.OnUnknown == Skip {
		return fate{state: Sent, words: words, sent: now}
	}
	return fate{state: Unknown, words: words}
}

// fateOf judges an attempt.
func (o *Outbox) fateOf(m Message, v verdict, words string) fate {
	now := o.now()
	switch {
	case v == accepted:
		return fate{state: Sent, sent: now}
	case v == unknown && m.OnUnknown != Repeat:
		return doubtful(m, words, now)
	case v == permanent, m.Attempts >= maxAttempts:
		return fate{state: Failed, words: words}
	}
	return fate{state: Queued, words: words, next: now.Add(backoff(m.Attempts)).Truncate(time.Microsecond)}
}

// end writes how it went.
func (o *Outbox) end(ctx context.Context, m Message, v verdict, words string) error {
	ctx = context.WithoutCancel(ctx) // what the server accepted must be remembered
	f := o.fateOf(m, v, words)
	slog.InfoContext(ctx, "message", "id", m.ID, "state", string(f.state), "attempt", m.Attempts)
	if err := o.db.Write(ctx, func(tx *store.Tx) error { return o.write(ctx, tx, m, f) }); err != nil {
		return fmt.Errorf("end message: %w", err)
	}
	return nil
}

// write keeps the fate of an attempt. The attempt is the fence: who was overtaken by a later one changes nothing.
// Who was thought dead and comes back knows better than whoever found the attempt cut off.
func (o *Outbox) write(ctx context.Context, tx *store.Tx, m Message, f fate) error {
	n, err := tx.Exec(ctx, `UPDATE tamga_message SET state = ?, error = ?, next_at = ?, sent_at = ?
		WHERE id = ? AND state IN ('queued', 'sending', 'unknown') AND attempts = ?`,
		string(f.state), orNull(f.words), when(f.next), when(f.sent), m.ID, m.Attempts)
	if err != nil || n == 0 || f.state != Queued {
		return err
	}
	return o.queue.Put(ctx, tx, job.Job{Kind: Kind, Key: m.ID, Lane: m.Automation, Due: f.next})
}

func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// errUnsendable is a message that no attempt can send.
var errUnsendable = errors.New("the message cannot be sent")

// mime writes the message as the network wants it.
func (o *Outbox) mime(ctx context.Context, m Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg()
	msg.FromMailAddress(o.server.from)
	if err := recipients(msg, m); err != nil {
		return nil, err
	}
	id := m.MessageID
	if !strings.Contains(id, "@") {
		id += "@" + o.server.domain()
	}
	msg.SetMessageIDWithValue(id)
	msg.SetDateWithValue(m.CreatedAt)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // no answers from robots
	if m.Locale != "" {
		msg.SetGenHeader("Content-Language", oneLine(m.Locale))
	}
	msg.Subject(m.Subject)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, o.attach(ctx, msg, m.Attachments)
}

func recipients(msg *gomail.Msg, m Message) error {
	for _, list := range []struct {
		of  []string
		add func(*mail.Address)
	}{{m.To, msg.AddToMailAddress}, {m.Cc, msg.AddCcMailAddress}} {
		for _, s := range list.of {
			a, err := address(s)
			if err == nil {
				err = ascii(a)
			}
			if err != nil {
				return fmt.Errorf("%w: a recipient is not an address", errUnsendable)
			}
			list.add(a)
		}
	}
	return nil
}

// ascii brings a domain of other letters into the form of the wire.
func ascii(a *mail.Address) error {
	at := strings.LastIndexByte(a.Address, '@')
	domain, err := idna.Lookup.ToASCII(a.Address[at+1:])
	if err != nil {
		return err
	}
	a.Address = a.Address[:at+1] + domain
	return nil
}

func (o *Outbox) attach(ctx context.Context, msg *gomail.Msg, files []field.File) error {
	for _, f := range files {
		var content []byte
		err := o.db.Read(ctx, func(tx *store.Tx) error {
			var err error
			_, content, err = tx.OpenFile(ctx, f.ID)
			return err
		})
		if store.IsNoRows(err) {
			return fmt.Errorf("%w: an attachment is no longer there", errUnsendable)
		}
		if err != nil {
			return fmt.Errorf("attach file: %w", err)
		}
		kind := gomail.ContentType("application/octet-stream")
		if mediaType(f.Type) {
			kind = gomail.ContentType(f.Type)
		}
		msg.AttachReadSeeker(attachmentName(f.Name), bytes.NewReader(content), gomail.WithFileContentType(kind))
	}
	return nil
}

// mediaType: letters, digits and what stands between them; nothing that could end the header.
func mediaType(s string) bool {
	return strings.Count(s, "/") == 1 && len(s) < 100 && !strings.ContainsFunc(s, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/.+-", r)
	})
}

// attachmentName is a file's name without a path.
func attachmentName(s string) string {
	s = oneLine(s)
	s = strings.TrimLeft(s[strings.LastIndexAny(s, `/\`)+1:], ".")
	if s == "" {
		return "file"
	}
	return cut(s, 150)
}
