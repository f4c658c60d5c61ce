package main

import (
	"context"

	"github.com/tamga-crm/tamga/engine"
	"github.com/tamga-crm/tamga/examples"
)

var newVerb = &verb{
	name: "new", args: "TEMPLATE DIR", short: "start a package from a template",
	long:     "Starts a package in the new folder DIR from a built-in template. Without arguments it lists the templates.",
	examples: []string{"tamga new", "tamga new minimal my_crm"},
	flags:    func(f *flags) { f.withJSON() },
	run: func(_ context.Context, c *console, _ *flags, args []string) error {
		switch len(args) {
		case 0:
			return c.templates()
		case 2:
		default:
			return usagef("say which template and into which folder: tamga new TEMPLATE DIR")
		}
		if err := engine.New(args[0], args[1]); err != nil {
			return err
		}
		if c.json {
			return c.printJSON(map[string]string{"template": args[0], "dir": args[1]})
		}
		c.print("%s is ready, from the template %s. Next:\n\n  tamga serve %s --demo --dev\n\nand change %s/crm.yaml while it runs.\n", args[1], args[0], args[1], args[1])
		return nil
	},
}

func (c *console) templates() error {
	if c.json {
		type row struct {
			Name  string `json:"name"`
			Words string `json:"words"`
		}
		list := []row{}
		for _, t := range examples.Templates {
			list = append(list, row{t.Name, t.Words})
		}
		return c.printJSON(map[string]any{"templates": list})
	}
	for _, t := range examples.Templates {
		c.print("%-14s %s\n", t.Name, t.Words)
	}
	c.print("\nStart one:  tamga new %s my_crm\n", examples.Templates[0].Name)
	return nil
}
