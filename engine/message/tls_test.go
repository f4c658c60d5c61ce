package message

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/tamga-crm/tamga/engine/store/enginetest"
)

// certificate is one of our own for 127.0.0.1, and what trusts it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, &tls.Config{RootCAs: pool, ServerName: "127.0.0.1"}
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "ann" || password != "hunter2" {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "wrong password"}
		}
		return nil
	}), nil
}

func TestEncrypted(t *testing.T) {
	t.Parallel()
	theirs, ours := certificate(t)
	for name, tc := range map[string]struct {
		url   string // of the server at ADDR
		trust *tls.Config
		state State
		words string
	}{
		"smtps":              {"smtps://ann:hunter2@ADDR", ours, Sent, ""},
		"starttls":           {"smtp://ann:hunter2@ADDR?tls=starttls", ours, Sent, ""},
		"starttls, unasked":  {"smtp://ADDR", ours, Sent, ""},
		"a stranger's paper": {"smtps://ann:hunter2@ADDR", nil, Queued, "certificate"},
		"a wrong password":   {"smtps://ann:12345@ADDR", ours, Queued, "535 5.7.8 wrong password"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &mailServer{}
			s := smtp.NewServer(m)
			s.Domain, s.TLSConfig = "mail.example.org", theirs
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			if addr := l.Addr().String(); strings.HasPrefix(tc.url, "smtps") {
				m.addr, l = addr, tls.NewListener(l, theirs)
			} else {
				m.addr = addr
			}
			go func() { _ = s.Serve(l) }()
			t.Cleanup(func() { _ = s.Close() })
			p := newPost(t, enginetest.SQLite(t), strings.Replace(tc.url, "ADDR", m.addr, 1))
			p.server.tls = tc.trust
			p.put(invoice)
			p.work()
			if got := p.only(); got.State != tc.state || !strings.Contains(got.Error, tc.words) {
				t.Errorf("%s, %q", got.State, got.Error)
			}
		})
	}
}

// A server that cannot encrypt never hears the password.
func TestPasswordNeedsEncryption(t *testing.T) {
	t.Parallel()
	var heard atomic.Bool
	addr := rawServer(t, func(r *bufio.Reader, c net.Conn) {
		_, _ = c.Write([]byte("220 here\r\n"))
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			if strings.HasPrefix(line, "AUTH") {
				heard.Store(true)
			}
			_, _ = c.Write([]byte("250 AUTH PLAIN LOGIN\r\n"))
		}
	})
	p := newPost(t, enginetest.SQLite(t), "smtp://ann:hunter2@"+addr+"?tls=starttls")
	p.put(invoice)
	p.work()
	if got := p.only(); got.State != Queued || heard.Load() {
		t.Errorf("%s %q, heard: %v", got.State, got.Error, heard.Load())
	}
}
