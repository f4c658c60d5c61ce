package message

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/tamga-crm/tamga/engine/view"
)

// plainText writes Markdown as a person types a mail: links with their addresses, lists with dashes, no stars.
func plainText(tree ast.Node, source []byte) string {
	w := &textWriter{source: source}
	return strings.TrimSpace(strings.Join(w.blocks(tree), "\n\n")) + "\n"
}

type textWriter struct{ source []byte }

func (w *textWriter) blocks(n ast.Node) []string {
	var out []string
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if s := w.block(c); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (w *textWriter) block(n ast.Node) string {
	switch n := n.(type) {
	case *ast.List:
		return w.list(n)
	case *ast.Blockquote:
		return prefixed(strings.Join(w.blocks(n), "\n\n"), "> ", "> ")
	case *ast.ThematicBreak:
		return "---"
	case *ast.FencedCodeBlock:
		return strings.TrimRight(string(n.Lines().Value(w.source)), "\n")
	case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
		return strings.TrimSpace(w.inlines(n))
	}
	return strings.Join(w.blocks(n), "\n\n")
}

func (w *textWriter) list(n *ast.List) string {
	var items []string
	number := n.Start
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		mark := "- "
		if n.IsOrdered() {
			mark = strconv.Itoa(number) + ". "
			number++
		}
		items = append(items, prefixed(strings.Join(w.blocks(c), "\n"), mark, strings.Repeat(" ", len(mark))))
	}
	return strings.Join(items, "\n")
}

// prefixed puts something before the first line and before the others.
func prefixed(s, first, rest string) string {
	return first + strings.ReplaceAll(s, "\n", "\n"+rest)
}

func (w *textWriter) inlines(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b.WriteString(w.inline(c))
	}
	return b.String()
}

func (w *textWriter) inline(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Text:
		text := string(n.Segment.Value(w.source))
		if !n.IsRaw() {
			text = view.UnescapeMarkdown(text)
		}
		if n.SoftLineBreak() || n.HardLineBreak() {
			text += "\n"
		}
		return text
	case *ast.String:
		return string(n.Value)
	case *ast.AutoLink:
		return string(n.Label(w.source))
	case *ast.Link:
		label, to := w.inlines(n), view.UnescapeMarkdown(string(n.Destination))
		if label == to || "mailto:"+label == to || label == "" {
			return to
		}
		return label + " (" + strings.TrimPrefix(to, "mailto:") + ")"
	}
	return w.inlines(n)
}
