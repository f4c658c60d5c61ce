package compile_test

import (
	"bytes"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/diag"
)

// What was packed compiles to the same model as the folders that it came from; nothing else comes along.
func TestAPackedPackageIsTheSame(t *testing.T) {
	t.Parallel()
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	base := fstest.MapFS{"crm.yaml": file("crm: 1\nname: base\nentities:\n  client:\n    fields: {name: text}\n")}
	own := fstest.MapFS{
		"crm.yaml":              file("crm: 1\nname: own\nextends: [../base]\n"),
		"more/deal.yaml":        file("entities:\n  deal:\n    fields: {client: {type: link, to: client}}\n"),
		"files/logo.png":        file("png"),
		"tamga.db":              file("secret"),
		".git/x.yaml":           file("entities: {}"),
		"node_modules/a/b.yaml": file("entities: {}"),
	}
	p := compile.Package{FS: own, Base: func(string) (fs.FS, error) { return base, nil }}
	var l diag.List
	want, err := compile.Model(p, &l)
	if err != nil || want == nil {
		t.Fatal(err, l.All())
	}
	b, err := compile.Pack(p)
	if err != nil {
		t.Fatal(err)
	}
	again, err := compile.Pack(p)
	if err != nil || !bytes.Equal(b, again) {
		t.Error("packed twice, it differs", err)
	}
	unpacked, err := compile.Unpack(b)
	if err != nil {
		t.Fatal(err)
	}
	got, err := compile.Model(unpacked, &l)
	if err != nil || got == nil || got.Hash != want.Hash || got.Entity("client") == nil {
		t.Fatal("unpacked, it is another", err, l.All())
	}
	if logo, err := fs.ReadFile(unpacked.FS, "files/logo.png"); err != nil || string(logo) != "png" {
		t.Error(string(logo), err)
	}
	for _, name := range []string{"tamga.db", ".git/x.yaml", "node_modules/a/b.yaml"} {
		if _, err := fs.Stat(unpacked.FS, name); err == nil {
			t.Errorf("%s came along", name)
		}
	}
}

func TestWhatIsNoArchiveIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := compile.Unpack([]byte("no")); err == nil {
		t.Error("opened")
	}
}
