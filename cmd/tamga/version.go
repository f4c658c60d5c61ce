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
		version, commit := "development", ""
		if info, ok := debug.ReadBuildInfo(); ok {
			if v := info.Main.Version; v != "" && v != "(devel)" {
				version = v
			}
			for _, s := range info.Settings {
				if s.Key == "vcs.revision" {
					commit = s.Value
				}
			}
		}
		if c.json {
			return c.printJSON(map[string]string{"version": version, "commit": commit, "go": runtime.Version()})
		}
		c.print("tamga %s %s (%s)\n", version, commit, runtime.Version())
		return nil
	},
}
