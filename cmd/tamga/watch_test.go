package main_test

import (
	"os/exec"
	"strings"
	"testing"
)

const watchPackage = `
crm: 1
name: shop
entities: {deal: {fields: {name: text}}}
roles: {boss: {all: true, admin: true}}
users: {ann: {email: ann@example.org, role: boss}}
tests:
  it_works:
    as: ann
    when: [{create: deal, set: {name: A}}]
    then: [{expect: count(crm.deal) == 2}]
`

// The tests run again when a file changes, until the command is stopped; a package that is wrong does not end it.
func TestWatch(t *testing.T) {
	t.Parallel()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := writePackage(t, map[string]string{"crm.yaml": watchPackage})
	out := &syncBuffer{}
	cmd := exec.CommandContext(t.Context(), bin, "test", dir, "--watch")
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	says := func(words string) {
		t.Helper()
		eventually(t, words, func() bool { return strings.Contains(out.text(), words) })
	}
	says("0 passed, 1 failed")
	rewrite(t, dir, "count(crm.deal) == 2", "cuont(crm.deal) == 1")
	says("unknown-function")
	rewrite(t, dir, "cuont", "count")
	says("1 passed, 0 failed")
}
