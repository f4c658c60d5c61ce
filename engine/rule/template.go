package rule

// Template is text with values in it: "Invoice {{ invoice.number }}".
type Template struct {
	Source string
	Parts  []Part
}

// Part is literal text, or an expression when Expr is set.
type Part struct {
	Text string
	Expr *Expr
}

// CompileTemplate reads text with {{ expressions }}. Offsets of problems count in source.
func CompileTemplate(source string, scope *Scope) (*Template, []Problem) {
	panic("rule: CompileTemplate is not built yet")
}

// Render writes the text; show turns a value into words (numbers, dates and money as the reader's locale has them).
func (t *Template) Render(f *Frame, show func(v any) string) (string, error) {
	panic("rule: Render is not built yet")
}
