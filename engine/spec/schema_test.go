package spec

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "rewrite goldens")

// The published schema is what the types say.
func TestSchemaIsPublished(t *testing.T) {
	t.Parallel()
	const path = "../../schemas/tamga.schema.json"
	got := Schema()
	if *update {
		if err := os.MkdirAll("../../schemas", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("schemas/tamga.schema.json is not what Schema gives: run go test ./engine/spec -update")
	}
}
