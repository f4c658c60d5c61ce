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

// Deliver sends a message if it is to be sent. An error is a fault of the database or a wish to be called again
// (job.Again); what the mail server said is kept with the message.
func (o *Outbox) Deliver(ctx context.Context, id string) error {
	m, ok, err := o.begin(ctx, id)
	if err != nil || !ok {
		return err
	}
	v, words := permanent, ""
	msg, err := o.mime(ctx, m)
	switch {
	case errors.Is(err, errUnsendable):
		words = err.Error()
	case err != nil:
		return err
	default:
		v, words = o.server.send(ctx, msg)
	}
	return o.end(ctx, m, v, words)
}

// begin marks the message as being sent, before a word is spoken. Not ok: there is nothing to send.
func (o *Outbox) begin(ctx context.Context, id string) (m Message, ok bool, err error) {
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		ok = false
		if o.server == nil {
			_, err := tx.Exec(ctx, `UPDATE tamga_message SET state = 'held', next_at = NULL WHERE id = ? AND state IN ('queued', 'sending')`, id)
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE tamga_message SET state = 'sending', attempts = attempts + 1, next_at = NULL
			WHERE id = ? AND state IN ('queued', 'sending')`, id)
		if err != nil || n == 0 {
			return err
		}
		m, err = o.Get(ctx, tx, id)
		ok = err == nil
		return err
	})
	if err != nil {
		return m, false, fmt.Errorf("begin message: %w", err)
	}
	return m, ok, nil
}

// end writes how it went. The attempt is the fence: who was overtaken by a later one changes nothing.
func (o *Outbox) end(ctx context.Context, m Message, v verdict, words string) error {
	ctx = context.WithoutCancel(ctx) // what the server accepted must be remembered
	state, next := Sent, time.Time{}
	switch {
	case v == permanent, v == temporary && m.Attempts >= maxAttempts:
		state = Failed
	case v == temporary:
		state, next = Queued, o.now().Add(backoff(m.Attempts)).Truncate(time.Microsecond)
	}
	slog.InfoContext(ctx, "message", "id", m.ID, "state", string(state), "attempt", m.Attempts)
	err := o.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE tamga_message SET state = ?, error = ?, next_at = ?, sent_at = ? WHERE id = ? AND state = 'sending' AND attempts = ?`,
			string(state), orNull(words), when(next), when(sentAt(state, o.now())), m.ID, m.Attempts)
		return err
	})
	if err != nil {
		return fmt.Errorf("end message: %w", err)
	}
	if state == Queued {
		return job.Again{At: next}
	}
	return nil
}

func sentAt(s State, now time.Time) time.Time {
	if s == Sent {
		return now
	}
	return time.Time{}
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
