package spec

// Document is a template of a PDF.
type Document struct {
	Head
	Overlay
	Label  Text                `yaml:"label" doc:"What people call it."`
	Entity Word                `yaml:"entity" doc:"Of whose records it is."`
	Title  Text                `yaml:"title" doc:"Its heading, with values in {{ }}."`
	Blocks List[*DocumentPart] `yaml:"blocks" doc:"Its parts, from top to bottom. Without them: the fields and the inline rows."`
}

// DocumentPart is one part of a document: exactly one of its contents, and when it is shown.
type DocumentPart struct {
	Head
	When      Expr                `yaml:"when" doc:"Shown only when this holds."`
	Text      Text                `yaml:"text" doc:"Markdown with values in {{ }}."`
	Columns   List[*DocumentPart] `yaml:"columns" doc:"Parts side by side."`
	Fields    List[Word]          `yaml:"fields" doc:"Fields with their labels."`
	Table     *Table              `yaml:"table" doc:"Rows of a collection."`
	Image     Value               `yaml:"image" doc:"A picture: a formula after \"=\"."`
	QR        Value               `yaml:"qr" doc:"A QR code of a text: a formula after \"=\"."`
	Signature Text                `yaml:"signature" doc:"A line to sign on, with these words under it."`
	PageBreak Bool                `yaml:"page_break" doc:"true: the next part begins a page."`
	Align     Word                `yaml:"align" enum:"left right center" doc:"left, right or center."`
}

// Table is rows of a collection.
type Table struct {
	Head
	Rows    Expr          `yaml:"rows" doc:"The collection."`
	Columns List[*Column] `yaml:"columns" doc:"Fields of a row, or {value: =formula, label}."`
	Totals  List[*Column] `yaml:"totals" doc:"Lines under the table: formulas after \"=\" over the document's record."`
}

// Column is a column or a total of a table.
type Column struct {
	Head
	Name  Word  `yaml:"-"`
	Value Value `yaml:"value" doc:"A formula after \"=\"."`
	Label Text  `yaml:"label" doc:"Its heading."`
}

// short is the name of a field, or a formula after "=".
func (c *Column) short(_ *decoder, n *Node) bool {
	if n.shape != scalar {
		return false
	}
	if v := (Value{n.At, n}); isFormula(v) {
		c.Value = v
	} else {
		c.Name = wordOf(n)
	}
	return true
}

func isFormula(v Value) bool { _, ok := v.Formula(); return ok }

// Message is a template of an e-mail. Its expressions see the names of each step that uses it.
type Message struct {
	Head
	Overlay
	Entity  Word     `yaml:"entity" doc:"The entity of the runs that send it. Without it, every use is checked on its own."`
	Subject Text     `yaml:"subject" doc:"With values in {{ }}."`
	Body    Text     `yaml:"body" doc:"Markdown with values in {{ }}."`
	Limit   *Limited `yaml:"limit" doc:"The limit, of section limits, that it keeps, whatever sends it; before that of the automation." example:"marketing"`
}
