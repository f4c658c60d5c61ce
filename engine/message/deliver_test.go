package message

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// post is an outbox over a real database, with a clock that tests move.
type post struct {
	*Outbox
	t     *testing.T
	db    *store.DB
	queue *job.Queue
	at    atomic.Int64
}

func newPost(t *testing.T, db *store.DB, url string) *post {
	t.Helper()
	if err := store.Create(t.Context(), db, &model.Model{Zone: time.UTC}); err != nil {
		t.Fatal(err)
	}
	p := &post{t: t, db: db}
	p.at.Store(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).UnixMicro())
	p.open(url)
	return p
}

// open starts the outbox anew, as a process does.
func (p *post) open(url string) {
	p.t.Helper()
	server, err := ParseServer(url)
	if err != nil {
		p.t.Fatal(err)
	}
	if server != nil {
		server.connect, server.pause = 2*time.Second, 300*time.Millisecond
	}
	now := func() time.Time { return time.UnixMicro(p.at.Load()).UTC() }
	p.queue = job.New(p.db, now)
	p.Outbox = New(p.db, p.queue, server, now)
}

func (p *post) write(fn func(tx *store.Tx) error) {
	p.t.Helper()
	if err := p.db.Write(p.t.Context(), fn); err != nil {
		p.t.Fatal(err)
	}
}

func (p *post) put(m Message) {
	p.t.Helper()
	p.write(func(tx *store.Tx) error { return p.Put(p.t.Context(), tx, m) })
}

// work does all that is due.
func (p *post) work() {
	p.t.Helper()
	if err := p.queue.RunDue(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
}

func (p *post) only() Message {
	p.t.Helper()
	var m Message
	p.write(func(tx *store.Tx) error {
		all, _, err := p.List(p.t.Context(), tx, Filter{})
		if err != nil || len(all) != 1 {
			return fmt.Errorf("%d messages, %w", len(all), err)
		}
		m, err = p.Get(p.t.Context(), tx, all[0].ID)
		return err
	})
	return m
}

var invoice = Message{MessageID: "run-7.step-3", To: []string{`"Осмонова, Айгүл" <aigul@example.org>`}, Cc: []string{"boss@example.org"},
	Subject: "Счёт INV-7 — оплатить до 25 марта", Text: "Здравствуйте!\n\n.точка в начале\n", HTML: "<p>Здравствуйте!</p>", Locale: "ru"}

func each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Parallel()
	enginetest.Each(t, fn)
}

func TestDelivery(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s := startServer(t, nil)
		p := newPost(t, db, "smtp://"+s.addr+"?from=Atlas+Фитнес+%3Cclub@example.org%3E")
		m := invoice
		var pdf field.File
		content := bytes.Repeat([]byte("%PDF ไทย "), 5000)
		p.write(func(tx *store.Tx) (err error) {
			pdf, err = tx.PutFile(t.Context(), store.NewFile{Name: "Счёт № 7\r\nX-Evil: yes/../ใบแจ้งหนี้.pdf", Type: "application/pdf", Bytes: content, At: p.now()})
			return err
		})
		m.Attachments = []field.File{pdf}
		p.put(m)
		p.put(m)
		p.work()
		p.work()
		got := s.received()
		if len(got) != 1 {
			t.Fatalf("%d mails arrived", len(got))
		}
		if got[0].from != "club@example.org" || strings.Join(got[0].to, " ") != "aigul@example.org boss@example.org" {
			t.Errorf("envelope %+v", got[0])
		}
		checkMail(t, got[0].data, m, content)
		if kept := p.only(); kept.State != Sent || kept.SentAt == nil || kept.Attempts != 1 || kept.Error != "" || kept.Text != m.Text {
			t.Errorf("kept %+v", kept)
		}
	})
}

// checkMail reads what arrived as a mail program does.
func checkMail(t *testing.T, data string, want Message, attached []byte) {
	t.Helper()
	got, err := netmail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	words := &mime.WordDecoder{}
	for header, value := range map[string]string{"Subject": want.Subject, "Message-Id": "<run-7.step-3@example.org>", "Auto-Submitted": "auto-generated",
		"To": `"Осмонова, Айгүл" <aigul@example.org>`, "From": `"Atlas Фитнес" <club@example.org>`, "Date": "Mon, 02 Mar 2026 09:00:00 +0000", "X-Evil": "", "Bcc": ""} {
		said, err := words.DecodeHeader(got.Header.Get(header))
		if header == "To" || header == "From" {
			a, parseErr := netmail.ParseAddress(got.Header.Get(header))
			if err = parseErr; err == nil {
				said = fmt.Sprintf("%q <%s>", a.Name, a.Address)
			}
		}
		if err != nil || said != value {
			t.Errorf("%s: %q (%v), want %q", header, said, err, value)
		}
	}
	parts := readParts(t, got.Header.Get("Content-Type"), got.Body)
	if parts["text/plain"] != strings.ReplaceAll(want.Text, "\n", "\r\n") || parts["text/html"] != want.HTML {
		t.Errorf("bodies %q", parts)
	}
	if name := "application/pdf ใบแจ้งหนี้.pdf"; parts[name] != string(attached) {
		t.Errorf("the attachment is not %q: %d bytes", name, len(parts[name]))
	}
}

// readParts gives the decoded parts by type, attachments with their names.
func readParts(t *testing.T, contentType string, body io.Reader) map[string]string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		t.Fatalf("content type %q: %v", contentType, err)
	}
	out := map[string]string{}
	r := multipart.NewReader(body, params["boundary"])
	for {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if strings.HasPrefix(kind, "multipart/") {
			for k, v := range readParts(t, part.Header.Get("Content-Type"), part) {
				out[k] = v
			}
			continue
		}
		if part.FileName() != "" {
			name, err := (&mime.WordDecoder{}).DecodeHeader(part.FileName())
			if err != nil {
				t.Fatal(err)
			}
			kind += " " + name
		}
		out[kind] = decoded(t, part)
	}
}

func TestHeldWithoutServer(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		p := newPost(t, db, "")
		p.put(invoice)
		p.work()
		held := p.only()
		if held.State != Held || held.NextAt != nil || held.Text != invoice.Text || held.HTML != invoice.HTML {
			t.Fatalf("kept %+v", held)
		}
		retry := func(tx *store.Tx) error { return p.Retry(t.Context(), tx, held.ID) }
		if err := db.Write(t.Context(), retry); !errors.Is(err, ErrNoServer) {
			t.Errorf("sent without a server: %v", err)
		}
		s := startServer(t, nil)
		p.open("smtp://" + s.addr) // started anew, with a server
		p.work()
		if n := len(s.received()); n != 0 {
			t.Errorf("%d held messages went out unasked", n)
		}
		p.write(retry)
		p.work()
		if len(s.received()) != 1 || p.only().State != Sent {
			t.Errorf("%d arrived, state %s", len(s.received()), p.only().State)
		}
		if err := db.Write(t.Context(), retry); !errors.Is(err, ErrUnderWay) {
			t.Errorf("sent twice: %v", err)
		}
		missing := func(tx *store.Tx) error { return p.Retry(t.Context(), tx, "nonsense") }
		if err := db.Write(t.Context(), missing); !store.IsNoRows(err) {
			t.Errorf("sent what is not there: %v", err)
		}
	})
}

func TestTemporaryRefusal(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s := startServer(t, func(n int) error {
			if n <= 2 {
				return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted, come back"}
			}
			return nil
		})
		p := newPost(t, db, "smtp://"+s.addr)
		m := invoice
		m.Cc = nil
		p.put(m)
		for attempt := 1; attempt <= 2; attempt++ {
			p.work()
			got := p.only()
			if got.State != Queued || got.Attempts != attempt || got.NextAt == nil || got.Error != "451 4.7.1 greylisted, come back" {
				t.Fatalf("attempt %d: %+v", attempt, got)
			}
			wait := got.NextAt.Sub(p.now())
			if least := 7 * time.Second << (attempt - 1); wait < least || wait > 2*least {
				t.Errorf("attempt %d: waits %s", attempt, wait)
			}
			p.at.Add(wait.Microseconds() - 1_000_000)
			p.work()
			if p.only().Attempts != attempt {
				t.Error("tried before its time")
			}
			p.at.Add(1_000_000)
		}
		p.work()
		if got := p.only(); got.State != Sent || got.Error != "" || len(s.received()) != 1 {
			t.Errorf("%+v, %d arrived", got, len(s.received()))
		}
	})
}

func TestPermanentRefusal(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s := startServer(t, func(n int) error {
			if n == 2 { // the second recipient of the first attempt
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user here"}
			}
			return nil
		})
		p := newPost(t, db, "smtp://"+s.addr)
		p.put(invoice)
		p.work()
		got := p.only()
		if got.State != Failed || got.Error != "550 5.1.1 no such user here" || got.NextAt != nil || len(s.received()) != 0 {
			t.Fatalf("%+v, %d arrived", got, len(s.received()))
		}
		p.at.Add(int64(100 * time.Hour / time.Microsecond))
		p.work()
		if p.only().Attempts != 1 {
			t.Error("a message that was refused for good was tried again by itself")
		}
		p.write(func(tx *store.Tx) error { return p.Retry(t.Context(), tx, got.ID) })
		p.work()
		if got := p.only(); got.State != Sent || len(s.received()) != 1 {
			t.Errorf("after the retry of a person: %+v", got)
		}
	})
}

// What the network does is no verdict on the message.
func TestNetworkTrouble(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	for name, tc := range map[string]struct{ addr, words string }{
		"nobody listens":    {closed.Addr().String(), "connection refused"},
		"silent":            {rawServer(t, func(r *bufio.Reader, _ net.Conn) { _, _ = io.Copy(io.Discard, r) }), "did not answer in time"},
		"hangs up at once":  {rawServer(t, func(*bufio.Reader, net.Conn) {}), "ended the conversation"},
		"not a mail server": {rawServer(t, func(_ *bufio.Reader, c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") }), ""},
		"too busy to greet": {rawServer(t, func(_ *bufio.Reader, c net.Conn) { _, _ = io.WriteString(c, "554 no service here\r\n") }), "554 no service here"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPost(t, enginetest.SQLite(t), "smtp://"+tc.addr)
			p.put(invoice)
			start := time.Now()
			p.work()
			got := p.only()
			if got.State != Queued || got.Attempts != 1 || got.NextAt == nil || !strings.Contains(got.Error, tc.words) || got.Error == "" {
				t.Errorf("%+v", got)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func messageID(t *testing.T, data string) string {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header.Get("Message-Id")
}

func TestRollbackPutsNothing(t *testing.T) {
	t.Parallel()
	p := newPost(t, enginetest.SQLite(t), "smtp://127.0.0.1:1")
	boom := errors.New("boom")
	err := p.db.Write(t.Context(), func(tx *store.Tx) error {
		if err := p.Put(t.Context(), tx, invoice); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if _, due, err := p.queue.Next(t.Context()); due || err != nil {
		t.Errorf("a job is left: %v", err)
	}
}

func TestMissingAttachment(t *testing.T) {
	t.Parallel()
	p := newPost(t, enginetest.SQLite(t), "smtp://127.0.0.1:1")
	m := invoice
	m.Attachments = []field.File{{ID: "01890000-0000-7000-8000-000000000001", Name: "x.pdf"}}
	p.put(m)
	p.work()
	if got := p.only(); got.State != Failed || !strings.Contains(got.Error, "attachment is no longer there") {
		t.Errorf("%+v", got)
	}
}

func TestGivesUp(t *testing.T) {
	t.Parallel()
	p := newPost(t, enginetest.SQLite(t), "smtp://127.0.0.1:1")
	p.put(invoice)
	start := p.now()
	for range maxAttempts + 1 {
		p.work()
		if next := p.only().NextAt; next != nil {
			p.at.Store(next.UnixMicro())
		}
	}
	got := p.only()
	if got.State != Failed || got.Attempts != maxAttempts {
		t.Errorf("%+v", got)
	}
	if tried := p.now().Sub(start); tried < 36*time.Hour || tried > 72*time.Hour {
		t.Errorf("tried for %s", tried)
	}
}

func TestList(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		p := newPost(t, db, "")
		const about = "01890000-0000-7000-8000-000000000001"
		for i := range 5 {
			m := Message{MessageID: fmt.Sprint("m", i), To: []string{fmt.Sprintf("a%d@example.org", i)}, Subject: fmt.Sprintf("Счёт 100%% №%d", i)}
			if i == 3 {
				m.Entity, m.Record = "deal", about
			}
			p.put(m)
		}
		for name, tc := range map[string]struct {
			f    Filter
			want string
			more bool
		}{
			"all":       {Filter{}, "m4 m3 m2 m1 m0", false},
			"a page":    {Filter{Limit: 2}, "m4 m3", true},
			"state":     {Filter{State: Failed}, "", false},
			"subject":   {Filter{Search: "СЧЁТ 100% №2"}, "m2", false},
			"wild card": {Filter{Search: "a_@"}, "", false},
			"recipient": {Filter{Search: "A1@Example"}, "m1", false},
			"record":    {Filter{Entity: "deal", Record: about}, "m3", false},
		} {
			var got []string
			p.write(func(tx *store.Tx) error {
				all, next, err := p.List(t.Context(), tx, tc.f)
				got = nil
				for _, m := range all {
					got = append(got, m.MessageID)
				}
				if (next != "") != tc.more {
					t.Errorf("%s: next is %q", name, next)
				}
				if next != "" {
					rest, _, err := p.List(t.Context(), tx, Filter{After: next})
					if err != nil || len(rest) != 3 {
						t.Errorf("%s: %d on the next page: %v", name, len(rest), err)
					}
				}
				return err
			})
			if said := strings.Join(got, " "); said != tc.want {
				t.Errorf("%s: %q, want %q", name, said, tc.want)
			}
		}
		if err := db.Read(t.Context(), func(tx *store.Tx) error { _, _, err := p.List(t.Context(), tx, Filter{After: "x"}); return err }); !errors.Is(err, ErrCursor) {
			t.Errorf("a cursor of nobody's: %v", err)
		}
	})
}

// No log knows to whom or about what was written.
func TestLogsKeepSecrets(t *testing.T) { //nolint:paralleltest // it listens to the log of the process
	var log bytes.Buffer
	old := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	defer slog.SetDefault(old)
	s := startServer(t, func(int) error { return &smtp.SMTPError{Code: 550, Message: "aigul@example.org is unknown"} })
	p := newPost(t, enginetest.SQLite(t), "smtp://user:hunter2@"+s.addr)
	p.put(invoice)
	p.work()
	if p.only().State == Sent {
		t.Fatal("it was sent")
	}
	for _, secret := range []string{"aigul", "boss@", "INV-7", "Здравствуйте", "hunter2"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has %q:\n%s", secret, log.String())
		}
	}
	if !strings.Contains(log.String(), "msg=message") {
		t.Errorf("the delivery is not in the log:\n%s", log.String())
	}
}

// decoded undoes the transfer encoding of a part.
func decoded(t *testing.T, p *multipart.Part) string {
	t.Helper()
	var r io.Reader = p
	switch p.Header.Get("Content-Transfer-Encoding") {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, p)
	case "quoted-printable":
		r = quotedprintable.NewReader(p)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
