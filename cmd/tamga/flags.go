package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/tamga-crm/tamga/engine"
	"github.com/tamga-crm/tamga/engine/diag"
)

// errHelp is --help.
var errHelp = errors.New("help")

// usage is a mistake on the command line.
type usage struct{ text string }

func (u *usage) Error() string { return u.text }

func usagef(format string, args ...any) error { return &usage{fmt.Sprintf(format, args...)} }

// flags are those of one verb. Each is also the environment variable TAMGA_NAME, or the file that TAMGA_NAME_FILE names.
type flags struct {
	*flag.FlagSet
	verb *verb
	json bool
}

func newFlags(v *verb) *flags {
	f := &flags{FlagSet: flag.NewFlagSet(v.name, flag.ContinueOnError), verb: v}
	f.SetOutput(io.Discard)
	if v.flags != nil {
		v.flags(f)
	}
	return f
}

// parse reads flags and arguments in any order; what the command line leaves out comes from the environment.
func (f *flags) parse(args []string) (rest []string, err error) {
	for {
		if err := f.Parse(args); err != nil {
			return nil, f.wrong(err)
		}
		if args = f.Args(); len(args) == 0 {
			break
		}
		rest, args = append(rest, args[0]), args[1:]
	}
	return rest, f.environment()
}

func (f *flags) wrong(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return errHelp
	}
	text := err.Error()
	if name, found := strings.CutPrefix(text, "flag provided but not defined: -"); found {
		text = fmt.Sprintf("%s takes no flag --%s", f.verb.name, strings.TrimLeft(name, "-"))
		if near := diag.Nearest(strings.TrimLeft(name, "-"), f.names()); near != "" {
			text += "; did you mean --" + near + "?"
		}
	}
	return usagef("%s\nSee: tamga help %s", text, f.verb.name)
}

func (f *flags) names() (out []string) {
	f.VisitAll(func(x *flag.Flag) { out = append(out, x.Name) })
	return out
}

// environment sets the flags that the command line did not.
func (f *flags) environment() error {
	given := map[string]bool{}
	f.Visit(func(x *flag.Flag) { given[x.Name] = true })
	var wrong error
	f.VisitAll(func(x *flag.Flag) {
		name := variable(x.Name)
		value, ok, err := lookup(name)
		if err == nil && ok && !given[x.Name] {
			err = x.Value.Set(value)
		}
		if err != nil && wrong == nil {
			wrong = usagef("%s: %v", name, err)
		}
	})
	return wrong
}

func variable(name string) string {
	return "TAMGA_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// lookup reads a setting from the environment, or from a file that the environment names: so secrets are mounted.
func lookup(name string) (string, bool, error) {
	if v, ok := os.LookupEnv(name); ok {
		return v, true, nil
	}
	path, ok := os.LookupEnv(name + "_FILE")
	if !ok {
		return "", false, nil
	}
	b, err := os.ReadFile(path)
	return strings.TrimSpace(string(b)), err == nil, err
}

// list is a flag that may be given several times, or once with commas.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(s string) error {
	for _, part := range strings.Split(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			*l = append(*l, part)
		}
	}
	return nil
}

// db adds --db, withJSON --json.
func (f *flags) db(to *string) {
	f.StringVar(to, "db", "", "the database: sqlite:PATH or postgres://… (default tamga.db in DIR)")
}

func (f *flags) withJSON() { f.BoolVar(&f.json, "json", false, "print for programs") }

// folder is the one argument of most verbs.
func folder(args []string) (string, error) {
	switch len(args) {
	case 0:
		return ".", nil
	case 1:
		return args[0], nil
	}
	return "", usagef("one folder is enough, there are %d: %s", len(args), strings.Join(args, " "))
}

// target is the package and the database that a verb works on.
func target(args []string, db string) (engine.Target, error) {
	dir, err := folder(args)
	return engine.Target{Dir: dir, DB: db}, err
}
