package main

import (
	"context"
	"time"

	"github.com/tamga-crm/tamga/engine"
	"github.com/tamga-crm/tamga/engine/scenario"
)

var simulateFlags struct{ db, from, to, against string }

var simulateVerb = &verb{
	name: "simulate", args: "[DIR]", short: "what the automations would have done over a period of the past",
	long: "Runs the automations of the package in DIR over the journal of a period, with a clock of its own, and reports how\n" +
		"often each would have run, for which records, what it would have sent and made, who would have had how much to do\n" +
		"on which day, and the difference from what really happened. The database is only read, and nothing is sent.\n" +
		"What people, programs and imports did is done again as it happened; what automations really did is not: the\n" +
		"simulated ones act in their place. --against also compares with another package: the one in force.",
	examples: []string{"tamga simulate --from 2026-01-01", "tamga simulate my_crm --db postgres://… --from 2026-01-01 --to 2026-04-01 --against old_crm"},
	flags: func(f *flags) {
		f.db(&simulateFlags.db)
		f.StringVar(&simulateFlags.from, "from", "", "where the period begins: a `date` or an instant")
		f.StringVar(&simulateFlags.to, "to", "", "where it ends: a `date` or an instant (default now)")
		f.StringVar(&simulateFlags.against, "against", "", "the `folder` of a package to compare with")
		f.withJSON()
	},
	run: runSimulate,
}

func runSimulate(ctx context.Context, c *console, _ *flags, args []string) error {
	t, err := target(args, simulateFlags.db)
	if err != nil {
		return err
	}
	p := scenario.Period{}
	if simulateFlags.from == "" {
		return usagef("say where the period begins: --from 2026-01-01")
	}
	if p.From, err = instant("--from", simulateFlags.from); err != nil {
		return err
	}
	if p.To, err = instant("--to", simulateFlags.to); err != nil {
		return err
	}
	if p.To.IsZero() {
		p.To = time.Now()
	}
	if !p.From.Before(p.To) {
		return usagef("the period ends before it begins")
	}
	report, err := engine.Simulate(ctx, t, simulateFlags.against, p)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(report)
	}
	return report.Write(c.out)
}
