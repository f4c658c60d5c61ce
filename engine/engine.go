package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/spec"
	"github.com/tamga-crm/tamga/engine/store"
)

// Fault is what the package, the data or the request is to blame for, in a sentence for people. Any other error
// is the environment's: the database, the network, the disk.
type Fault struct{ Text string }

// Error is the sentence.
func (f *Fault) Error() string { return f.Text }

// Misuse is a setting that cannot be read.
type Misuse struct{ Text string }

// Error is the sentence.
func (m *Misuse) Error() string { return m.Text }

func faultf(format string, args ...any) *Fault { return &Fault{fmt.Sprintf(format, args...)} }

// Broken is a package with errors.
type Broken struct{ Checked *Checked }

// Error counts them; they are shown by whoever has a console.
func (b *Broken) Error() string { return b.Checked.Summary() }

// Target is a package and the database it lives in.
type Target struct {
	Dir string // the package's folder
	DB  string // "sqlite:PATH" or "postgres://…"; "": tamga.db in the folder
}

func (t Target) url() string {
	switch {
	case t.DB == "" || t.DB == "sqlite" || t.DB == "sqlite:":
		return "sqlite:" + filepath.Join(t.Dir, "tamga.db")
	}
	return t.DB
}

// Checked is a package that was compiled. Model is nil when there are errors.
type Checked struct {
	Dir         string
	Model       *model.Model
	Diagnostics *diag.List
	folders     []string // the package's own and those that it builds on
	packed      []byte   // its files; nil until they are asked for
	files       fs.FS    // of its documents; nil: the folder's
}

// pack gives the files of the package in one archive, to be kept with a release.
func (c *Checked) pack() ([]byte, error) {
	if c.packed != nil {
		return c.packed, nil
	}
	b, err := compile.Pack(c.source())
	if errors.Is(err, compile.ErrTooLarge) {
		return nil, faultf("%v, so they cannot be kept with the release; make the images in files/ smaller", err)
	}
	return b, err
}

// Summary is the closing line of a check.
func (c *Checked) Summary() string {
	wrong, warnings := 0, 0
	for _, d := range c.Diagnostics.All() {
		if d.Severity == diag.Error {
			wrong++
		} else {
			warnings++
		}
	}
	if wrong == 0 && warnings == 0 && c.Model != nil {
		return fmt.Sprintf("%s is right: %s, %s, %s.", c.Model.Name, plural(len(c.Model.Entities), "entity", "entities"),
			plural(len(c.Model.Funnels), "funnel", "funnels"), plural(len(c.Model.Automations), "automation", "automations")) + c.coverage() + c.notRun()
	}
	return plural(wrong, "error", "errors") + ", " + plural(warnings, "warning", "warnings") + "." + c.coverage() + c.notRun()
}

// notRun counts what is declared and not run by this version.
func (c *Checked) notRun() string {
	if c.Model == nil || len(c.Model.Declared) == 0 {
		return ""
	}
	return fmt.Sprintf(" %s declared and not run by this version yet, so it cannot be served.", plural(len(c.Model.Declared), "part is", "parts are"))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Check compiles the package of a folder; locales also warns of texts that lack one of its languages.
// An error means that the folder could not be read.
func Check(dir string, locales bool) (*Checked, error) { return check(dir, locales, nil) }

// check is Check with what an earlier one left in the cache; nil: nothing.
func check(dir string, locales bool, cache *compile.Cache) (*Checked, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, faultf("there is no folder %q", dir)
	}
	if _, err := os.Stat(filepath.Join(dir, "crm.yaml")); err != nil {
		return nil, faultf("the folder %q has no crm.yaml, so it is not a package. Start one with: tamga new minimal my_crm", dir)
	}
	c := &Checked{Dir: dir, Diagnostics: &diag.List{}, folders: []string{dir}}
	p := c.source()
	p.Locales, p.Cache = locales, cache
	var err error
	c.Model, err = compile.Model(p, c.Diagnostics)
	if err != nil {
		return nil, fmt.Errorf("read package: %w", err)
	}
	return c, nil
}

// source opens the folder and, when they are asked for, those that it builds on.
func (c *Checked) source() compile.Package {
	base := func(path string) (fs.FS, error) {
		folder := filepath.Join(c.Dir, path)
		c.folders = append(c.folders, folder)
		return os.DirFS(folder), nil
	}
	return compile.Package{FS: os.DirFS(c.Dir), Base: base}
}

// Changes are what the package and those below it do to those that they build on.
func (c *Checked) Changes() ([]spec.Change, error) {
	changes, err := compile.Changes(c.source(), &diag.List{})
	if err != nil {
		return nil, fmt.Errorf("read package: %w", err)
	}
	return changes, nil
}

// whole gives the model of a folder, or a *Broken.
func whole(dir string) (*Checked, error) {
	c, err := Check(dir, false)
	if err != nil {
		return nil, err
	}
	if c.Model == nil {
		return nil, &Broken{c}
	}
	return c, nil
}

// runnable gives the model of a folder when this version runs all that it declares; else a *Broken or a *Fault.
func runnable(dir string) (*Checked, error) {
	c, err := whole(dir)
	if err != nil {
		return nil, err
	}
	return c, c.runs()
}

// runs refuses a package that declares what this version does not run: it would silently not happen.
func (c *Checked) runs() error {
	if len(c.Model.Declared) == 0 {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s is not served: %s declared, and this version does not run %s yet\n", c.Model.Name,
		plural(len(c.Model.Declared), "part is", "parts are"), pick(len(c.Model.Declared), "it", "them"))
	for _, d := range c.Model.Declared {
		fmt.Fprintf(&b, "%s: %s is declared, and this version does not run it yet\n", d.At.Pos, d.What)
	}
	b.WriteString("Leave them out to serve the rest; check, plan, apply and test take the package as it is.")
	return &Fault{b.String()}
}

func pick(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// open opens a target's database. The address in the error has no password.
func open(ctx context.Context, t Target) (*store.DB, error) {
	db, err := store.Open(ctx, t.url())
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", hidePassword(t.url()), err)
	}
	return db, nil
}

// hidePassword leaves out who signs in to the database and how.
func hidePassword(url string) string {
	scheme, rest, found := strings.Cut(url, "://")
	if !found {
		return url
	}
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		rest = rest[at+1:]
	}
	rest, _, _ = strings.Cut(rest, "?")
	return scheme + "://" + rest
}
