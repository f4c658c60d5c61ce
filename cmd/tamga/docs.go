package main

import (
	"context"

	"github.com/tamga-crm/tamga/engine"
)

var docsFlags struct{ locale string }

var docsVerb = &verb{
	name: "docs", args: "[DIR]", short: "print the package's handbook",
	long: "Prints what the package in DIR declares as a handbook for people: its entities with a diagram, its funnels, its\n" +
		"automations in sentences, who may do what. It is Markdown; diagrams are in Mermaid, which most readers draw.",
	examples: []string{"tamga docs my_crm > handbook.md", "tamga docs my_crm --locale ru"},
	flags: func(f *flags) {
		f.StringVar(&docsFlags.locale, "locale", "", "one of the package's languages (the first unless given)")
	},
	run: func(_ context.Context, c *console, _ *flags, args []string) error {
		dir, err := folder(args)
		if err != nil {
			return err
		}
		book, err := engine.Docs(dir, docsFlags.locale)
		if err != nil {
			return err
		}
		_, err = c.out.Write([]byte(book))
		return err
	},
}
