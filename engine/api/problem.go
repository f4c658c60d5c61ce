package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/record"
)

// problem is a refusal as a client reads it (RFC 9457).
type problem struct {
	Type      string       `json:"type"`
	Title     string       `json:"title"`
	Status    int          `json:"status"`
	Detail    string       `json:"detail"`
	Errors    []fieldError `json:"errors,omitempty"`
	Warnings  []fieldError `json:"warnings,omitempty"`
	Operation *int         `json:"operation,omitempty"` // of an atomic batch: which one was refused
	ID        string       `json:"id,omitempty"`        // of an unexpected error: where it is in the log
	retry     time.Duration
}

// fieldError is what is wrong with one field.
type fieldError struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// refusal is a refusal of the door itself: say is a key of the catalogue of words.
type refusal struct {
	status int
	say    string
	params map[string]any
	retry  time.Duration
}

func (r *refusal) Error() string { return fmt.Sprintf("api: %d %s", r.status, r.say) }

func refuse(status int, say string, kv ...any) *refusal {
	r := &refusal{status: status, say: say, params: map[string]any{}}
	for i := 0; i+1 < len(kv); i += 2 {
		r.params[kv[i].(string)] = kv[i+1]
	}
	return r
}

func tooMany(wait time.Duration) *refusal {
	r := refuse(http.StatusTooManyRequests, "too_many_requests", "seconds", int(math.Ceil(wait.Seconds())))
	r.retry = wait
	return r
}

// operationError says which operation of an atomic batch was refused.
type operationError struct {
	index int
	err   error
}

func (o *operationError) Error() string { return fmt.Sprintf("operation %d: %v", o.index, o.err) }
func (o *operationError) Unwrap() error { return o.err }

// statuses is the only place that knows which refusal is which HTTP status.
var statuses = map[record.Code]int{
	record.Invalid:   http.StatusUnprocessableEntity,
	record.Malformed: http.StatusBadRequest,
	record.NotFound:  http.StatusNotFound,
	record.Forbidden: http.StatusForbidden,
	record.Conflict:  http.StatusConflict,
	record.Stale:     http.StatusPreconditionFailed,
}

// problemOf turns any error into what the client may see of it.
func (s *Server) problemOf(c echo.Context, err error, loc string) *problem {
	words := locale.Words(loc)
	var op *operationError
	var p *problem
	switch {
	case errors.As(err, &op):
		p = s.problemOf(c, op.err, loc)
		p.Operation = &op.index
		return p
	default:
		p = known(err, words)
	}
	if p == nil {
		p = s.unexpected(c, err, words)
	}
	return p
}

// known gives nil for an error that no client is meant to cause.
func known(err error, words *locale.Catalogue) *problem {
	var (
		refused  *record.Problem
		own      *refusal
		invalid  *identity.Invalid
		throttle *identity.Throttled
		web      *echo.HTTPError
		large    *http.MaxBytesError
	)
	switch {
	case errors.As(err, &own):
		p := newProblem(own.status, own.say, words.Say(own.say, own.params), words)
		p.retry = own.retry
		return p
	case errors.As(err, &refused):
		return refusedProblem(refused, words)
	case errors.As(err, &invalid):
		p := newProblem(http.StatusUnprocessableEntity, "invalid", words.Say("invalid", nil), words)
		for _, f := range invalid.Fields {
			p.Errors = append(p.Errors, fieldError{f.Field, f.Code, words.Say(f.Code, f.Params)})
		}
		return p
	case errors.As(err, &throttle):
		minutes := int(math.Ceil(throttle.After.Minutes()))
		p := newProblem(http.StatusTooManyRequests, "too_many_attempts", words.Say("too_many_attempts", map[string]any{"minutes": minutes}), words)
		p.retry = throttle.After
		return p
	case errors.As(err, &large):
		return tooLarge(large.Limit, words)
	case errors.Is(err, identity.ErrWrong):
		return newProblem(http.StatusUnauthorized, "bad_credentials", words.Say("bad_credentials", nil), words)
	case errors.Is(err, identity.ErrNoSession):
		return newProblem(http.StatusUnauthorized, "unauthorized", words.Say("session_expired", nil), words)
	case errors.Is(err, identity.ErrNoToken), errors.Is(err, identity.ErrNoUser):
		return newProblem(http.StatusNotFound, "not_found", words.Say("not_found", nil), words)
	case errors.Is(err, context.DeadlineExceeded):
		return newProblem(http.StatusServiceUnavailable, "too_costly", words.Say("too_costly", nil), words)
	case errors.As(err, &web):
		return webProblem(web, words)
	}
	return nil
}

// webProblem is what echo itself refuses.
func webProblem(web *echo.HTTPError, words *locale.Catalogue) *problem {
	switch web.Code {
	case http.StatusNotFound:
		return newProblem(web.Code, "not_found", words.Say("not_found", nil), words)
	case http.StatusMethodNotAllowed:
		return newProblem(web.Code, "method_not_allowed", words.Say("status.405", nil), words)
	case http.StatusRequestEntityTooLarge:
		return tooLarge(MaxBody, words)
	}
	return nil
}

func tooLarge(limit int64, words *locale.Catalogue) *problem {
	max := strconv.FormatInt(limit>>20, 10) + " MB"
	return newProblem(http.StatusRequestEntityTooLarge, "payload_too_large", words.Say("payload_too_large", map[string]any{"max": max}), words)
}

func newProblem(status int, code, detail string, words *locale.Catalogue) *problem {
	return &problem{Type: "https://tamga.dev/problems/" + code, Title: words.Say("status."+strconv.Itoa(status), nil), Status: status, Detail: detail}
}

func refusedProblem(r *record.Problem, words *locale.Catalogue) *problem {
	status, ok := statuses[r.Code]
	if !ok {
		panic("api: unknown code " + string(r.Code))
	}
	say := r.Say
	if say == "" {
		say = string(r.Code)
	}
	p := newProblem(status, string(r.Code), words.Say(say, r.Params), words)
	p.Errors, p.Warnings = said(r.Fields, words), said(r.Warnings, words)
	return p
}

// said puts the words to what is wrong with fields.
func said(fields []record.FieldProblem, words *locale.Catalogue) []fieldError {
	var out []fieldError
	for _, f := range fields {
		m := f.Message
		if m == "" {
			m = words.Say(f.Code, f.Params)
		}
		out = append(out, fieldError{f.Field, f.Code, m})
	}
	return out
}

// unexpected keeps the cause in the log and gives the client where to find it.
func (s *Server) unexpected(c echo.Context, err error, words *locale.Catalogue) *problem {
	p := newProblem(http.StatusInternalServerError, "internal", words.Say("internal", nil), words)
	p.ID = uuid.NewString()
	s.Log.Error("request failed", "id", p.ID, "method", c.Request().Method, "route", c.Path(), "error", err)
	return p
}

// refuse is echo's way out of every handler that gave an error.
func (s *Server) refuse(err error, c echo.Context) {
	if c.Response().Committed || errors.Is(c.Request().Context().Err(), context.Canceled) {
		return
	}
	loc, _ := c.Get("locale").(string)
	if loc == "" {
		loc = s.localeOf(c, "")
	}
	p := s.problemOf(c, err, loc)
	b, merr := json.Marshal(p)
	if merr != nil {
		s.Log.Error("problem cannot be written", "error", merr)
	}
	if p.retry > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(p.retry.Seconds()))))
	}
	if err := c.Blob(p.Status, "application/problem+json", b); err != nil {
		s.Log.Debug("the client went away", "error", err)
	}
}
