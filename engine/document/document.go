package document

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"codeberg.org/go-pdf/fpdf"

	"github.com/tamga-crm/tamga/engine/locale"
	"github.com/tamga-crm/tamga/engine/model"
	"github.com/tamga-crm/tamga/engine/rule"
	"github.com/tamga-crm/tamga/engine/view"
)

// Options are what a document is made with, beside its template and its record.
type Options struct {
	Model  *model.Model
	Locale string
	Now    time.Time // the date that the file carries
	// Files opens a stored file by its id, or one of the package's files by its path. Nil: there are no images.
	Files func(id string) (io.Reader, error)
}

// maxPages is where a document is refused: nobody prints a list of that length, and memory is not for free.
const maxPages = 1000

var errTooManyPages = fmt.Errorf("document: it would have more than %d pages", maxPages)

// Render writes the PDF of the frame's record. An error names the part of the template that failed.
func Render(w io.Writer, doc *model.Document, f *rule.Frame, o Options) error {
	b := newBuilder(doc, f, o)
	title, err := b.title()
	if err != nil {
		return err
	}
	body, err := b.body(title)
	if err != nil {
		return err
	}
	s := &sheet{}
	s.put(marginX, top(0), nil)
	body.place(s, marginX, top(0))
	if len(s.pages) > maxPages {
		return errTooManyPages
	}
	return b.print(w, s, title)
}

// Name is the name of the document's file: its title, without what a file system would not take.
func Name(doc *model.Document, f *rule.Frame, o Options) (string, error) {
	title, err := newBuilder(doc, f, o).title()
	return fileName(title) + ".pdf", err
}

func newBuilder(doc *model.Document, f *rule.Frame, o Options) *builder {
	return &builder{shaper: newShaper(), doc: doc, frame: f, opts: o,
		prose: &view.Prose{Model: o.Model, Format: locale.Format(o.Locale, f.Zone), Locale: o.Locale}}
}

var errNoRecord = errors.New("document: there is no record to make it of")

func (b *builder) title() (string, error) {
	if b.frame.This == nil {
		return "", errNoRecord
	}
	if t := b.doc.Title.In(b.opts.Locale); t != nil {
		return b.prose.Text(b.frame, t)
	}
	label := b.doc.Label.In(b.opts.Locale)
	title, err := b.prose.Value(b.frame, b.frame.This)
	return strings.TrimSpace(label + " " + title), err
}

func (b *builder) body(title string) (stack, error) {
	if len(b.doc.Blocks) == 0 {
		return b.plain(title)
	}
	return b.blocks(b.doc.Blocks, area{width: bodyWidth})
}

const longestName = 120

func fileName(title string) string {
	var b strings.Builder
	for _, r := range title {
		switch {
		case strings.ContainsRune(`/\:*?"<>|`, r):
			b.WriteByte('-')
		case !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r):
			b.WriteRune(r)
		}
		if b.Len() > longestName {
			break
		}
	}
	name := strings.Trim(b.String(), " .-")
	if name == "" {
		return "document"
	}
	return name
}

// print draws the pages and writes the file.
func (b *builder) print(w io.Writer, s *sheet, title string) error {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: pageWidth, Ht: pageHeight}})
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(b.opts.Now.UTC())
	pdf.SetModificationDate(b.opts.Now.UTC())
	pdf.SetProducer("Tamga", true)
	pdf.SetTitle(title, true)
	pdf.SetLang(locale.Base(b.opts.Locale))
	p := newPen(pdf, b.shaper)
	for i, page := range s.pages {
		pdf.AddPage()
		for _, d := range page {
			d.draw(p, d.x, d.y)
		}
		b.footer(p, title, i+1, len(s.pages))
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}

// footer tells what this is, and which page of how many.
func (b *builder) footer(p *pen, title string, page, pages int) {
	const y = pageHeight - 42
	s := style{size: 8, color: muted}
	number := b.prose.Format.Words().Say("page", map[string]any{"page": page, "pages": pages})
	p.rule(marginX, y-8, bodyWidth, 0.5, hair)
	p.line(b.wrap([]span{{number, s}}, bodyWidth/2)[0], marginX, y, bodyWidth, "right")
	p.line(b.wrap([]span{{title, s}}, bodyWidth*0.7)[0], marginX, y, bodyWidth*0.7, "")
}
