package engine_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine"
)

// TestRenamingCarriesDataThatIsThere: "was" is written when the database has the column, and not for what nobody has yet.
func TestRenamingCarriesDataThatIsThere(t *testing.T) {
	t.Parallel()
	const text = "crm: 1\nname: shop\nentities:\n  client:\n    fields:\n      name: text\nroles:\n  boss: {all: true, admin: true}\n"
	rename := func(dir, text string) string {
		t.Helper()
		uri := "file://" + filepath.ToSlash(filepath.Join(dir, "crm.yaml"))
		var in, out bytes.Buffer
		say := func(id int, method string, params any) {
			body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params})
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&in, "Content-Length: %d\r\n\r\n%s", len(body), body)
		}
		say(1, "initialize", map[string]any{})
		say(2, "textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "text": text}})
		say(3, "textDocument/rename", map[string]any{"textDocument": map[string]any{"uri": uri}, "position": map[string]any{"line": 5, "character": 7}, "newName": "title"})
		if err := engine.LSP(t.Context(), &in, &out, ""); err != nil {
			t.Fatal(err)
		}
		_, answer, _ := strings.Cut(out.String(), `"id":3`)
		return answer
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "crm.yaml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := rename(dir, text); !strings.Contains(got, "title") || strings.Contains(got, "was: name") {
		t.Errorf("before there is a database: %s", got)
	}
	if _, err := engine.Apply(t.Context(), engine.ApplyOptions{Target: engine.Target{Dir: dir}}); err != nil {
		t.Fatal(err)
	}
	if got := rename(dir, text); !strings.Contains(got, "{type: text, was: name}") {
		t.Errorf("of what the database has: %s", got)
	}
	fresh := strings.Replace(text, "name: text", "text: text", 1)
	if got := rename(dir, fresh); !strings.Contains(got, "title") || strings.Contains(got, "was: text") {
		t.Errorf("of what the database has not: %s", got)
	}
}
