package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/tamga-crm/tamga/engine"
)

var serveFlags struct {
	db, listen, smtp, log, form string
	dev, demo, trust            bool
	rate                        int
}

var serveVerb = &verb{
	name: "serve", args: "[DIR] --db URL", short: "run the CRM: web UI, REST API and automations",
	long: "Serves the package in DIR. Safe changes are applied to the database first; what would lose data is refused and\n" +
		"shown. Messages are sent to the server of --smtp-url; without one they are held and can be read in the Outbox.\n" +
		"SIGTERM or Ctrl-C finishes what runs; a second one ends at once.",
	examples: []string{
		"tamga serve my_crm --demo --dev",
		"tamga serve --db postgres://crm@localhost/crm --listen 0.0.0.0:8080",
		"TAMGA_SMTP_URL=\"smtp://user:password@mail.example.org:587?from=crm@example.org\" tamga serve",
	},
	flags: func(f *flags) {
		f.db(&serveFlags.db)
		f.StringVar(&serveFlags.listen, "listen", "127.0.0.1:8080", "the `address` to listen at (default 127.0.0.1:8080)")
		f.BoolVar(&serveFlags.dev, "dev", false, "look for changes of the package and put them in force at once")
		f.BoolVar(&serveFlags.demo, "demo", false, "load the package's data into an empty database and show its sign-ins")
		f.StringVar(&serveFlags.smtp, "smtp-url", "", "the mail server: smtp://user:password@host:port?from=`address`; better as TAMGA_SMTP_URL")
		f.BoolVar(&serveFlags.trust, "trust-proxy", false, "a proxy stands before this: take the client's address from X-Forwarded-For")
		f.IntVar(&serveFlags.rate, "rate", 0, "`requests` a second that one client may make for long (default 200)")
		f.StringVar(&serveFlags.log, "log", "info", "how much to log: debug, info, warn or error (default info)")
		f.StringVar(&serveFlags.form, "log-format", "text", "text or json (default text)")
	},
	run: func(ctx context.Context, c *console, _ *flags, args []string) error {
		t, err := target(args, serveFlags.db)
		if err != nil {
			return err
		}
		log, err := c.logger()
		if err != nil {
			return err
		}
		slog.SetDefault(log)
		return engine.Serve(ctx, engine.ServeOptions{
			Target: t, Listen: serveFlags.listen, SMTP: serveFlags.smtp, Dev: serveFlags.dev, Demo: serveFlags.demo,
			TrustProxy: serveFlags.trust, Rate: serveFlags.rate, Log: log, Out: c.out,
		})
	},
}

// logger writes to the standard error.
func (c *console) logger() (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(serveFlags.log)); err != nil {
		return nil, usagef("--log is debug, info, warn or error, not %q", serveFlags.log)
	}
	o := &slog.HandlerOptions{Level: level}
	switch serveFlags.form {
	case "text":
		return slog.New(slog.NewTextHandler(os.Stderr, o)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(os.Stderr, o)), nil
	}
	return nil, usagef("--log-format is text or json, not %q", serveFlags.form)
}
