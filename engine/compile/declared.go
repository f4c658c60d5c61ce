package compile

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/model"
)

// declared notes what was compiled whole and is not run by this version. It is no mistake of the package's:
// check only counts it, and serve refuses to start.
func (c *compiler) declared(at diag.Range, format string, args ...any) {
	c.m.Declared = append(c.m.Declared, model.Declared{What: fmt.Sprintf(format, args...), At: at})
}

// sortDeclared puts them in the order in which diagnostics are told.
func (c *compiler) sortDeclared() {
	slices.SortStableFunc(c.m.Declared, func(a, b model.Declared) int {
		return cmp.Or(cmp.Compare(a.At.File, b.At.File), cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Column, b.At.Column))
	})
}
