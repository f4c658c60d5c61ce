package main_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const editorPackage = `crm: 1
name: shop
entities:
  client:
    title: name
    fields:
      name: {type: text, required: true}
      email: email
  deal:
    fields:
      name: text
      mine: {type: boolean, formula: client.email != nil}
      client: {type: link, to: client, inverse: deals}
`

const editorAutomations = `automations:
  thank:
    on: {created: deal}
    when: client.email != nil
    do:
      - email: {to: =client.email, subject: "Thanks", body: "We write to {{ client.email }}"}
roles:
  manager: {all: true, admin: true, entities: {client: {read: true, update: 'email != nil', fields: {email: read}}}}
`

// TestNeovim drives a real editor, without a screen: a mistake is told while it is typed, a name is completed, shown,
// found and written anew in every file; and what the editor has saved compiles, with the data of the old name carried.
func TestNeovim(t *testing.T) {
	t.Parallel()
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		if testing.Short() {
			t.Skip("Neovim is not there: make tools installs it")
		}
		t.Fatal("Neovim is not there: make tools installs it")
	}
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := writePackage(t, map[string]string{"crm.yaml": editorPackage, "automations.yaml": editorAutomations})
	if out, err := exec.Command(bin, "apply", dir, "--yes").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, nvim, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile testdata/editor/drive.lua")
	cmd.Env = append(os.Environ(), "TAMGA="+bin, "PACKAGE="+dir, "HOME="+t.TempDir())
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var said struct {
		Failed, Hover, Refusal string
		Completion             []string
		References             int
		Diagnostic             struct {
			Message             string
			Line, Column, Count int
		}
		Definition struct {
			URI  string
			Line int
		}
	}
	if err := json.Unmarshal([]byte(lastLine(string(out))), &said); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if said.Failed != "" || said.Refusal != "" {
		t.Fatalf("%s %s\n%s", said.Failed, said.Refusal, out)
	}
	if d := said.Diagnostic; d.Count != 1 || d.Line != 12 || d.Column != 45 || !strings.Contains(d.Message, `did you mean "email"?`) {
		t.Errorf("diagnostic: %+v", d)
	}
	if !slices.Contains(said.Completion, "email") || !slices.Contains(said.Completion, "deals") || slices.Contains(said.Completion, "today") {
		t.Errorf("completion: %v", said.Completion)
	}
	if !strings.Contains(said.Hover, "email of `client`") {
		t.Errorf("hover: %s", said.Hover)
	}
	if !strings.HasSuffix(said.Definition.URI, "/crm.yaml") || said.Definition.Line != 8 {
		t.Errorf("definition: %+v", said.Definition)
	}
	if said.References != 7 {
		t.Errorf("%d references, want 7", said.References)
	}
	savedWell(t, bin, dir)
}

// savedWell looks at what the editor has saved.
func savedWell(t *testing.T, bin, dir string) {
	t.Helper()
	for name, want := range map[string][]string{
		"crm.yaml":         {"mail: {type: email, was: email}", "client.mail != nil"},
		"automations.yaml": {"when: client.mail != nil", "to: =client.mail", "{{ client.mail }}", "'mail != nil'", "{mail: read}"},
	} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(string(b), w) {
				t.Errorf("%s has no %s:\n%s", name, w, b)
			}
		}
	}
	for _, verb := range []string{"check", "plan"} {
		if out, err := exec.Command(bin, verb, dir).CombinedOutput(); err != nil {
			t.Errorf("%s after the rename: %v\n%s", verb, err, out)
		} else if verb == "plan" {
			if !strings.Contains(string(out), "rename client.email to mail") || !strings.Contains(string(out), " 0 lossy") {
				t.Errorf("the rename does not carry the data:\n%s", out)
			}
		}
	}
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}
