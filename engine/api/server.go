package api

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/record"
)

// The bounds of what comes from outside.
const (
	MaxBody       = 1 << 20
	MaxBatchBody  = 8 << 20
	MaxFile       = 25 << 20
	MaxOperations = 1000
	MaxDepth      = 32 // nesting of JSON
	requestTime   = 30 * time.Second
	longTime      = 2 * time.Minute // files and batches
)

// Options are what a Server is made of.
type Options struct {
	Records    *record.Service
	People     *identity.People
	Runs       *automation.Engine
	Outbox     *message.Outbox
	Rehearsals Rehearsals
	UI         fs.FS // the built web UI
	Log        *slog.Logger
	Now        func() time.Time
	Dev        bool    // say so in every answer: the page then looks for a new release often
	Demo       []Login // shown on the sign-in page; nil: not a demo
	TrustProxy bool    // the address of the client is in X-Forwarded-For
	Rate       int     // requests a second of one token, person or address; 0: DefaultRate
}

// Login is a sign-in of the demo.
type Login struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password"`
	Role     string `json:"role_label"`
}

// Server answers HTTP. It keeps no state but caches and open streams: any number may serve one database.
type Server struct {
	Options
	echo    *echo.Echo
	origins *http.CrossOriginProtection
	limits  *buckets
	metrics *metrics
	feed    *feed
	static  *static
	specs   specCache
}

// New makes a server.
func New(o Options) *Server {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{Options: o, echo: echo.New(), origins: http.NewCrossOriginProtection(), metrics: newMetrics()}
	s.limits = newBuckets(o.Rate, o.Now)
	s.feed = newFeed(s)
	s.static = newStatic(o.UI)
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.HTTPErrorHandler = s.refuse
	s.echo.IPExtractor = echo.ExtractIPDirect()
	if o.TrustProxy {
		s.echo.IPExtractor = echo.ExtractIPFromXFFHeader()
	}
	s.echo.Use(s.observe, s.shield)
	s.routes()
	return s
}

// Handler is the server as net/http wants it.
func (s *Server) Handler() http.Handler { return s.echo }

// Routes lists every method and path, for tests and the document of the API.
func (s *Server) Routes() []*echo.Route { return s.echo.Routes() }

// Close ends the open streams: a graceful stop would wait for them for ever.
func (s *Server) Close() { s.feed.close() }

// Sweep forgets what is too old to matter: idempotency keys after a day.
func (s *Server) Sweep(ctx context.Context) error {
	return s.Records.Write(ctx, identity.System(), func(w *record.Writer) error {
		_, err := w.Tx.Exec(ctx, `DELETE FROM tamga_idempotency WHERE created_at < ?`, s.Now().Add(-keptFor))
		return err
	})
}

// routes is the whole of the surface.
func (s *Server) routes() {
	e := s.echo
	for path, h := range map[string]echo.HandlerFunc{"/healthz": s.healthz, "/readyz": s.readyz, "/metrics": s.metrics.serve,
		"/api/docs": s.docs, "/api/docs/*": s.docs, "/api/release": s.release} {
		e.Match([]string{http.MethodGet, http.MethodHead}, path, h)
	}

	e.POST("/api/login", s.open(s.login))
	e.GET("/api/login-info", s.open(s.loginInfo))
	e.GET("/api/session", s.on(s.session))
	e.POST("/api/logout", s.on(s.logout))
	e.PATCH("/api/me", s.on(s.patchMe))
	e.GET("/api/meta", s.on(s.meta))
	e.GET("/api/openapi.json", s.on(s.openapi))
	e.GET("/api/search", s.on(s.search))
	e.GET("/api/events", s.on(s.events))

	e.GET("/api/reports/:name", s.on(s.report))
	e.GET("/api/dashboards/:name/tiles/:place", s.on(s.tile))

	s.recordRoutes()

	e.POST("/api/files", s.on(s.upload))
	e.GET("/api/files/:id", s.on(s.file))
	e.GET("/api/users", s.on(s.users))
	e.POST("/api/users", s.on(s.addUser))
	e.PATCH("/api/users/:id", s.on(s.patchUser))
	e.GET("/api/tokens", s.on(s.tokens))
	e.POST("/api/tokens", s.on(s.addToken))
	e.DELETE("/api/tokens/:id", s.on(s.dropToken))
	e.GET("/api/runs", s.on(s.runs))
	e.POST("/api/runs/:id/undo", s.on(s.undoRun))
	e.POST("/api/runs/:id/:verb", s.on(s.runVerb))
	e.GET("/api/rehearsals", s.on(s.rehearsals))
	e.POST("/api/rehearsals", s.on(s.rehearse))
	e.GET("/api/rehearsals/:id", s.on(s.rehearsal))
	e.GET("/api/outbox", s.on(s.outbox))
	e.GET("/api/outbox/:id", s.on(s.outboxMessage))
	e.POST("/api/outbox/:id/:verb", s.on(s.outboxVerb))
	e.RouteNotFound("/*", s.page)
}

func (s *Server) recordRoutes() {
	e := s.echo
	e.POST("/api/batch", s.on(s.batch))
	e.GET("/api/records/:entity", s.on(s.list))
	e.POST("/api/records/:entity", s.on(s.create))
	e.GET("/api/records/:entity/summary", s.on(s.summary))
	e.POST("/api/records/:entity/preview", s.on(s.preview))
	e.GET("/api/records/:entity/:id", s.on(s.read))
	e.PATCH("/api/records/:entity/:id", s.on(s.update))
	e.DELETE("/api/records/:entity/:id", s.on(s.delete))
	e.POST("/api/records/:entity/:id/move", s.on(s.move))
	e.GET("/api/records/:entity/:id/moves", s.on(s.moves))
	e.POST("/api/records/:entity/:id/actions/:name", s.on(s.press))
	e.POST("/api/records/:entity/:id/restore", s.on(s.restore))
	e.POST("/api/records/:entity/:id/undo", s.on(s.undo))
	e.POST("/api/records/:entity/:id/comments", s.on(s.comment))
	e.GET("/api/records/:entity/:id/history", s.on(s.history))
	e.GET("/api/records/:entity/:id/timeline", s.on(s.timeline))
	e.GET("/api/records/:entity/:id/runs", s.on(s.recordRuns))
	e.GET("/api/records/:entity/:id/explain", s.on(s.explain))
}

// request is one request of somebody who is signed in (or, on open routes, may be).
type request struct {
	echo.Context
	actor   identity.Actor
	session *identity.Session // nil: a token, or nobody
	locale  string
}

func (q *request) ctx() context.Context { return q.Request().Context() }

// handler answers one route.
type handler func(q *request) error

// on demands somebody; open takes anybody.
func (s *Server) on(h handler) echo.HandlerFunc {
	return func(c echo.Context) error {
		q := &request{Context: c}
		if err := s.admit(q); err != nil {
			return err
		}
		q.Set("user", q.actor.UserID())
		return h(q)
	}
}

func (s *Server) open(h handler) echo.HandlerFunc {
	return func(c echo.Context) error {
		q := &request{Context: c, locale: s.localeOf(c, "")}
		if !s.limits.take("address " + c.RealIP()) {
			return tooMany(time.Second)
		}
		if err := s.origins.Check(c.Request()); err != nil {
			return refuse(http.StatusForbidden, "csrf")
		}
		return h(q)
	}
}

// healthz says that the process lives; readyz that it can answer from its database.
func (s *Server) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

func (s *Server) readyz(c echo.Context) error {
	err := s.Records.Read(c.Request().Context(), identity.System(), func(*record.Reader) error { return nil })
	if err != nil && !errors.Is(err, context.Canceled) {
		s.Log.Error("the database does not answer", "error", err)
	}
	if err != nil {
		return c.String(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// release is the hash of the model in force.
func (s *Server) release(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string]string{"release": s.Records.Model().Hash})
}
