package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/tamga-crm/tamga/engine"
	"github.com/tamga-crm/tamga/engine/store"
)

var backupFlags struct{ db, out string }

var backupVerb = &verb{
	name: "backup", args: "[DIR] --db URL", short: "write the whole CRM into a file, while it runs",
	long: "Writes all that the database holds, as of one instant, with the package that is in force, into one file, and reads it back.\n" +
		"The file is gzip of lines of JSON, for this program on either kind of database. It holds everything that the\n" +
		"database does but who was signed in: keep it as safe.",
	examples: []string{"tamga backup my_crm", "tamga backup my_crm --db postgres://crm@localhost/crm --out /backups/crm.backup"},
	flags: func(f *flags) {
		f.db(&backupFlags.db)
		f.StringVar(&backupFlags.out, "out", "", "the `file` (default PACKAGE-TIME.backup)")
		f.withJSON()
	},
	run: func(ctx context.Context, c *console, _ *flags, args []string) error {
		t, err := target(args, backupFlags.db)
		if err != nil {
			return err
		}
		b, name, err := engine.Backup(ctx, t, backupFlags.out)
		if err != nil {
			return err
		}
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(backedJSON(b, name))
		}
		c.print("%s is in %s (%s), read back and compared.\n", counts(b), name, size(info.Size()))
		return nil
	},
}

var restoreFlags struct{ db, dir string }

var restoreVerb = &verb{
	name: "restore", args: "FILE --db URL", short: "bring a backup into an empty database",
	long: "Brings what \"tamga backup\" wrote into a new database of either kind, all or nothing, and compares every table.\n" +
		"--package DIR also writes the package into a new folder; without --db the database is made in it.\n" +
		"What the CRM did after the backup is not in it: mail that went out since may go out again.",
	examples: []string{"tamga restore crm.backup --package my_crm", "tamga restore crm.backup --db postgres://crm@localhost/crm"},
	flags: func(f *flags) {
		f.StringVar(&restoreFlags.db, "db", "", "the new database: sqlite:PATH or postgres://…")
		f.StringVar(&restoreFlags.dir, "package", "", "write the package into this new `folder`")
		f.withJSON()
	},
	run: func(ctx context.Context, c *console, _ *flags, args []string) error {
		if len(args) != 1 {
			return usagef("which backup? Write for example: tamga restore crm.backup --package my_crm")
		}
		if restoreFlags.db == "" && restoreFlags.dir == "" {
			return usagef("where to? Give --db URL of a new database, --package of a new folder, or both")
		}
		b, err := engine.Restore(ctx, args[0], restoreFlags.db, restoreFlags.dir)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(backedJSON(b, args[0]))
		}
		c.print("%s, as of %s, is restored and compared.\n", counts(b), b.At.Format(time.RFC3339))
		return nil
	},
}

var moveFlags struct{ from, to string }

var moveVerb = &verb{
	name: "move", args: "--from URL --to URL", short: "copy a database into another, of either kind",
	long: "Copies all that a database holds, as of one instant, into a new one, from SQLite to PostgreSQL or back, and compares\n" +
		"every table. The old one is not touched. Stop the CRM first: what is changed meanwhile stays behind.",
	examples: []string{"tamga move --from sqlite:my_crm/tamga.db --to postgres://crm@localhost/crm"},
	flags: func(f *flags) {
		f.StringVar(&moveFlags.from, "from", "", "the database there is: sqlite:PATH or postgres://…")
		f.StringVar(&moveFlags.to, "to", "", "the new, empty one")
		f.withJSON()
	},
	run: func(ctx context.Context, c *console, _ *flags, args []string) error {
		if moveFlags.from == "" || moveFlags.to == "" || len(args) > 0 {
			return usagef("from where to where? Write for example: tamga move --from sqlite:tamga.db --to postgres://crm@localhost/crm")
		}
		b, err := engine.Move(ctx, moveFlags.from, moveFlags.to)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(backedJSON(b, ""))
		}
		c.print("%s is in its new house and compared. The old one is as it was.\n", counts(b))
		return nil
	},
}

// counts says what was written: fitness_club 1.0.0 with 12,345 rows in 34 tables.
func counts(b *store.Backed) string {
	return fmt.Sprintf("%s with %d rows in %d tables", strings.TrimSpace(b.Package+" "+b.Version), b.Rows(), len(b.Tables))
}

func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", (n+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

func backedJSON(b *store.Backed, file string) any {
	return map[string]any{"package": b.Package, "version": b.Version, "at": b.At, "file": file, "tables": b.Tables, "rows": b.Rows()}
}
