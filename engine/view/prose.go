package view

import (
	"errors"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Prose writes values into the text of documents and messages, for one reader: a record is its title, an empty
// value nothing, an option its label; numbers, dates and money are as the reader's language has them.
type Prose struct {
	Model  *model.Model
	Format *locale.Formatter
	Locale string
}

// Text fills a template of plain text. Nil gives nothing.
func (p *Prose) Text(f *rule.Frame, t *rule.Template) (string, error) {
	return p.fill(f, t, func(s string) string { return s })
}

// Markdown fills a template of Markdown: what a value holds is text and never markup, whoever typed it.
func (p *Prose) Markdown(f *rule.Frame, t *rule.Template) (string, error) {
	return p.fill(f, t, EscapeMarkdown)
}

var errTooLong = errors.New("view: the text is longer than a text may be")

func (p *Prose) fill(f *rule.Frame, t *rule.Template, escape func(string) string) (string, error) {
	if t == nil {
		return "", nil
	}
	var b strings.Builder
	for _, part := range t.Parts {
		text := part.Text
		if part.Expr != nil {
			said, err := p.Expr(f, part.Expr)
			if err != nil {
				return "", err
			}
			text = escape(said)
		}
		if b.Len()+len(text) > rule.MaxText {
			return "", errTooLong
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// Expr evaluates an expression and writes its value.
func (p *Prose) Expr(f *rule.Frame, e *rule.Expr) (string, error) {
	v, err := e.Eval(f)
	if err != nil {
		return "", err
	}
	if member := p.member(e.Root); member != nil && hasLabels(member) {
		return p.Field(f, member, v)
	}
	return p.Value(f, v)
}

// Alone evaluates an expression whose value stands by itself, in a cell or a total: if it is a field, it looks as
// that field does everywhere.
func (p *Prose) Alone(f *rule.Frame, e *rule.Expr) (string, error) {
	v, err := e.Eval(f)
	if err != nil {
		return "", err
	}
	if member := p.member(e.Root); member != nil {
		return p.Field(f, member, v)
	}
	return p.Value(f, v)
}

// member is the field that an expression names, if it does nothing else.
func (p *Prose) member(n rule.Node) *model.Field {
	named, ok := n.(*rule.Field)
	if !ok || named.Of == nil {
		return nil
	}
	e := p.Model.Entity(named.Of.Type().Entity)
	if e == nil {
		return nil
	}
	return e.Field(named.Name)
}

// hasLabels: the words for a percentage are left to the text around it ("10 %"), those of a choice are not.
func hasLabels(f *model.Field) bool {
	return len(f.Choices) > 0 || f.System && (f.Name == model.InStage || f.Name == model.InFunnel)
}

// Field writes the value of a field, with the words that only the field knows: labels of options and stages, the
// sign of a percentage. A secret stays one.
func (p *Prose) Field(f *rule.Frame, fd *model.Field, v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		if hasLabels(fd) {
			return p.option(fd, v), nil
		}
	case []string:
		if hasLabels(fd) {
			return p.options(fd, v), nil
		}
	case []any: // what an expression makes of a list
		if names, ok := texts(v); ok && hasLabels(fd) {
			return p.options(fd, names), nil
		}
	}
	switch fd.Kind.Name() {
	case "secret":
		return "••••", nil
	case "percent":
		if d, ok := v.(decimal.Decimal); ok {
			return p.Format.Percent(d), nil
		}
	}
	return p.Value(f, v)
}

func texts(list []any) ([]string, bool) {
	out := make([]string, len(list))
	for i, v := range list {
		s, ok := v.(string)
		if !ok {
			return nil, false
		}
		out[i] = s
	}
	return out, true
}

func (p *Prose) options(fd *model.Field, names []string) string {
	labels := make([]string, len(names))
	for i, name := range names {
		labels[i] = p.option(fd, name)
	}
	return strings.Join(labels, ", ")
}

func (p *Prose) option(fd *model.Field, name string) string {
	if i := slices.IndexFunc(fd.Choices, func(o *model.Option) bool { return o.Name == name }); i >= 0 {
		return words(fd.Choices[i].Label, p.Locale, name)
	}
	if fd.Entity == nil {
		return name
	}
	for _, funnel := range fd.Entity.Funnels {
		if fd.Name == model.InFunnel && funnel.Name == name {
			return words(funnel.Label, p.Locale, name)
		}
		if stage := funnel.Stage(name); fd.Name == model.InStage && stage != nil {
			return words(stage.Label, p.Locale, name)
		}
	}
	return name
}

// Value writes any value in the Go form that expressions give.
func (p *Prose) Value(f *rule.Frame, v any) (string, error) {
	switch v := v.(type) {
	case rule.Record:
		return f.Source.Title(f.Ctx, v)
	case field.Ref:
		r, err := f.Source.Record(f.Ctx, v.Entity, v.ID)
		if err != nil || r == nil {
			return "", err
		}
		return f.Source.Title(f.Ctx, r)
	case []field.Ref:
		return list(p, f, v)
	case []any:
		return list(p, f, v)
	}
	return p.Format.Value(v), nil
}

func list[T any](p *Prose, f *rule.Frame, values []T) (string, error) {
	var said []string
	for _, v := range values {
		s, err := p.Value(f, v)
		if err != nil {
			return "", err
		}
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, ", "), nil
}
