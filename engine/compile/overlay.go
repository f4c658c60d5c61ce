package compile

import (
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/spec"
)

// Changes are what each package does to those that it builds on, the lowest first, in the order of the files.
// What is wrong in the YAML goes to the list; an error means that a file could not be read at all.
func Changes(p Package, l *diag.List) ([]spec.Change, error) {
	layers, err := p.layers(l)
	if err != nil {
		return nil, err
	}
	loaded, err := spec.Load(l, layers...)
	if err != nil {
		return nil, err
	}
	return loaded.Changes, nil
}
