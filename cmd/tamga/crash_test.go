package main_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/mail"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

const crashPackage = `
crm: 1
name: crash
locales: [en]
currency: USD
timezone: Asia/Bishkek
entities:
  client:
    title: name
    fields:
      name: {type: text, required: true}
      email: {type: email, required: true}
  deal:
    title: name
    fields:
      name: {type: text, required: true}
      client: {type: link, to: client, inverse: deals, required: true}
      amount: {type: money, required: true}
  invoice:
    title: number
    fields:
      number: {type: number, format: "INV-{00000}"}
      deal: {type: link, to: deal, inverse: invoices, required: true}
      status: {type: choice, default: draft, options: [draft, sent]}
      total: {type: money, formula: 'sum(lines, .price)'}
  line:
    title: name
    owned: false
    fields:
      invoice: {type: link, to: invoice, inverse: lines, inline: true, required: true, on_delete: cascade}
      name: {type: text, required: true}
      price: money
funnels:
  sales:
    entity: deal
    stages:
      new: {probability: 10}
      invoice: {probability: 80}
      won: {kind: won}
documents:
  invoice: {entity: invoice, title: "Invoice {{ number }}"}
automations:
  send_invoice:
    on: {enters: sales.invoice}
    do:
      - create: invoice
        as: invoice
        set: {deal: =this}
      - create: line
        set: {invoice: =invoice, name: =name, price: =amount}
      - document: invoice
        of: =invoice
        as: pdf
      - email: {to: =client.email, subject: "Invoice {{ invoice.number }}", body: "For {{ invoice.total }}", attach: [=pdf]}
      - update: =invoice
        set: {status: sent}
roles:
  manager: {all: true, admin: true}
`

// TestCrash kills the real server at random instants while deals are moved to the stage that sends an invoice,
// and the mail server refuses at random. In the end each deal that was answered as moved has one invoice with
// one line and a number of a series without gaps, and each invoice's mail was taken exactly once, but for those that
// the outbox reports as unknown: they were in the mail server's hands when the process died.
func TestCrash(t *testing.T) {
	t.Parallel()
	enginetest.EachURL(t, func(t *testing.T, db string) {
		const deals, kills = 120, 12
		inbox := newInbox(t)
		dir := writePackage(t, map[string]string{"crm.yaml": crashPackage})
		s := newServer(t, dir, db, "TAMGA_SMTP_URL=smtp://"+inbox.addr+"?from="+url.QueryEscape("crm@example.org")+"&tls=none")
		run(t, testPassword, "apply", dir, "--db", db, "--yes")
		run(t, testPassword, "user", "add", dir, "--db", db, "--email", "ann@example.org", "--name", "Ann", "--role", "manager", "--password-stdin")
		s.start()
		ids := seedDeals(s, deals)
		moved := crashWhileMoving(s, ids, kills)
		settle(t, s)
		checkInvoices(t, s, moved, inbox, kills)
	})
}

func seedDeals(s *server, n int) []string {
	c := s.signIn("ann@example.org")
	client := s.must(c, "POST", "/api/records/client", map[string]any{"name": "Bob", "email": "bob@example.org"})
	var ids []string
	for i := range n {
		d := s.must(c, "POST", "/api/records/deal", map[string]any{"name": fmt.Sprint("deal ", i), "client": client["id"], "amount": "10.00"})
		ids = append(ids, d["id"].(string))
	}
	return ids
}

// crashWhileMoving gives the deals whose move was answered with 200.
func crashWhileMoving(s *server, ids []string, kills int) map[string]bool {
	moved := map[string]bool{}
	var mu sync.Mutex
	var up sync.RWMutex // held for writing while the process is down
	c := s.signIn("ann@example.org")
	work := make(chan string)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for id := range work {
				for {
					up.RLock()
					status, _, err := c.do("POST", "/api/records/deal/"+id+"/move", map[string]any{"stage": "invoice"})
					up.RUnlock()
					if err == nil && status == 200 {
						mu.Lock()
						moved[id] = true
						mu.Unlock()
						break
					}
					time.Sleep(20 * time.Millisecond)
				}
				time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
			}
		})
	}
	stop := make(chan struct{})
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		for range kills {
			select {
			case <-stop:
				return
			case <-time.After(time.Duration(50+rand.IntN(400)) * time.Millisecond):
			}
			s.kill() // requests under way are cut off: their answers never come
			up.Lock()
			s.start()
			up.Unlock()
		}
	}()
	for _, id := range ids {
		work <- id
	}
	close(work)
	wg.Wait()
	<-killed
	close(stop)
	return moved
}

// settle waits until no run and no message is under way; leases of killed processes run out meanwhile.
func settle(t *testing.T, s *server) {
	c := s.signIn("ann@example.org")
	var busy string
	for range 240 {
		busy = ""
		for _, state := range []string{"running", "waiting", "failed"} {
			if n := len(s.must(c, "GET", "/api/runs?state="+state, nil)["data"].([]any)); n > 0 {
				busy += fmt.Sprint(n, " runs ", state, "; ")
			}
		}
		for _, state := range []string{"queued", "sending"} {
			for _, m := range s.must(c, "GET", "/api/outbox?state="+state, nil)["data"].([]any) {
				m := m.(map[string]any)
				busy += fmt.Sprintf("a message %s after %v attempts; ", state, m["attempts"])
				if state == "queued" { // refused: somebody presses "send again" rather than wait for the next attempt
					c.do("POST", "/api/outbox/"+m["id"].(string)+"/send", nil)
				}
			}
		}
		if busy == "" {
			return
		}
		time.Sleep(500 * time.Millisecond)
	}
	t.Fatalf("still busy after two minutes: %s", busy)
}

func checkInvoices(t *testing.T, s *server, moved map[string]bool, inbox *inbox, kills int) {
	c := s.signIn("ann@example.org")
	invoices := s.must(c, "GET", "/api/records/invoice?limit=500&sort=number&expand=lines", nil)["data"].([]any)
	of := map[string]int{}
	for i, v := range invoices {
		invoice := v.(map[string]any)
		of[invoice["deal"].(string)]++
		if want := fmt.Sprintf("INV-%05d", i+1); invoice["number"] != want {
			t.Errorf("invoice %d has number %v, want %s: a gap or a double", i, invoice["number"], want)
		}
		if n := len(invoice["lines"].([]any)); n != 1 {
			t.Errorf("invoice %v has %d lines, want 1", invoice["number"], n)
		}
		if invoice["status"] != "sent" {
			t.Errorf("invoice %v is %v, want sent", invoice["number"], invoice["status"])
		}
	}
	for id := range moved {
		if of[id] != 1 {
			t.Errorf("deal %s has %d invoices, want 1", id, of[id])
		}
	}
	unknown := len(s.must(c, "GET", "/api/outbox?state=unknown&limit=500", nil)["data"].([]any))
	once, more := inbox.counts()
	t.Logf("%d kills, %d invoices, %d mails taken, %d unknown", kills, len(invoices), once, unknown)
	if more != 0 {
		t.Errorf("%d messages arrived more than once: something was repeated blindly", more)
	}
	if once > len(invoices) || once < len(invoices)-unknown {
		t.Errorf("%d messages arrived for %d invoices, %d of which nobody knows", once, len(invoices), unknown)
	}
}

// inbox is a mail server that refuses one message in five for a while.
type inbox struct {
	addr string
	sync.Mutex
	byID map[string]int
}

func newInbox(tb testing.TB) *inbox {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	in := &inbox{addr: l.Addr().String(), byID: map[string]int{}}
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &inboxSession{in}, nil }))
	srv.Domain, srv.AllowInsecureAuth = "localhost", true
	go srv.Serve(l)
	tb.Cleanup(func() { srv.Close() })
	return in
}

// counts tells how many Message-IDs arrived once and how many more often.
func (in *inbox) counts() (once, more int) {
	in.Lock()
	defer in.Unlock()
	for _, n := range in.byID {
		if n == 1 {
			once++
		} else {
			more++
		}
	}
	return once, more
}

type inboxSession struct{ in *inbox }

func (*inboxSession) Mail(string, *smtp.MailOptions) error { return nil }
func (*inboxSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (*inboxSession) Reset()                               {}
func (*inboxSession) Logout() error                        { return nil }
func (s *inboxSession) Data(r io.Reader) error {
	if rand.IntN(5) == 0 {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try again later"}
	}
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	id := m.Header.Get("Message-ID")
	if id == "" {
		return errors.New("no Message-ID")
	}
	s.in.Lock()
	defer s.in.Unlock()
	s.in.byID[id]++
	return nil
}
