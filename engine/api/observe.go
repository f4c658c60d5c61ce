package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
)

// observe bounds, counts and logs a request. The log names the route, never what was asked for or by whom but the
// user's id: no query values, no bodies, no personal data.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now()
		id := uuid.NewString()
		c.Response().Header().Set("X-Request-Id", id)
		ctx, cancel := context.WithTimeout(c.Request().Context(), timeOf(c))
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		if err := s.recovered(next, c); err != nil {
			c.Error(err)
		}
		s.note(c, id, time.Since(began))
		return nil
	}
}

// timeOf is how long a request may take.
func timeOf(c echo.Context) time.Duration {
	switch p := c.Path(); {
	case p == "/api/events":
		return 24 * time.Hour
	case p == "/api/batch", strings.HasPrefix(p, "/api/files"):
		return longTime
	}
	return requestTime
}

// recovered turns a panic into an error with its stack in the log: one request fails, not the process.
func (s *Server) recovered(next echo.HandlerFunc, c echo.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			s.Log.Error("request panicked", "route", c.Path(), "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return next(c)
}

func (s *Server) note(c echo.Context, id string, took time.Duration) {
	method, route, status := c.Request().Method, c.Path(), c.Response().Status
	if route == "/*" || route == "" {
		route = "static"
	}
	if !common(method) {
		method = "OTHER"
	}
	s.metrics.count(method, route, status, took)
	level := slog.LevelInfo
	if route == "static" || route == "/api/release" || route == "/healthz" || route == "/readyz" || route == "/metrics" {
		level = slog.LevelDebug
	}
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	who, _ := c.Get("user").(string)
	s.Log.LogAttrs(context.WithoutCancel(c.Request().Context()), level, "request", slog.String("method", method), slog.String("route", route),
		slog.Int("status", status), slog.Int64("bytes", c.Response().Size), slog.Duration("took", took.Round(time.Microsecond)),
		slog.String("user", who), slog.String("id", id))
}

// common keeps the label of the metric bounded: a client may invent methods.
func common(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodDelete, http.MethodPut, http.MethodOptions:
		return true
	}
	return false
}

// pagePolicy is what a page may load and do: its own scripts, nothing of others.
const pagePolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self' data:; connect-src 'self'; frame-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

// shield sets what every answer carries.
func (s *Server) shield(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("X-Tamga-Release", s.Records.Model().Hash)
		if s.Dev {
			h.Set("X-Tamga-Dev", "1")
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "SAMEORIGIN")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Content-Security-Policy", pagePolicy)
		if c.IsTLS() || c.Request().Header.Get("X-Forwarded-Proto") == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}
