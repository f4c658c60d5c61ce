package view

import (
	"context"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/shopspring/decimal"
	"github.com/yuin/goldmark/ast"
	"pgregory.net/rapid"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Whatever a value holds, Markdown shows it as it is: one paragraph, and no markup in it.
func TestEscapedIsText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("ab1 \t\n\r\\*_#`[]()<>!&;:-+.|~='\"{}/@héя ที่#65xhtps:www.*"))).Draw(t, "value")
		source := []byte("before " + EscapeMarkdown(s) + " after")
		tree := ParseMarkdown(source)
		var said strings.Builder
		err := ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch n := n.(type) {
			case *ast.Document, *ast.Paragraph:
			case *ast.Text:
				said.WriteString(UnescapeMarkdown(string(n.Segment.Value(source))) + " ")
			case *ast.AutoLink:
				said.WriteString(string(n.Label(source)) + " ")
			default:
				t.Fatalf("%q became a %s", s, n.Kind())
			}
			return ast.WalkContinue, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if tree.ChildCount() != 1 {
			t.Fatalf("%q became %d blocks", s, tree.ChildCount())
		}
		if got, want := squeezed(said.String()), squeezed("before "+s+" after"); got != want {
			t.Fatalf("%q reads as %q, want %q", s, got, want)
		}
	})
}

func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

type proseRecord struct{ values []any }

func (proseRecord) Entity() string       { return "deal" }
func (proseRecord) ID() string           { return "1" }
func (r proseRecord) Value(slot int) any { return r.values[slot] }

type titles struct{}

func (titles) Record(_ context.Context, _, id string) (rule.Record, error) {
	if id == "gone" {
		return nil, nil
	}
	return proseRecord{make([]any, 7)}, nil
}
func (titles) Collection(context.Context, rule.Record, string, int) ([]rule.Record, error) {
	return nil, nil
}
func (titles) Select(context.Context, string, *rule.Expr, *rule.Frame, int) ([]rule.Record, error) {
	return nil, nil
}
func (titles) Title(context.Context, rule.Record) (string, error) { return "Gold for Ann", nil }

func TestProse(t *testing.T) {
	t.Parallel()
	e := &model.Entity{Name: "deal", Funnels: []*model.Funnel{{Name: "sales", Label: model.Text{"ru": "Продажи"},
		Stages: []*model.Stage{{Name: "won", Label: model.Text{"": "Won", "ru": "Успех"}}}}}}
	add := func(name, kind string) *model.Field {
		k, ok := field.Named(kind)
		if !ok {
			t.Fatal(kind)
		}
		f := &model.Field{Entity: e, Name: name, Kind: k, Slot: len(e.Fields)}
		e.Fields = append(e.Fields, f)
		return f
	}
	add("source", "choice").Choices = []*model.Option{{Name: "walk_in", Label: model.Text{"ru": "С улицы"}}, {Name: "web_site"}}
	add("colors", "choices").Choices = []*model.Option{{Name: "red", Label: model.Text{"": "Red", "ru": "Красный"}}, {Name: "blue"}}
	add("discount", "percent")
	add("stage", "choice").System = true
	add("funnel", "choice").System = true
	add("pin", "secret")
	client := add("client", "link")
	client.Options.Targets, client.Link = []string{"deal"}, &model.Link{To: []*model.Entity{e}}
	m := &model.Model{Entities: []*model.Entity{e}}
	p := &Prose{Model: m, Format: locale.Format("ru", time.UTC), Locale: "ru"}
	ten := decimal.NewFromInt(10)
	f := &rule.Frame{Ctx: t.Context(), Source: titles{}, This: proseRecord{[]any{"walk_in", []string{"red", "blue"}, ten, "won", "sales", "1234", field.Ref{Entity: "deal", ID: "1"}}}}
	for source, want := range map[string]string{
		"{{ source }} / {{ colors }}":         "С улицы / Красный, Blue",
		"{{ discount }} %":                    "10 %",
		"{{ stage }} ({{ funnel }})":          "Успех (Продажи)",
		"{{ client }}: {{ client.discount }}": "Gold for Ann: ",
		"{{ source + \"!\" }}":                "walk_in!",
		"{{ 1 == 1 }}, {{ nil }}":             "Да, ",
	} {
		x, problems := rule.CompileTemplate(source, &rule.Scope{Schema: model.SchemaOf(m, nil), Entity: "deal"})
		if problems != nil {
			t.Errorf("%s: %+v", source, problems)
			continue
		}
		if got, err := p.Text(f, x); err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", source, got, err, want)
		}
	}
	for name, want := range map[string]string{"discount": "10\u00a0%", "pin": "••••", "client": "Gold for Ann", "source": "С улицы"} {
		fd := e.Field(name)
		if got, err := p.Field(f, fd, f.This.Value(fd.Slot)); err != nil || got != want {
			t.Errorf("field %s: %q %v, want %q", name, got, err, want)
		}
	}
	if got, err := p.Value(f, []field.Ref{{Entity: "deal", ID: "1"}, {Entity: "deal", ID: "gone"}}); err != nil || got != "Gold for Ann" {
		t.Errorf("links: %q %v", got, err)
	}
}
