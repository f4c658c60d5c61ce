package document

import (
	"bytes"
	"errors"
	"image"
	stdcolor "image/color"
	"image/gif"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

var samples = map[string]struct{ title, client, notes, line, total, due, page string }{
	"en": {"Invoice {{ number }}", "Osmonova Aigul", "Thank you for your business. Please quote the number when you pay.",
		"Gold membership, 12 months, with unlimited classes and personal training", "$2,740.50", "March 25, 2026", "Page 1 of "},
	"ru": {"Счёт {{ number }}", "Османова Айгүл Өмүрбековна", "Благодарим за сотрудничество. При оплате укажите номер счёта.",
		"Абонемент «Золотой», 12 месяцев, безлимитные занятия и персональные тренировки", "2\u00a0740,50\u00a0$", "25 марта 2026", "Страница 1 из "},
	"tr": {"Fatura {{ number }}", "Işıl Öztürk İğneci", "Bizi tercih ettiğiniz için teşekkür ederiz.", "Yıllık üyelik, sınırsız ders", "$2.740,50", "25 Mart 2026", "Sayfa 1 / "},
	"th": {"ใบแจ้งหนี้ {{ number }}", "คุณสมชาย ใจดี", "ขอบคุณที่ใช้บริการ กรุณาชำระเงินภายในวันที่กำหนด หากมีคำถามเกี่ยวกับใบแจ้งหนี้ฉบับนี้ โปรดติดต่อเจ้าหน้าที่ฝ่ายบัญชี น้ำ ที่ หนี้ ปั๊ม กี่ครั้ง",
		"สมาชิกภาพรายปีแบบทองไม่จำกัดจำนวนคลาสเรียนและเทรนเนอร์ส่วนตัวในวันหยุดสุดสัปดาห์", "$2,740.50", "25 มีนาคม 2026", "หน้า 1 จาก "},
	"mn": {"Нэхэмжлэх {{ number }}", "Батбаяр Өлзийсайхан", "Үйлчилгээг маань сонгосонд баярлалаа.", "Жилийн гишүүнчлэл", "2,740.50\u00a0$", "2026 оны 3 сарын 25", "Хуудас 1 / "},
	"ky": {"Эсеп {{ number }}", "Айгүл Осмонова", "Кызматташтыгыңыз үчүн рахмат.", "Жылдык абонемент", "2\u00a0740,50\u00a0$", "2026-жылдын 25-марты", "1-барак"},
}

// invoice is a document as a company writes it.
func (w *world) document(title string) *model.Document {
	return &model.Document{Name: "invoice", Entity: w.invoice, Title: w.text(title), Blocks: []*model.Block{
		{Columns: []*model.Block{
			{Text: w.text("**Atlas Fitness LLC**\n\n12 Chui Avenue\nBishkek 720001\n[www.example.com](https://example.com)")},
			{Fields: w.fields("number", "due_on", "status"), Align: "right"}}},
		{Text: w.text("## " + title + "\n\n{{ client }}")},
		{Table: w.table()},
		{When: w.expr(w.invoice, "total > 1000"), Text: w.text("{{ notes }}")},
		{When: w.expr(w.invoice, "total > 1000000"), Text: w.text("never")},
		{Columns: []*model.Block{{Signature: w.text("{{ client }}")}, {QR: w.expr(w.invoice, "payment_link"), Align: "right"}}},
	}}
}

// In every language the words are in the file as text, whatever way their letters were drawn.
// TAMGA_LOOK=DIR keeps the files, to be looked at.
func TestInvoiceInEveryLanguage(t *testing.T) {
	t.Parallel()
	for lang, s := range samples {
		w := newWorld(t)
		for i := range 3 {
			w.add(s.line, int64(i+1), "456.75")
		}
		pdf := w.render(w.document(s.title), w.frame(s.client, s.notes), lang)
		text := words(t, pdf)
		flat := strings.Join(strings.Fields(text), "")
		for _, want := range []string{s.client, s.notes, s.line, s.total, s.due, s.page, "10", "Atlas Fitness LLC", "INV-2026-00012",
			w.invoice.Field("due_on").Label.In(lang), w.invoice.Field("status").Choices[0].Label.In(lang)} {
			if !strings.Contains(flat, strings.Join(strings.Fields(want), "")) {
				t.Errorf("%s: %q is not in the text:\n%s", lang, want, text)
			}
		}
		if strings.Contains(text, "never") {
			t.Errorf("%s: a block was shown though its condition fails", lang)
		}
		if dir := os.Getenv("TAMGA_LOOK"); dir != "" {
			keep(t, filepath.Join(dir, "invoice-"+lang+".pdf"), pdf)
		}
	}
}

func keep(t *testing.T, path string, pdf []byte) {
	t.Helper()
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPlainDocument(t *testing.T) {
	t.Parallel()
	for lang, s := range samples {
		w := newWorld(t)
		w.add(s.line, 3, "99")
		doc := &model.Document{Entity: w.invoice, Title: w.text(s.title)}
		w.invoice.Field("client").Visible = model.Flag{When: w.expr(w.invoice, "total < 0")}
		pdf := w.render(doc, w.frame(s.client, s.notes), lang)
		text := words(t, pdf)
		flat := strings.Join(strings.Fields(text), "")
		for _, want := range []string{s.notes, s.line, s.total, s.due, w.invoice.Field("notes").Label.In(lang)} {
			if !strings.Contains(flat, strings.Join(strings.Fields(want), "")) {
				t.Errorf("%s: %q is not in the text:\n%s", lang, want, text)
			}
		}
		if strings.Contains(text, s.client) || strings.Contains(text, "hunter2") {
			t.Errorf("%s: shows a hidden field or a secret:\n%s", lang, text)
		}
		if dir := os.Getenv("TAMGA_LOOK"); dir != "" {
			keep(t, filepath.Join(dir, "plain-"+lang+".pdf"), pdf)
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(samples["th"].line, 2, "10")
	w.add(samples["ru"].line, 2, "10")
	doc := w.document(samples["th"].title)
	first := w.render(doc, w.frame("Ann", samples["th"].notes), "th")
	for range 5 {
		if !bytes.Equal(first, w.render(doc, w.frame("Ann", samples["th"].notes), "th")) {
			t.Fatal("the same document came out different")
		}
	}
}

func TestLongTableRepeatsItsHead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 100 {
		w.add(samples["en"].line, 1, "12.50")
	}
	pdf := w.render(w.document("Invoice"), w.frame("Ann", ""), "en")
	n := len(pages.FindAll(pdf, -1))
	heads := strings.Count(words(t, pdf), "Description")
	if n < 3 || heads != n && heads != n-1 { // the last page may hold only what follows the table
		t.Errorf("%d pages, %d heads", n, heads)
	}
	if dir := os.Getenv("TAMGA_LOOK"); dir != "" {
		keep(t, filepath.Join(dir, "long.pdf"), pdf)
	}
}

// A row higher than a page is cut, and nothing of it is lost.
func TestEndlessRow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add("begin "+strings.Repeat("word ", 9000)+"end", 1, "1")
	w.add(strings.Repeat("w", 3000), 1, "1")
	text := words(t, w.render(w.document("Invoice"), w.frame("Ann", ""), "en"))
	if got := strings.Count(text, "word"); got != 9000 {
		t.Errorf("%d of 9000 words are there", got)
	}
	if got := strings.Count(text, "w") - 9000; got < 3000 {
		t.Errorf("%d of 3000 letters are there", got)
	}
	if !strings.Contains(text, "begin") || !strings.Contains(text, "end") {
		t.Error("the ends are not there")
	}
}

// What somebody typed is text, never markup.
func TestValuesAreNoMarkup(t *testing.T) {
	t.Parallel()
	for _, evil := range []string{"**bold** _it_ `code`", "[click](https://evil.example)", "# Head", "- item", "1. item", "<b>x</b> &amp; &#65;", "a\\b|c~d", "> quote", "---"} {
		w := newWorld(t)
		doc := &model.Document{Entity: w.invoice, Title: w.text("x"), Blocks: []*model.Block{{Text: w.text("{{ client }}")}}}
		pdf := w.render(doc, w.frame(evil, ""), "en")
		if !strings.Contains(words(t, pdf), evil) {
			t.Errorf("%q became %q", evil, words(t, pdf))
		}
		if bytes.Contains(pdf, []byte("evil.example")) && bytes.Contains(pdf, []byte("/URI")) {
			t.Errorf("%q became a link", evil)
		}
	}
}

func TestLinksOfTheTemplate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for source, want := range map[string]string{
		"[Pay]({{ payment_link }})":     "/URI (https://pay.example.com/i/12)",
		"{{ payment_link }}":            "/URI (https://pay.example.com/i/12)",
		"Write to info@example.com":     "/URI (mailto:info@example.com)",
		"[x](javascript:alert\\(1\\))":  "",
		"[x](file:///etc/passwd)":       "",
		"See https://example.com/a_b_c": "/URI (https://example.com/a_b_c)",
	} {
		doc := &model.Document{Entity: w.invoice, Title: w.text("x"), Blocks: []*model.Block{{Text: w.text(source)}}}
		pdf := w.render(doc, w.frame("", ""), "en")
		if got := bytes.Contains(pdf, []byte("/URI")); got != (want != "") || !bytes.Contains(pdf, []byte(want)) {
			t.Errorf("%s: no %s", source, want)
		}
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.title = "Ann Lee"
	for source, want := range map[string]string{
		"Invoice {{ number }}":              "Invoice INV-2026-00012.pdf",
		"Счёт {{ client }}":                 "Счёт ..-..-etc-passwd.pdf",
		"a\nb\u202ec":                       "abc.pdf",
		"":                                  "document.pdf",
		strings.Repeat("x", 500):            strings.Repeat("x", longestName+1) + ".pdf",
		`{{ client }}{{ client }}` + "\x00": "-..-etc-passwd..-..-etc-passwd.pdf",
	} {
		got, err := Name(&model.Document{Entity: w.invoice, Title: w.text(source)}, w.frame("../../etc/passwd", ""), Options{Model: w.model})
		if want == "-..-etc-passwd..-..-etc-passwd.pdf" {
			want = strings.TrimLeft(want, "-.")
		}
		if err != nil || got != want {
			t.Errorf("%.40q: %q (%v), want %q", source, got, err, want)
		}
	}
	got, err := Name(&model.Document{Entity: w.invoice, Label: model.Text{"": "Invoice"}}, w.frame("", ""), Options{Model: w.model})
	if err != nil || got != "Invoice Ann Lee.pdf" {
		t.Errorf("without a title: %q %v", got, err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.frame("x", "")
	f.This = nil
	if err := Render(io.Discard, w.document("x"), f, Options{Model: w.model}); !errors.Is(err, errNoRecord) {
		t.Errorf("without a record: %v", err)
	}
	w.link = "https://example.com/" + strings.Repeat("x", 5000)
	if err := Render(io.Discard, w.document("x"), w.frame("x", ""), Options{Model: w.model}); err == nil || !strings.Contains(err.Error(), "qr payment_link") {
		t.Errorf("a code too large: %v", err)
	}
}

func encoded(t *testing.T, kind string, w, h int) []byte {
	t.Helper()
	pic := image.NewPaletted(image.Rect(0, 0, w, h), stdcolor.Palette{stdcolor.White, stdcolor.RGBA{29, 95, 180, 255}})
	for i := range pic.Pix {
		pic.Pix[i] = uint8(i / 7 % 2)
	}
	var out bytes.Buffer
	var err error
	if kind == "gif" {
		err = gif.Encode(&out, pic, nil)
	} else {
		err = png.Encode(&out, pic)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestImage(t *testing.T) {
	t.Parallel()
	bomb := encoded(t, "png", 1, 1)
	copy(bomb[16:], []byte{0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0}) // says that it is 100,000 by 100,000
	for name, tc := range map[string]struct {
		content []byte
		want    string // a part of the error
	}{
		"png":      {encoded(t, "png", 300, 120), ""},
		"gif":      {encoded(t, "gif", 40, 40), ""},
		"no image": {[]byte("%PDF-1.4"), "image: unknown format"},
		"empty":    {nil, "image: unknown format"},
		"bomb":     {bomb, "image"},
		"cut off":  {encoded(t, "png", 300, 120)[:60], "image logo"},
		"missing":  {[]byte("!"), "not here"},
	} {
		w := newWorld(t)
		f := w.frame("x", "")
		f.This.(record).values[w.invoice.Field("logo").Slot] = field.File{ID: name, Name: "logo"}
		doc := &model.Document{Entity: w.invoice, Title: w.text("x"), Blocks: []*model.Block{{Image: w.expr(w.invoice, "logo"), Align: "center"}}}
		var out bytes.Buffer
		err := Render(&out, doc, f, Options{Model: w.model, Now: made, Files: func(id string) (io.Reader, error) {
			if id == "missing" {
				return nil, errors.New("not here")
			}
			return bytes.NewReader(tc.content), nil
		}})
		switch {
		case tc.want == "" && (err != nil || !bytes.Contains(out.Bytes(), []byte("/Subtype /Image"))):
			t.Errorf("%s: %v", name, err)
		case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
}

// Nothing that people type breaks a document.
func TestAnyTextRenders(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		text := func(name string) string { return rapid.StringN(0, 60, -1).Draw(rt, name) }
		w.title = text("title")
		w.link = ""
		for range rapid.IntRange(0, 4).Draw(rt, "lines") {
			w.add(text("line"), rapid.Int64().Draw(rt, "qty"), "1.5")
		}
		f := w.frame(text("client"), text("notes"))
		doc := &model.Document{Entity: w.invoice}
		if rapid.Bool().Draw(rt, "blocks") {
			doc = w.document("{{ client }}")
		}
		if err := Render(io.Discard, doc, f, Options{Model: w.model, Locale: "th", Now: made}); err != nil {
			rt.Fatal(err)
		}
	})
}
