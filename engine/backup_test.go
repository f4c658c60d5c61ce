package engine

import (
	"os"
	"path/filepath"
	"testing"
)

// A backup may come from anywhere: its names lead nowhere else, and nothing is written over.
func TestFilesOfABackupStayWhereTheyBelong(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "house", "crm")
	for name, ok := range map[string]bool{
		"crm.yaml": true, "files/a.png": true, "../base/crm.yaml": true,
		"../../x.yaml": false, "../x.yaml": false, "a/../../../x.yaml": false, "/etc/x.yaml": false, "..": false,
	} {
		err := writeFile(dir, name, []byte("x"))
		if _, there := os.Stat(filepath.Join(dir, name)); (err == nil) != ok || ok && there != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := writeFile(dir, "crm.yaml", []byte("y")); err == nil {
		t.Error("a file was written over")
	}
}
