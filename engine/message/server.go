package message

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Server is where messages go out.
type Server struct {
	host     string
	port     int
	user     string
	password string
	from     *mail.Address
	security security
	tls      *tls.Config   // nil: the system's roots
	connect  time.Duration // to be connected
	pause    time.Duration // the longest silence, for every read and write
}

// security is how the conversation is kept from others.
type security string

const (
	implicit      security = "tls"           // from the first byte; smtps://
	mandatory     security = "starttls"      // agreed on at the beginning, or not at all
	opportunistic security = "opportunistic" // if the server can
	plain         security = "none"
)

const urlForm = "smtp://user:password@host:587?from=Club <club@example.org>&tls=starttls (tls: starttls, opportunistic, none), or smtps://…"

// ParseServer reads TAMGA_SMTP_URL. "" gives nil: there is no server. An error never shows the URL: it holds a password.
func ParseServer(raw string) (*Server, error) {
	if raw == "" {
		return nil, nil
	}
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("TAMGA_SMTP_URL is not of the form " + urlForm)
	}
	s := &Server{host: u.Hostname(), user: u.User.Username(), connect: 20 * time.Second, pause: 90 * time.Second}
	s.password, _ = u.User.Password()
	if err := s.options(u.Query()); err != nil {
		return nil, err
	}
	if err := s.secure(u.Scheme, u.Query().Get("tls")); err != nil {
		return nil, err
	}
	return s, s.place(u.Port())
}

func (s *Server) options(q url.Values) error {
	for key := range q {
		if key != "from" && key != "tls" {
			return fmt.Errorf("TAMGA_SMTP_URL has %q, which is not known: use from and tls", key)
		}
	}
	from := q.Get("from")
	if from == "" && strings.Contains(s.user, "@") {
		from = s.user
	}
	if from == "" {
		from = "tamga@" + s.host
	}
	a, err := address(from)
	if err != nil {
		return errors.New(`TAMGA_SMTP_URL: from is not an e-mail address such as "Club <club@example.org>"`)
	}
	s.from = a
	return nil
}

// secure chooses: a password never crosses a network in the clear unless somebody said so.
func (s *Server) secure(scheme, wanted string) error {
	switch s.security = security(wanted); {
	case scheme == "smtps" && (wanted == "" || wanted == "tls"):
		s.security = implicit
	case scheme == "smtps":
		return errors.New("TAMGA_SMTP_URL: smtps:// is always encrypted; leave tls out")
	case wanted == "" && s.user != "" && !loopback(s.host):
		s.security = mandatory
	case wanted == "":
		s.security = opportunistic
	case s.security != mandatory && s.security != opportunistic && s.security != plain:
		return errors.New("TAMGA_SMTP_URL: tls is starttls, opportunistic or none")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (s *Server) place(port string) error {
	switch {
	case port == "" && s.security == implicit:
		s.port = 465
	case port == "" && s.user != "":
		s.port = 587
	case port == "":
		s.port = 25
	default:
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 {
			return errors.New("TAMGA_SMTP_URL: the port is not one")
		}
		s.port = n
	}
	return nil
}

// client makes a client for one conversation over a connection of ours.
func (s *Server) client(dial gomail.DialContextFunc) (*gomail.Client, error) {
	opts := []gomail.Option{gomail.WithPort(s.port), gomail.WithTimeout(s.connect), gomail.WithDialContextFunc(dial),
		gomail.WithTLSConfig(s.tlsConfig()), gomail.WithoutNoop()}
	switch s.security {
	case mandatory:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case opportunistic:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if s.user != "" {
		opts = append(opts, gomail.WithUsername(s.user), gomail.WithPassword(s.password), s.auth())
	}
	return gomail.NewClient(s.host, opts...)
}

// auth: what shows no password is preferred. Without encryption, which only "none", "opportunistic" and a server of
// this machine allow, the simple ways have to be asked for.
func (s *Server) auth() gomail.Option {
	simple := []gomail.SMTPAuthType{gomail.SMTPAuthPlain, gomail.SMTPAuthLogin}
	if s.security == plain || s.security == opportunistic {
		simple = []gomail.SMTPAuthType{gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc}
	}
	return gomail.WithOpportunisticSMTPAuth(append([]gomail.SMTPAuthType{
		gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthCramMD5}, simple...)...)
}

func (s *Server) tlsConfig() *tls.Config {
	if s.tls != nil {
		return s.tls
	}
	return &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12}
}

// domain is that of the sender: a Message-ID ends in it.
func (s *Server) domain() string {
	return s.from.Address[strings.LastIndexByte(s.from.Address, '@')+1:]
}
