package message

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tamga-crm/tamga/engine/field"
)

// State is where a message is on its way.
type State string

// The states.
const (
	Held    State = "held" // there is no mail server: it can be read, and sent later
	Queued  State = "queued"
	Sending State = "sending"
	Sent    State = "sent"
	Failed  State = "failed"
	Unknown State = "unknown" // it was being handed over when the process died or the line went dead: perhaps it was taken
)

// OnUnknown is what to do when it is not known whether the other side took a message.
type OnUnknown string

// The policies.
const (
	Ask    OnUnknown = "ask"    // a person decides; so too when nothing is said
	Repeat OnUnknown = "repeat" // send it again, under the same Message-ID: it may arrive twice
	Skip   OnUnknown = "skip"   // count it as sent: it may not arrive
)

// Message is one e-mail of the outbox. What Put is given is above State, what the outbox adds below.
type Message struct {
	MessageID   string   // stable, of the caller's choosing, of letters, digits, dots and dashes: the same work gives the same
	To, Cc      []string // "ann@example.org", or "Ann Lee <ann@example.org>"
	Subject     string
	Text, HTML  string
	Attachments []field.File // stored files
	Locale      string
	Entity      string // what it is about, and who wrote it; all may be empty
	Record      string
	Automation  string
	Run         string
	OnUnknown   OnUnknown

	ID        string
	State     State
	Attempts  int
	Error     string // the mail server's words
	CreatedAt time.Time
	NextAt    *time.Time
	SentAt    *time.Time
}

// The bounds of a message.
const (
	maxRecipients  = 100
	maxSubject     = 500 // characters
	maxText        = 1 << 20
	maxAttachments = 50
	maxMessageID   = 200
)

// What is wrong with a message. No address is named: errors are logged.
var (
	ErrNobody    = errors.New("message: there is nobody to send it to")
	ErrAddress   = errors.New("message: a recipient is not an e-mail address")
	ErrTooLarge  = errors.New("message: it is larger than a message may be")
	ErrMessageID = errors.New("message: the Message-ID is not one")
)

// checked brings a message into the form that is kept: addresses are what they claim to be, headers are one line.
func checked(m Message) (Message, error) {
	var err error
	if m.To, err = addresses(m.To); err != nil {
		return m, err
	}
	if m.Cc, err = addresses(m.Cc); err != nil {
		return m, err
	}
	m.Subject = cut(oneLine(m.Subject), maxSubject)
	switch {
	case len(m.To)+len(m.Cc) == 0:
		return m, ErrNobody
	case len(m.To)+len(m.Cc) > maxRecipients, len(m.Text) > maxText, len(m.HTML) > 2*maxText, len(m.Attachments) > maxAttachments:
		return m, ErrTooLarge
	case !isMessageID(m.MessageID):
		return m, ErrMessageID
	}
	return m, nil
}

// addresses reads recipients, each once. Empty ones are left out: a client without an address is no mistake.
func addresses(in []string) ([]string, error) {
	var out []string
	seen := map[string]bool{}
	for _, s := range in {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		a, err := address(s)
		if err != nil {
			return nil, err
		}
		if key := strings.ToLower(a.Address); !seen[key] {
			seen[key] = true
			out = append(out, shown(a))
		}
	}
	return out, nil
}

// address reads one recipient; what could begin another header, or another recipient, is refused.
func address(s string) (*mail.Address, error) {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) || len(s) > 1000 {
		return nil, ErrAddress
	}
	a, err := mail.ParseAddress(s)
	if err != nil || len(a.Address) > 254 || strings.ContainsAny(a.Address, " <>\",;:\\") {
		return nil, ErrAddress
	}
	return a, nil
}

// shown is an address as people read it, and as address reads it back.
func shown(a *mail.Address) string {
	if a.Name == "" {
		return a.Address
	}
	name := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(oneLine(a.Name))
	return fmt.Sprintf("\"%s\" <%s>", name, a.Address)
}

// oneLine makes what stands in a header one line of visible characters.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) && r != '\u00a0' || r == utf8.RuneError:
			return ' '
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}

func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

func isMessageID(s string) bool {
	for _, r := range s {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".-_@+=", r) {
			return false
		}
	}
	return s != "" && len(s) <= maxMessageID && strings.Count(s, "@") <= 1 && !strings.HasPrefix(s, "@") && !strings.HasSuffix(s, "@")
}
