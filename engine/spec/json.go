package spec

import "github.com/tamga-crm/tamga/engine/diag"

// JSON gives a file as encoding/json would read it had it been JSON, for checks against the Schema;
// nil when it is not YAML.
func JSON(src []byte) any {
	var l diag.List
	root := parse("file", src, &l)
	if root == nil {
		return nil
	}
	return root.literal()
}
