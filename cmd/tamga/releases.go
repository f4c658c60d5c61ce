package main

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/tamga-crm/tamga/engine"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/plan"
	"github.com/tamga-crm/tamga/engine/store"
)

var releasesFlags struct{ db string }

var releasesVerb = &verb{
	name: "releases", args: "list|show|diff|rollback [RELEASE…] [DIR]", short: "what was applied, by whom, and back to it",
	long: "Every apply is a release: it has a number, and keeps the files of its package.\n" +
		"  list             lists all of them, the newest last\n" +
		"  show N           tells what release N changed (left out: the last)\n" +
		"  diff N [M]       tells what release M (left out: the last) says otherwise than N: lines of YAML, and tables\n" +
		"  rollback N       plans what leads back to release N, shows it, asks, and applies it; what would be lost is refused\n" +
		"                   unless it is allowed by name. Renames are undone with their data.",
	examples: []string{"tamga releases list my_crm", "tamga releases diff 3 my_crm", "tamga releases rollback 3 my_crm --allow-loss deal.fax"},
	flags: func(f *flags) {
		f.db(&releasesFlags.db)
		f.BoolVar(&applyFlags.yes, "yes", false, "ask nothing")
		f.Var(&applyFlags.allow, "allow-loss", "lose the data of this `name` (may be repeated)")
		f.BoolVar(&applyFlags.access, "allow-access", false, "with --yes: grant what roles might not do before")
		f.withJSON()
	},
	run: runReleases,
}

// releasesVerbs are the parts of the command; each takes the names of releases, at least and at most so many.
var releasesVerbs = map[string]struct {
	least, most int
	run         func(ctx context.Context, c *console, t engine.Target, names []string) error
}{"list": {0, 0, releasesList}, "show": {0, 1, releasesShow}, "diff": {1, 2, releasesDiff}, "rollback": {1, 1, releasesRollback}}

func runReleases(ctx context.Context, c *console, _ *flags, args []string) error {
	parts := []string{"list", "show", "diff", "rollback"}
	if len(args) == 0 {
		return usagef("say what to do: tamga releases %s", strings.Join(parts, "|"))
	}
	part, ok := releasesVerbs[args[0]]
	if !ok {
		text := fmt.Sprintf("there is no command \"releases %s\"", args[0])
		if near := diag.Nearest(args[0], parts); near != "" {
			text += fmt.Sprintf("; did you mean %q?", near)
		}
		return usagef("%s", text)
	}
	rest := args[1:]
	var names []string
	for len(rest) > 0 && len(names) < part.most && namesRelease(rest[0]) {
		names, rest = append(names, rest[0]), rest[1:]
	}
	if len(names) < part.least {
		return usagef("say which release, by its number: tamga releases %s 1", args[0])
	}
	t, err := target(rest, releasesFlags.db)
	if err != nil {
		return err
	}
	return part.run(ctx, c, t, names)
}

// namesRelease tells a release from a folder: its number or its id.
func namesRelease(s string) bool {
	if info, err := os.Stat(s); err == nil && info.IsDir() {
		return false
	}
	return strings.Trim(s, "0123456789abcdef-") == ""
}

func releasesList(ctx context.Context, c *console, t engine.Target, _ []string) error {
	list, err := engine.Releases(ctx, t)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(map[string]any{"releases": list})
	}
	if len(list) == 0 {
		c.print("Nothing was applied yet.\n")
		return nil
	}
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NUMBER\tAPPLIED\tBY\tPACKAGE\tVERSION\tCHANGES\tTOOK\tNOTE")
	for _, r := range list {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%d\t%s\t%s\n", r.Number, r.At.Local().Format(time.DateTime), r.By, r.Package, r.Version,
			len(changesOf(r)), time.Duration(r.Milliseconds)*time.Millisecond, r.Note)
	}
	return w.Flush()
}

// changesOf gives what a release changed, in words.
func changesOf(r *store.Released) []plan.Told {
	list, err := plan.Tell(r.Plan)
	if err != nil { // of an engine to come
		return nil
	}
	return list
}

func releasesShow(ctx context.Context, c *console, t engine.Target, names []string) error {
	list, err := engine.Releases(ctx, t)
	if err != nil {
		return err
	}
	r, err := engine.ReleaseNamed(list, strings.Join(names, ""))
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(r)
	}
	c.print("Release %d: %s, applied %s by %s within %s.\n", r.Number, strings.TrimSpace(r.Package+" "+r.Version), r.At.Local().Format(time.DateTime), r.By,
		time.Duration(r.Milliseconds)*time.Millisecond)
	if r.Note != "" {
		c.print("It goes %s.\n", r.Note)
	}
	for _, s := range changesOf(r) {
		c.print("%-5s  %s\n", s.Class, s.Words())
	}
	return nil
}

func releasesDiff(ctx context.Context, c *console, t engine.Target, names []string) error {
	d, err := engine.Difference(ctx, t, names[0], strings.Join(names[1:], ""))
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(map[string]any{"from": d.From, "to": d.To, "files": d.Files, "tables": d.Tables})
	}
	c.print("From release %d to %d:\n", d.From.Number, d.To.Number)
	for _, f := range d.Files {
		c.print("\n%s, %s\n", f.File, f.Kind)
		for _, row := range f.Rows {
			c.print("  %s\n", row)
		}
	}
	if !d.Tables.Empty() {
		c.print("\nTables:\n")
	}
	for _, s := range d.Tables.Steps {
		c.print("  %s\n", s.Change)
	}
	if len(d.Files) == 0 && d.Tables.Empty() {
		c.print("There is no difference.\n")
	}
	return nil
}

func releasesRollback(ctx context.Context, c *console, t engine.Target, names []string) error {
	o := engine.ApplyOptions{Target: t, Allow: applyFlags.allow, Confirm: c.confirm, By: whoami()}
	p, err := engine.Rollback(ctx, o, names[0])
	if err != nil {
		return err
	}
	return c.applied(p)
}

// whoami is who runs the command, as the system knows them.
func whoami() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}
