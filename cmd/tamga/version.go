package main

import (
	"context"
	"runtime"
	"runtime/debug"
)

var versionVerb = &verb{
	name: "version", short: "print the version of tamga",
	long:  "Prints the version of tamga, the commit it was built from, and of Go.",
	flags: func(f *flags) { f.withJSON() },
	run: func(_ context.Context, c *console, _ *flags, _ []string) error {
		version, commit := built()
		if c.json {
			return c.printJSON(map[string]string{"version": version, "commit": commit, "go": runtime.Version()})
		}
		c.print("tamga %s %s (%s)\n", version, commit, runtime.Version())
		return nil
	},
}

// built is the version of the program and the commit it was built from, as far as it knows.
func built() (version, commit string) {
	version = "development"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, ""
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		version = v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			commit = s.Value
		}
	}
	return version, commit
}
