package lsp

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tamga-crm/tamga/engine/diag"
)

// tell compiles the packages that have changed, and tells what is wrong in them.
func (s *Server) tell() error {
	for f := range maps.Clone(s.dirty) {
		if err := s.refresh(f); err != nil {
			return err
		}
	}
	return nil
}

// refresh compiles one package and publishes its diagnostics. A folder that cannot be read is said, and stays as it was.
func (s *Server) refresh(f *folder) error {
	delete(s.dirty, f)
	if err := s.look(f, false); err != nil {
		return s.wire.notify("window/logMessage", map[string]any{"type": 1, "message": fmt.Sprint("tamga: ", err)})
	}
	byFile := map[string][]diagnostic{}
	for _, d := range f.now.list.All() {
		file, ok := f.file(d.Range.File)
		if !ok {
			continue
		}
		byFile[file] = append(byFile[file], s.diagnostic(f, file, d))
	}
	for file := range f.told { // what was wrong and is right now
		if _, ok := byFile[file]; !ok {
			byFile[file] = []diagnostic{}
		}
	}
	clear(f.told)
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		if len(byFile[file]) > 0 {
			f.told[file] = true
		}
		p := published{URI: uriOf(file), Diagnostics: byFile[file]}
		if d := s.docs[file]; d != nil {
			p.Version = d.version
		}
		if err := s.wire.notify("textDocument/publishDiagnostics", p); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) diagnostic(f *folder, file string, d *diag.Diagnostic) diagnostic {
	out := diagnostic{Range: spanOf(s.lines(file), d.Range), Severity: 1, Code: d.Code, Source: "tamga", Message: d.Message}
	if d.Severity == diag.Warning {
		out.Severity = 2
	}
	if d.Hint != "" {
		out.Message += "\n" + d.Hint
	}
	for _, r := range d.Related {
		if other, ok := f.file(r.Range.File); ok {
			out.Related = append(out.Related, related{location{uriOf(other), spanOf(s.lines(other), r.Range)}, r.Message})
		}
	}
	return out
}
