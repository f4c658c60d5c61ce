package message

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// verdict is how a conversation with the mail server ended.
type verdict uint8

const (
	accepted  verdict = iota // the server has it now
	temporary                // 4xx, or the network: try again
	permanent                // 5xx: it will never take this message
	unknown                  // all of it was said, and the line went dead before the answer
)

// longest is how long one conversation may take in all, however lively.
const longest = 10 * time.Minute

// conversation is a line to the mail server over which nothing of a message has been said yet.
type conversation struct {
	*phone
	client *gomail.Client
	smtp   *smtp.Client
	cancel context.CancelFunc
}

// call dials and introduces us. nil: the server cannot be reached, or refuses everybody, or a password, which may be
// mended; words are its own, or ours for what the network did.
func (s *Server) call(ctx context.Context) (c *conversation, words string) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	c = &conversation{phone: &phone{server: s}, cancel: cancel}
	context.AfterFunc(ctx, c.phone.hangUp)
	var err error
	if c.client, err = s.client(c.dial); err == nil {
		c.smtp, err = c.client.DialToSMTPClientWithContext(ctx)
	}
	if err != nil {
		c.hangUp()
		return nil, said(err)
	}
	return c, ""
}

// hangUp ends the conversation, in whatever state.
func (c *conversation) hangUp() {
	c.cancel()
	c.phone.hangUp()
}

// send gives the server a message.
func (c *conversation) send(msg *gomail.Msg) (v verdict, words string) {
	err := c.client.SendWithSMTPClient(c.smtp, msg)
	if msg.IsDelivered() {
		c.soon()
		_ = c.client.CloseWithSMTPClient(c.smtp) // the server has the message; whether it says goodbye changes nothing
		return accepted, ""
	}
	return judge(err)
}

// judge tells a refusal of this message from a hitch.
func judge(err error) (verdict, string) {
	var refused *gomail.SendError
	if !errors.As(err, &refused) {
		return temporary, said(err)
	}
	switch {
	case refused.Reason == gomail.ErrGetSender, refused.Reason == gomail.ErrGetRcpts, refused.Reason == gomail.ErrNoUnencoded:
		return permanent, said(err)
	case refused.ErrorCode() >= 500 && refused.ErrorCode() < 600 && refused.Reason != gomail.ErrConnCheck:
		return permanent, said(err)
	case refused.Reason == gomail.ErrSMTPDataClose && refused.ErrorCode() == 0:
		return unknown, said(err) // the whole message went out, and no answer came
	}
	return temporary, said(err)
}

// answer is what the server said, as net/textproto shows it: the code, and the rest, quoted since Go 1.26.
var answer = regexp.MustCompile(`(?s)(?:^|: |, )([45]\d\d) (.*)`)

// said gives the server's words without the library's around them; of the network's, what a person makes sense of.
func said(err error) string {
	text := err.Error()
	if m := answer.FindStringSubmatch(text); m != nil {
		return m[1] + " " + unquoted(m[2])
	}
	var network net.Error
	switch {
	case errors.As(err, &network) && network.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return "the mail server did not answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), strings.Contains(text, "EOF"):
		return "the mail server ended the conversation"
	case strings.Contains(text, "i/o timeout"):
		return "the mail server did not answer in time"
	}
	return cut(oneLine(text), maxSubject)
}

func unquoted(s string) string {
	plain, _, _ := strings.Cut(s, ", affected ")
	if quoted, err := strconv.QuotedPrefix(s); err == nil {
		plain, _ = strconv.Unquote(quoted) // what QuotedPrefix gives can be unquoted
	}
	return cut(oneLine(plain), maxSubject)
}

// phone is the connection of one conversation. Every read and write has its own time: a server that answers may
// take as long as it needs, one that is silent may not.
type phone struct {
	server *Server
	quick  bool
	mu     sync.Mutex // hanging up may come from the end of the context
	conn   net.Conn
	over   bool
}

func (p *phone) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	d := net.Dialer{Timeout: p.server.connect}
	conn, err := d.DialContext(ctx, network, net.JoinHostPort(p.server.host, strconv.Itoa(p.server.port)))
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	if !p.pickUp(conn) {
		return nil, ctx.Err()
	}
	timed := &timedConn{Conn: conn, phone: p}
	if p.server.security != implicit {
		return timed, nil
	}
	return tls.Client(timed, p.server.tlsConfig()), nil
}

func (p *phone) pickUp(conn net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		_ = conn.Close() // too late: nobody will talk
		return false
	}
	p.conn = conn
	return true
}

func (p *phone) hangUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	if p.conn != nil {
		_ = p.conn.Close() // it is over, whatever the other side thinks
	}
}

// soon: what is left to say may take two seconds.
func (p *phone) soon() { p.quick = true }

func (p *phone) deadline() time.Time {
	if p.quick {
		return time.Now().Add(2 * time.Second)
	}
	return time.Now().Add(p.server.pause)
}

type timedConn struct {
	net.Conn
	phone *phone
}

func (c *timedConn) Read(b []byte) (int, error) {
	if err := c.Conn.SetReadDeadline(c.phone.deadline()); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c *timedConn) Write(b []byte) (int, error) {
	if err := c.Conn.SetWriteDeadline(c.phone.deadline()); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

// The library's own deadline counts from the beginning, and would end a long message midway.
func (c *timedConn) SetDeadline(time.Time) error      { return nil }
func (c *timedConn) SetReadDeadline(time.Time) error  { return nil }
func (c *timedConn) SetWriteDeadline(time.Time) error { return nil }
