package main

import (
	"strings"

	"github.com/tamga-crm/tamga/engine"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/spec"
)

type changeJSON struct {
	Package string          `json:"package"`
	Kind    spec.ChangeKind `json:"kind"`
	Path    string          `json:"path"`
	place
	Below *place `json:"below"`
}

// showChanges prints what each package does to those it builds on, the lowest first.
func (c *console) showChanges(checked *engine.Checked) error {
	changes, err := checked.Changes()
	if err != nil {
		return err
	}
	if c.json {
		out := []changeJSON{}
		for _, ch := range changes {
			j := changeJSON{Package: ch.Package, Kind: ch.Kind, Path: ch.Path, place: placeOf(ch.At)}
			if ch.Kind != spec.Adds {
				below := placeOf(ch.Below)
				j.Below = &below
			}
			out = append(out, j)
		}
		return c.printJSON(map[string]any{"changes": out})
	}
	if len(changes) == 0 {
		c.print("%s changes nothing of another package.\n", checked.Model.Name)
	}
	for i, ch := range changes {
		if i == 0 || ch.Package != changes[i-1].Package {
			c.print("%s%s\n", strings.Repeat("\n", min(i, 1)), packageName(ch.Package))
		}
		c.print("  %-9s %s  (%s%s)\n", ch.Kind, ch.Path, ch.At.Pos, overPlace(ch))
	}
	return nil
}

func packageName(folder string) string {
	if folder == "" {
		return "This package"
	}
	return "The package " + folder
}

// overPlace is where the changed element stands below; Tamga's own entities stand in no file.
func overPlace(ch spec.Change) string {
	switch {
	case ch.Below == (diag.Range{}):
		return ""
	case strings.HasPrefix(ch.Below.File, spec.BuiltIn):
		return ", over Tamga's own"
	}
	return ", over " + ch.Below.Pos.String()
}
