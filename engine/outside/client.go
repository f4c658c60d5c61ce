package outside

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// The bounds of a conversation.
const (
	connect   = 10 * time.Second
	whole     = 30 * time.Second
	MaxBody   = 1 << 20 // bytes, either way
	maxHeader = 64 << 10
)

// Client speaks to other systems; New makes one.
type Client struct {
	Allow []string // hosts, or host:port, that may be inside and may be without TLS
	Limit time.Duration

	transport *http.Transport
}

// New makes a client. allow is a list of hosts with commas.
func New(allow string) *Client {
	c := &Client{Limit: whole}
	for _, h := range strings.Split(allow, ",") {
		if h = strings.TrimSpace(h); h != "" {
			c.Allow = append(c.Allow, h)
		}
	}
	c.transport = &http.Transport{DialContext: c.dial, TLSHandshakeTimeout: connect, MaxResponseHeaderBytes: maxHeader,
		IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 2, ForceAttemptHTTP2: true}
	return c
}

// Request is what is said.
type Request struct {
	Method, URL string
	Headers     map[string]string
	Body        []byte // JSON; nil: none
	Key         string // stable: the same work has the same
	Attempt     int
	Secret      string // signs; "": unsigned
	Token       string // bearer; "": none
}

// Answer is what was answered.
type Answer struct {
	Status int
	Body   []byte
}

// Refusal is an answer, or an address, that trying again does not mend.
type Refusal struct{ What string }

func (r *Refusal) Error() string { return r.What }

// Do says it and gives the answer of a system that took it (200 to 299). A *Refusal is for good; any other error may pass.
func (c *Client) Do(ctx context.Context, r Request) (Answer, error) {
	u, err := c.check(r)
	if err != nil {
		return Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.Limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return Answer{}, &Refusal{"the address or the method is not one"}
	}
	r.dress(req)
	h := http.Client{Transport: c.transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := h.Do(req)
	if err != nil {
		return Answer{}, wrong(u.Host, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, MaxBody+1))
	if err != nil {
		return Answer{}, wrong(u.Host, err)
	}
	return verdict(u.Host, res.StatusCode, body)
}

// check refuses what is never sent.
func (c *Client) check(r Request) (*url.URL, error) {
	u, err := url.Parse(r.URL)
	switch {
	case err != nil || u.Host == "" || u.User != nil:
		return nil, &Refusal{"the address is not one of the form https://host/path"}
	case u.Scheme != "https" && (u.Scheme != "http" || !c.allowed(u.Host)):
		return nil, &Refusal{u.Host + " is not spoken to without TLS: the address has to begin with https://"}
	case len(r.Body) > MaxBody:
		return nil, &Refusal{"what is to be sent is larger than a megabyte"}
	}
	return u, nil
}

// dress puts on the headers. Ours come last: no other takes their place.
func (r Request) dress(req *http.Request) {
	for k, v := range r.Headers {
		req.Header.Set(k, v)
	}
	if r.Body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("User-Agent", "Tamga")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Idempotency-Key", r.Key)
	req.Header.Set("Tamga-Attempt", strconv.Itoa(max(1, r.Attempt)))
	if r.Token != "" {
		req.Header.Set("Authorization", "Bearer "+r.Token)
	}
	if r.Secret != "" {
		req.Header.Set("Tamga-Signature", Sign(r.Secret, time.Now(), r.Body))
	}
}

// Sign is the signature of a body at an instant.
func Sign(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

// verdict tells what an answer means: taken, refused for good, or to be tried again.
func verdict(host string, status int, body []byte) (Answer, error) {
	said := fmt.Sprintf("%s answered %d", host, status)
	switch {
	case status >= 200 && status < 300 && len(body) > MaxBody:
		return Answer{}, &Refusal{host + " answered more than a megabyte"}
	case status >= 200 && status < 300:
		return Answer{status, body}, nil
	case status >= 300 && status < 400:
		return Answer{}, &Refusal{said + ": redirections are not followed"}
	case status == 408, status == 425, status == 429, status >= 500:
		return Answer{}, errors.New(said)
	}
	return Answer{}, &Refusal{said}
}

// wrong is an error of the network without the address that Go puts into it.
func wrong(host string, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, errInner) {
		return &Refusal{host + " is not spoken to: " + errInner.Error()}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.New(host + " did not answer in time")
	}
	return fmt.Errorf("speak to %s: %w", host, err)
}

// Secret is the value of a variable of the environment, or what is in the file that NAME_FILE names.
func Secret(name string) (string, error) {
	if v := os.Getenv(name); v != "" {
		return v, nil
	}
	if path := os.Getenv(name + "_FILE"); path != "" {
		b, err := os.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("the file that %s_FILE names cannot be read", name)
		}
		return strings.TrimSpace(string(b)), nil
	}
	return "", fmt.Errorf("the variable %s (or %s_FILE) is not set where Tamga runs", name, name)
}
