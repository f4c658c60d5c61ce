package message

import (
	"bufio"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// mailServer is a real mail server in this process. It takes what it is not told to refuse.
type mailServer struct {
	addr string

	mu     sync.Mutex
	mails  []parcel
	refuse func(n int) error // for the nth mail, at RCPT; nil: welcome
	count  int
	taken  func(n int) // called with the nth mail in hand, before the answer
}

type parcel struct {
	from string
	to   []string
	data string
}

func startServer(t *testing.T, refuse func(n int) error) *mailServer {
	t.Helper()
	m := &mailServer{refuse: refuse}
	s := smtp.NewServer(m)
	s.Domain = "mail.example.org"
	s.AllowInsecureAuth = true
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.addr = l.Addr().String()
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return m
}

func (m *mailServer) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{server: m}, nil }

func (m *mailServer) received() []parcel {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]parcel(nil), m.mails...)
}

type session struct {
	server *mailServer
	mail   parcel
}

func (s *session) Reset()        { s.mail = parcel{} }
func (s *session) Logout() error { return nil }
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.mail = parcel{from: from}
	return nil
}
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.count++
	if s.server.refuse != nil {
		if err := s.server.refuse(s.server.count); err != nil {
			return err
		}
	}
	s.mail.to = append(s.mail.to, to)
	return nil
}
func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mail.data = string(b)
	s.server.mu.Lock()
	s.server.mails = append(s.server.mails, s.mail)
	n, taken := len(s.server.mails), s.server.taken
	s.server.mu.Unlock()
	if taken != nil {
		taken(n)
	}
	return nil
}

// rawServer speaks just enough to be cut off where a test wants it.
func rawServer(t *testing.T, talk func(r *bufio.Reader, c net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); all.Wait() })
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer c.Close()
				_ = c.SetDeadline(time.Now().Add(20 * time.Second))
				talk(bufio.NewReader(c), c)
			})
		}
	})
	return l.Addr().String()
}

// say answers every line until the message's end, then calls done.
func say(r *bufio.Reader, c net.Conn, done func()) {
	put := func(s string) { _, _ = io.WriteString(c, s+"\r\n") }
	put("220 here")
	for inData := false; ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.TrimSpace(line)); {
		case inData && verb == ".":
			done()
			return
		case inData:
		case verb == "DATA":
			inData = true
			put("354 go on")
		case strings.HasPrefix(verb, "EHLO"):
			put("250 8BITMIME")
		default:
			put("250 ok")
		}
	}
}
