package main

import (
	"context"
	"encoding/json"

	"github.com/tamga-crm/tamga/engine"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
)

var checkFlags struct {
	locales  bool
	skeleton string
	explain  string
	sarif    bool
	overlay  bool
}

var checkVerb = &verb{
	name: "check", args: "[DIR]", short: "say what is wrong in a package",
	long: "Compiles the package in DIR (the current folder unless given) and prints every mistake with its place,\n" +
		"what was meant, and how to mend it. What the package declares and this version does not run yet is counted\n" +
		"(--json lists it): it is no mistake, but serve refuses to start. Nothing is changed.\n" +
		"--explain CODE says what a code means, why it is a mistake, and shows wrong YAML and right; --explain all lists them.",
	examples: []string{"tamga check", "tamga check my_crm --json", "tamga check --explain unknown-field", "tamga check --sarif > tamga.sarif", "tamga check --locales", "tamga check --overlay", "tamga check --skeleton ru > ru.yaml"},
	flags: func(f *flags) {
		f.BoolVar(&checkFlags.locales, "locales", false, "warn of texts that lack one of the package's languages, and count them")
		f.StringVar(&checkFlags.skeleton, "skeleton", "", "print a file for the translator into this `locale`: what is not translated yet")
		f.StringVar(&checkFlags.explain, "explain", "", "explain a `code` instead of checking; all: list the codes")
		f.BoolVar(&checkFlags.sarif, "sarif", false, "print SARIF 2.1.0, for code hosts")
		f.BoolVar(&checkFlags.overlay, "overlay", false, "list what the package adds to, overrides in and removes from those it extends")
		f.withJSON()
	},
	run: func(_ context.Context, c *console, _ *flags, args []string) error {
		if checkFlags.explain != "" {
			return c.explainCode(checkFlags.explain)
		}
		dir, err := folder(args)
		if err != nil {
			return err
		}
		checked, err := engine.Check(dir, checkFlags.locales || checkFlags.skeleton != "")
		if err != nil {
			return err
		}
		if checkFlags.skeleton != "" && checked.Model != nil {
			text, err := engine.Skeleton(checked, checkFlags.skeleton)
			c.print("%s", text)
			return err
		}
		if checkFlags.overlay && checked.Model != nil {
			return c.showChanges(checked)
		}
		if checkFlags.sarif {
			version, _ := built()
			err = c.printJSON(checked.Diagnostics.SARIF(version))
		} else {
			c.show(checked)
		}
		if err == nil && checked.Model == nil {
			return errSaid
		}
		return err
	},
}

// explainCode prints the page of a code, or the list of them.
func (c *console) explainCode(name string) error {
	if name == "all" {
		if c.json {
			return c.printJSON(map[string]any{"codes": diag.Codes})
		}
		for _, code := range diag.Codes {
			c.print("%-24s %s\n", code.Name, code.Explain)
		}
		return nil
	}
	page, ok := diag.PageOf(name)
	if !ok {
		return usagef("no diagnostic has the code %q%s", name, meant(name))
	}
	if c.json {
		return c.printJSON(page)
	}
	return page.Render(c.out)
}

// meant names the nearest code.
func meant(name string) string {
	var names []string
	for _, code := range diag.Codes {
		names = append(names, code.Name)
	}
	if near := diag.Nearest(name, names); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// show prints the diagnostics of a package and the closing line.
func (c *console) show(checked *engine.Checked) {
	if c.json {
		if err := c.printJSON(map[string]any{"diagnostics": diagnostics(checked.Diagnostics), "declared": declared(checked.Model), "locales": checked.Coverages()}); err != nil {
			c.say("tamga: %v\n", err)
		}
		return
	}
	out := c.out
	if checked.Model == nil {
		out = c.err
	}
	if _, err := out.Write([]byte(engine.Frames(checked) + checked.Summary() + "\n")); err != nil {
		return // nobody reads
	}
}

// place is where something is, for programs.
type place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type relatedJSON struct {
	place
	Message string `json:"message"`
}

type diagnosticJSON struct {
	Severity diag.Severity `json:"severity"`
	Code     string        `json:"code"`
	place
	Length  int           `json:"length"`
	Message string        `json:"message"`
	Hint    string        `json:"hint"`
	Related []relatedJSON `json:"related"`
}

func diagnostics(l *diag.List) []diagnosticJSON {
	out := []diagnosticJSON{}
	for _, d := range l.All() {
		j := diagnosticJSON{Severity: d.Severity, Code: d.Code, place: placeOf(d.Range), Length: d.Range.Length, Message: d.Message, Hint: d.Hint, Related: []relatedJSON{}}
		for _, r := range d.Related {
			j.Related = append(j.Related, relatedJSON{placeOf(r.Range), r.Message})
		}
		out = append(out, j)
	}
	return out
}

// declaredJSON is a part that is compiled, and not run by this version: for information, not an error.
type declaredJSON struct {
	What string `json:"what"`
	place
	Length int `json:"length"`
}

func declared(m *model.Model) []declaredJSON {
	out := []declaredJSON{}
	if m == nil {
		return out
	}
	for _, d := range m.Declared {
		out = append(out, declaredJSON{d.What, placeOf(d.At), d.At.Length})
	}
	return out
}

func placeOf(r diag.Range) place { return place{r.File, r.Line, r.Column} }

func (c *console) printJSON(v any) error {
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
