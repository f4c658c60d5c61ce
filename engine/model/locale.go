package model

import "github.com/tamga-crm/tamga/engine/diag"

// Untranslated is a text that has no words in a locale of the package. It is kept only when it was asked for.
type Untranslated struct {
	Locale string
	Path   string // of the text: entities.deal.label
	Words  string // what it says in the first locale
	At     diag.Range
}
