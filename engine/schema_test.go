package engine_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tamga-crm/tamga/engine"
)

// TestFilesNameTheirSchema: the first line of every file of an example, and of a package started from it, leads an
// editor to the schema.
func TestFilesNameTheirSchema(t *testing.T) {
	t.Parallel()
	started := filepath.Join(t.TempDir(), "started")
	if err := engine.New("fitness_club", started); err != nil {
		t.Fatal(err)
	}
	for _, root := range []string{"../examples", started} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".yaml" {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			first, _, _ := strings.Cut(string(b), "\n")
			schema, ok := strings.CutPrefix(first, "# yaml-language-server: $schema=")
			if !ok {
				t.Errorf("%s does not begin with # yaml-language-server: $schema=…", path)
				return nil
			}
			_, err = os.Stat(filepath.Join(filepath.Dir(path), schema))
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
