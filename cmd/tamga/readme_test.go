package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var fence = regexp.MustCompile("(?ms)^```([a-z-]+)\n(.*?)^```$")

// TestReadme does what the README tells a newcomer to do, in order: it writes the files that the yaml blocks name,
// makes the replacements of yaml-fix blocks, runs the commands of console blocks and compares what they print
// with what the page shows ("..." stands for any lines).
func TestReadme(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, block := range fence.FindAllStringSubmatch(string(page), -1) {
		switch kind, text := block[1], block[2]; kind {
		case "yaml":
			writeBlock(t, dir, text)
		case "yaml-fix":
			fixBlock(t, dir, text)
		case "console":
			runBlock(t, dir, text)
		}
	}
}

// named splits a block into the file that its first line names and the rest.
func named(t *testing.T, dir, text string) (path, rest string) {
	t.Helper()
	first, rest, _ := strings.Cut(text, "\n")
	name, ok := strings.CutPrefix(first, "# ")
	if !ok {
		t.Fatalf("a block of YAML does not begin with the name of its file: %q", first)
	}
	return filepath.Join(dir, filepath.FromSlash(name)), rest
}

func writeBlock(t *testing.T, dir, text string) {
	t.Helper()
	path, _ := named(t, dir, text)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func fixBlock(t *testing.T, dir, text string) {
	t.Helper()
	path, rest := named(t, dir, text)
	old, better, _ := strings.Cut(strings.TrimSpace(rest), " -> ")
	b, err := os.ReadFile(path)
	if err != nil || strings.Count(string(b), old) != 1 {
		t.Fatalf("%q stands not once in %s: %v", old, path, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(b), old, better, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func runBlock(t *testing.T, dir, text string) {
	t.Helper()
	line, want, _ := strings.Cut(text, "\n")
	words := strings.Fields(line)
	if len(words) < 2 || words[0] != "$" || words[1] != "tamga" {
		t.Fatalf("not a command of tamga: %q", line)
	}
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, words[2:]...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if failing := strings.Contains(want, "error:"); (err != nil) != failing {
		t.Errorf("%s: %v\n%s", line, err, out)
	}
	parts := strings.Split(want, "...\n")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	if want == "" {
		return
	}
	if !regexp.MustCompile(`(?s)^` + strings.Join(parts, `.*`) + `$`).Match(out) {
		t.Errorf("%s\nprints:\n%s\nthe README shows:\n%s", line, out, want)
	}
}
