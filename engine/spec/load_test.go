package spec

import (
	"os"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/diag"
)

func TestExamplesLoadSilently(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"fitness_club", "minimal"} {
		var l diag.List
		p, err := Load(&l, Layer{FS: os.DirFS("../../examples/" + dir)})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if l.Render(&b); b.Len() > 0 {
			t.Errorf("%s:\n%s", dir, b.String())
		}
		if len(p.Entities) == 0 {
			t.Errorf("%s: no entities", dir)
		}
	}
}
