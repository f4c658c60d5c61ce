package main

import (
	"context"

	"github.com/tamga-crm/tamga/engine"
)

var fmtFlags struct{ check bool }

var fmtVerb = &verb{
	name: "fmt", args: "[DIR]", short: "lay out the YAML of a package alike everywhere",
	long: "Lays out every YAML file of the package in DIR: two spaces a level, lists one level in from their key, one space\n" +
		"after a comma, no two empty lines together. Comments, order and columns that you aligned stay, and so does the\n" +
		"meaning. Prints the files that changed. With --check nothing is written, and the exit status is 1 when a file would.",
	examples: []string{"tamga fmt", "tamga fmt my_crm --check"},
	flags: func(f *flags) {
		f.BoolVar(&fmtFlags.check, "check", false, "only name the files that are laid out otherwise")
		f.withJSON()
	},
	run: func(_ context.Context, c *console, _ *flags, args []string) error {
		dir, err := folder(args)
		if err != nil {
			return err
		}
		changed, err := engine.Format(dir, fmtFlags.check)
		if err != nil {
			return err
		}
		if c.json {
			err = c.printJSON(map[string]any{"changed": append([]string{}, changed...)})
		} else {
			for _, name := range changed {
				c.print("%s\n", name)
			}
		}
		if err == nil && fmtFlags.check && len(changed) > 0 {
			return errSaid
		}
		return err
	},
}
