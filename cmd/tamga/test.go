package main

import (
	"context"
	"regexp"

	"github.com/tamga-crm/tamga/engine"
	"github.com/tamga-crm/tamga/engine/scenario"
)

var testFlags struct {
	run             string
	coverage, watch bool
}

var testVerb = &verb{
	name: "test", args: "[DIR]", short: "run the package's scenario tests",
	long: "Runs the tests of the package, each in a fresh database with a clock of its own. A failure shows the expression\n" +
		"with the value of each part. --coverage also names the automations, branches, stages and rules that no test reaches;\n" +
		"--watch runs them again whenever a file changes. The last line counts passed and failed.",
	examples: []string{"tamga test my_crm", "tamga test --run invoice", "tamga test --coverage", "tamga test --watch"},
	flags: func(f *flags) {
		f.StringVar(&testFlags.run, "run", "", "only tests whose names match this `regexp`")
		f.BoolVar(&testFlags.coverage, "coverage", false, "name what no test reaches")
		f.BoolVar(&testFlags.watch, "watch", false, "run again whenever a file changes, until it is stopped")
		f.withJSON()
	},
	run: func(ctx context.Context, c *console, _ *flags, args []string) error {
		dir, err := folder(args)
		if err != nil {
			return err
		}
		var run *regexp.Regexp
		if testFlags.run != "" {
			if run, err = regexp.Compile(testFlags.run); err != nil {
				return usagef("--run: %v", err)
			}
		}
		o := scenario.Options{Run: run, Coverage: testFlags.coverage}
		if testFlags.watch {
			return engine.TestAgain(ctx, dir, o, func(r *scenario.Report, err error) { c.fail(c.report(r, err)) })
		}
		return c.report(engine.Test(ctx, dir, o))
	},
}

// report prints what became of the tests; errSaid when some failed.
func (c *console) report(r *scenario.Report, err error) error {
	if err != nil {
		return err
	}
	if c.json {
		err = c.printJSON(r)
	} else {
		err = r.Write(c.out)
	}
	if err == nil && r.Failed > 0 {
		return errSaid
	}
	return err
}
