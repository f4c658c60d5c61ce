package message

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/view"
)

// Draft is a message in words.
type Draft struct {
	Subject, Text, HTML string
}

// Compose fills a subject and a body (Markdown) for a reader of a locale: in text a record shows its title, an empty
// value nothing, numbers, dates and money are written as the reader does. What values hold is never markup.
func Compose(m *model.Model, f *rule.Frame, subject, body *model.TextTemplate, loc string) (Draft, error) {
	prose := &view.Prose{Model: m, Format: locale.Format(loc, f.Zone), Locale: loc}
	head, err := prose.Text(f, subject.In(loc))
	if err != nil {
		return Draft{}, fmt.Errorf("compose subject: %w", err)
	}
	source, err := prose.Markdown(f, body.In(loc))
	if err != nil {
		return Draft{}, fmt.Errorf("compose body: %w", err)
	}
	d := Draft{Subject: cut(oneLine(head), maxSubject)}
	tree := view.ParseMarkdown([]byte(source))
	d.Text = plainText(tree, []byte(source))
	d.HTML, err = page(d.Subject, locale.Base(loc), m.Accent, tree, []byte(source))
	return d, err
}

var markup = renderer.NewRenderer(renderer.WithNodeRenderers(util.Prioritized(html.NewRenderer(html.WithHardWraps()), 1000)))

// clean is the second lock: the Markdown has no HTML of its own, and this is all that may come out of it.
var clean = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "ul", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "code", "pre", "hr")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "http", "mailto", "tel")
	p.RequireNoFollowOnLinks(false)
	return p
}()

func page(subject, lang, accent string, tree ast.Node, source []byte) (string, error) {
	var body bytes.Buffer
	if err := markup.Render(&body, source, tree); err != nil {
		return "", fmt.Errorf("compose body: %w", err)
	}
	if !hexColor.MatchString(accent) {
		accent = "#1d5fb4"
	}
	var out bytes.Buffer
	err := frame.Execute(&out, map[string]any{"Subject": subject, "Lang": lang, "Accent": template.CSS(accent),
		"Body": template.HTML(clean.SanitizeBytes(body.Bytes()))})
	if err != nil {
		return "", fmt.Errorf("compose body: %w", err)
	}
	return out.String(), nil
}

var hexColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// frame is around every message: one column that fits a phone, and a dark one where the reader's program is dark.
// Programs that know no style sheets show plain paragraphs.
var frame = template.Must(template.New("frame").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{.Subject}}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; padding: 24px 12px; background: #f2f4f7; -webkit-text-size-adjust: 100%; }
.card { max-width: 600px; margin: 0 auto; background: #ffffff; border-radius: 8px; border-top: 4px solid {{.Accent}}; }
.text { padding: 28px 32px 20px; color: #1c2128; font: 16px/1.55 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Noto Sans Thai", Arial, sans-serif; overflow-wrap: break-word; }
.text p, .text ul, .text ol, .text blockquote, .text pre { margin: 0 0 16px; }
.text h1, .text h2, .text h3 { margin: 24px 0 12px; line-height: 1.3; }
.text h1 { font-size: 24px; } .text h2 { font-size: 20px; } .text h3 { font-size: 17px; }
.text :first-child { margin-top: 0; }
.text a { color: {{.Accent}}; }
.text blockquote { padding-left: 14px; border-left: 3px solid #d8dce2; color: #66707d; }
.text hr { border: 0; border-top: 1px solid #d8dce2; margin: 24px 0; }
@media (max-width: 480px) { body { padding: 0; } .card { border-radius: 0; } .text { padding: 22px 18px 12px; } }
@media (prefers-color-scheme: dark) { body { background: #14171b; } .card { background: #1d2127; } .text { color: #e6e9ed; } .text a { color: #8ab8f0; } .text blockquote { color: #a3acb8; border-color: #3a414a; } .text hr { border-color: #3a414a; } }
</style>
</head>
<body>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td>
<div class="card"><div class="text">
{{.Body}}</div></div>
</td></tr></table>
</body>
</html>
`))
