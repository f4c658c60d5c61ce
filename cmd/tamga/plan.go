package main

import (
	"context"
	"os"

	"github.com/tamga-crm/tamga/engine"
)

var planFlags struct{ db, out string }

var planVerb = &verb{
	name: "plan", args: "[DIR] --db URL", short: "show what apply would change in a database",
	long: "Compares the package with the database and prints every change, classed safe, slow or lossy, with the number\n" +
		"of records that it touches. Nothing is changed. --out keeps the plan: apply then does exactly that, or refuses.",
	examples: []string{"tamga plan my_crm", "tamga plan --db postgres://crm@localhost/crm --out crm.plan"},
	flags: func(f *flags) {
		f.db(&planFlags.db)
		f.StringVar(&planFlags.out, "out", "", "keep the plan in this `file`")
		f.withJSON()
	},
	run: func(ctx context.Context, c *console, _ *flags, args []string) error {
		t, err := target(args, planFlags.db)
		if err != nil {
			return err
		}
		p, err := engine.Plan(ctx, t)
		if err != nil {
			return err
		}
		if planFlags.out != "" {
			b, err := p.Seal(t.Dir)
			if err != nil {
				return err
			}
			if err := os.WriteFile(planFlags.out, append(b, '\n'), 0o600); err != nil {
				return err
			}
		}
		if c.json {
			return c.printJSON(p)
		}
		c.print("%s", p)
		return nil
	},
}
