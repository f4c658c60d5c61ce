package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// longest is the length of a name that every database keeps whole (PostgreSQL cuts at 63 bytes).
const longest = 63

// short keeps a name within what databases hold, and different names different.
func short(name string) string {
	if len(name) <= longest {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return name[:longest-9] + "_" + hex.EncodeToString(sum[:4])
}

func indexName(table string, columns []string, suffix string) string {
	return short(table + "_" + strings.Join(columns, "_") + "_" + suffix)
}
