package rule

import (
	"slices"
	"strings"

	"github.com/tamga-crm/tamga/engine/field"
)

// maxParts of a template, and its longest source.
const (
	maxTemplate = 200_000
	maxHoles    = 1000
)

// Template is text with values in it: "Invoice {{ invoice.number }}".
type Template struct {
	Source string
	Parts  []Part
}

// Part is literal text, or an expression when Expr is set.
type Part struct {
	Text string
	Expr *Expr
	At   int // where the expression begins in the source
}

// In is the same text in another scope of the same names. Nil stays nil.
func (t *Template) In(scope *Scope) *Template {
	if t == nil {
		return nil
	}
	out := &Template{Source: t.Source, Parts: slices.Clone(t.Parts)}
	for i, p := range out.Parts {
		out.Parts[i].Expr = p.Expr.In(scope)
	}
	return out
}

// CompileTemplate reads text with {{ expressions }}. Offsets of problems count in source.
func CompileTemplate(source string, scope *Scope) (*Template, []Problem) {
	if len(source) > maxTemplate {
		return nil, []Problem{{Code: CodeTooLong, Length: len(source), Message: "the text is too long"}}
	}
	t := &Template{Source: source}
	var problems []Problem
	at, holes := 0, 0
	for at < len(source) {
		open := strings.Index(source[at:], "{{")
		if open < 0 {
			break
		}
		open += at
		end := closing(source, open+2)
		if holes++; end < 0 || holes > maxHoles {
			return nil, append(problems, Problem{Code: CodeSyntax, Offset: open, Length: 2, Message: `"{{" is never closed`, Hint: `write "}}" after the expression`})
		}
		t.text(source[at:open])
		e, wrong := Compile(source[open+2:end], scope, Unknown)
		for _, p := range wrong {
			p.Offset += open + 2
			problems = append(problems, p)
		}
		t.Parts = append(t.Parts, Part{Expr: e, At: open + 2})
		at = end + 2
	}
	t.text(source[at:])
	if problems != nil {
		return nil, problems
	}
	return t, nil
}

func (t *Template) text(s string) {
	if s != "" {
		t.Parts = append(t.Parts, Part{Text: s})
	}
}

// closing finds the "}}" of an expression that begins at from, past the texts in it. -1 for none.
func closing(source string, from int) int {
	quote := byte(0)
	for i := from; i < len(source); i++ {
		switch c := source[i]; {
		case quote != 0:
			if c == '\\' && quote != '`' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'' || c == '`':
			quote = c
		case c == '}' && i+1 < len(source) && source[i+1] == '}':
			return i
		}
	}
	return -1
}

// Render writes the text; show turns a value into words (numbers, dates and money as the reader's locale has them).
// A record is shown by its title, an empty value by nothing; show is not asked for these. show nil writes
// values as "+" would.
func (t *Template) Render(f *Frame, show func(v any) string) (string, error) {
	var b strings.Builder
	for _, p := range t.Parts {
		s, err := p.render(f, show)
		if err != nil {
			return "", err
		}
		if b.WriteString(s); b.Len() > MaxText {
			return "", ErrText
		}
	}
	return b.String(), nil
}

func (p Part) render(f *Frame, show func(v any) string) (string, error) {
	if p.Expr == nil {
		return p.Text, nil
	}
	v, err := p.Expr.Eval(f)
	if err != nil || v == nil {
		return "", err
	}
	switch v := v.(type) {
	case Record, field.Ref:
		return f.title(v)
	case []any:
		return p.renderList(f, v, show)
	}
	if show == nil {
		return f.show(v)
	}
	return show(v), nil
}

func (p Part) renderList(f *Frame, list []any, show func(v any) string) (string, error) {
	words := make([]string, len(list))
	for i, v := range list {
		_, isRecord := v.(Record)
		var err error
		if isRecord || show == nil {
			words[i], err = f.show(v)
		} else {
			words[i] = show(v)
		}
		if err != nil {
			return "", err
		}
	}
	return strings.Join(words, ", "), nil
}
