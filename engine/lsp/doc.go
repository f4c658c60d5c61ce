// Package lsp serves editors: the Language Server Protocol over a pair of streams.
//
// A package folder is compiled as its files stand in the editor, saved or not, and told as diagnostics; a cache makes
// that quick. Everything else is answered from two sources: the compiler's index of names, and the text around the
// cursor, read tolerantly, for what is being typed is seldom whole. Where the package cannot be understood at the
// moment, what was understood last is used.
//
// The protocol counts columns in UTF-16 and from 0, diagnostics count characters and from 1: text.go translates.
package lsp
