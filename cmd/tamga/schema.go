package main

import (
	"context"

	"github.com/tamga-crm/tamga/engine"
)

var schemaVerb = &verb{
	name: "schema", short: "print the JSON Schema of the language",
	long: "Prints the JSON Schema of the language, for editors that complete and check YAML. Name it in the first line:\n" +
		"  # yaml-language-server: $schema=tamga.schema.json",
	examples: []string{"tamga schema > tamga.schema.json"},
	run: func(_ context.Context, c *console, _ *flags, args []string) error {
		if len(args) > 0 {
			return usagef("schema takes no arguments")
		}
		b, err := engine.Schema()
		if err != nil {
			return err
		}
		_, err = c.out.Write(b)
		return err
	},
}
