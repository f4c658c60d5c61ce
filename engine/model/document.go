package model

import (
	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/rule"
)

// Document is a template of a PDF over records of an entity.
type Document struct {
	Name   string
	Entity *Entity
	Label  Text
	Title  *TextTemplate
	Blocks []*Block
	At     diag.Range
}

// Block is one part of a document: exactly one of its contents is set.
type Block struct {
	When      *rule.Expr
	Text      *TextTemplate // Markdown
	Columns   []*Block      // side by side
	Fields    []*Field      // label and value of each
	Table     *Table
	Image     *rule.Expr
	QR        *rule.Expr
	Signature *TextTemplate
	PageBreak bool
	Align     string // left, right, center
}

// Table is rows of a collection; its columns are fields or formulas over the row.
type Table struct {
	Rows    *rule.Expr // over the document's record: the collection
	Entity  *Entity    // of the rows
	Columns []*Column
	Totals  []*Total
}

// Column is one column of a table. Value is over the row's record.
type Column struct {
	Label Text
	Field *Field // set when the column is a plain field
	Value *rule.Expr
}

// Total is one line under a table. Value is over the document's record.
type Total struct {
	Label Text
	Value *rule.Expr
}

// Message is a template of an e-mail. Its expressions see the run's names.
type Message struct {
	Name    string
	Entity  *Entity
	Subject *TextTemplate
	Body    *TextTemplate // Markdown
	Limit   *Limited      // what it keeps, whatever sends it
	At      diag.Range
}
