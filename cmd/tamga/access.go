package main

import (
	"context"

	"github.com/tamga-crm/tamga/engine"
)

var accessVerb = &verb{
	name: "access", args: "matrix [DIR]", short: "print who may do what",
	long: "Prints what each role of the package in DIR may do: with the records of each entity, with their fields, by which\n" +
		"buttons. A permission is yes, no, or the condition under which it holds. What is left out is denied.\n" +
		"The text is the same for the same rights: keep it beside the package, and a change of rights is a line to review.",
	examples: []string{"tamga access matrix my_crm > my_crm/access.txt", "tamga access matrix my_crm --json"},
	flags:    func(f *flags) { f.withJSON() },
	run: func(_ context.Context, c *console, _ *flags, args []string) error {
		if len(args) == 0 || args[0] != "matrix" {
			return usagef("say what to print: tamga access matrix")
		}
		dir, err := folder(args[1:])
		if err != nil {
			return err
		}
		a, err := engine.Access(dir)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(a)
		}
		c.print("%s", a)
		return nil
	},
}
