// Command tamga turns a folder of YAML into a running CRM.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/tamga-crm/tamga/engine"
)

// Exit statuses.
const (
	exitDone        = 0
	exitFault       = 1 // the package, the data or the request
	exitUsage       = 2 // the command line
	exitEnvironment = 3 // database, network, disk
)

// console is where a command reads and prints.
type console struct {
	in       *os.File
	out, err io.Writer
	json     bool
}

// verb is one command. Its file says what it does; run gets what is left of the command line after the flags.
type verb struct {
	name     string
	args     string // "[DIR]"
	short    string // one line of the list
	long     string
	examples []string
	flags    func(f *flags)
	run      func(ctx context.Context, c *console, f *flags, args []string) error
}

// verbs are all commands, in the order of the help.
func verbs() []*verb {
	return []*verb{
		newVerb,
		checkVerb,
		fmtVerb,
		planVerb,
		applyVerb,
		releasesVerb,
		serveVerb,
		testVerb,
		explainVerb,
		simulateVerb,
		backupVerb,
		restoreVerb,
		moveVerb,
		userVerb,
		lspVerb, schemaVerb,
		accessVerb,
		openapiVerb,
		docsVerb,
		versionVerb,
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ctx.Done()
		stop() // a second signal ends the process at once
	}()
	c := &console{in: os.Stdin, out: os.Stdout, err: os.Stderr}
	os.Exit(run(ctx, c, os.Args[1:]))
}

// run does one command line and gives its exit status.
func run(ctx context.Context, c *console, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		return c.help(args)
	}
	if args[0] == "--version" {
		args[0] = "version"
	}
	v := find(args[0])
	if v == nil {
		return c.fail(unknownVerb(args[0]))
	}
	f := newFlags(v)
	rest, err := f.parse(args[1:])
	if errors.Is(err, errHelp) {
		c.helpOf(v, c.out)
		return exitDone
	}
	c.json = f.json
	if err == nil {
		err = v.run(ctx, c, f, rest)
	}
	return c.fail(err)
}

// fail prints what went wrong, and gives the status.
func (c *console) fail(err error) int {
	var fault *engine.Fault
	var broken *engine.Broken
	var use *usage
	var misuse *engine.Misuse
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errSaid):
		return exitFault
	case errors.As(err, &broken):
		c.show(broken.Checked)
		return exitFault
	case errors.As(err, &fault):
		c.say("tamga: %s\n", fault.Text)
		return exitFault
	case errors.As(err, &misuse):
		c.say("tamga: %s\n", misuse.Text)
		return exitUsage
	case errors.As(err, &use):
		c.say("tamga: %s\n", use.text)
		return exitUsage
	}
	c.say("tamga: %v\n", err)
	return exitEnvironment
}

// errSaid ends a command whose answer is no, and was printed already.
var errSaid = errors.New("said")

func (c *console) say(format string, args ...any) { fmt.Fprintf(c.err, format, args...) }

func (c *console) print(format string, args ...any) { fmt.Fprintf(c.out, format, args...) }
