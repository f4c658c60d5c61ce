package document

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/tamga-crm/tamga/engine/view"
)

const (
	bodySize   = 10.0
	smallSize  = 8.5
	listIndent = 14.0
)

var bodyStyle = style{size: bodySize, color: ink}

// headings by level, from 1; deeper ones look like the last.
var headings = []struct{ size, before float64 }{{21, 26}, {16, 24}, {12.5, 16}, {10.5, 12}}

func (b *builder) markdown(source string, a area) stack {
	m := &markdown{b, []byte(source)}
	return m.children(view.ParseMarkdown(m.source), a, bodyStyle)
}

// markdown lays a parsed text out.
type markdown struct {
	*builder
	source []byte
}

func (m *markdown) children(n ast.Node, a area, s style) stack {
	var out stack
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		out = append(out, m.block(c, a, s)...)
	}
	return out
}

func (m *markdown) block(n ast.Node, a area, s style) stack {
	switch n := n.(type) {
	case *ast.Heading:
		h := headings[min(n.Level, len(headings))-1]
		s.size, s.bold = h.size, true
		out := m.paragraph(m.inlines(n, s), a, h.before)
		for _, b := range out {
			b.(*box).keep = true
		}
		return out
	case *ast.Paragraph:
		return m.paragraph(m.inlines(n, s), a, 7)
	case *ast.TextBlock:
		return m.paragraph(m.inlines(n, s), a, 2)
	case *ast.List:
		return m.list(n, a, s)
	case *ast.Blockquote:
		s.color = muted
		return stack{indent{m.children(n, area{a.width - listIndent, a.align}, s), listIndent}}
	case *ast.FencedCodeBlock:
		return m.paragraph([]span{{strings.TrimRight(string(n.Lines().Value(m.source)), "\n"), s}}, a, 7)
	case *ast.ThematicBreak:
		return stack{&box{height: 1, before: 10, draw: func(p *pen, x, y float64) { p.rule(x, y, a.width, 0.6, hair) }}}
	}
	return m.children(n, a, s)
}

func (m *markdown) list(n *ast.List, a area, s style) stack {
	var out stack
	number := n.Start
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		mark := "•"
		if n.IsOrdered() {
			mark = strconv.Itoa(number) + "."
			number++
		}
		out = append(out, m.item(c, mark, a, s))
	}
	return out
}

func (m *markdown) item(n ast.Node, mark string, a area, s style) node {
	body := m.children(n, area{a.width - listIndent, ""}, s)
	bullet := m.wrap([]span{{mark, s}}, listIndent*2)[0]
	return marked{indent{body, listIndent}, func(p *pen, x, y float64) {
		p.line(bullet, x, y, listIndent-4, "right")
	}}
}

// inlines are the spans of a block's text.
func (m *markdown) inlines(n ast.Node, s style) []span {
	var out []span
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		out = append(out, m.inline(c, s)...)
	}
	return out
}

// inline: a line that ends in the source ends in the document too; nobody writes an address otherwise.
func (m *markdown) inline(n ast.Node, s style) []span {
	switch n := n.(type) {
	case *ast.Text:
		text := string(n.Segment.Value(m.source))
		if !n.IsRaw() {
			text = view.UnescapeMarkdown(text)
		}
		if n.SoftLineBreak() || n.HardLineBreak() {
			text += "\n"
		}
		return []span{{text, s}}
	case *ast.String:
		return []span{{string(n.Value), s}}
	case *ast.Emphasis:
		s.bold, s.italic = s.bold || n.Level > 1, s.italic || n.Level == 1
	case *ast.Link:
		s.color, s.link = accent, followed(string(n.Destination))
	case *ast.AutoLink:
		url := string(n.URL(m.source))
		if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(url, "mailto:") {
			url = "mailto:" + url
		}
		s.color, s.link = accent, followed(url)
		return []span{{string(n.Label(m.source)), s}}
	}
	return m.inlines(n, s)
}

// followed is a link that a reader of the PDF may be led to.
func followed(url string) string {
	url = view.UnescapeMarkdown(url)
	for _, scheme := range []string{"https://", "http://", "mailto:", "tel:"} {
		if strings.HasPrefix(strings.ToLower(url), scheme) {
			return url
		}
	}
	return ""
}
