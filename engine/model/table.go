package model

import (
	"crypto/sha256"
	"encoding/hex"
)

// Names that records have in a database, beside those of entities and fields.
const (
	SearchColumn = "_search" // folded text of the fields that an entity is searched by
	PairSource   = "source"  // the columns of a table of pairs
	PairTarget   = "target"
	PairPosition = "position"
)

// longestName is the length of a name that every database keeps whole (PostgreSQL cuts at 63 bytes).
const longestName = 63

// ShortName keeps a name within what databases hold, and different names different.
func ShortName(name string) string {
	if len(name) <= longestName {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return name[:longestName-9] + "_" + hex.EncodeToString(sum[:4])
}

// PairTable names the table of the pairs of a many-to-many link.
func (f *Field) PairTable() string { return ShortName(f.Entity.Name + "_" + f.Name) }

// Columns names the columns of a field in its entity's table; none for what is not kept there.
func (f *Field) Columns() []string {
	if !f.Stored() {
		return nil
	}
	cols := f.Kind.Columns()
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = f.Name + c.Suffix
	}
	return names
}
