package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/tamga-crm/tamga/engine/diag"
)

const intro = `Tamga turns a folder of YAML into a running CRM.

Usage:  tamga VERB [DIR] [flags]

`

const outro = `
Begin:  tamga new minimal my_crm
        tamga serve my_crm --demo

More:   tamga help VERB
Every flag is also an environment variable: --db is TAMGA_DB.
Exit status: 0 done, 1 the package or data is at fault, 2 the command line is, 3 the environment is.
`

func find(name string) *verb {
	for _, v := range verbs() {
		if v.name == name {
			return v
		}
	}
	return nil
}

func unknownVerb(name string) error {
	var names []string
	for _, v := range verbs() {
		names = append(names, v.name)
	}
	text := fmt.Sprintf("there is no command %q", name)
	if near := diag.Nearest(name, names); near != "" {
		text += fmt.Sprintf("; did you mean %q?", near)
	}
	return usagef("%s\nSee: tamga help", text)
}

// help prints the list of commands, or one of them.
func (c *console) help(args []string) int {
	if len(args) > 1 {
		v := find(args[1])
		if v == nil {
			return c.fail(unknownVerb(args[1]))
		}
		c.helpOf(v, c.out)
		return exitDone
	}
	c.print(intro)
	for _, v := range verbs() {
		c.print("  %-8s %s\n", v.name, v.short)
	}
	c.print(outro)
	return exitDone
}

// helpOf prints what a command does, its flags, and examples to copy.
func (c *console) helpOf(v *verb, w io.Writer) {
	fmt.Fprintf(w, "Usage:  %s\n\n%s\n", strings.TrimSpace("tamga "+v.name+" "+v.args), v.long)
	f := newFlags(v)
	first := true
	f.VisitAll(func(x *flag.Flag) {
		if first {
			fmt.Fprint(w, "\nFlags:\n")
			first = false
		}
		kind, words := flag.UnquoteUsage(x)
		if kind != "" {
			kind = " " + strings.ToUpper(kind)
		}
		fmt.Fprintf(w, "  --%-22s %s\n", x.Name+kind, words)
	})
	if len(v.examples) > 0 {
		fmt.Fprint(w, "\nExamples:\n")
	}
	for _, e := range v.examples {
		fmt.Fprintf(w, "  %s\n", e)
	}
}
