package engine

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/spec"
)

// Format lays out the YAML files of a package, and names those that change. With dry it only names them.
// A file is replaced whole or not at all; where one is not YAML, none is touched, and a *Broken tells why.
func Format(dir string, dry bool) ([]string, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, faultf("there is no folder %q", dir)
	}
	l := &diag.List{}
	changed, err := spec.FormatFolder(os.DirFS(dir), l)
	if err != nil {
		return nil, err
	}
	if l.Failed() {
		return nil, &Broken{&Checked{Dir: dir, Diagnostics: l}}
	}
	names := slices.Sorted(maps.Keys(changed))
	for _, name := range names {
		if dry {
			continue
		}
		if err := replace(filepath.Join(dir, name), changed[name]); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// replace writes a file anew beside itself, and then in its place, with the rights that it had.
func replace(name string, content []byte) error {
	info, err := os.Stat(name)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	beside := name + ".new"
	if err := os.WriteFile(beside, content, info.Mode().Perm()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.Rename(beside, name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
