package main

import (
	"context"

	"github.com/tamga-crm/tamga/engine"
)

var openapiVerb = &verb{
	name: "openapi", args: "[DIR]", short: "print the package's OpenAPI 3.1 document",
	long:     "Prints the OpenAPI 3.1 document of the package's API as its administrator may use it. A running server has it at\n/api/openapi.json, as each person may use it, and draws it at /api/docs.",
	examples: []string{"tamga openapi my_crm > openapi.json"},
	run: func(_ context.Context, c *console, _ *flags, args []string) error {
		dir, err := folder(args)
		if err != nil {
			return err
		}
		b, err := engine.OpenAPI(dir)
		if err != nil {
			return err
		}
		_, err = c.out.Write(append(b, '\n'))
		return err
	},
}
