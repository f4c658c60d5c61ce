package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/tamga-crm/tamga/examples"
)

// schemaName is the language's JSON Schema as New puts it beside a package, for editors.
const schemaName = "tamga.schema.json"

var (
	schemaLine = regexp.MustCompile(`(?m)^(# yaml-language-server: \$schema=).*$`)
	nameLine   = regexp.MustCompile(`(?m)^name: .*$`)
)

// New starts a package from a template in a folder that is not there yet, or empty.
func New(template, dir string) error {
	if !examples.Has(template) {
		return faultf("there is no template called %q. There are: %s", template, strings.Join(examples.Names(), ", "))
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		return faultf("the folder %q is not empty", dir)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("start package: %w", err)
	}
	sub, err := fs.Sub(examples.FS, template)
	if err != nil {
		return fmt.Errorf("start package: %w", err)
	}
	if err := fs.WalkDir(sub, ".", func(p string, d fs.DirEntry, err error) error { return plant(sub, dir, p, d, err) }); err != nil {
		return fmt.Errorf("start package: %w", err)
	}
	schema, err := Schema()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, schemaName), schema, 0o644)
}

// plant copies one file of a template. The package is called as its folder.
func plant(from fs.FS, dir, p string, d fs.DirEntry, err error) error {
	if err != nil {
		return err
	}
	to := filepath.Join(dir, filepath.FromSlash(p))
	if d.IsDir() {
		return os.MkdirAll(to, 0o755)
	}
	b, err := fs.ReadFile(from, p)
	if err != nil {
		return err
	}
	up := strings.Repeat("../", strings.Count(p, "/"))
	b = schemaLine.ReplaceAll(b, []byte("${1}"+up+schemaName))
	if path.Base(p) == "crm.yaml" {
		if name := snake(filepath.Base(dir)); name != "" {
			b = nameLine.ReplaceAll(b, []byte("name: "+name))
		}
	}
	return os.WriteFile(to, b, 0o644)
}

var notSnake = regexp.MustCompile(`[^a-z0-9]+`)

// snake makes a package's name of a folder's; "" when nothing is left.
func snake(s string) string {
	if abs, err := filepath.Abs(s); err == nil && (s == "." || s == "..") {
		s = filepath.Base(abs)
	}
	s = strings.Trim(notSnake.ReplaceAllString(strings.ToLower(s), "_"), "_")
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		return ""
	}
	return s
}
