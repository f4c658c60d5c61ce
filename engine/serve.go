package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/tamga-crm/tamga/engine/api"
	"github.com/tamga-crm/tamga/engine/automation"
	"github.com/tamga-crm/tamga/engine/identity"
	"github.com/tamga-crm/tamga/engine/job"
	"github.com/tamga-crm/tamga/engine/message"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/outside"
	"github.com/tamga-crm/tamga/engine/record"
	"github.com/tamga-crm/tamga/engine/scenario"
	"github.com/tamga-crm/tamga/engine/store"
	"github.com/tamga-crm/tamga/ui"
)

// ServeOptions say what is served, and how.
type ServeOptions struct {
	Target
	Listen     string // "127.0.0.1:8080"
	SMTP       string // where messages are sent: "smtp://user:password@host:port?from=…"; "": they are held
	Dev        bool   // look for changes of the package, and put them in force
	Demo       bool   // load the package's data into an empty database, and show its sign-ins
	TrustProxy bool
	Rate       int
	Log        *slog.Logger
	Out        io.Writer // for people: addresses, sign-ins, diagnostics
}

// graceful is how long a stop waits for requests that run.
const graceful = 30 * time.Second

// Serve serves a package until ctx is done, then finishes what runs.
func Serve(ctx context.Context, o ServeOptions) (err error) {
	c, err := runnable(o.Dir)
	if err != nil {
		return err
	}
	listener, err := listen(o.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	db, err := open(ctx, o.Target)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := settle(ctx, db, c); err != nil {
		return err
	}
	h, err := newHouse(db, c.Model, o)
	if err != nil {
		return err
	}
	if err := h.populate(ctx, "http://"+listener.Addr().String()); err != nil {
		return err
	}
	if err := h.runs.Adopt(ctx); err != nil {
		return err
	}
	return h.run(ctx, listener, c)
}

// listen says in a sentence why an address cannot be had.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken: another program listens there. Stop it, or choose another address with --listen 127.0.0.1:8081", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return l, nil
}

// house is the floors, wired.
type house struct {
	options    ServeOptions
	db         *store.DB
	records    *record.Service
	people     *identity.People
	queue      *job.Queue
	outbox     *message.Outbox
	runs       *automation.Engine
	rehearsals *scenario.Rehearsals
	api        *api.Server
	demo       []api.Login
	assets     atomic.Value // func(path string) (io.Reader, error): the files of the release in force
}

// show makes these the files that documents show from now on.
func (h *house) show(open func(path string) (io.Reader, error)) { h.assets.Store(open) }

// asset opens a file of the release in force.
func (h *house) asset(path string) (io.Reader, error) {
	return h.assets.Load().(func(path string) (io.Reader, error))(path)
}

func newHouse(db *store.DB, m *model.Model, o ServeOptions) (*house, error) {
	h := &house{options: o, db: db, records: record.New(db, m, time.Now)}
	h.people = identity.New(db, h.records.Model, time.Now)
	h.queue = job.New(db, time.Now)
	server, err := message.ParseServer(o.SMTP)
	if err != nil {
		return nil, &Misuse{err.Error()}
	}
	h.outbox = message.New(db, h.queue, server, time.Now)
	h.runs = automation.New(h.records, h.queue, h.outbox)
	h.show(assetsOf(o.Dir))
	h.runs.Assets = h.asset
	h.runs.Others = outside.New(os.Getenv("TAMGA_ALLOW_HOSTS"))
	h.rehearsals = scenario.NewRehearsals(h.records, h.queue)
	return h, nil
}

// populate lets somebody in: the demo's people, or a first administrator.
func (h *house) populate(ctx context.Context, url string) error {
	if h.options.Demo {
		logins, err := scenario.Load(ctx, h.db, h.records.Model(), time.Now())
		if err != nil {
			return fmt.Errorf("load the demo: %w", err)
		}
		for _, l := range logins {
			h.demo = append(h.demo, api.Login{Name: l.Name, Email: l.Email, Password: l.Password, Role: l.Role.Name})
		}
		h.say("%s", signIns(url, h.demo, logins))
		return nil
	}
	return h.firstAdmin(ctx, url)
}

func (h *house) say(format string, args ...any) {
	if h.options.Out != nil {
		fmt.Fprintf(h.options.Out, format, args...)
	}
}

// run does everything at once until ctx is done, and then lets each finish.
func (h *house) run(ctx context.Context, l net.Listener, c *Checked) error {
	h.api = api.New(api.Options{
		Records: h.records, People: h.people, Runs: h.runs, Outbox: h.outbox, Rehearsals: h.rehearsals, UI: ui.Dist(), Log: h.options.Log, Now: time.Now,
		Dev: h.options.Dev, Demo: h.demo, TrustProxy: h.options.TrustProxy, Rate: h.options.Rate,
	})
	server := &http.Server{
		Handler: h.api.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(h.options.Log.Handler(), slog.LevelDebug),
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var work sync.WaitGroup
	together := func(name string, do func() error) {
		work.Go(func() {
			if err := do(); err != nil {
				stop(fmt.Errorf("%s: %w", name, err))
			}
		})
	}
	together("jobs", func() error { return h.queue.Run(ctx) })
	together("sweep", func() error { return h.sweep(ctx) })
	together("follow", func() error { return h.follow(ctx) })
	if h.options.Dev {
		together("watch", func() error { return h.watch(ctx, c) })
	}
	together("serve", func() error { return ended(server.Serve(l)) })
	h.say("%s is served at http://%s\nStop it with Ctrl-C.\n", h.records.Model().Name, l.Addr())
	<-ctx.Done()
	h.say("Stopping: finishing what runs. Ctrl-C again ends at once.\n")
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	h.api.Close()
	err := server.Shutdown(end)
	work.Wait()
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	return err
}

// assetsOf opens files of the package, and none outside of it.
func assetsOf(dir string) func(path string) (io.Reader, error) {
	return func(path string) (io.Reader, error) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, err
		}
		b, err := root.ReadFile(filepath.FromSlash(path))
		return bytes.NewReader(b), errors.Join(err, root.Close())
	}
}

func ended(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// sweep forgets what is too old to matter, now and every hour.
func (h *house) sweep(ctx context.Context) error {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := h.api.Sweep(ctx); err != nil && ctx.Err() == nil {
			h.options.Log.Warn("old keys cannot be forgotten", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func modelOf(m *model.Model) func() *model.Model { return func() *model.Model { return m } }

// signIns is the table of the demo's people, one line each.
func signIns(url string, demo []api.Login, logins []scenario.Login) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nSign in at %s as one of\n\n", url)
	wide := [3]int{}
	roles := make([]string, len(demo))
	for i, l := range demo {
		if roles[i] = logins[i].Role.Label.In("en"); roles[i] == "" {
			roles[i] = l.Role
		}
		wide = [3]int{max(wide[0], len([]rune(roles[i]))), max(wide[1], len([]rune(l.Name))), max(wide[2], len(l.Email))}
	}
	for i, l := range demo {
		fmt.Fprintf(&b, "  %s  %s  %s  %s\n", pad(roles[i], wide[0]), pad(l.Name, wide[1]), pad(l.Email, wide[2]), l.Password)
	}
	b.WriteString("\n")
	return b.String()
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-len([]rune(s)))) }
