package compile

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite goldens")

// Realistic mistakes, as a person reads them.
func TestRender(t *testing.T) {
	t.Parallel()
	_, l := Source(caseFiles(read(t, "testdata/render/ten.yaml")))
	var b strings.Builder
	if err := l.Render(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/render/ten.txt", b.String())
	j, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/render/ten.json", string(j)+"\n")
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(read(t, path), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
