package view

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown is CommonMark without HTML: "<b>" in a text is those three characters. Addresses become links.
var markdown = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(util.Prioritized(parser.LinkReferenceParagraphTransformer, 100)),
	)),
	goldmark.WithExtensions(extension.Linkify),
)

// ParseMarkdown reads the text of a document or a message.
func ParseMarkdown(source []byte) ast.Node { return markdown.Parser().Parse(text.NewReader(source)) }

// EscapeMarkdown makes a value safe to stand in Markdown: it can't begin a list, a heading or a link, or end the
// paragraph it stands in. A web address stays one that can be followed.
func EscapeMarkdown(s string) string {
	if isAddress(s) {
		return "<" + s + ">"
	}
	var b strings.Builder
	for i, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		if i > 0 {
			b.WriteByte('\n') // whoever shows Markdown here keeps line ends
		}
		if line = strings.TrimSpace(line); line == "" && i > 0 {
			line = "\u00a0" // an empty line would end the paragraph
		}
		for _, r := range line {
			if r < 0x80 && strings.ContainsRune("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", r) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isAddress(s string) bool {
	web := strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
	return web && !strings.ContainsAny(s, "<> \t\r\n\\")
}

// UnescapeMarkdown reads "&amp;" and "\\*" in the text of a parsed Markdown. In this order, what a value holds stays
// as it is: its own "&" was escaped.
func UnescapeMarkdown(s string) string {
	b := util.ResolveEntityNames(util.ResolveNumericReferences([]byte(s)))
	return string(util.UnescapePunctuations(b))
}
