package diag

import (
	"embed"
	"fmt"
	"io"
	"slices"
	"strings"
)

//go:embed pages/*.txt
var pages embed.FS

// Page explains one code: why it is a mistake, and YAML that has it beside YAML that does not. Wrong and Right are
// files by name; a page that needs no more than one has it under "".
type Page struct {
	Code
	Why   string            `json:"why"`
	Wrong map[string]string `json:"wrong"`
	Right map[string]string `json:"right"`
}

// PageOf reads the page of a code; false where no code is called so.
func PageOf(name string) (Page, bool) {
	i := slices.IndexFunc(Codes, func(c Code) bool { return c.Name == name })
	if i < 0 {
		return Page{}, false
	}
	b, err := pages.ReadFile("pages/" + name + ".txt")
	if err != nil {
		return Page{Code: Codes[i]}, true
	}
	p := Page{Code: Codes[i], Wrong: map[string]string{}, Right: map[string]string{}}
	to := func(line string) { p.Why += line }
	for line := range strings.Lines(string(b)) {
		mark, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), "-- ")
		if !ok {
			to(line)
			continue
		}
		side, name, _ := strings.Cut(strings.TrimSuffix(mark, " --"), "/")
		files := p.Wrong
		if side == "right" {
			files = p.Right
		}
		to = func(line string) { files[name] += line }
	}
	p.Why = strings.TrimSpace(p.Why)
	return p, true
}

// Render writes the page for people.
func (p Page) Render(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%s\n%s\n\n%s\n\nWrong:\n%s\nRight:\n%s", p.Name, p.Explain, p.Why, indented(p.Wrong), indented(p.Right))
	return err
}

func indented(files map[string]string) string {
	var b strings.Builder
	for _, name := range sortedNames(files) {
		b.WriteByte('\n')
		if name != "" {
			fmt.Fprintf(&b, "    # %s\n", name)
		}
		for line := range strings.Lines(files[name]) {
			b.WriteString("    " + line)
		}
	}
	return b.String()
}

func sortedNames(files map[string]string) []string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
