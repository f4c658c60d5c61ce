package main

import (
	"context"

	"github.com/tamga-crm/tamga/engine"
)

var lspFlags struct {
	db    string
	stdio bool
}

var lspVerb = &verb{
	name: "lsp", args: "", short: "help an editor: mistakes, completion, definitions, renaming",
	long: "Speaks the Language Server Protocol over standard input and output; an editor starts it. It tells mistakes while\n" +
		"you type, completes keys and names, also inside expressions, shows what a name is, goes to where it is declared,\n" +
		"and renames it everywhere, with \"was:\" where the database holds data under the old name.",
	examples: []string{
		"tamga lsp",
		"vim.lsp.start_client({cmd = {'tamga', 'lsp'}, root_dir = vim.fn.getcwd()})",
	},
	flags: func(f *flags) {
		f.db(&lspFlags.db)
		f.BoolVar(&lspFlags.stdio, "stdio", true, "speak over standard input and output, as it always does")
	},
	run: func(ctx context.Context, c *console, _ *flags, args []string) error {
		if len(args) > 0 {
			return usagef("tamga lsp takes no folder: the editor names the files")
		}
		return engine.LSP(ctx, c.in, c.out, lspFlags.db)
	},
}
