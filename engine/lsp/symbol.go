package lsp

import (
	"strings"

	"github.com/tamga-crm/tamga/engine/compile"
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/spec"
)

var symbolKinds = map[string]int{
	compile.EntityName: symbolClass, compile.FieldName: symbolField, compile.OptionName: symbolMember, compile.FunnelName: symbolObject,
	compile.StageName: symbolMember, compile.AutomationName: symbolEvent, compile.RoleName: symbolObject, compile.MessageName: symbolObject,
	compile.DocumentName: symbolObject, compile.SettingName: symbolField, compile.UserName: symbolObject, compile.ReportName: symbolFunction,
	compile.TargetName: symbolFunction,
}

// symbols are the elements that a file declares, each below what it belongs to where that stands in the file too.
func (s *Server) symbols(p *spot) ([]*symbol, error) {
	out, by := []*symbol{}, map[string]*symbol{}
	name := p.folder.named(p.file)
	for _, m := range p.folder.index().Marks {
		if !m.Declared || m.At.File != name {
			continue
		}
		r := spanOf(p.lines, m.At)
		x := &symbol{Name: m.Name.Last(), Detail: m.Name.Kind, Kind: symbolKinds[m.Name.Kind], Range: r, Selection: r}
		if _, ok := by[m.Name.Path]; !ok {
			by[m.Name.Path] = x
		}
		owner := by[strings.TrimSuffix(m.Name.Path, "."+m.Name.Last())]
		if owner == nil || owner == x {
			out = append(out, x)
			continue
		}
		owner.Children = append(owner.Children, x)
		owner.Range.End = r.End
	}
	return out, nil
}

// format lays the document out as tamga fmt does. One that is not YAML stays as it is.
func (s *Server) format(p *spot) ([]textEdit, error) {
	text := strings.Join(p.lines, "\n")
	formatted := spec.Format(p.file, []byte(text), &diag.List{})
	if formatted == nil || string(formatted) == text {
		return []textEdit{}, nil
	}
	last := len(p.lines) - 1
	return []textEdit{{span{position{0, 0}, position{last, units(line(p.lines, last))}}, string(formatted)}}, nil
}
