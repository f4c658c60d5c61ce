package engine_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheckUnderNode compiles packages in WebAssembly, right and broken ones, with the same words as on this machine.
func TestCheckUnderNode(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds the compiler for another machine")
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	node := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
	build := func(out string, env ...string) string {
		path := filepath.Join(t.TempDir(), out)
		cmd := exec.CommandContext(t.Context(), "go", "build", "-o", path, "./testdata/check")
		cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0"), env...)
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		return path
	}
	native, wasm := build("check"), build("check.wasm", "GOOS=js", "GOARCH=wasm")
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, "crm.yaml"), []byte("crm: 1\nname: b\nentities:\n  deal: {fields: {amount: money, tax: {type: money, formula: amuont * 2}}}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for dir, status := range map[string]int{"../examples/fitness_club": 0, "../examples/minimal": 0, broken: 1} {
		want, err := exec.CommandContext(t.Context(), native, dir).Output()
		if code := exitCode(err); code != status || len(want) == 0 {
			t.Fatalf("%s: %d, %q", dir, code, want)
		}
		cmd := exec.CommandContext(t.Context(), "node", "--stack-size=8192", node, wasm, dir)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH")} // what stands in the environment is limited there
		got, err := cmd.Output()
		if code := exitCode(err); code != status || !bytes.Equal(got, want) {
			t.Errorf("%s under Node: %d\n%s\nwant %d\n%s", dir, code, got, status, want)
		}
	}
}

func exitCode(err error) int {
	var e *exec.ExitError
	if errors.As(err, &e) {
		return e.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}
