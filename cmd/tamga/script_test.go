package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets scripts call this very binary as tamga.
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"tamga": main}) }

// TestScripts runs the command line as people do: files, commands, what they print, how they end.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true})
}
