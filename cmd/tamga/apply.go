package main

import (
	"bufio"
	"context"
	"os"
	"strings"

	"github.com/tamga-crm/tamga/engine"
	"github.com/tamga-crm/tamga/engine/plan"
)

var applyFlags struct {
	db     string
	yes    bool
	access bool
	allow  list
}

var applyVerb = &verb{
	name: "apply", args: "[DIR|FILE] --db URL", short: "bring a database to what the package says",
	long: "Shows the plan and carries it out in one transaction, after asking. FILE is a plan that \"tamga plan --out\" kept:\n" +
		"it is refused when the package or the database has changed since. What loses data is refused unless it is\n" +
		"allowed by name, and with --yes what gives a role more access than before unless --allow-access grants it.",
	examples: []string{"tamga apply my_crm", "tamga apply --yes --allow-loss deal.fax", "tamga apply crm.plan --db postgres://crm@localhost/crm"},
	flags: func(f *flags) {
		f.db(&applyFlags.db)
		f.BoolVar(&applyFlags.yes, "yes", false, "ask nothing")
		f.Var(&applyFlags.allow, "allow-loss", "lose the data of this `name` (may be repeated)")
		f.BoolVar(&applyFlags.access, "allow-access", false, "with --yes: grant what roles might not do before")
		f.withJSON()
	},
	run: func(ctx context.Context, c *console, _ *flags, args []string) error {
		t, err := target(args, applyFlags.db)
		if err != nil {
			return err
		}
		o := engine.ApplyOptions{Target: t, Allow: applyFlags.allow, Confirm: c.confirm, By: whoami()}
		if info, err := os.Stat(t.Dir); err == nil && !info.IsDir() {
			if o.Sealed, err = os.ReadFile(t.Dir); err != nil {
				return err
			}
		}
		p, err := engine.Apply(ctx, o)
		if err != nil {
			return err
		}
		return c.applied(p)
	},
}

// applied tells what was done.
func (c *console) applied(p *plan.Plan) error {
	switch {
	case c.json:
		return c.printJSON(p)
	case p.Nothing():
		c.print("Nothing to change.\n")
	default:
		c.print("Done.\n")
	}
	return nil
}

// confirm shows the plan and asks, unless --yes said it all.
func (c *console) confirm(p *plan.Plan) error {
	if !c.json {
		c.print("%s", p)
	}
	if applyFlags.yes && len(p.Wider) > 0 && !applyFlags.access {
		return &engine.Fault{Text: "nothing was changed: this gives more access than before; --allow-access grants it"}
	}
	if applyFlags.yes {
		return nil
	}
	if !terminal(c.in) {
		return usagef("there is no terminal to ask at; give --yes to apply without asking")
	}
	c.print("Apply? [y/N] ")
	answer, err := bufio.NewReader(c.in).ReadString('\n')
	if err != nil {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return &engine.Fault{Text: "nothing was changed"}
}

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && info.Name() != "null"
}
