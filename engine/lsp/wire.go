package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// maxMessage bounds what a client may send at once: more than the largest file of a package, escaped.
const maxMessage = 64 << 20

// message is a request, a notification (no ID), or an answer.
type message struct {
	Version string           `json:"jsonrpc"`
	ID      *json.RawMessage `json:"id,omitempty"`
	Method  string           `json:"method,omitempty"`
	Params  json.RawMessage  `json:"params,omitempty"`
	Result  any              `json:"result,omitempty"`
	Error   *failure         `json:"error,omitempty"`
}

// failure is why a request has no result.
type failure struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (f *failure) Error() string { return f.Message }

// The codes of JSON-RPC and of the protocol.
const (
	notFound      = -32601
	invalidParams = -32602
	requestFailed = -32803
)

func refuse(format string, args ...any) error {
	return &failure{requestFailed, fmt.Sprintf(format, args...)}
}

// wire reads and writes messages, each after a head that tells its length.
type wire struct {
	in  *bufio.Reader
	out io.Writer
	mu  sync.Mutex // of out
}

func (w *wire) read() (*message, error) {
	length := -1
	for {
		line, err := w.in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			if length >= 0 {
				break
			}
			continue
		}
		if value, ok := strings.CutPrefix(strings.ToLower(line), "content-length:"); ok {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return nil, fmt.Errorf("read message: %w", err)
			}
		}
	}
	if length > maxMessage {
		return nil, fmt.Errorf("read message: a length of %d", length)
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(w.in, body); err != nil {
		return nil, fmt.Errorf("read message: %w", err)
	}
	m := &message{}
	if err := json.Unmarshal(body, m); err != nil {
		return nil, fmt.Errorf("read message: %w", err)
	}
	return m, nil
}

func (w *wire) write(m *message) error {
	m.Version = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err = fmt.Fprintf(w.out, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return err
}

// notify sends what no answer is expected to.
func (w *wire) notify(method string, params any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	return w.write(&message{Method: method, Params: body})
}

// answer sends a request's result; nil is null, which the protocol wants written.
func (w *wire) answer(id *json.RawMessage, result any, err error) error {
	m := &message{ID: id, Result: result}
	var f *failure
	switch {
	case errors.As(err, &f):
		m.Result, m.Error = nil, f
	case err != nil:
		m.Result, m.Error = nil, &failure{requestFailed, err.Error()}
	case result == nil:
		m.Result = json.RawMessage("null")
	}
	return w.write(m)
}
