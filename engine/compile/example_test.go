package compile

import (
	"os"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine/diag"
)

func TestExamplesAreSilent(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"minimal", "fitness_club"} {
		l := &diag.List{}
		m, err := Model(Package{FS: os.DirFS("../../examples/" + name)}, l)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if l.Render(&b); b.Len() > 0 {
			t.Errorf("%s:\n%s", name, b.String())
		}
		if m == nil {
			t.Errorf("%s: no model", name)
		}
	}
}
