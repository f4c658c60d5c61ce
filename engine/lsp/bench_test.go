package lsp

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tamga-crm/tamga/engine/compile/compiletest"
)

// BenchmarkKeystroke is what a keystroke in a package of 500 entities costs: from the text to the diagnostics, and the
// answers to what an editor asks meanwhile. The wait for quiet is not in it.
func BenchmarkKeystroke(b *testing.B) {
	const part = "part_0010.yaml"
	dir := b.TempDir()
	files := compiletest.Large(500)
	if err := compiletest.Write(dir, files); err != nil {
		b.Fatal(err)
	}
	s := &Server{options: Options{Open: func(dir string) fs.FS { return os.DirFS(dir) }}, wire: &wire{out: io.Discard},
		docs: map[string]*document{}, folders: map[string]*folder{}, dirty: map[*folder]bool{}}
	uri := uriOf(filepath.Join(dir, part))
	texts := []string{files[part], strings.Replace(files[part], "amount > 100", "amount > 200", 1), strings.Replace(files[part], "amount > 100", "amuont > 100", 1)}
	show := func(text string) {
		if err := s.opened(aboutDocument{textDocument{URI: uri, Text: text}}); err != nil {
			b.Fatal(err)
		}
	}
	show(texts[0])
	if err := s.tell(); err != nil {
		b.Fatal(err)
	}
	f := s.folders[dir]
	row := strings.Count(files[part][:strings.Index(files[part], "when: amount > 100")], "\n")
	at := &spot{atPosition{Position: position{row, 10}}, f, filepath.Join(dir, part), linesOf(files[part])}
	b.Run("diagnostics", func(b *testing.B) {
		var most time.Duration
		for i := 0; b.Loop(); i++ {
			began := time.Now()
			show(texts[i%3])
			if err := s.tell(); err != nil {
				b.Fatal(err)
			}
			most = max(most, time.Since(began))
		}
		b.ReportMetric(float64(most.Milliseconds()), "most-ms")
	})
	b.Run("completion", func(b *testing.B) {
		for b.Loop() {
			if got, err := s.complete(at); err != nil || len(got.Items) < 20 {
				b.Fatal(got, err)
			}
		}
	})
	b.Run("references", func(b *testing.B) {
		for b.Loop() {
			if err := s.look(f, true); err != nil {
				b.Fatal(err)
			}
			if got, err := s.references(at); err != nil || len(got) < 5 {
				b.Fatal(got, err)
			}
		}
	})
}
