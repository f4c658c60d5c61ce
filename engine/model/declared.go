package model

import "github.com/tamga-crm/tamga/engine/diag"

// Declared is a part of the language that the package uses and that this version compiles, but does not run.
// A package that has any is checked, planned, applied and tested; it is not served, for what is declared would
// silently not happen.
type Declared struct {
	What string // what it is, and its name: `the channel "site"`
	At   diag.Range
}
