package main

import (
	"context"
	"regexp"

	"github.com/tamga-crm/tamga/engine"
)

var testFlags struct{ run string }

var testVerb = &verb{
	name: "test", args: "[DIR]", short: "run the package's scenario tests",
	long: "Runs the tests of the package, each in a fresh database with a clock of its own. A failure shows the expression\n" +
		"with the value of each part. The last line counts passed and failed.",
	examples: []string{"tamga test my_crm", "tamga test --run invoice"},
	flags: func(f *flags) {
		f.StringVar(&testFlags.run, "run", "", "only tests whose names match this `regexp`")
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
		report, err := engine.Test(ctx, dir, run)
		if err != nil {
			return err
		}
		if c.json {
			err = c.printJSON(report)
		} else {
			err = report.Write(c.out)
		}
		if err == nil && report.Failed > 0 {
			return errSaid
		}
		return err
	},
}
